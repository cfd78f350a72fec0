"""Publishes the files that the bucket reports as changed."""
