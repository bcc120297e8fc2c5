"""Sessions of drivers who are not known yet: made up by a profile that was fitted to those of a real garage."""
