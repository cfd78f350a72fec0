"""Render an article to its representations: page, JSON, Markdown, feed entry."""
