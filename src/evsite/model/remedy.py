"""What would put a finding right: edits of the site file as data, and advice where no edit can be named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Literal, NamedTuple

KeyPath = tuple[str | int, ...]
"""A route of keys into the site file: `("circuits", "C1", "breaker")`."""
Scalar = str | int | float
TomlValue = Scalar | Sequence[Scalar] | Mapping[str, Scalar]
"""What an edit may set: a scalar, a list of these, or a whole new table."""
Manner = Literal["set", "written", "added", "meant"]
"""How edits are put in words: as what they make ("a 40 A breaker"), as the key is written (`breaker = "40 A"`), as a
key that is not there yet, or as the name that was probably meant."""


class Removal(Enum):
    """The one value that is none: the key goes."""

    REMOVE = "remove"


REMOVE: Final = Removal.REMOVE


@dataclass(frozen=True, slots=True)
class Edit:
    """One key of the site file set to a value, removed (`REMOVE`), or a new table put in (a mapping).

    `path` is the route of keys to it. `noun` says what the value is a size or a number of, where the key alone does
    not: "transformer" for a rating, "port" for a count.
    """

    path: KeyPath
    value: TomlValue | Removal
    noun: str = ""


class Replacement(NamedTuple):
    """A stretch of a text, by offsets, and what stands there instead; an empty stretch is a place to insert at."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way out: edits that are made together, and in words what has to be so besides, or what is to be done.

    `rewrites` are for a text that has no keys to edit, since it is not TOML: stretches of it, in order, all replaced at
    once. There `words` say what they do.
    """

    edits: tuple[Edit, ...] = ()
    words: str = ""
    manner: Manner = "set"
    rewrites: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """The ways out of a finding, of which one is enough; none where nothing is known to help."""

    alternatives: tuple[Alternative, ...] = ()

    @property
    def edits(self) -> tuple[tuple[Edit, ...], ...]:
        """The edits of every alternative that has any."""
        return tuple(each.edits for each in self.alternatives if each.edits)


NOTHING: Final = Remedy()
Way = Alternative | Edit | Sequence[Edit] | str | None


def remedy(*ways: Way) -> Remedy:
    """The remedy of these ways out: edits, several edits together, or words; None and "" are left out."""
    return Remedy(tuple(_alternative(way) for way in ways if way))


def added(way: Edit | Sequence[Edit], words: str = "") -> Alternative:
    """Keys that the table does not have yet: `add ports = 2`, and in words what is stated besides ("for instance")."""
    return Alternative((way,) if isinstance(way, Edit) else tuple(way), words, "added")


def meant(path: KeyPath, *names: str, words: str = "") -> Remedy:
    """The value at a place is a name that was misspelt; `names` are those that come near."""
    ways = [Alternative((Edit(path, name),), manner="meant") for name in names]
    return Remedy((*ways[:-1], replace(ways[-1], words=words)))


def renamed(path: KeyPath, name: str, value: TomlValue) -> Remedy:
    """The key at a place is a misspelt one: its value goes to the key that was meant."""
    return Remedy((Alternative((Edit(path, REMOVE), Edit((*path[:-1], name), value)), manner="meant"),))


def one_of(path: KeyPath, values: Iterable[TomlValue], manner: Manner = "set") -> Remedy:
    """Any of some values will do."""
    return Remedy(tuple(Alternative((Edit(path, value),), manner=manner) for value in values))


def when(way: Edit | Sequence[Edit], words: str) -> Alternative:
    """Edits that do only with something besides: "with a device that has it", "where the manual says so"."""
    return Alternative((way,) if isinstance(way, Edit) else tuple(way), words)


def rewritten(words: str, *rewrites: Replacement) -> Remedy:
    """Stretches of the text written in another way, described in words."""
    return Remedy((Alternative(words=words, rewrites=rewrites),))


def _alternative(way: Way) -> Alternative:
    if isinstance(way, Alternative):
        return way
    if isinstance(way, Edit):
        return Alternative((way,))
    return Alternative(words=way) if isinstance(way, str) else Alternative(tuple(way or ()))
