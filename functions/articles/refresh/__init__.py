"""Renders pages again whose related links have changed."""
