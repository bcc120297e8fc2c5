"""The sheets of runs and of home runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.conductors import size_words
from evsite.codebook.editions import cite
from evsite.documents.bom.cells import COMPUTED, FILE, feet_cell, to_verify
from evsite.documents.flat import all_names
from evsite.documents.model import Column, Number, Table, Verify, made_sheet
from evsite.studies.takeoff.items import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.documents.model import Cell, Sheet
    from evsite.model.site import Site
    from evsite.studies.takeoff.bill import Bill
    from evsite.studies.takeoff.items import Quantity
    from evsite.studies.takeoff.run_lengths import RunLengths
    from evsite.studies.takeoff.runs import RunTakeoff, Sized


def runs_sheet(site: Site, bill: Bill) -> Sheet:
    """The sheet of all runs, and of what 75 degC terminals would make of them."""
    tables = [_runs(bill)]
    if any(run.at_75_c is not None for run in bill.runs):
        tables.append(_terminals(bill))
    sheet = made_sheet("BM-2", "runs", site.name, tuple(tables), tuple(_notes(site, bill)))
    return replace(sheet, verify=to_verify(_missing(bill)))


def _runs(bill: Bill) -> Table:
    columns = (
        Column("runs", "run", wrap=True, label=True),
        Column("number", "number", align="right"),
        Column("kind", "kind"),
        Column("conductors", "conductors", wrap=True),
        Column("ground", "ground", wrap=True),
        Column("raceway", "raceway", wrap=True),
        Column("size_from", "size from"),
        Column("length_ft", "length", "ft", "right"),
        Column("fill_percent", "fill", "%", "right"),
        Column("fill_allowed_percent", "allowed", "%", "right"),
        Column("status", "status"),
    )
    return Table("runs", "runs", columns, tuple(_run_row(run) for run in bill.runs))


def _run_row(run: RunTakeoff) -> tuple[Cell, ...]:
    sized, names = run.sized, all_names(run.nodes)
    key = (*run.path, "conductor")
    fill = None if sized is None else sized.fill
    return (
        names,
        Number(len(run.nodes)),
        run.kind,
        *_made_of(run, sized),
        COMPUTED if run.computed else FILE,
        Verify("length", names, (*key, "length")) if run.length_ft is None else Number(run.length_ft, "ft", 1),
        "" if fill is None else Number(fill.filled_percent, "%", 1),
        "" if fill is None else Number(fill.percent, "%"),
        run.status or "",
    )


def _made_of(run: RunTakeoff, sized: Sized | None) -> tuple[Cell, Cell, Cell]:
    """Conductors, ground and raceway of a run in words."""
    names, key = all_names(run.nodes), (*run.path, "conductor")
    if sized is None:
        missing = Verify("conductors", names, key)
        return missing, missing, missing
    live = [wires for wires in sized.wires if wires.use != "ground"]
    words = " + ".join(
        f"{wires.number // sized.sets} x {size_words(wires.size)} {wires.material}"
        f"{' neutral' if wires.use == 'neutral' else ''}"
        for wires in live
    )
    sets = f"{sized.sets} sets of " if sized.sets > 1 else ""
    ground = next((f"{size_words(wires.size)} {wires.material}" for wires in sized.wires if wires not in live), "none")
    computed = any(wires.computed for wires in sized.wires if wires.use == "ground") and not run.computed
    raceway: Cell = f"{run.raceway_kind} {sized.trade_size}"
    if run.cable is not None:
        raceway = f"{run.cable} cable"
    elif run.raceway_kind is None:
        raceway = Verify("kind of raceway", names, (*key, "raceway"))
    elif sized.trade_size is None:
        raceway = Verify("trade size", names, (*key, "trade_size"))
    elif run.trade_size_computed and not run.computed:
        raceway = f"{raceway} ({COMPUTED})"
    return f"{sets}{words} {live[0].insulation}", f"{ground} ({COMPUTED})" if computed else ground, raceway


def _terminals(bill: Bill) -> Table:
    """What is bought for the runs whose terminals the file does not say, as taken and if they are for 75 degC."""
    columns = (
        Column("terminals", "terminals"),
        Column("category", "category"),
        Column("item", "item", wrap=True, label=True),
        Column("use", "for"),
        Column("quantity_ft", "quantity", "ft", "right"),
        Column("unknown_runs", "runs without length", align="right"),
    )
    rows = [
        *_terminal_rows("60 °C, as taken", bill.by_terminals(at_75_c=False)),
        *_terminal_rows("75 °C, if marked", bill.by_terminals(at_75_c=True)),
    ]
    return Table("terminals", "if terminals are marked 75 °C", columns, tuple(rows))


def _terminal_rows(terminals: str, quantities: tuple[Quantity, ...]) -> Iterator[tuple[Cell, ...]]:
    for each in quantities:
        missing_length = next((one for one in each.missing if one.what == "length"), None)
        of, where = ((), None) if missing_length is None else (missing_length.of, missing_length.where)
        yield (
            terminals,
            each.item.category,
            each.item.name,
            each.use,
            feet_cell(each.number, each.unknown_runs, of, where),
            Number(each.unknown_runs) if each.unknown_runs else "",
        )


def _missing(bill: Bill) -> Iterator[Missing]:
    for run in bill.runs:
        key = (*run.path, "conductor")
        if run.sized is None:
            yield Missing("conductors", run.nodes, key)
        if run.length_ft is None:
            yield Missing("length", run.nodes, (*key, "length"))
        if run.cable is None and run.raceway_kind is None:
            yield Missing("kind of raceway", run.nodes, (*key, "raceway"))
        elif run.cable is None and run.sized is not None and run.sized.trade_size is None:
            yield Missing("trade size", run.nodes, (*key, "trade_size"))
        if run.at_75_c is not None:
            yield Missing("what the terminals are marked for", run.nodes, (*key, "terminal"))


def _notes(site: Site, bill: Bill) -> Iterator[str]:
    source = cite(("raceway-fill",), site.nec)
    yield f"fill counts the phase conductors, a neutral that is given, and the ground ({source})"
    for run in bill.runs:
        fill = None if run.sized is None else run.sized.fill
        if fill is not None and fill.likely_overfull:
            larger = fill.next_trade_size()
            way = f"{fill.kind} {larger} does" if larger else "none is larger"
            yield (
                f"overfilled: {all_names(run.nodes)} take {fill.likely_in2:.4f} in2 of the {fill.allowed_in2:.4f} in2 "
                f"that {fill.kind} {fill.trade_size} allows; {way}"
            )
    if any(run.at_75_c is not None for run in bill.runs):
        yield (
            f"terminals up to 100 A are taken to be for 60 °C unless they are marked ({cite(('terminals',), site.nec)})"
            "; under 75 °C stand the smallest conductors and raceways that would do if they are marked for it"
        )


def home_runs_sheet(site: Site, bill: Bill) -> Sheet | None:
    """The sheet of home runs in three arrangements; None where no station is on a circuit."""
    found = bill.home_runs
    if found is None:
        return None
    columns = (
        Column("arrangement", "arrangement", wrap=True, label=True),
        Column("runs", "runs", align="right"),
        Column("phase_ft", "phase and neutral", "ft", "right"),
        Column("ground_ft", "ground", "ft", "right"),
        Column("raceway_ft", "raceway or cable", "ft", "right"),
        Column("unknown_runs", "runs without length", align="right"),
    )
    rows = tuple(_lengths_row(each) for each in bill.lengths)
    saved = found.one_each - found.runs
    ways = f"{found.saved_by_jumpers} by jumpers, {found.saved_by_shared_circuits} by circuits of several stations"
    lengths = (
        "lengths are those of the runs alone, without tails and waste; a run for each port or station is taken to be "
        "as long as the circuit that it has in the file, and to have its conductors"
    )
    notes = (f"home runs saved: {saved} of {found.one_each} ({ways})", lengths)
    table = Table("home_runs", "home runs", columns, rows)
    sheet = made_sheet("BM-3", "home runs", site.name, (table,), notes)
    missing_length = [
        Missing("length", run.nodes, (*run.path, "conductor", "length"))
        for run in bill.runs
        if run.kind == "circuit" and run.length_ft is None
    ]
    return replace(sheet, verify=to_verify(missing_length))


def _lengths_row(each: RunLengths) -> tuple[Cell, ...]:
    def feet(value_ft: float) -> Cell:
        return feet_cell(value_ft, each.unknown_runs, (each.arrangement,), None)

    return (
        each.arrangement,
        Number(each.runs),
        feet(each.phase_ft),
        feet(each.ground_ft),
        feet(each.raceway_ft),
        Number(each.unknown_runs) if each.unknown_runs else "",
    )
