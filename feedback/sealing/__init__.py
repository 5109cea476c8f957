"""HOW WORDS ARE KEPT CLOSED: keys and sealed text."""
