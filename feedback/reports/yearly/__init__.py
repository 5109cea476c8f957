"""The yearly report: from answers to the published chapter."""
