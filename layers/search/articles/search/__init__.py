"""The search index: written by the function `index`, read by the function `search`."""
