"""One poll from mailbox to mailbox: collected, filed, answered, told."""
