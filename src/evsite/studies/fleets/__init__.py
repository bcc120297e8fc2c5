"""Charging schedules for fleets: optimal by rank, delay and cost, within every limit of the site."""
