"""The bill of materials: what a site is built from, what is by others, and the home runs that sharing saves."""
