"""Read a file's bytes: the result is an article, or every reason why it cannot be published."""
