"""A mail that came: opened by a confined child, judged whose it is, of which round and what it brings. Nothing is written here."""
