"""What is bought, item by item: how many feet of it or how many pieces, for what, and what of it nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from evsite.codebook.conductors import size_words
from evsite.model.prices import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.description import WorkStatus
    from evsite.model.finding import Path
    from evsite.model.prices import Category
    from evsite.studies.takeoff.runs import Allowances, RunTakeoff, Sized

OPEN = "____"
"""What the name of an item has where the file does not say something."""


class Missing(NamedTuple):
    """What the file does not say of an item: what it is, of what, and where the file could say it."""

    what: str
    of: tuple[str, ...]
    where: Path | None


class Item(NamedTuple):
    """Something that is bought, by the name that a list of prices has for it."""

    category: Category
    name: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much of an item is bought for one use.

    `number` is in `unit`, and leaves out `unknown_runs` whose length the file does not say. `computed` marks what
    follows from the conductor study or from the fill of raceways, and not from the file. What is `existing` is there.
    """

    item: Item
    use: str
    number: float
    unit: Literal["ft", "each"]
    computed: bool = False
    status: WorkStatus | None = None
    unknown_runs: int = 0
    missing: tuple[Missing, ...] = ()


def merged(quantities: Iterable[Quantity]) -> tuple[Quantity, ...]:
    """Quantities of the same item, use and origin added up, in the order of a bill and else of the site."""
    found: dict[tuple[object, ...], list[Quantity]] = {}
    for each in quantities:
        found.setdefault((each.item, each.use, each.computed, each.status), []).append(each)
    summed = [
        Quantity(
            equal[0].item,
            equal[0].use,
            sum(each.number for each in equal),
            equal[0].unit,
            equal[0].computed,
            equal[0].status,
            sum(each.unknown_runs for each in equal),
            tuple(dict.fromkeys(missing for each in equal for missing in each.missing)),
        )
        for equal in found.values()
    ]
    return tuple(sorted(summed, key=lambda each: CATEGORIES.index(each.item.category)))


def run_quantities(
    runs: Iterable[RunTakeoff], allowances: Allowances, *, at_75_c: bool = False
) -> tuple[Quantity, ...]:
    """Conductors, cables and raceways of runs.

    Parameters
    ----------
    runs
        The runs.
    allowances
        Tails and waste.
    at_75_c
        Whether terminals that is not stated are taken to be marked for 75 degC.
    """
    found: list[Quantity] = []
    for run in runs:
        sized = run.at_75_c if at_75_c and run.at_75_c is not None else run.sized
        if sized is None:
            continue
        found += _of_run(run, sized, allowances)
    return merged(found)


def _of_run(run: RunTakeoff, sized: Sized, allowances: Allowances) -> list[Quantity]:
    count = len(run.nodes)
    not_stated = (Missing("length", run.nodes, (*run.path, "conductor", "length")),) if run.length_ft is None else ()
    unknown = count if run.length_ft is None else 0

    def feet(number: int, *, tails: bool) -> float:
        """What is bought for so many in each run [ft]."""
        length_ft = run.length_ft
        return 0.0 if length_ft is None else count * number * allowances.bought_ft(length_ft, tails=tails)

    if run.cable is not None:
        item = Item("cable", f"{run.cable} {cable_words(sized)}")
        computed = any(wires.computed for wires in sized.wires)
        return [Quantity(item, run.kind, feet(sized.sets, tails=True), "ft", computed, run.status, unknown, not_stated)]
    found = [
        Quantity(
            Item("wire", f"{size_words(wires.size)} {wires.material} {wires.insulation}"),
            wires.use,
            feet(wires.number, tails=True),
            "ft",
            wires.computed,
            run.status,
            unknown,
            not_stated,
        )
        for wires in sized.wires
    ]
    kind_key = (*run.path, "conductor", "raceway")
    missing = not_stated if run.raceway_kind else (*not_stated, Missing("kind of raceway", run.nodes, kind_key))
    if sized.trade_size is None:
        missing = (*missing, Missing("trade size", run.nodes, (*run.path, "conductor", "trade_size")))
    name = f"{run.raceway_kind or 'raceway'} {sized.trade_size or OPEN}"
    found.append(
        Quantity(
            Item("raceway", name),
            run.kind,
            feet(sized.sets, tails=False),
            "ft",
            sized.trade_size is not None and run.trade_size_computed,
            run.status,
            unknown,
            missing,
        )
    )
    return found


def cable_words(sized: Sized) -> str:
    """The conductors of one cable: "2 x 6 AWG Cu + 10 AWG Cu ground"."""
    words = []
    for wires in sized.wires:
        number = wires.number // sized.sets
        tail = "" if wires.use == "phase" else f" {wires.use}"
        words.append(f"{f'{number} x ' if number > 1 else ''}{size_words(wires.size)} {wires.material}{tail}")
    return " + ".join(words)
