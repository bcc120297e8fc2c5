"""Quantities and what is open in them, as cells of a bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.flat import all_names
from evsite.documents.model import Number, ToVerify, Verify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.documents.model import Cell
    from evsite.model.finding import Path
    from evsite.studies.takeoff.items import Missing, Quantity

FILE = "file"
COMPUTED = "computed"


def feet_cell(feet: float, unknown: int, of: Iterable[str], where: Path | None) -> Cell:
    """A length in whole feet, or "verify" where no part of it is known: never 0 for what is not stated."""
    return Verify("length", all_names(of), where) if unknown and not feet else Number(feet, "ft")


def number_cell(quantity: Quantity, number: int) -> Cell:
    """How much of an item is bought."""
    if quantity.unit == "each":
        return Number(number)
    missing_length = next((each for each in quantity.missing if each.what == "length"), None)
    if missing_length is None:
        return Number(number)
    return feet_cell(number, quantity.unknown_runs, missing_length.of, missing_length.where)


def open_words(missing: Iterable[Missing]) -> str:
    """What is open in an item, in a word or two for each."""
    return ", ".join(dict.fromkeys(each.what for each in missing))


def to_verify(missing: Iterable[Missing]) -> tuple[ToVerify, ...]:
    """Everything that is open, each value once with all that it is missing for."""
    found: dict[tuple[str, Path | None], dict[str, None]] = {}
    for each in missing:
        found.setdefault((each.what, each.where), {}).update(dict.fromkeys(each.of))
    return tuple(ToVerify(what, tuple(of), where) for (what, where), of in found.items())
