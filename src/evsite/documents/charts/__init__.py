"""Charts of a site as drawings: one module a chart, and what they share."""
