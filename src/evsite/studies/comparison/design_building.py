"""What has to be built more, less or otherwise: totals, runs of conductors, and lines of the bill of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.codebook.conductors import size_words
from evsite.studies.comparison.design_facts import rounded
from evsite.studies.comparison.design_results import BillChange, RunChange, RunState, Total
from evsite.studies.takeoff.items import cable_words

if TYPE_CHECKING:
    from collections.abc import Hashable

    from evsite.model.site import Site
    from evsite.studies.comparison.design_matching import Matching
    from evsite.studies.takeoff.bill import Bill, Line
    from evsite.studies.takeoff.runs import RunTakeoff

_WIRES = frozenset({"wire", "cable"})


class Built(NamedTuple):
    """A site and its bill of materials."""

    site: Site
    bill: Bill


def compared_totals(before: Built, after: Built) -> tuple[Total, ...]:
    """Stations, home runs, breakers, and feet of conductor and raceway, those that are there already aside."""
    one, other = _totals(before), _totals(after)
    return tuple(
        Total(
            key,
            one[key].number,
            other[key].number,
            "ft" if key.endswith("_ft") else "",
            one[key].unknown,
            other[key].unknown,
        )
        for key in one
    )


class _Counted(NamedTuple):
    number: int
    unknown: int = 0


def _totals(built: Built) -> dict[str, _Counted]:
    bill = built.bill
    to_buy = [line for line in bill.lines if line.to_price]
    wires = [line for line in to_buy if line.quantity.item.category in _WIRES]
    raceways = [line for line in to_buy if line.quantity.item.category == "raceway"]
    unknown = sum(len(run.nodes) for run in bill.runs if run.length_ft is None and run.status != "existing")
    return {
        "stations": _Counted(len(built.site.stations)),
        "home_runs": _Counted(0 if bill.home_runs is None else bill.home_runs.runs),
        "jumper_kits": _Counted(0 if bill.home_runs is None else bill.home_runs.jumper_kits),
        "breakers": _Counted(sum(line.number for line in to_buy if line.quantity.item.category == "breaker")),
        "conductor_ft": _Counted(sum(line.number for line in wires), unknown),
        "raceway_ft": _Counted(sum(line.number for line in raceways), unknown),
    }


def compared_runs(before: Built, after: Built, matching: Matching) -> tuple[RunChange, ...]:
    """Runs of conductors that differ, those that change alike together."""
    nodes = {one: other for kind in ("supply", "panel", "circuit") for one, other in matching.after[kind].items()}
    one = {(run.kind, nodes.get(node, f"\0{node}")): (node, run) for run in before.bill.runs for node in run.nodes}
    other = {(run.kind, node): (node, run) for run in after.bill.runs for node in run.nodes}
    states: dict[int, RunState] = {id(run): _state(run) for side in (before, after) for run in side.bill.runs}
    found: dict[Hashable, tuple[list[str], str, RunState | None, RunState | None]] = {}
    for key in dict.fromkeys((*other, *one)):
        was, now = one.get(key), other.get(key)
        first = None if was is None else states[id(was[1])]
        second = None if now is None else states[id(now[1])]
        if first != second:
            name = now[0] if now is not None else was[0] if was is not None else ""
            found.setdefault((key[0], first, second), ([], key[0], first, second))[0].append(name)
    return tuple(RunChange(kind, tuple(names), first, second) for names, kind, first, second in found.values())


def _state(run: RunTakeoff) -> RunState:
    sized = run.sized
    length_ft = None if run.length_ft is None else float(rounded(run.length_ft) or 0.0)
    if sized is None:
        return RunState(None, None, length_ft, run.computed)
    if run.cable is not None:
        return RunState(f"{sized.sets} x {run.cable} {cable_words(sized)}", None, length_ft, run.computed)
    words = []
    for wires in sized.wires:
        tail = "" if wires.use == "phase" else f" {wires.use}"
        words.append(f"{wires.number} x {size_words(wires.size)} {wires.material} {wires.insulation}{tail}")
    raceway = None
    if run.raceway_kind is not None:
        size = "" if sized.trade_size is None else f" {sized.trade_size}"
        raceway = f"{sized.sets} x {run.raceway_kind}{size}"
    return RunState(" + ".join(words), raceway, length_ft, run.computed)


def compared_bills(before: Built, after: Built) -> tuple[BillChange, ...]:
    """Lines of the bill of materials whose numbers differ."""
    one, other = _lines(before.bill), _lines(after.bill)
    changes = []
    for key in dict.fromkeys((*one, *other)):
        line = other.get(key) or one[key]
        first, second = (side[key].number if key in side else 0 for side in (one, other))
        if first != second:
            quantity = line.quantity
            changes.append(
                BillChange(
                    quantity.item.category,
                    quantity.item.name,
                    quantity.use,
                    quantity.unit,
                    quantity.status,
                    quantity.computed,
                    first,
                    second,
                )
            )
    return tuple(changes)


def _lines(bill: Bill) -> dict[Hashable, Line]:
    quantities = ((line, line.quantity) for line in bill.lines)
    return {(each.item, each.use, each.computed, each.status): line for line, each in quantities}
