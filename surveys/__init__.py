"""What is a survey? No pages, no tables here: see feedback/participant and feedback/store."""
