"""Types of the keys that hold names, spaces, phases, settings and the like: how they are read, and what editors offer.

A reader raises ValueError, or QuantityError for a quantity, with what was found and what would do.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticKnownError

from evsite.codebook.profiles import profiles
from evsite.model.application import ApplicationName, application_words, read_application
from evsite.model.catalog import load_catalog
from evsite.model.plan import PLAN_NAMES, PlanName, read_plan
from evsite.model.plan import SPELLINGS as PLAN_SPELLINGS
from evsite.model.policy import POLICY_NAMES, SPELLINGS, PolicyName, read_policy
from evsite.model.system_names import SPELLINGS as SPELLINGS_OF_SYSTEMS
from evsite.model.system_names import name_pattern
from evsite.model.systems import SYSTEMS
from evsite.sitefile.refused import RefusalError
from evsite.sitefile.suggested import Spelled, Suggested
from evsite.sitefile.trade import MATERIAL_WORDS, read_material
from evsite.sitefile.trade_dates import days_in
from evsite.sitefile.wording import found, kind_of, shown

MAX_COUNT = 250_000
"""Most circuits, and most ports, that a site may have, and most tables of its file."""
MAX_NAME = 200
"""Most characters of a name."""
MAX_NESTED = 100
"""Most supplies and panels that are fed one from the other."""
MAX_SPACES = 100_000
"""Most breaker spaces that a panel may have."""

Count = Annotated[int, Field(ge=1, le=MAX_COUNT)]


# --- choices and texts --------------------------------------------------------------------------------------------


def _whole(value: object) -> object:
    if type(value) is not int:
        raise PydanticKnownError("literal_error", {"expected": "a whole number"})
    return value


WHOLE = BeforeValidator(_whole)
"""Stands beside a choice of numbers: 1.0 and true are among 1, 2 and 3 to pydantic."""


def _stated_text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        what = "an empty text" if isinstance(value, str) else kind_of(value)
        raise ValueError(f"found {what}, expected a text with something in it")
    return value.strip()


StatedText = Annotated[
    str, PlainValidator(_stated_text), WithJsonSchema({"type": "string", "minLength": 1, "pattern": "\\S"})
]
"""A text that says something."""


def _day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"'{value}' is no day of the calendar") from None
    if not isinstance(value, date) or isinstance(value, datetime):
        what = f"'{shown(value[:30])}'" if isinstance(value, str) else kind_of(value)
        reason = f"found {what}"
        fits = [day.isoformat() for day in days_in(value)] if isinstance(value, str) else ()
        raise RefusalError(f"{reason}, expected a date like 2027-06-30", reason, fits=fits)
    return value


Day = Annotated[
    date,
    PlainValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2027-06-30"]}),
]
"""A day of the calendar, as a date of TOML or as a text."""


def _word(read: Callable[[str], str | None], expected: str) -> PlainValidator:
    """Takes the words that a function reads."""

    def checked(value: object) -> str:
        word = read(value) if isinstance(value, str) else None
        if word is None:
            raise PydanticKnownError("literal_error", {"expected": expected})
        return word

    return PlainValidator(checked)


Policy = Annotated[
    PolicyName,
    _word(read_policy, "a policy"),
    WithJsonSchema({"enum": [*POLICY_NAMES, *(spelling for name in POLICY_NAMES for spelling in SPELLINGS[name])]}),
]
"""A policy by its name, or by one that the vendor's guide has for it."""
UseOfSite = Annotated[
    ApplicationName, _word(read_application, "an application"), WithJsonSchema({"enum": application_words()})
]
"""What the cars do at a site, by its name or another word of the vendor's guide."""
CloudPlan = Annotated[
    PlanName,
    _word(read_plan, "a plan"),
    WithJsonSchema({"enum": [*PLAN_NAMES, *(spelling for name in PLAN_NAMES for spelling in PLAN_SPELLINGS[name])]}),
]
"""A cloud plan by its name, or as the vendor's guide writes it."""


Material = Annotated[
    Literal["Cu", "Al"], _word(read_material, "Cu or Al"), WithJsonSchema({"enum": ["Cu", "Al", *MATERIAL_WORDS]})
]
"""Copper or aluminium, in any of the usual words."""


def _edition(value: object) -> object:
    stated = (
        re.fullmatch(r"\s*(?:NEC|NFPA 70)?[\s-]*([0-9]{4})\s*(?:NEC)?\s*", value, re.IGNORECASE)
        if isinstance(value, str)
        else None
    )
    return int(stated[1]) if stated is not None else value


EDITION = BeforeValidator(_edition)
"""Stands beside the editions of the code: "2020" and "NEC 2020" are read as 2020."""


# --- names --------------------------------------------------------------------------------------------------------


_NAME: dict[str, Any] = {"type": "string", "minLength": 1}


def _names(value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        wrong = next((name for name in names if not isinstance(name, str)), None) if isinstance(names, list) else value
        what = f"a list with {kind_of(wrong)} in it" if isinstance(names, list) else kind_of(value)
        raise _no_names(what)
    if not names:
        raise _no_names("an empty list")
    return tuple(names)


def _no_names(what: str) -> RefusalError:
    expected = "a name or a list of names"
    return RefusalError(f"found {what}, expected {expected}", f"found {what}", expected)


Names = Annotated[
    tuple[str, ...],
    PlainValidator(_names),
    WithJsonSchema(
        {"anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}], "examples": ["C", ["C1", "C2"]]}
    ),
]
"""One name or a list of names."""
ProfileNames = Annotated[tuple[str, ...], PlainValidator(_names), Suggested(profiles, listed=True)]
"""One named profile of a jurisdiction or a list of them, shipped or of one's own."""
SystemName = Annotated[str, Spelled(lambda: SYSTEMS, lambda: SPELLINGS_OF_SYSTEMS, name_pattern)]
"""A voltage system, by its name or in other words that mean one only."""
ModelName = Annotated[StatedText, Suggested(lambda: [model.id for model in load_catalog().values()])]
"""A station of the catalogue or of one's own, by its id or model name, in any case."""


def _paired(value: object) -> bool | str:
    if type(value) not in {bool, str} or not str(value):
        raise ValueError(f"found {kind_of(value)}, expected true, or the name of the other station")
    return value  # type: ignore[return-value]


Paired = Annotated[
    bool | str, PlainValidator(_paired), WithJsonSchema({"anyOf": [{"type": "boolean"}, _NAME], "examples": [True]})
]
"""Whether stations pair up among themselves, or the name of another one."""


# --- breakers -----------------------------------------------------------------------------------------------------


def _spaces(value: object) -> tuple[int, ...]:
    if isinstance(value, list) and any(isinstance(space, list) for space in value):
        raise ValueError(
            "found a list of lists, expected the spaces of one breaker like [1, 3]: write one table for each circuit"
        )
    if not isinstance(value, list) or not all(type(space) is int for space in value):
        numbers = (
            re.fullmatch(r"\s*[0-9]{1,5}(?:\s*[,/&+-]\s*[0-9]{1,5}){0,2}\s*", value) if isinstance(value, str) else None
        )
        if numbers is not None:
            meant = [int(number) for number in re.findall("[0-9]+", numbers[0])]
            raise RefusalError(f"found {kind_of(value)}, expected the breaker's spaces like [1, 3]", fits=[meant])
        what = kind_of(value) if not isinstance(value, list) else "a list with something else than whole numbers in it"
        raise ValueError(f"found {what}, expected the breaker's spaces like [1, 3]")
    if not 1 <= len(value) <= 3:
        raise ValueError(f"found {len(value)} spaces, expected one for each pole: 1 to 3 of them, like [1, 3]")
    if min(value) < 1:
        raise ValueError(f"found space {found(min(value))}, expected numbers from 1 on")
    if max(value) > MAX_SPACES:
        raise ValueError(f"found space {found(max(value))}, expected numbers up to {MAX_SPACES:,}")
    return tuple(sorted(value))


Spaces = Annotated[
    tuple[int, ...],
    PlainValidator(_spaces),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": MAX_SPACES},
            "minItems": 1,
            "maxItems": 3,
            "examples": [[1, 3]],
        }
    ),
]
"""The spaces that one breaker takes in its panel."""
