"""Serves lists, sitemaps and feeds of the library over HTTP."""
