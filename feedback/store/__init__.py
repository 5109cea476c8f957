"""WHAT WE KEEP: tables, no rules."""
