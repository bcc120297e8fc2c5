"""Panels: bus, main, spaces, standard ratings, room to work."""
