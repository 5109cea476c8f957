"""WHAT WE SAY BACK: figures, charts, exports."""
