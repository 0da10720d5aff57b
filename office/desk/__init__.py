"""What an office is: its folder, its settings, its units and its people."""
