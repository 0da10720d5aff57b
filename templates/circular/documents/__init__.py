"""The documents as shipped: Word templates an office may edit, and the scripts that build them."""
