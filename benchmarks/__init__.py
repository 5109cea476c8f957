"""WHAT THE README'S FIGURES COME FROM; never part of the tests."""
