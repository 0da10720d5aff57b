"""Every way not to know, played end to end: who is judged while it lasts, and after it has ended."""
