"""What people decide, in whatever way it reaches us: by command or by mail."""
