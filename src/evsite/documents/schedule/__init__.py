"""Panel schedules: what stands in which spaces of every panel, what it serves, and what it adds up to."""
