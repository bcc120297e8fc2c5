"""Numbers as spreadsheets and portals write them: decimal commas, thousands separators, cells of nothing."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from evsite.metering.errors import DataError, OptionValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTHING = {
    *("", "-", "--", "---", "na", "n/a", "nan", "null", "none", "nil", "missing", "no data", "no ct", "#n/a", "?", "."),
    *("unavailable", "unknown", "not available", "no reading"),
}
"""Cells that say that there is no reading."""
GREATEST = 1e9
"""More W, kWh or A than any meter reads: such a number is a slip."""
_FACTOR = re.compile(r"[xX×]?(\d{1,6}(?:[.,]\d{1,6})?)[xX×]?(?:[:/](\d{1,4}))?", re.ASCII)
_SPACES = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_GROUPED_DOT = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d*")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(?:\d{1,2}|\d{4,})", re.ASCII)
_THREE_BEHIND_DOT = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_COMMA = re.compile(r"[+-]?\d*,\d+")
_DOTS_COMMA = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d*")
_DOTS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")


def factor_of(text: str) -> float | None:
    """What a cell of multipliers says: "80", "80.0", "x80", "400:5" (a transformer's ratio); None for other cells."""
    found = _FACTOR.fullmatch(text.replace(" ", ""))
    if found is None:
        return None
    factor = float(found[1].replace(",", ".")) / float(found[2] or 1) if float(found[2] or 1) else 0.0
    return factor if 0 < factor < 1e6 else None


class NumberReader:
    """Reads the numbers of one file, which are all written in one way.

    "1,234" alone is either 1234 or 1.234. Such a cell is read as 1.234 and kept in mind with its other reading
    (`doubtful`), until all cells of the file have shown which it is (`grouped`).
    """

    def __init__(self, separator: str, decimal: str | None = None) -> None:
        self._commas_between = separator == ","
        self._decimal = decimal
        self._comma: str | None = None
        self._dot: str | None = None
        self._open: str | None = None
        self._sure_of_dots = separator == "," or decimal is not None
        self._other = "" if separator == ";" else None
        """A cell after which dots may stand before thousands; "" where the separator alone says so."""
        self.doubtful: float | None = None
        """The other reading of the cell that was read last, where it has two."""

    def read(self, text: str) -> float | None:
        """The number that a cell is; None where it is none."""
        self.doubtful = None
        if self._decimal == "comma" and "." in text:
            return self._written(text)
        try:
            value = float(text)
        except ValueError:
            return self._written(text)
        if "_" in text or not math.isfinite(value):
            return None
        if "." in text:
            self._dot = self._dot or text
        if not self._sure_of_dots:
            self._look_at_dot(text)
        return value

    @property
    def plain(self) -> bool:
        """Whether a number without a comma is what it is to everybody."""
        return self._decimal != "comma"

    @property
    def sure(self) -> bool:
        """Whether it is known what a dot stands before."""
        return self._sure_of_dots

    def look_around(self, rows: Iterable[Sequence[str]]) -> None:
        """Take note of rows of the file: a decimal comma in any cell says that dots stand before thousands."""
        if not self._sure_of_dots:
            found = (cell for row in rows for cell in row if _DECIMAL_COMMA.fullmatch(cell))
            self._other = next(found, self._other)

    def _look_at_dot(self, text: str) -> None:
        """Note what a cell describes whether dots stand before decimals, or before thousands as in "345.930"."""
        if "." in text:
            self._sure_of_dots = _THREE_BEHIND_DOT.fullmatch(text) is None
        elif text.strip("0+-"):
            self._other = self._other or text

    def saw_dot(self, columns: Iterable[Iterable[str]]) -> None:
        """Take note of cells that were read elsewhere, some of which have a decimal point."""
        if not self._sure_of_dots:
            columns = [list(column) for column in columns]
            for cell in (cell for column in columns for cell in column):
                self._look_at_dot(cell)
                if self._sure_of_dots:
                    break
        if self._dot is None:
            self._dot = next((cell for column in columns for cell in column if "." in cell), None)

    def _written(self, text: str) -> float | None:
        text = _SPACES.sub("", text)
        if _GROUPED.fullmatch(text):
            self._open = self._open or text
            if text.count(",") > 1:
                self._dot = self._dot or text
                return float(text.replace(",", ""))
            self.doubtful = float(text.replace(",", ""))
            return float(text.replace(",", "."))
        if _GROUPED_DOT.fullmatch(text):
            self._dot = self._dot or text
            self._sure_of_dots = True
            return float(text.replace(",", ""))
        if _COMMA.fullmatch(text) and self._decimal != "dot":
            self._comma = self._comma or text
            return float(text.replace(",", "."))
        if _DOTS_COMMA.fullmatch(text):
            self._comma = self._comma or text
            return float(text.replace(".", "").replace(",", "."))
        if _DOTS.fullmatch(text):
            self._comma = self._comma or text
            return float(text.replace(".", ""))
        try:
            value = float(text)
        except ValueError:
            return None
        return value if math.isfinite(value) and "_" not in text and self.plain else None

    def grouped(self) -> bool:
        """Whether doubtful cells have a thousands separator, now that all cells have been read.

        Raises
        ------
        DataError
            Numbers are written in two ways, or nothing shows in which.
        """
        comma, dot = self._comma, self._dot
        other = comma if self._other is None else self._other
        if dot is not None and other is not None and not self._sure_of_dots:
            # decimals of always three digits would stand behind every number
            beside = f", beside '{other[:20]}'" if other else ""
            raise DataError(
                f"'{dot[:20]}' may be {float(dot):g} or {dot.replace('.', '')}{beside}",
                about="decimal",
                ways_out=(OptionValue("decimal", "comma"), OptionValue("decimal", "dot")),
            )
        if self._decimal is not None:
            comma, dot = (comma or "", None) if self._decimal == "comma" else (None, dot or "")
        if comma and dot:
            raise DataError(f"'{comma[:20]}' has a decimal comma and '{dot[:20]}' a decimal point")
        if self._open is None or comma is not None:
            return False
        if dot is not None or self._commas_between:
            return True
        raise DataError(
            f"'{self._open[:20]}' may be {float(self._open.replace(',', '.')):g} or {self._open.replace(',', '')}",
            about="decimal",
            ways_out=(OptionValue("decimal", "comma"), OptionValue("decimal", "dot")),
        )
