"""Where the fonts are."""

from __future__ import annotations

from pathlib import Path

FONT_FAMILY = "Liberation Sans"
FONT_FAMILIES = f"{FONT_FAMILY}, Arial, Helvetica, sans-serif"
"""The font and those with the same widths, as SVG and CSS list them."""
FONT_FOLDER = Path(__file__).parent
FONT_FILES = (FONT_FOLDER / "LiberationSans-Regular.ttf", FONT_FOLDER / "LiberationSans-Bold.ttf")
WIDTHS_FILE = FONT_FOLDER / "widths.csv"
