"""The steps from an answer's Markdown to safe HTML; `publishing.rendering.markdown` puts them together."""
