"""Many sites: what is told of each of them, and of all together."""
