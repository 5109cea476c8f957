"""What a survey is (no pages, no tables here: see feedback/participant and feedback/store)."""
