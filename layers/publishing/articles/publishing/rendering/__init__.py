"""An article to its representations: page, JSON, Markdown, feed entry."""
