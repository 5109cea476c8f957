"""Holds a conversation; no pages, no tables here: see feedback/participant and feedback/store."""
