"""Quantities of what a site is built from: conductors, raceways and equipment, counted from the site."""
