"""What a design asks of its stations and of its cloud plan, against what these have."""
