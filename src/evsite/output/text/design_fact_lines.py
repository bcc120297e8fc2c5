"""What differs of the things of two designs, in a line for all that differs alike; descriptions in few words."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from evsite.output.text.design_words import fact_value, key_words
from evsite.words import enumeration, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.output.text.design_names import DesignNames
    from evsite.studies.comparison.design_results import DesignComparison, FactChange, FactKind

_FEW_VALUES = 4
"""Above so many values of one key they are shown in one line."""
_FEW_KEYS = 6
_FEW_DESCRIPTIONS = 2
"""So many keys of a line are shown with their values, unless all are asked for; of descriptions fewer."""
_WIRES = frozenset({"size", "material", "insulation", "sets"})


class FactLines:
    """Lines about the facts of a comparison.

    Parameters
    ----------
    found
        The comparison.
    names
        The names of its things.
    every
        Whether every key is shown with its values.
    """

    def __init__(self, found: DesignComparison, names: DesignNames, *, every: bool) -> None:
        self._names = names
        self._every = every
        shown = _keys_shown_with_runs(found)
        kept = [each for each in found.facts if not _is_redundant(each) and not _is_shown_with_run(each, shown)]
        self._described = [each for each in kept if _describes(each)]
        self._counted = [each for each in kept if not _describes(each)]

    def counted(self, *kinds: FactKind) -> Iterator[str]:
        """Facts that figures depend on, of things of some kinds."""
        return self._lines(self._counted, kinds, _FEW_KEYS)

    def described(self, *kinds: FactKind) -> Iterator[str]:
        """Facts that are for drawings, schedules and forms alone."""
        return self._lines(self._described, kinds, _FEW_DESCRIPTIONS)

    def _lines(self, changes: Sequence[FactChange], kinds: Sequence[FactKind], few: int) -> Iterator[str]:
        of_key: dict[tuple[str, str], list[FactChange]] = defaultdict(list)
        for change in changes:
            if change.kind in kinds:
                of_key[change.kind, change.key].append(change)
        lines: dict[tuple[FactKind, tuple[str, ...]], _Line] = defaultdict(_Line)
        for alike_in_key in of_key.values():
            first = alike_in_key[0]
            if (len(alike_in_key) <= _FEW_VALUES and few > _FEW_DESCRIPTIONS) or len(alike_in_key) == 1:
                for change in alike_in_key:
                    lines[change.kind, change.names].add(change)
            else:
                who = tuple(name for change in alike_in_key for name in change.names)
                lines[first.kind, who].add_many(first)
        for (kind, who), line in lines.items():
            title = "" if kind == "site" else f"{self._names.of_kind(kind, who)}: "
            yield f"{title}{'; '.join(line.parts(None if self._every else few))}"


class _Line:
    """What differs of the same things: values that change, and keys that come or go."""

    def __init__(self) -> None:
        self._changed: list[str] = []
        self._given: list[tuple[str, str]] = []
        self._gone: list[tuple[str, str]] = []

    def add(self, change: FactChange) -> None:
        """Add what differs in one key."""
        title, _ = key_words(change.key)
        one, other = fact_value(change.key, change.before), fact_value(change.key, change.after)
        if change.key.endswith("_given") and isinstance(change.after, bool) and isinstance(change.before, bool):
            (self._given if change.after else self._gone).append((title, ""))
        elif change.before is None:
            self._given.append((title, other))
        elif change.after is None:
            self._gone.append((title, one))
        else:
            self._changed.append(f"{title} {fact_value(change.key, change.before, unit=False)} to {other}")

    def add_many(self, first: FactChange) -> None:
        """Add a key that has many values, of which the first is shown."""
        one, other = fact_value(first.key, first.before), fact_value(first.key, first.after)
        name = printable(first.names[0])
        self._changed.append(f"{key_words(first.key)[0]} differ ({name}: {one} to {other})")

    def parts(self, few: int | None) -> Iterator[str]:
        """The parts of the line, each with no more than a few values."""
        if self._changed:
            yield "; ".join(self._changed[:few]) + _more(len(self._changed), few)
        for what, some in (("now given", self._given), ("no longer given", self._gone)):
            if some:
                values = few is None or len(some) <= few or few > _FEW_DESCRIPTIONS
                shown = [" ".join(each if values else each[:1]).rstrip() for each in some[:few]]
                left = len(some) - len(shown)
                yield f"{what}: {enumeration([*shown, f'{left:,} more'] if left else shown)}"


def _more(number: int, few: int | None) -> str:
    return "" if few is None or number <= few else f" and {number - few:,} more"


def _describes(change: FactChange) -> bool:
    """Whether a fact is for drawings, schedules and forms alone, and no figure depends on it."""
    return not {"description", "identity", "project", "laid"}.isdisjoint(change.key.split("."))


def _is_redundant(change: FactChange) -> bool:
    """Whether a fact says that a limit that comes or goes is in kW, as limits are."""
    return (
        change.key.endswith("limit_apparent")
        and None in {change.before, change.after}
        and not (change.before or change.after)
    )


def _keys_shown_with_runs(found: DesignComparison) -> dict[str, set[str]]:
    """By node what is shown of its conductors anyway: of both sides."""
    shown: dict[str, set[str]] = defaultdict(set)
    for run in found.runs:
        if run.before is None or run.after is None:
            continue
        parts: set[str] = set()
        if run.before.conductors != run.after.conductors and run.before.computed == run.after.computed:
            parts |= _WIRES
        if run.before.length_ft != run.after.length_ft:
            parts.add("length_ft")
        for name in run.names:
            shown[name] |= parts
    return shown


def _is_shown_with_run(change: FactChange, shown: dict[str, set[str]]) -> bool:
    """Whether a fact about a conductor is shown with the run that it is of."""
    stem, _, key = change.key.rpartition(".")
    if stem.rpartition(".")[2] != "conductor":
        return False
    both = change.before is not None and change.after is not None
    return (both or key == "length_ft") and all(key in shown.get(name, ()) for name in change.names)
