"""The steps from an answer's Markdown to safe HTML; `publishing.markdown` puts them together."""
