"""A file's bytes to an article, or to every reason why not."""
