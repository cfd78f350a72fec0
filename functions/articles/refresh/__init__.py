"""Renders again the pages whose related links changed."""
