"""Serves one stored representation per request, over HTTP."""
