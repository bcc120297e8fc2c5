"""What is proved of a site: guarantees, the greatest loads, the occupancy table."""
