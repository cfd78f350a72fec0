"""From an uploaded file to an article, its representations, and the table."""
