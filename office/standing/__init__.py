"""What is known at a moment: the texts, what waits, every unit's standing, the cases of the year."""
