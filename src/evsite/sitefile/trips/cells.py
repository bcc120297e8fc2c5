"""Cells of trip files to numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.sessions.values import is_nothing
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.quantity import Dimension

_PLAIN = re.compile(r"\d{1,12}(?:\.\d{0,12})?|\.\d{1,12}", re.ASCII)


def is_plain(text: str) -> bool:
    """Whether a text is a number without a unit or a sign."""
    return _PLAIN.fullmatch(text) is not None


def read_part(text: str, unit: str | None, *, most: float, zero: bool) -> float:
    """A share of a battery, or an efficiency: "38 %" or 0.38.

    Parameters
    ----------
    text
        The cell.
    unit
        "%" where the title says that plain numbers are percentages.
    most
        The greatest that is taken.
    zero
        Whether it may be 0.

    Raises
    ------
    ValueError
        It is none.
    """
    part: float | None = None
    if is_plain(text):
        part = float(text) / 100 if unit == "%" else float(text)
        if part > 1 and unit is None:
            raise ValueError(f"found {shown(text)}, expected a share like 0.38, or a percentage like {shown(text)} %")
    elif "%" in text:
        part = read_quantity(text, "percent").value / 100
    if part is None or not 0 <= part <= most or (part == 0 and not zero):
        least = "0 %" if zero else "above 0 %"
        raise ValueError(f"found {shown(text)}, expected a share like 0.38 or 38 %, from {least} to {100 * most:g} %")
    return part


def above_one(column: Sequence[str]) -> str | None:
    """The first number of a column of shares that is plain and above 1, where no cell of it says its unit."""
    filled = [text for text in column[:1000] if not is_nothing(text)]
    if not all(is_plain(text) for text in filled):
        return None
    return next((text for text in filled if float(text) > 1), None)


def read_amount(text: str, unit: str, dimension: Dimension, *, most: float) -> float:
    """A quantity above 0, in the unit of its dimension; `unit` is that of plain numbers.

    Raises
    ------
    ValueError
        It is none.
    """
    value = read_quantity(f"{text} {unit}" if is_plain(text.lstrip("+-")) else text, dimension, positive=True).value
    if value > most:
        raise QuantityError(f"'{shown(text)}' is more than {most:,.0f}, expected what one vehicle does")
    return value
