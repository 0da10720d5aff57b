"""Letters: one file of words each, the facts it may name, the press that prints it."""
