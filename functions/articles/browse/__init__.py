"""Reports what the library holds: lists, sitemap and feeds, over HTTP."""
