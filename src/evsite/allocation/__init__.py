"""The allocator: who gets how many amperes, and which limit says so."""
