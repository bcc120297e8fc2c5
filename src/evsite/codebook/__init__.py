"""The code book: tables of the NEC, its sections by edition, and the few formulas that they are used in."""
