"""Questions asked of a site: ratios, worst cases, occupancy tables, guarantees."""
