"""The load calculation of every supply: existing and new load side by side, and what it comes to."""
