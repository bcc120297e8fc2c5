"""Load calculations: what counts, and how much."""
