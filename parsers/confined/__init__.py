"""Reading in a child that may die: what is asked, what is answered, and the limits."""
