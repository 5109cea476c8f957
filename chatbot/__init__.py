"""How is a survey talked through? No pages, no tables here: see feedback/participant and feedback/store."""
