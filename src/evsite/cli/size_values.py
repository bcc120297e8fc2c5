"""Values of the options of `evsite size`: each read from its text, and what is wrong gathered for all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evsite.cli.size_answers import option_of
from evsite.rounding import exceeds
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.quantity_units import unit_of
from evsite.sitefile.wording import shown
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Collection

    from evsite.cli.size_answers import SizeAnswers
    from evsite.model.quantity import Dimension, Quantity

_BARE = re.compile(r"\+?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?")
"""A number without a unit."""
_WHOLE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}")
_PER_HOUR = re.compile(r"\s*(?:/\s*(?:h|hr|hour)|per\s+hour|ph)\s*", re.IGNORECASE)


class Problem(NamedTuple):
    """What is wrong with an option, by the name of its field; "" for what is wrong with all of them together."""

    about: str
    message: str
    missing: bool = False
    """Whether something was not given, rather than given wrong."""

    def __str__(self) -> str:
        return f"{option_of(self.about)}: {self.message}" if self.about else self.message


class Values:
    """Reads the texts of answers by the name of their field; what cannot be used goes to `problems`."""

    def __init__(self, answers: SizeAnswers) -> None:
        self.answers = answers
        self.problems: list[Problem] = []

    def wrong(self, about: str, message: str) -> None:
        """Add a problem of what was given."""
        self.problems.append(Problem(about, message))

    def lacks(self, about: str, message: str) -> None:
        """Add a problem of what was not given."""
        self.problems.append(Problem(about, message, missing=True))

    def text(self, field: str) -> str | None:
        """What was written for a field that holds one text; None where nothing was."""
        written: str | None = getattr(self.answers, field)
        return None if written is None else written.strip()

    def quantity(self, field: str, *dimensions: Dimension, most: float | None = None) -> Quantity | None:
        """A quantity above zero with its unit.

        Parameters
        ----------
        field
            Which.
        dimensions
            What it may be.
        most
            The greatest that is taken, in the unit of the one dimension.
        """
        text = self.text(field)
        return None if text is None else self.read(field, text, *dimensions, most=most)

    def read(
        self, field: str, text: str, *dimensions: Dimension, most: float | None = None, zero: bool = False
    ) -> Quantity | None:
        """The same of a part of what was written; with `zero` nothing at all will do too."""
        try:
            found = read_quantity(text, dimensions, positive=not zero)
        except QuantityError as error:
            self.wrong(field, str(error))
            return None
        if most is not None and exceeds(found.value, most):
            self.wrong(field, f"found {shown(text)!r}, expected at most {most:,g} {unit_of(dimensions[0])}")
            return None
        return found

    def number(self, field: str, dimension: Dimension, most: float, *, zero: bool = False) -> float | None:
        """A quantity whose option says the unit, so that a number alone will do."""
        text = self.text(field)
        if text is None:
            return None
        if text and _BARE.fullmatch(text):
            text = f"{text} {unit_of(dimension)}"
        found = self.read(field, text, dimension, most=most, zero=zero)
        return None if found is None else found.value

    def range_mi_per_h(self, field: str, most: float) -> float | None:
        """A range gained in an hour of charging: "10 mi/h", "10 mph", "16 km/h"."""
        text = self.text(field)
        if text is None:
            return None
        distance = _PER_HOUR.sub("", re.sub(r"(?i)mph$", "mi/h", text))
        if distance == text or distance != distance.strip() or _BARE.fullmatch(distance):
            self.wrong(field, f'found {shown(text)!r}, expected a range in an hour such as "10 mi/h"')
            return None
        try:
            value = read_quantity(distance, "distance", positive=True).value
        except QuantityError:
            self.wrong(field, f'found {shown(text)!r}, expected a range in an hour such as "10 mi/h"')
            return None
        if exceeds(value, most):
            self.wrong(field, f"found {shown(text)!r}, expected at most {most:g} mi/h")
        return value

    def whole(self, field: str, least: int, most: int) -> int | None:
        """A whole number between two others."""
        text = self.text(field)
        if text is None:
            return None
        value = int(text.replace(",", "")) if _WHOLE.fullmatch(text) else -1
        if not least <= value <= most:
            self.wrong(field, f"found {shown(text)!r}, expected a whole number from {least:,} to {most:,}")
            return None
        return value

    def percent_of_drivers(self, field: str) -> float | None:
        """A share above 0 and up to all of them: "95%" or 0.95 [%]."""
        text = self.text(field)
        if text is None:
            return None
        number = text.removesuffix("%").strip()
        value = float(number) if _BARE.fullmatch(number) and any(map(str.isdigit, number)) else -1.0
        percent = value if "%" in text else 100 * value if "." in number else -1.0
        if not 0 < percent <= 100:
            hint = f", did you mean {number}%?" if "%" not in text and 1 <= value <= 100 else ""
            self.wrong(field, f'found {shown(text)!r}, expected a share of drivers such as "95%" or 0.95{hint}')
            return None
        return percent

    def edition(self, field: str, known: Collection[int]) -> int | None:
        """One of some years."""
        text = self.text(field)
        found = {str(year): year for year in known}.get(text or "")
        if text is not None and found is None:
            stated = text if _WHOLE.fullmatch(text) else repr(shown(text))
            self.wrong(field, f"found {stated}, expected {listed([str(year) for year in known])}")
        return found

    def choice(self, field: str, text: str, known: Collection[str]) -> str | None:
        """One of some words, in any case."""
        found = {word.casefold(): word for word in known}.get(text.strip().casefold())
        if found is None:
            near = Nearest()(text.strip(), known)
            hint = f'; did you mean "{near}"?' if near else ""
            self.wrong(field, f"found {shown(text)!r}, expected {listed(list(known))}{hint}")
        return found

    def choices(self, field: str, known: Collection[str]) -> list[str]:
        """Several of some words; an option may be repeated, or have several with commas."""
        texts = [part for text in getattr(self.answers, field) for part in text.split(",")]
        found = [self.choice(field, text, known) for text in texts]
        return list(dict.fromkeys(word for word in found if word is not None))
