"""What the calendar asks for: reminders, and the draft of a circular."""
