"""Letters out: queued with the book, in their turn and within their budget, sent, and what became of them."""
