"""A design from what is there and what is wanted: the search, the site file that it writes, and what limits it."""
