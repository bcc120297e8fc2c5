"""Facts of a site that many rules ask for."""
