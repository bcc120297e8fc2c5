"""Graphic symbols of one-line drawings, in the practice of the United States, and their legend.

Conductors run from the top of a sheet down. A symbol hangs on the point where the conductor from above ends, and has
another one where it goes on. What is new is drawn in normal lines, what exists in thin ones. No code orders one set of
symbols; the family is that of IEEE 315, and every sheet has a legend.
"""
