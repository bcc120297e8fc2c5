"""Sessions played through at a site, event by event."""
