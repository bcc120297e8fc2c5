"""Drawings as PNG, by resvg, in the fonts of evsite alone: the same picture on every machine.

resvg-py comes with the extra `png`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.drawing import PX_PER_INCH
from evsite.fonts.files import FONT_FAMILY, FONT_FILES
from evsite.output.documents.extras import MissingExtraError
from evsite.output.documents.svg import svg_text

if TYPE_CHECKING:
    from evsite.documents.drawing import Drawing

PRINT_DPI = 192
"""Dots an inch: twice those of a screen; the finest line is two dots wide."""


def png_bytes(drawing: Drawing, dpi: int = PRINT_DPI) -> bytes:
    """A drawing as a PNG file.

    Parameters
    ----------
    drawing
        The drawing.
    dpi
        Dots an inch.

    Raises
    ------
    MissingExtraError
        Resvg-py is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise MissingExtraError("png") from error
    # without fonts resvg draws no text and says nothing; without dpi it takes no measure but px
    return resvg_py.svg_to_bytes(
        svg_string=svg_text(drawing),
        background="#ffffff",
        zoom=dpi / PX_PER_INCH,
        dpi=PX_PER_INCH,
        skip_system_fonts=True,
        font_files=[str(file) for file in FONT_FILES],
        font_family=FONT_FAMILY,
        sans_serif_family=FONT_FAMILY,
    )
