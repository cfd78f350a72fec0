"""Makes what takes long and no page has to wait for: the narrower forms of pictures."""
