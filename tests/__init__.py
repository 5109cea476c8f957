"""Does it do what it says? (A package, so that no library's own `tests` can stand in its place.)"""
