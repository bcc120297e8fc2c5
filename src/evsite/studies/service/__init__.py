"""How well a simulation serves its drivers: who leaves with what, when power is drawn, and what holds it."""
