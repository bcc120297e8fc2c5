"""What the profiles ask for that a site names."""
