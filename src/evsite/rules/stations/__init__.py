"""Stations: breakers, settings, plugs, listing, cables, where they stand."""
