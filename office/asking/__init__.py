"""Letters that ask, and how they are answered: the carriers of an answer, its grammar, the questions to units."""
