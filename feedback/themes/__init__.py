"""What words are about: themes, feelings, quotes and what must be hidden in them."""
