"""Deciding by mail: the lines people write, the letters they answer, what follows from them."""
