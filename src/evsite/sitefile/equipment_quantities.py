"""Quantities of equipment that are more than a number and a unit: breakers, impedances, the slots of a rotation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.formulas import LEAST_IMPEDANCE_PERCENT, MOST_IMPEDANCE_PERCENT
from evsite.model.slot_lengths import LONGEST_SLOT_H, SHORTEST_SLOT_H
from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import NoBreakerError, QuantityError, in_message
from evsite.sitefile.quantity_units import nouns
from evsite.sitefile.trade import breakers_in, read_breaker_text

if TYPE_CHECKING:
    from evsite.model.quantity import Quantity


def read_slot(text: object) -> Quantity:
    """Read the length of a turn in a rotation [h].

    Raises
    ------
    QuantityError
        As `read_quantity`, and for a slot without charging, or that is longer than a day.
    """
    found = read_quantity(text, "time", positive=True)
    if not SHORTEST_SLOT_H <= found.value <= LONGEST_SLOT_H:
        reason = f"found '{found.text}'"
        raise QuantityError(f'{reason}, expected 1 min to 24 h, such as "15 min"', reason, expected="1 min to 24 h,")
    return found


def read_breaker(text: object) -> Quantity:
    """Read the rating of a breaker [A], also with its poles ("40A 2P") or as frame and trip ("400AF/350AT").

    Raises
    ------
    QuantityError
        As `read_quantity`, and for a text that may be read in two ways, or that names no breaker.
    """
    written = text.strip() if isinstance(text, str) else ""
    if re.search(r"\b(?:mlo|m\.l\.o|main lugs)\b|^(?:none|n/?a|no main|-+|space|spare|blank)$", written, re.IGNORECASE):
        reason = f"'{in_message(written)}' says that there is no breaker"
        raise NoBreakerError(f"{reason}, expected none here: leave the key out", reason)
    stated = read_breaker_text(written)
    if stated is None:
        two = re.fullmatch(r"([0-9]+)\s*/\s*([0-9]+)(?:\s*a)?", written, re.IGNORECASE)
        if two is not None:
            reason = f"'{written}' does not say which number is the current and which the poles"
            fits = [f"{two[2]}A {two[1]}P"] if two[1] in {"1", "2", "3"} else [f"{two[1]} A", f"{two[2]} A"]
            raise QuantityError(f'{reason}, expected a text such as "40A 2P"', reason, fits, nouns(("current",)))
        try:
            return read_quantity(text, "current", positive=True)
        except QuantityError as error:
            fits = [fit for fit in breakers_in(written) if fit.replace(" ", "") != written.replace(" ", "")]
            if not fits or written[:1] in "+-−–" or not isinstance(text, str):
                raise
            fits = fits if len(fits) >= len(error.fits) else [*map(str, error.fits)]
            reason = f"'{in_message(written)}' says more than a current and poles"
            suggestion = f'{reason}, expected a text such as "40A 2P"'
            raise QuantityError(suggestion, reason, fits, nouns(("current",))) from error
    if stated.frame is not None and float(stated.current.replace(",", "")) > float(stated.frame.replace(",", "")):
        reason = f"'{written}' trips at more than its frame carries"
        raise QuantityError(reason, expected=nouns(("current",)))
    return replace(read_quantity(f"{stated.current} A", "current", positive=True), text=written)


def read_impedance(text: object) -> Quantity:
    """Read the nameplate impedance of a transformer [%].

    Raises
    ------
    QuantityError
        As `read_quantity`, and for one that no distribution transformer has.
    """
    found = read_quantity(text, "percent", positive=True)
    if not LEAST_IMPEDANCE_PERCENT <= found.value <= MOST_IMPEDANCE_PERCENT:
        reason, range_ = f"found '{found.text}'", f"{LEAST_IMPEDANCE_PERCENT:g} % to {MOST_IMPEDANCE_PERCENT:g} %"
        raise QuantityError(f'{reason}, expected {range_}, such as "4 %"', reason, expected=f"{range_},")
    return found
