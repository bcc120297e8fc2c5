"""Session files: vehicles that come to a site, from files that people write and from records of real sessions."""
