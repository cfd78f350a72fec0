"""Compares the bucket with the table and enqueues the differences."""
