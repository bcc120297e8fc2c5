"""Continuous load on overcurrent devices: branch breakers, panel mains, services."""
