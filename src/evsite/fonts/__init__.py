"""The fonts that documents are written in, and how wide their characters are.

Liberation Sans is as wide as Arial and Helvetica, character by character, so a drawing keeps its measures where a
viewer takes one of those. Files and widths come with evsite: what is drawn looks the same on every machine.
"""
