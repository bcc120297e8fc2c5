"""A site as it was built beside its design: what each port should be, what the record says, and where they differ."""
