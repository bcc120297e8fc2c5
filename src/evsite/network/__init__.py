"""The limits of a site, compiled from its design."""
