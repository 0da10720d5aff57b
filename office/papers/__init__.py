"""What the office hands out to be filled in, and the papers it writes on."""
