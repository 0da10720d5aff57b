"""A raw mail to a message and back: parts, head, sender, text, what is quoted, what it is."""
