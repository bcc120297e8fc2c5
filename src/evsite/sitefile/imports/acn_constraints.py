"""Constraints of acnportal to sets of EVSEs that share what their lines carry, and to transformers.

A row that adds up what a line carries weighs AB by 1 and CA by -1 for line A, and so on. Rows of several lines over the
same EVSEs are one set. A row that weighs the EVSEs of one pair twice as much as the others, and against them, is a line
on the primary side of a delta-wye transformer.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from evsite.sitefile.imports.acn_document import AcnConstraint

Parts = dict[str, frozenset[int]]
"""EVSEs by how they are connected: "AB", "AN"."""
_CLOSE = 1e-6
_NONE: deque[int] = deque()
_MOST_LOOKED_AT = 50
"""Rows that agree in a part; of more that are alike the first ones do."""
_ON_LINE = {
    line: {f"{line}{after}": 1.0, f"{before}{line}": -1.0, f"{line}N": 1.0}
    for line, after, before in (("A", "B", "C"), ("B", "C", "A"), ("C", "A", "B"))
}
"""What an ampere of each connection is on a line."""


@dataclass(slots=True)
class SharedSet:
    """EVSEs whose lines share a limit. `lacks` says that the network limits only some of their lines.

    `greatest_a` is the greatest of several limits over the same EVSEs, `limit_a` the least.
    """

    parts: Parts
    limit_a: float
    names: list[str]
    lacks: bool = False
    greatest_a: float = 0.0
    primary_a: float | None = None
    """What a line on the primary side of its transformer may carry."""
    per_a: float = 0.0
    """What an ampere of a winding is on that side."""

    @property
    def evses(self) -> frozenset[int]:
        """Its EVSEs."""
        return frozenset().union(*self.parts.values())


@dataclass(slots=True)
class Understood:
    """What constraints were understood as."""

    sets: list[SharedSet] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Names of constraints that were not understood."""


@dataclass(slots=True)
class _Row:
    name: str
    limit_a: float
    parts: Parts
    weights: dict[str, float]
    lines: dict[str, float]
    """The lines that it may add up, each with the weight of an ampere."""


def understand(constraints: Iterable[AcnConstraint], connections: Sequence[str]) -> Understood:
    """What constraints mean.

    Parameters
    ----------
    constraints
        The constraints.
    connections
        How each EVSE is connected, by number.
    """
    result = Understood()
    rows, others = [], []
    for constraint in constraints:
        row = _row(constraint, connections)
        if row is None:
            result.others.append(constraint.name)
        elif row.lines:
            rows.append(row)
        elif row.parts:
            others.append(row)
    result.sets = _without_twins(_joined(rows))
    by_part: dict[tuple[str, frozenset[int]], list[SharedSet]] = {}
    for one in result.sets:
        for connection, part in one.parts.items():
            by_part.setdefault((connection, part), []).append(one)
    for row in others:
        if not _is_primary(row, by_part):
            result.others.append(row.name)
    return result


def _row(constraint: AcnConstraint, connections: Sequence[str]) -> _Row | None:
    """A row by connections; None where EVSEs of one connection have several weights."""
    parts: dict[str, set[int]] = {}
    weights: dict[str, float] = {}
    for evse, weight in constraint.weights.items():
        connection = connections[evse]
        if abs(weights.setdefault(connection, weight) - weight) > _CLOSE * abs(weight):
            return None
        parts.setdefault(connection, set()).add(evse)
    lines = {}
    for line, signs in _ON_LINE.items():
        if weights and weights.keys() <= signs.keys():
            turned = [weight / signs[connection] for connection, weight in weights.items()]
            if all(abs(each - turned[0]) <= _CLOSE * abs(turned[0]) for each in turned):
                lines[line] = abs(turned[0])
    frozen = {connection: frozenset(part) for connection, part in parts.items()}
    return _Row(constraint.name, constraint.limit_a, frozen, weights, lines)


def _joined(rows: Sequence[_Row]) -> Iterator[SharedSet]:
    """Rows of several lines over the same EVSEs, put together."""
    index: dict[tuple[str, str, frozenset[int], float], deque[int]] = {}
    for number, row in enumerate(rows):
        for line, weight in row.lines.items():
            for connection, part in row.parts.items():
                index.setdefault((line, connection, part, round(row.limit_a / weight, 9)), deque()).append(number)
    used: set[int] = set()
    for number in sorted(range(len(rows)), key=lambda each: (-len(rows[each].parts), each)):
        if number not in used:
            used.add(number)
            yield _set_of(rows, number, index, used)


def _set_of(
    rows: Sequence[_Row],
    number: int,
    index: Mapping[tuple[str, str, frozenset[int], float], deque[int]],
    used: set[int],
) -> SharedSet:
    row = rows[number]
    first = next(iter(row.lines))
    limit_a = row.limit_a / row.lines[first]
    parts, names = dict(row.parts), [row.name]
    known = set(_ON_LINE[first])
    lines = {first}
    for line in (*_ON_LINE, *_ON_LINE):
        if line in lines:
            continue
        found = _matching(rows, line, parts, known, round(limit_a, 9), index, used)
        if found is not None:
            used.add(found)
            lines.add(line)
            parts |= rows[found].parts
            known |= _ON_LINE[line].keys()
            names.append(rows[found].name)
    touched = [line for line, signs in _ON_LINE.items() if signs.keys() & parts.keys()]
    lacks = len(parts) > 1 and any(line not in lines for line in touched)
    return SharedSet(parts, limit_a, names, lacks)


def _matching(
    rows: Sequence[_Row],
    line: str,
    parts: Parts,
    known: set[str],
    limit_a: float,
    index: Mapping[tuple[str, str, frozenset[int], float], deque[int]],
    used: set[int],
) -> int | None:
    """An unused row of a line that agrees with what is known of a set."""
    nothing: frozenset[int] = frozenset()
    for connection in _ON_LINE[line]:
        if connection not in parts:
            continue
        waiting = index.get((line, connection, parts[connection], limit_a), _NONE)
        while waiting and waiting[0] in used:
            waiting.popleft()
        for number in islice(waiting, _MOST_LOOKED_AT):
            own = rows[number].parts
            if number not in used and all(
                own.get(each, nothing) == parts.get(each, nothing) for each in known & _ON_LINE[line].keys()
            ):
                return number
    return None


def _without_twins(sets: Iterable[SharedSet]) -> list[SharedSet]:
    """Sets of different EVSEs, each with its least limit."""
    found: dict[frozenset[int], SharedSet] = {}
    for one in sets:
        known = found.setdefault(one.evses, one)
        one.greatest_a = known.greatest_a = max(known.greatest_a, one.limit_a)
        if known is not one and one.limit_a < known.limit_a:
            found[one.evses] = one
            one.names += known.names
        elif known is not one:
            known.names += one.names
    return list(found.values())


def _is_primary(row: _Row, by_part: Mapping[tuple[str, frozenset[int]], list[SharedSet]]) -> bool:
    """Whether a row is a line on the primary side of the transformer of a set; it is kept there."""
    if not row.weights or any(connection.endswith("N") for connection in row.weights):
        return False
    twice = max(row.weights, key=lambda connection: abs(row.weights[connection]))
    per_a = row.weights[twice] / 2
    if any(abs(row.weights[each] + per_a) > _CLOSE * abs(per_a) for each in row.weights if each != twice):
        return False
    if len(row.weights) < 2:
        return False
    for one in islice(by_part.get((twice, row.parts[twice]), ()), _MOST_LOOKED_AT):
        if all(one.parts.get(connection) == part for connection, part in row.parts.items()):
            if one.primary_a is None or row.limit_a / abs(per_a) < one.primary_a / one.per_a:
                one.primary_a, one.per_a = row.limit_a, abs(per_a)
            one.names.append(row.name)
            return True
    return False
