"""Types of the keys that hold conductors, currents, settings by breaker and factors: how they are read.

A reader raises ValueError, or QuantityError for a quantity, with what was found and what would do.
"""

from itertools import pairwise
from sys import float_info
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.refused import RefusalError
from evsite.sitefile.wording import found, kind_of
from evsite.toml_text import value_text

CONNECTIONS = {
    frozenset("AB"): "AB",
    frozenset("BC"): "BC",
    frozenset("CA"): "CA",
    frozenset("ABC"): "ABC",
    frozenset("AN"): "AN",
    frozenset("BN"): "BN",
    frozenset("CN"): "CN",
    frozenset("A"): "AN",
    frozenset("B"): "BN",
    frozenset("C"): "CN",
}
"""The one name for each connection, by the conductors that a file may name in any order."""


def _phases(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f'found {kind_of(value)}, expected conductors like "AB", "A" or "ABC"')
    letters = value.upper().replace("L1", "A").replace("L2", "B").replace("L3", "C")
    for separator in "-/, ":
        letters = letters.replace(separator, "")
    connection = CONNECTIONS.get(frozenset(letters)) if len(set(letters)) == len(letters) else None
    if connection is None:
        raise ValueError(
            f"'{value[:40]}' names no conductors, "
            'expected two of A, B, C like "AB", one like "A" (to neutral), or "ABC"'
        )
    return connection


Phases = Annotated[
    str,
    PlainValidator(_phases),
    WithJsonSchema(
        {"type": "string", "examples": ["AB", "BC", "CA", "A", "ABC"], "pattern": "^[A-CNa-cnL1-3/, -]{1,9}$"}
    ),
]
"""Conductors of a connection, in its one name: "AB", "BC", "CA", "AN", "BN", "CN" or "ABC"."""


def _phases_in_turn(value: object) -> str | tuple[str, ...]:
    if not isinstance(value, list):
        return _phases(value)
    found = tuple(_phases(each) for each in value)
    if len({len(each.replace("N", "")) for each in found}) != 1:
        what = f"'{found[0]}' beside conductors of another number" if found else "an empty list"
        raise ValueError(f'found {what}, expected conductors for the circuits in turn like ["AB", "BC", "CA"]')
    return found


PhasesInTurn = Annotated[
    str | tuple[str, ...],
    PlainValidator(_phases_in_turn),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^[A-CNa-cnL1-3/, -]{1,9}$"},
                {"type": "array", "items": {"type": "string", "pattern": "^[A-CNa-cnL1-3/, -]{1,9}$"}, "minItems": 1},
            ],
            "examples": ["AB", "A", "ABC", ["AB", "BC", "CA"]],
        }
    ),
]
"""Conductors of one connection, or of several that the circuits of a family take in turn."""


# --- amperes by breaker, fractions --------------------------------------------------------------------------------


def _breaker_amps(breaker: object) -> float:
    try:
        return read_quantity(breaker, "current", positive=True).value
    except QuantityError as error:
        raise QuantityError(f"breaker {error}") from None


def _settings(value: object) -> dict[float, float]:
    if not isinstance(value, dict):
        raise ValueError(f'found {kind_of(value)}, expected amperes by breaker like {{ "40 A" = "32 A" }}')
    return {_breaker_amps(breaker): _breaker_amps(amps) for breaker, amps in value.items()}


def _jumper_settings(value: object) -> dict[float, tuple[float, float]]:
    wanted = 'one car\'s and each of two cars\' amperes by breaker like { "40 A" = ["30 A", "16 A"] }'
    if not isinstance(value, dict) or not all(isinstance(amps, list) and len(amps) == 2 for amps in value.values()):
        what = kind_of(value) if not isinstance(value, dict) else "something else than pairs"
        raise ValueError(f"found {what}, expected {wanted}")
    return {_breaker_amps(key): (_breaker_amps(amps[0]), _breaker_amps(amps[1])) for key, amps in value.items()}


MAX_CURRENTS = 1_000
"""Most currents that a list of them may have."""


def _currents(value: object) -> tuple[float, ...]:
    expected = "a list of currents"
    if not isinstance(value, list) or not value:
        what = "an empty list" if isinstance(value, list) else kind_of(value)
        raise RefusalError(f"found {what}, expected {expected}", f"found {what}", expected)
    if len(value) > MAX_CURRENTS:
        raise ValueError(
            f"found {len(value):,} currents, expected up to {MAX_CURRENTS:,}: current_step says even steps"
        )
    by_amps = _read_currents(value, expected)
    amps = sorted(a for a, _ in by_amps)
    twice = next((low for low, high in pairwise(amps) if low == high), None)
    if twice is not None:
        first: dict[float, str] = {}
        for each_a, text in by_amps:
            first.setdefault(each_a, text)
        once = list(first.values())
        reason = f"found {twice:g} A twice"
        raise RefusalError(f"{reason}, expected each current once: write {value_text(once)}", reason, fits=[once])
    if amps[-1] <= 0:
        found_alone = "found 0 A alone, which every station can offer"
        raise RefusalError(f"{found_alone}, expected {expected}", found_alone, expected)
    return tuple(a for a in amps if a > 0)


def _read_currents(value: list[object], expected: str) -> list[tuple[float, str]]:
    """Each current of a list in amperes, and as it is written; what would do in place of wrong ones is a list too."""
    amps: list[tuple[float, str]] = []
    mended: list[str] = []
    wrong: QuantityError | None = None
    for each in value:
        try:
            amps.append((read_quantity(each, "current").value, str(each)))
        except QuantityError as error:
            wrong = wrong or error
            mended += map(str, error.fits[:1])
        else:
            mended.append(str(each))
    if wrong is None:
        return amps
    if len(mended) < len(value) or len(set(mended)) < len(value):
        raise QuantityError(f"{wrong.reason}, expected {expected}", wrong.reason, expected=expected)
    raise QuantityError(f"{wrong.reason}: write {value_text(mended)}", wrong.reason, [mended])


_AMPS_TEXT = {"type": "string", "examples": ["32 A"]}
Currents = Annotated[
    tuple[float, ...],
    PlainValidator(_currents),
    WithJsonSchema({"type": "array", "items": _AMPS_TEXT, "minItems": 1, "maxItems": MAX_CURRENTS}),
]
"""The currents that a port can offer, rising; 0 A, which it always can, is left out."""
Settings = Annotated[
    dict[float, float],
    PlainValidator(_settings),
    WithJsonSchema({"type": "object", "additionalProperties": _AMPS_TEXT, "examples": [{"40 A": "32 A"}]}),
]
"""Amperes by breaker amperes."""
JumperSettings = Annotated[
    dict[float, tuple[float, float]],
    PlainValidator(_jumper_settings),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "array", "items": _AMPS_TEXT, "minItems": 2, "maxItems": 2},
            "examples": [{"40 A": ["30 A", "16 A"]}],
        }
    ),
]
"""One car's and each of two cars' amperes by breaker amperes."""


def _fraction(value: object) -> float:
    if type(value) not in {int, float} or not 0 < value <= 1:  # type: ignore[operator]
        what = kind_of(value) if type(value) not in {int, float} else found(value)
        raise ValueError(f"found {what}, expected a number above 0, at most 1, like 0.95")
    return float(value)  # type: ignore[arg-type]


Fraction = Annotated[
    float,
    PlainValidator(_fraction),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1, "examples": [0.95]}),
]
"""A number above 0, at most 1."""


def _factor(value: object) -> float:
    if type(value) not in {int, float} or not 0 < value <= float_info.max:  # type: ignore[operator]
        what = kind_of(value) if type(value) not in {int, float} else found(value)
        raise ValueError(f"found {what}, expected a number above 0, like 40.0")
    return float(value)  # type: ignore[arg-type]


Factor = Annotated[
    float,
    PlainValidator(_factor),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "examples": [40]}),
]
"""A number above 0."""
