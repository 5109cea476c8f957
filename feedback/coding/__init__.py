"""WHAT ANSWERS ARE ABOUT, KEPT: themes of a question, what the machine proposes, people decide."""
