"""Values of keys, checked by the models of the site file before they are written."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import TypeAdapter, ValidationError

from evsite.sitefile.imports.cells import CellError, read_amount, read_wire
from evsite.sitefile.table_models import SECTIONS
from evsite.sitefile.tables.base import keys_of
from evsite.sitefile.tables.equipment import ConductorTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.sitefile.imports.draft import Route, SiteDraft

_WIRE_ROLES = ("wire", "egc", "raceway", "trade_size", "length")


def fits(section: str, key: str, value: object) -> bool:
    """Whether a key of a table may have a value."""
    try:
        _adapter(section, key).validate_python(value, strict=True)
    except (ValidationError, ValueError):
        return False
    return True


@cache
def _adapter(section: str, key: str) -> TypeAdapter[Any]:
    table = ConductorTable if section == "conductor" else SECTIONS[section]
    info = keys_of(table)[key]
    annotation: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return TypeAdapter(annotation)


def put_wire(
    draft: SiteDraft,
    route: Route,
    text_of: Callable[[str], str],
    report: Callable[[str, CellError], None],
    where: str,
    unit: str = "ft",
) -> None:
    """Put the conductors of a run into the draft; what cannot be read is reported.

    Parameters
    ----------
    draft
        What is known of the site.
    route
        The table of the conductors.
    text_of
        What the source says of a role: "wire", "egc", "raceway", "trade_size", "length".
    report
        Takes the role and what is wrong.
    where
        Where the source says it.
    unit
        The unit of a length without one.
    """
    keys: dict[str, object] = {}
    for role in _WIRE_ROLES:
        text = text_of(role)
        if not text:
            continue
        try:
            keys |= _wire_keys(role, text, unit)
        except CellError as error:
            report(role, error)
    for key, value in keys.items():
        known = draft.put(route, key, value, where)
        if known is not None:
            role = "wire" if key in {"size", "sets", "neutral"} else "raceway" if key == "cable" else key
            report(role, CellError(f"{key} is {value}, and {known.value} in {known.where}"))


def _wire_keys(role: str, text: str, unit: str) -> dict[str, object]:
    if role == "wire":
        return read_wire(text)
    if role == "length":
        return {"length": read_amount(text, unit, "length")}
    if role == "raceway" and text.endswith(" cable") and fits("conductor", "cable", text.removesuffix(" cable")):
        return {"cable": text.removesuffix(" cable")}
    if not fits("conductor", role, text):
        expected = {"egc": "a size like 8 AWG", "raceway": "a kind like EMT", "trade_size": "a trade size like 1-1/4"}
        raise CellError(f"found {text[:60]!r}, expected {expected[role]}")
    return {role: text}
