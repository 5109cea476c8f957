"""THE OUTER WORLD, one file each."""
