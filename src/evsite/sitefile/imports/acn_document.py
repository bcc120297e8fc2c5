"""A charging network of acnportal as it is written to JSON: its EVSEs, and its constraints as rows of weights.

The form is that of `ChargingNetwork.to_json` of acnportal 0.3 (https://github.com/zach401/acnportal): objects by id
with their class and attributes, of which one is the network.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeGuard

from evsite.model.finding import SiteFileError, Span
from evsite.sitefile import problems
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.sitefile.document import Document

MOST_EVSES = 20_000
_LISTS = ("_voltages", "_phase_angles")
_EXPECTED = "write it with ChargingNetwork.to_json of acnportal 0.3"


@dataclass(frozen=True, slots=True)
class Evse:
    """An EVSE: its currents are 0 and what is from `min_a` to `max_a`, or `currents_a` alone."""

    name: str
    voltage_v: float
    angle_deg: float
    max_a: float
    min_a: float
    currents_a: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class AcnConstraint:
    """`|sum of weight * current as a phasor| <= limit_a`, by the number of the EVSE."""

    name: str
    limit_a: float
    weights: dict[int, float]


@dataclass(frozen=True, slots=True)
class AcnNetwork:
    """A network as it was read."""

    evses: tuple[Evse, ...]
    constraints: tuple[AcnConstraint, ...]


def read_network(document: Document) -> AcnNetwork:
    """The network of a document.

    Raises
    ------
    SiteFileError
        It is no JSON, or no network.
    """
    attributes = _attributes(document, _parsed(document))
    names = attributes.get("_EVSEs")
    if not isinstance(names, dict) or not names:
        _refuse(document, "the network has no EVSEs")
    if len(names) > MOST_EVSES:
        _refuse(document, f"the network has {len(names):,} EVSEs, expected at most {MOST_EVSES:,}")
    columns = {key: _numbers(document, attributes, key, len(names)) for key in _LISTS}
    objects = attributes["context"]
    evses = tuple(
        _evse(document, name, objects.get(str(key)), columns["_voltages"][place], columns["_phase_angles"][place])
        for place, (name, key) in enumerate(names.items())
    )
    return AcnNetwork(evses, _constraints(document, attributes, len(names)))


def _parsed(document: Document) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(document.text)
    except json.JSONDecodeError as error:
        span = Span(error.lineno, error.colno, error.lineno, error.colno + 1)
        finding = problems.UNREADABLE_FILE.finding(f"this is no JSON: {error.msg}", remedy=_EXPECTED, span=span)
        raise SiteFileError(document, [finding], unreadable=True) from None
    except (RecursionError, ValueError):
        _refuse(document, "this is no JSON that can be read: nested too deeply, or a number of thousands of digits")


def _attributes(document: Document, data: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON holds
    objects = data.get("context_dict") if isinstance(data, dict) else None
    if not isinstance(objects, dict):
        _refuse(document, "this is JSON, and no network of acnportal: it has no context_dict")
    found = [
        each["attributes"]
        for each in objects.values()
        if isinstance(each, dict) and isinstance(each.get("attributes"), dict) and "_EVSEs" in each["attributes"]
    ]
    if len(found) != 1:
        _refuse(document, f"this is JSON with {len(found) or 'no'} charging networks, expected one")
    return {**found[0], "context": objects}


def _evse(document: Document, name: str, found: object, voltage_v: float, angle_deg: float) -> Evse:
    own = found.get("attributes") if isinstance(found, dict) else None
    if not isinstance(own, dict):
        _refuse(document, f"the EVSE {shown(name)} is not in context_dict")
    rates = own.get("allowable_rates")
    if rates is not None:
        if not isinstance(rates, list) or not all(map(_is_number, rates)):
            _refuse(document, f"allowable_rates of the EVSE {shown(name)} are no list of numbers")
        currents_a = tuple(sorted({float(rate) for rate in rates if rate > 0}))
        return Evse(name, voltage_v, angle_deg, max(currents_a, default=0.0), min(currents_a, default=0.0), currents_a)
    max_a, min_a = own.get("_max_rate"), own.get("_deadband_end", own.get("_min_rate", 0))
    if not _is_number(max_a) or not _is_number(min_a) or max_a < 0 or min_a < 0:
        _refuse(document, f"the EVSE {shown(name)} has no _max_rate and no allowable_rates")
    if 0 < max_a < min_a:
        _refuse(document, f"the EVSE {shown(name)} draws at least {min_a:g} A and at most {max_a:g} A")
    return Evse(name, voltage_v, angle_deg, float(max_a), float(min_a), None)


def _constraints(document: Document, attributes: dict[str, Any], evses: int) -> tuple[AcnConstraint, ...]:
    matrix, names = attributes.get("constraint_matrix"), attributes.get("constraint_index")
    if not matrix:
        return ()
    if not isinstance(names, list) or not isinstance(matrix, list) or len(matrix) != len(names):
        _refuse(document, "constraint_matrix has no row for each name of constraint_index")
    limits = _numbers(document, attributes, "magnitudes", len(names))
    found = []
    for name, limit_a, row in zip(names, limits, matrix, strict=True):
        if not isinstance(row, list) or len(row) != evses or not all(map(_is_number, row)):
            _refuse(document, f"the row of constraint {shown(name)} has no number for each of {evses:,} EVSEs")
        if limit_a < 0:
            _refuse(document, f"the limit of constraint {shown(name)} is {limit_a:g} A, expected 0 A or more")
        weights = {place: float(weight) for place, weight in enumerate(row) if weight}
        found.append(AcnConstraint(shown(name), limit_a, weights))
    return tuple(found)


def _numbers(document: Document, attributes: dict[str, Any], key: str, length: int) -> list[float]:
    found = attributes.get(key)
    if not isinstance(found, list) or len(found) != length or not all(map(_is_number, found)):
        _refuse(document, f"{key} of the network is no list of {length:,} numbers")
    return [float(value) for value in found]


def _is_number(value: object) -> TypeGuard[float]:
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e12 and math.isfinite(value)
    )


def _refuse(document: Document, message: str) -> NoReturn:
    finding = problems.BAD_VALUE.finding(message, remedy=_EXPECTED, span=Span(1, 1, 1, 2))
    raise SiteFileError(document, [finding])
