"""Has files published, and taken down, when a time comes that they name."""
