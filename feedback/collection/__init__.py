"""HOW WORDS COME IN: rounds, invitations, responses."""
