"""What the office says of a round and of the year: the circular and its correction, notices, the annual sheet, the archive."""
