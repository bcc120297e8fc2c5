"""A site as plain resolved data, and what its parts know of themselves."""
