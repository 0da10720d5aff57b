"""The forms that go out, in Word and in Excel."""
