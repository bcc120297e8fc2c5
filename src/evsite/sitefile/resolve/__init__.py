"""From the tables of a site file to a site, one module a section."""
