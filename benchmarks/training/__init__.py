"""How is the second look's model taught and measured? Needs torch, which the project does not."""
