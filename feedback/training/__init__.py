"""Courses, Re-thinks and who came: what is asked of them afterwards, and what came of it."""
