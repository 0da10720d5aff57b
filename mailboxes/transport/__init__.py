"""Mail in and out: IMAP, SMTP, Maildir, files."""
