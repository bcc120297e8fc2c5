"""Whatever a site says of a thing, as flat facts by key: every field of it and of what it is made of.

Fields are taken as they come, so a key of the site file that is added later is compared without a word here. Names of
other things are facts too, and are said as those of the other design where they were only renamed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from evsite.model.measured import Measured
from evsite.model.systems import VoltageSystem
from evsite.model.week import Stretch, show_stretches
from evsite.toml_text import header
from evsite.words import trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from evsite.studies.comparison.design_results import FactValue

Facts = dict[str, "FactValue"]

_REFERENCES = frozenset({"fed_from", "on", "circuit", "circuits", "stations", "ports", "station", "paired_with"})
"""Fields that name other things of the site."""
_NO_FACTS = frozenset({"name", "path", "index", "number", "unseen", "seen_fields", "limit_key", "policy_key"})
_SIGNS = 9
"""Significant digits in which numbers are compared."""


class FactReader:
    """Facts of the things of one site; `renamed` says how a name that a field has is called in the other design."""

    def __init__(self, renamed: Callable[[str, str], str]) -> None:
        self._renamed = renamed
        self._known: dict[int, tuple[object, Facts]] = {}

    def facts(self, thing: object, without: AbstractSet[str] = frozenset()) -> Facts:
        """What is stated of a thing, by key; what is not stated has none.

        Parameters
        ----------
        thing
            A dataclass.
        without
            Fields that are left out.
        """
        found: Facts = {}
        for name in _names(cast("Hashable", type(thing))):
            if name not in without:
                self._put(name, getattr(thing, name), found)
        return _apparent(found) if found.pop("limit_apparent", False) else found

    def _put(self, key: str, value: object, found: Facts) -> None:
        if value is None or (isinstance(value, str | tuple) and not value):
            return
        field = key.rpartition(".")[2]
        if field in _REFERENCES and isinstance(value, str | tuple):
            names = (value,) if isinstance(value, str) else cast("Sequence[str]", value)
            found[key] = ", ".join(self._renamed(field, name) for name in names)
        elif isinstance(value, bool | int | str):
            found[key] = value if isinstance(value, bool | int) else str(value)
        elif isinstance(value, float):
            found[key] = float(value)
        elif isinstance(value, dt.date):
            found[key] = value.isoformat()
        elif isinstance(value, VoltageSystem):
            found[key] = value.name
            found[f"{key}_lines"] = "".join(value.legs)
        elif isinstance(value, Measured):
            found[key] = _record_digest(value)
        elif is_dataclass(value):
            self._put_parts(key, value, found)
        else:
            self._put_several(key, value, found)

    def _put_parts(self, key: str, value: object, found: Facts) -> None:
        """The facts of a part of a thing, which many things share."""
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = (value, self.facts(value))
        found.update({f"{key}.{name}": fact for name, fact in known[1].items()})

    def _put_several(self, key: str, value: object, found: Facts) -> None:
        if isinstance(value, Mapping):
            for name, each in value.items():
                self._put(f"{key}.{_plain(name)}", each, found)
        elif isinstance(value, tuple) and hasattr(value, "_fields"):
            for name in cast("Any", value)._fields:
                self._put(f"{key}.{name}", getattr(value, name), found)
        elif isinstance(value, AbstractSet):
            found[key] = ", ".join(sorted(map(_plain, value)))
        elif isinstance(value, Sequence):
            if all(isinstance(each, Stretch) for each in value):
                found[key] = show_stretches(value)
            elif all(each is None or isinstance(each, bool | int | float | str) for each in value):
                found[key] = ", ".join(map(_plain, value))
            else:
                for number, each in enumerate(value, 1):
                    self._put(f"{key}.{number}", each, found)
        else:
            found[key] = repr(value)


def _apparent(facts: Facts) -> Facts:
    """The facts of a thing whose limits of power are apparent power, in kVA."""
    return {
        f"{key.removesuffix('_kw')}_kva" if key.rpartition(".")[2] == "limit_kw" else key: value
        for key, value in facts.items()
    }


def changed_facts(before: Facts, after: Facts) -> list[tuple[str, FactValue, FactValue]]:
    """The facts that differ, in the order of their keys as the first and then the second side has them."""
    if before == after:
        return []
    keys = dict.fromkeys((*before, *after))
    changes = [
        (key, before.get(key), after.get(key)) for key in keys if not same_value(before.get(key), after.get(key))
    ]
    changed = {key for key, _, _ in changes}
    return [each for each in changes if not _follows(each[0], changed)]


def _follows(key: str, changed: AbstractSet[str]) -> bool:
    """Whether a fact follows from another that is shown.

    What a model is follows from its name, lines from the system, what a raceway is made of from its kind, and that
    something is given from itself.
    """
    if key.startswith("model."):
        return key != "model.id" and "model.id" in changed
    if key.endswith(("_lines", "raceway")):
        return key.removesuffix("_lines") in changed - {key} or f"{key}_kind" in changed
    stem = key.rpartition(".")[2].removesuffix("_given")
    return key.endswith("_given") and any(
        other in changed for other in (stem, *(f"{stem}_{unit}" for unit in ("a", "kw", "kva")))
    )


def same_value(one: FactValue, other: FactValue) -> bool:
    """Whether two facts are the same, numbers to nine digits."""
    return rounded(one) == rounded(other) and isinstance(one, bool) == isinstance(other, bool)


def rounded(value: FactValue) -> FactValue:
    """A fact that is equal for numbers that are alike."""
    if isinstance(value, float):
        return float(f"{value:.{_SIGNS}g}")
    return value


@cache
def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a class of dataclass
    return tuple(field.name for field in fields(kind) if field.name not in _NO_FACTS)


def _plain(value: object) -> str:
    if isinstance(value, float):
        return trimmed(value, 6)
    return "none" if value is None else str(value)


def _record_digest(record: Measured) -> str:
    """What distinguishes one record from another, in few letters."""
    series = record.series
    digest = sha256(repr((series.unit, record.by_leg, record.by_channel)).encode())
    for values in (series.start_s, series.seconds, *series.channels.values()):
        digest.update(values.tobytes())
    return f"record {digest.hexdigest()[:12]}"


def dotted(path: Sequence[str | int]) -> str:
    """A route of keys as TOML writes it: `circuits.C.breaker`."""
    return header(*map(str, path))[1:-1] if path else ""
