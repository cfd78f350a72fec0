"""Shows what a file will look like to those who have a signed link."""
