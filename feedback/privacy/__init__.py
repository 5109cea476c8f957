"""WHAT WE HIDE OR FORGET: small numbers, retention."""
