"""WHAT WE MUST NOT MISS: scan, concerns, alerts."""
