"""Limits of groups against their equipment, each other, and what stations fall back to."""
