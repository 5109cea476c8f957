"""A STORY TO LOOK AT: invented people, told through the same use-cases as real ones."""
