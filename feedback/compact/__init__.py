"""The Compact audit: who is asked, the return several people fill in, and what comes of it."""
