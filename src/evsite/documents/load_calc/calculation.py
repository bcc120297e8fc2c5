"""The calculation itself: load by line in three columns, every comparison with a rating, and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.editions import cite, section
from evsite.documents.load_calc.loads import EXISTING
from evsite.documents.model import Column, Number, SumOf, Table, Verify
from evsite.studies.load_calculation_results import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.model import Cell
    from evsite.model.distribution import Supply
    from evsite.studies.load_calculation_results import Check, Needed, NodeCalculation, Part, SupplyCalculation

DIGITS = 2
_AS_KVA = SumOf("evse", ("connected_kva",))


def calculation_table(supply: Supply, found: SupplyCalculation, nec: int) -> Table:
    """Rows 2 to 7 of the supply: existing load, new load without load management, and with it."""
    own = found.own
    columns = (
        Column("item", "item", wrap=True, label=True, once=True),
        Column("line", "line"),
        Column("existing", "existing", align="right"),
        Column("unmanaged", "new, unmanaged", align="right"),
        Column("managed", "new, managed", align="right"),
        Column("unit", "unit"),
        Column("basis", f"NEC {nec}", wrap=True, once=True),
    )
    rows = [*_existing(supply, own, nec), *_of_dwelling(found, own), *_charging(own, nec), *_new(own, nec)]
    return Table("calculation", f"2 to 7 load at {supply.name}", columns, tuple(rows), titled=True)


def _rows(
    item: str, own: NodeCalculation, existing: Part | None, unmanaged: Part | None, managed: Part | None, basis: str
) -> Iterator[tuple[Cell, ...]]:
    """A row for each line, and one in kVA."""
    parts = (existing, unmanaged, managed)
    for leg in own.legs:
        cells = ("" if part is None else Number(part.line_a[leg], "A", DIGITS) for part in parts)
        yield (item, leg, *cells, "A", basis)
    cells = ("" if part is None else Number(part.power_kva, "kVA", DIGITS) for part in parts)
    yield (item, ALL, *cells, "kVA", basis)


def _existing(supply: Supply, own: NodeCalculation, nec: int) -> Iterator[tuple[Cell, ...]]:
    if own.method == "not stated":
        missing = Verify(EXISTING, supply.name, (*supply.path, "metered"))
        yield ("2 existing load", ALL, missing, missing, missing, "A", section("existing-load", nec) or "")
    if own.method == "none":
        yield ("2 existing load", ALL, *[Number(0.0, "A", DIGITS)] * 3, "A", "")
    metering, continuous = section("existing-load", nec) or "", section("feeder-rating", nec) or ""
    for item, part, basis in (
        ("2 existing load, highest demand", own.demand, metering),
        ("2 the same at 125 %", own.demand_at_125, metering),
        ("2 existing load, continuous", own.existing_continuous, ""),
        ("2 the same at 125 %", own.existing_continuous_at_125, continuous),
        ("2 existing load, noncontinuous", own.existing_noncontinuous, ""),
    ):
        if part.any:
            yield from _rows(item, own, part, part, part, basis)


def _of_dwelling(found: SupplyCalculation, own: NodeCalculation) -> Iterator[tuple[Cell, ...]]:
    """The calculated load of a dwelling, with chargers among its loads as the column has them."""
    dwelling = found.dwelling
    if dwelling is None:
        return
    item, basis = "2 and 3 dwelling, chargers in it", dwelling.managed.section
    amperes = (dwelling.existing_a, dwelling.connected_a, dwelling.managed_a)
    for leg in own.legs:
        yield (item, leg, *(Number(amps, "A", DIGITS) for amps in amperes), "A", basis)
    loads = (dwelling.existing, dwelling.connected, dwelling.managed)
    yield (item, ALL, *(Number(load.total_va, "VA") for load in loads), "VA", basis)


def _charging(own: NodeCalculation, nec: int) -> Iterator[tuple[Cell, ...]]:
    full = section("evse-continuous", nec) or ""
    at_125 = section("evse-overcurrent", nec) or ""
    held = "" if not own.has_groups else ", ".join(filter(None, (section("ems-load", nec), section("ems-limits", nec))))
    if own.value is not None:
        value = None if own.has_groups else own.value
        yield from _rows(
            "3 chargers at their load value", own, None, own.value, value, section("evse-load-value", nec) or ""
        )
    unheld = None if own.has_groups else own.connected
    rows = list(_rows("4 chargers as connected", own, None, own.connected, unheld, full))
    if not own.primary:
        item, leg, existing, last, managed, unit, basis = rows[-1]
        assert isinstance(last, Number)
        rows[-1] = (item, leg, existing, Number(last.value, "kVA", DIGITS, sum_of=_AS_KVA), managed, unit, basis)
    yield from rows
    unheld = None if own.has_groups else own.connected_at_125
    yield from _rows("5 chargers at 125 %", own, None, own.connected_at_125, unheld, at_125)
    if own.has_groups:
        yield from _rows("6 chargers as managed", own, None, None, own.managed, held)
        if own.value_managed is not None:
            item = "6 at their load value, managed"
            yield from _rows(item, own, None, None, own.value_managed, section("evse-load-value", nec) or "")
        yield from _rows("6 managed at 125 %", own, None, None, own.managed_at_125, at_125)


def _new(own: NodeCalculation, nec: int) -> Iterator[tuple[Cell, ...]]:
    continuous = section("feeder-rating", nec) or ""
    for item, part, basis in (
        ("7 other new load, continuous", own.new_continuous, ""),
        ("7 the same at 125 %", own.new_continuous_at_125, continuous),
        ("7 other new load, noncontinuous", own.new_noncontinuous, ""),
    ):
        if part.any:
            yield from _rows(item, own, None, part, part, basis)


def lines_table(found: SupplyCalculation) -> Table:
    """The load on every line of what the supply feeds, without factors: panels, and primaries of transformers."""
    columns = (
        Column("at", "at", wrap=True, label=True, once=True),
        Column("line", "line", label=True),
        Column("existing", "existing", align="right"),
        Column("new", "other new", align="right"),
        Column("connected", "chargers", align="right"),
        Column("managed", "managed", align="right"),
        Column("unit", "unit"),
    )
    rows: list[tuple[Cell, ...]] = []
    for node in found.nodes[1:]:
        existing = _missing(node)
        parts = (node.existing, node.new, node.connected, node.managed)
        for leg in node.legs:
            cells: list[Cell] = [Number(part.line_a[leg], "A", DIGITS) for part in parts]
            rows.append((node_words(node), leg, existing or cells[0], *cells[1:], "A"))
        cells = [Number(part.power_kva, "kVA", DIGITS) for part in parts]
        rows.append((node_words(node), ALL, existing or cells[0], *cells[1:], "kVA"))
    return Table(
        "lines", "feeders, panels and transformers on it, without factors", columns, tuple(rows), titled=bool(rows)
    )


def _missing(node: NodeCalculation) -> Verify | None:
    """What stands for the existing load of a node where the file does not say it."""
    if node.method != "not stated":
        return None
    key = "status" if node.kind == "panel" or node.primary else "metered"
    return Verify(EXISTING, node.node, (node.section, node.node, key))


def node_words(node: NodeCalculation) -> str:
    """What a node is called: "panel EV1", "primary of T1"."""
    return f"primary of {node.node}" if node.primary else f"{node.kind} {node.node}"


_COMPARED = {
    "device": "{noun}, continuous load at 125 %",
    "bus": "bus, load in full",
    "transformer": "rating, load in full",
    "primary lines": "rated primary current",
    "metered": "{noun}, 125 % of the demand and new load in full",
    "metered at 125 %": "{noun}, 125 % of the demand and of continuous new load",
    "metered, by value": "{noun}, 125 % of the demand and chargers at their load value",
    "metered, all new": "{noun}, the same with load that may be new",
    "value": "{noun}, chargers at their load value",
    "dwelling": "service, load of the dwelling",
}


def totals_table(found: SupplyCalculation, nec: int) -> Table:
    """Row 8: every total by line beside what it is compared with."""
    columns = (
        Column("at", "at", wrap=True, label=True, once=True),
        Column("compared", "compared with", wrap=True, label=True, once=True),
        Column("line", "line", label=True),
        Column("existing", "existing", align="right"),
        Column("unmanaged", "unmanaged", align="right"),
        Column("managed", "managed", align="right"),
        Column("rating", "rating", align="right"),
        Column("percent", "%", "%", "right"),
        Column("spare", "spare", align="right"),
        Column("unit", "unit"),
        Column("basis", f"NEC {nec}", wrap=True),
    )
    rows = [row for node in found.nodes for check in node.checks for row in _check_rows(node, check, nec)]
    return Table("totals", "8 totals and ratings", columns, tuple(rows), titled=True)


def _check_rows(node: NodeCalculation, check: Check, nec: int) -> Iterator[tuple[Cell, ...]]:
    sections = [*check.sections, *(section(topic, nec) for topic in check.topics)]
    basis = ", ".join(dict.fromkeys(filter(None, sections))) or "no limit of the NEC"
    compared = compared_words(check)
    percent, spare = check.percent, check.spare
    missing = _missing(node)
    for leg in check.managed:
        existing = missing or Number(check.existing[leg], check.unit, DIGITS)
        yield (
            node_words(node),
            compared,
            leg,
            existing,
            *(Number(load[leg], check.unit, DIGITS) for load in (check.unmanaged, check.managed)),
            Number(check.rating, check.unit, 0 if check.rating == int(check.rating) else DIGITS),
            # nothing is reported as spare where the existing load is not known
            (missing or "") if node.reasons else Number(percent[leg], "%", 1),
            (missing or "") if node.reasons else Number(spare[leg], check.unit, DIGITS),
            check.unit,
            basis,
        )


def compared_words(check: Check) -> str:
    """What a load is compared with: "main, continuous load at 125 %"."""
    compared = _COMPARED[check.kind].format(noun=check.noun)
    if check.partial:
        compared += f", without the {check.partial}"
    if check.superseded:
        compared += ", which the metered demand represents"
    return compared


def verdict_table(found: SupplyCalculation) -> Table:
    """Row 9: whether it fits, and what would be needed without load management."""
    columns = (
        Column("at", "at", wrap=True, label=True),
        Column("managed", "as designed", wrap=True),
        Column("unmanaged", "unmanaged", wrap=True),
        Column("needed", "needs unmanaged", wrap=True),
        Column("why", "open", wrap=True),
    )
    rows = tuple(
        (
            node_words(node),
            node.outcome,
            node.unmanaged_outcome,
            needed_words(node),
            "; ".join(node.reasons),
        )
        for node in found.nodes
    )
    return Table("verdict", "9 verdict", columns, rows, titled=True)


def needed_words(node: NodeCalculation) -> str:
    """What would carry the load without load management: "1600 A main"; empty where what is there does."""
    return _least(node) + ", ".join(map(_needed, node.needed_unmanaged))


def _least(node: NodeCalculation) -> str:
    """Words before sizes that the existing load, which is not known, comes on top of."""
    return "at least " if node.reasons and any(each.rating for each in node.needed_unmanaged) else ""


def _needed(each: Needed) -> str:
    size = "above the largest" if each.rating is None else f"{each.rating:g} {each.unit}"
    return f"{size} {each.noun}"


def sources(nec: int) -> str:
    """What the calculation as a whole goes by."""
    return cite(("evse-continuous", "evse-overcurrent", "ems-load", "ems-limits"), nec)
