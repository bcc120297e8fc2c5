"""Conductors: ampacity, protection, grounding, voltage drop, length."""
