"""The first sheet of a bill: what lengths have in them, every item, and what the bill leaves to others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.documents.bom.cells import COMPUTED, FILE, number_cell, open_words, to_verify
from evsite.documents.flat import all_names
from evsite.documents.model import Column, Number, SumOf, Table, made_sheet
from evsite.words import count, format_number

if TYPE_CHECKING:
    from evsite.documents.bom.others import ByOthers
    from evsite.documents.model import Cell, Sheet
    from evsite.model.site import Site
    from evsite.studies.takeoff.bill import Bill, Line
    from evsite.studies.takeoff.items import Quantity

MONEY_DIGITS = 2
_LISTED = 4


def items_sheet(site: Site, bill: Bill, others: tuple[ByOthers, ...]) -> Sheet:
    """The sheet with every item."""
    tables = [_inputs(bill), _items(bill)]
    if bill.prices is not None:
        tables.append(_total(bill))
    tables.append(_others(others))
    sheet = made_sheet("BM-1", "materials", site.name, tuple(tables), tuple(_notes(bill)))
    missing = [each for line in bill.lines for each in line.quantity.missing]
    return replace(sheet, verify=to_verify([*missing, *(each.missing for each in others if each.missing.where)]))


def _inputs(bill: Bill) -> Table:
    allowances, prices = bill.allowances, bill.prices
    columns = (
        Column("tail_ft", "tail at each end of conductors and cables", "ft"),
        Column("waste_percent", "waste on conductors, cables and raceways", "%"),
        Column("raceway_kind", "kind of raceway where the file says none"),
        Column("prices", "prices", wrap=True),
    )
    words = "none"
    if prices is not None:
        about = [prices.filename, *([prices.source] if prices.source else [])]
        words = f"{', '.join(about)}, {prices.currency}{f', of {prices.date.isoformat()}' if prices.date else ''}"
    cells: tuple[Cell, ...] = (
        f"{format_number(allowances.tail_ft)} ft",
        f"{format_number(allowances.waste_percent)} %",
        allowances.raceway_kind or "none: left open",
        words,
    )
    return Table("inputs", "what the quantities have in them", columns, (cells,), form=True)


def _items(bill: Bill) -> Table:
    columns = [
        Column("category", "category"),
        Column("item", "item", wrap=True, label=True),
        Column("use", "for"),
        Column("quantity", "quantity", align="right"),
        Column("unit", "unit"),
        Column("basis", "size from"),
        Column("unknown_runs", "runs without length", align="right"),
        Column("status", "status"),
        Column("open", "open", wrap=True),
    ]
    if bill.prices is not None:
        columns += [
            Column("price", f"price {bill.prices.currency}", align="right"),
            Column("amount", f"amount {bill.prices.currency}", align="right"),
        ]
    return Table("items", "items", tuple(columns), tuple(_row(bill, line) for line in bill.lines))


def _row(bill: Bill, line: Line) -> tuple[Cell, ...]:
    quantity = line.quantity
    cells: list[Cell] = [
        quantity.item.category,
        quantity.item.name,
        quantity.use,
        number_cell(quantity, line.number),
        quantity.unit,
        _origin(quantity),
        Number(quantity.unknown_runs) if quantity.unknown_runs else "",
        quantity.status or "",
        open_words(quantity.missing),
    ]
    if bill.prices is not None:
        digits = MONEY_DIGITS
        if line.price is not None:
            digits = max(MONEY_DIGITS, -int(line.price.normalize().as_tuple().exponent))
        without = "no price" if line.to_price else "is there"
        cells.append(without if line.price is None else Number(float(line.price), "", digits))
        cells.append("" if line.amount is None else Number(float(line.amount), "", MONEY_DIGITS))
    return tuple(cells)


def _origin(quantity: Quantity) -> str:
    """Where the size of an item is from; nothing where there is none."""
    if any(each.what == "trade size" for each in quantity.missing):
        return ""
    return COMPUTED if quantity.computed else FILE


def _total(bill: Bill) -> Table:
    assert bill.prices is not None
    unpriced = [line for line in bill.lines if line.to_price and line.amount is None]
    unknown = [line for line in bill.lines if line.to_price and line.quantity.unknown_runs]
    columns = (
        Column("total", "total of what has a price", align="right"),
        Column("currency", "currency"),
        Column("without_price", "items without a price, not in it", wrap=True),
        Column("unknown_lengths", "runs of unknown length, not in it", wrap=True),
        Column("without", "never in it", wrap=True),
    )
    cells: tuple[Cell, ...] = (
        Number(float(bill.total), "", MONEY_DIGITS, SumOf("items", ("amount",))),
        bill.prices.currency,
        _named(unpriced),
        _named(unknown),
        "labour, taxes, freight, permits, and what is by others",
    )
    return Table("total", "total", columns, (cells,), form=True)


def _named(lines: list[Line]) -> str:
    names = dict.fromkeys(f"{line.quantity.item.category} {line.quantity.item.name}" for line in lines)
    return f"{len(names):,}: {'; '.join(names)}" if names else "none"


def _others(others: tuple[ByOthers, ...]) -> Table:
    columns = (
        Column("what", "by others: what", wrap=True, label=True),
        Column("of", "of", wrap=True),
        Column("why", "why it is not among the items", wrap=True),
    )
    rows = tuple((each.missing.what, all_names(each.missing.of), each.why) for each in others)
    return Table("by_others", "by others", columns, rows)


def _notes(bill: Bill) -> list[str]:
    notes = []
    runs = sum(len(run.nodes) for run in bill.runs if run.length_ft is None)
    if runs:
        notes.append(f"sums are without {count(runs, 'run')} of unknown length")
    if any(line.quantity.computed for line in bill.lines):
        notes.append(
            "size from computed: the smallest conductors of evsite report --conductors, and the smallest raceway that "
            "takes them with the ground counted (Chapter 9); a place to start from, not a design"
        )
    if bill.allowances.raceway_kind is None and any(_without_kind(line) for line in bill.lines):
        notes.append("raceways of which the file says no kind have no trade size; --raceway EMT computes one")
    shared = [name for run in bill.runs if run.shares_raceway for name in run.nodes]
    if shared:
        notes.append(
            f"by the file other conductors lie in the raceways of {all_names(shared)} too: each has one here all the "
            "same, with room for the others at its own size"
        )
    if any(line.quantity.status == "existing" for line in bill.lines):
        notes.append("what is existing is listed and not bought; what does not say so is taken to be new")
    notes.append("feet are rounded up to whole ones, each line by itself; taps from station to station are by others")
    if bill.unused_prices:
        names = [f"{category} {name}" for category, name in bill.unused_prices[:_LISTED]]
        more = len(bill.unused_prices) - len(names)
        notes.append(f"prices for what is not in this bill: {'; '.join(names)}{f' and {more:,} more' if more else ''}")
    return notes


def _without_kind(line: Line) -> bool:
    return any(each.what == "kind of raceway" for each in line.quantity.missing)
