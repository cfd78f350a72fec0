"""Files beside the articles that pages show or offer: pictures, recordings and documents."""
