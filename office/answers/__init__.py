"""The answers to what came: receipts and returns, requests, what was decided."""
