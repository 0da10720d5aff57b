"""One module a format: bytes to a grid of what is seen."""
