"""Libraries that a writer needs and that an extra of evsite brings."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, TypeAlias

from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Extra: TypeAlias = Literal["pdf", "png", "xlsx"]
"""An extra of evsite, which is called as the format that it is for."""
_LIBRARIES: dict[Extra, str] = {"pdf": "typst", "png": "resvg_py", "xlsx": "xlsxwriter"}


class MissingExtraError(Exception):
    """What a writer needs is not installed."""

    def __init__(self, extra: Extra) -> None:
        super().__init__(missing_text([extra]))


def missing_extras(formats: Iterable[str]) -> list[Extra]:
    """The extras that are not installed and that some formats need, "xlsx" and the like."""
    wanted = set(formats)
    return [extra for extra, library in _LIBRARIES.items() if extra in wanted and find_spec(library) is None]


def missing_text(extras: Sequence[Extra]) -> str:
    """What is not installed, one extra or more, and what installs it."""
    kinds = listed([extra.upper() for extra in extras], "and")
    wanting = (
        "is written by a library that is not installed"
        if len(extras) == 1
        else "are written by libraries that are not installed"
    )
    return f"{kinds} {wanting}: pip install 'evsite[{','.join(extras)}]'"
