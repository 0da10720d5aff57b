"""The ground floor: the nouns, the rules, the calendar and the book. Knows no documents and no mail."""
