"""Mail in and mail out, on real Maildirs and real servers."""
