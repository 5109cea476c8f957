"""What a survey is, in tests."""
