"""How well are themes, feelings, quotes and identifiers found? Measured on labelled sets."""
