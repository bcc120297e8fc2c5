"""Charging profiles for stations: what a site allows, as messages of OCPP can say it."""
