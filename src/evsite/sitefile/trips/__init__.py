"""Trips of fleets: the vehicles of a depot, when each is there, and what it needs."""
