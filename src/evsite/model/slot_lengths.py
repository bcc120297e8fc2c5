"""How long the time slots are in which vehicles take turns."""

from __future__ import annotations

USUAL_SLOT_H = 0.25
"""Length of a time slot of a rotation, unless said otherwise [h]."""
SHORTEST_SLOT_H, LONGEST_SLOT_H = 1 / 60, 24.0
"""A turn is no shorter, and no longer [h]."""
