"""The sheet of labels: each text with its place, size, number and section, those that are alike in one row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.editions import cite
from evsite.documents.flat import all_names
from evsite.documents.labels.conditions import is_owned, service_equipment
from evsite.documents.model import Column, Number, SumOf, Table, ToVerify, Verify, made_sheet
from evsite.model.distribution import Panel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.codebook.labels import Label
    from evsite.documents.labels.labelled import Labelled, Needed
    from evsite.documents.model import Cell, Sheet
    from evsite.model.finding import Path

AHJ = "as the AHJ asks"
"""The size of a label where no source gives one."""


def label_sheet(labelled: Labelled, needed: Sequence[Needed], number: str) -> Sheet:
    """The sheet of all labels.

    Parameters
    ----------
    labelled
        The site.
    needed
        The labels, one for each thing that needs one.
    number
        The number of the sheet.
    """
    rows = [
        _row(labelled, place, equal_labels)
        for place, equal_labels in enumerate(_group_equal(labelled, needed), start=1)
    ]
    columns = (
        Column("label_number", "no.", align="right", label=True),
        Column("text", "text", wrap=True),
        Column("count", "how many", align="right"),
        Column("of", "on", wrap=True),
        Column("where", "where that is", wrap=True),
        Column("label", "label"),
        Column("to_verify", "open in it", wrap=True),
    )
    tables = (Table("labels", "labels", columns, tuple(rows)), _kinds(labelled, needed))
    sheet = made_sheet(number, "labels", labelled.site.name, tables, tuple(_notes(labelled)))
    return replace(sheet, verify=_to_verify(labelled, needed))


def _group_equal(labelled: Labelled, needed: Iterable[Needed]) -> Iterable[list[Needed]]:
    """Labels of the same text that belong to the same place; where the place is not known, of one table."""
    found: dict[tuple[object, ...], list[Needed]] = {}
    for each in needed:
        where = (each.where.what, each.where.where) if isinstance(each.where, Verify) else each.where
        key = (each.label.id, each.text(dwelling=labelled.small_dwelling), where)
        found.setdefault(key, []).append(each)
    return found.values()


def _row(labelled: Labelled, number: int, equal_labels: Sequence[Needed]) -> tuple[Cell, ...]:
    first = equal_labels[0]
    names = all_names(each.on for each in equal_labels)
    where = replace(first.where, of=names) if isinstance(first.where, Verify) else first.where
    to_verify = [cell.what for cell in first.used(dwelling=labelled.small_dwelling) if isinstance(cell, Verify)]
    text = first.text(dwelling=labelled.small_dwelling)
    return (
        Number(number),
        text,
        Number(len(equal_labels)),
        names,
        where,
        first.label.title,
        ", ".join(dict.fromkeys(to_verify)),
    )


def _kinds(labelled: Labelled, needed: Sequence[Needed]) -> Table:
    """Each kind of label with its number, where it belongs, its size and what asks for it."""
    columns = (
        Column("label", "label", wrap=True, label=True),
        Column("count", "how many", align="right"),
        Column("place", "place", wrap=True),
        Column("size", "size", wrap=True),
        Column("section", "section", wrap=True),
        Column("by", "by"),
        Column("mark", "duty", wrap=True),
        Column("source", "read in", wrap=True),
    )
    numbers: dict[Label, int] = {}
    for each in needed:
        numbers[each.label] = numbers.get(each.label, 0) + 1
    rows: list[tuple[Cell, ...]] = [
        (
            label.title,
            Number(number),
            label.place,
            label.size or AHJ,
            label.cited(labelled.site.nec),
            label.by,
            label.mark,
            label.source,
        )
        for label, number in numbers.items()
    ]
    rows.append(("all", Number(len(needed), sum_of=SumOf("labels", ("count",))), *[""] * (len(columns) - 2)))
    return Table("label_kinds", "kinds of labels", columns, tuple(rows))


def _to_verify(labelled: Labelled, needed: Iterable[Needed]) -> tuple[ToVerify, ...]:
    """Everything that is open, by name, also where a row stands for several labels."""
    found: dict[tuple[str, Path | None], dict[str, None]] = {}
    for each in needed:
        for cell in (each.where, *each.used(dwelling=labelled.small_dwelling)):
            if isinstance(cell, Verify):
                found.setdefault((cell.what, cell.where), {})[cell.of] = None
    return tuple(ToVerify(what, tuple(of), where) for (what, where), of in found.items())


def _notes(labelled: Labelled) -> Iterable[str]:
    site = labelled.site
    yield (
        f"labels last where they are, and are not written by hand if they are of a standard kind "
        f"({cite(('lasting-label',), site.nec)}); what is open (____) is written by hand or printed once it is known"
    )
    yield (
        "a size stands only where a source gives one; a duty that is from knowledge was read in no source: "
        "compare it with the adopted text"
    )
    behind = [node.name for node in service_equipment(labelled) if isinstance(node, Panel)]
    if behind:
        yield (
            f"nothing in the site file feeds the transformer ahead of {all_names(behind)}: if it is the utility's, "
            "that is service equipment, and has the labels of one"
        )
    owned = [each.name for each in site.supplies.values() if each.kind == "transformer" and is_owned(each)]
    ahead = [name for name in owned if site.supplies[name].fed_from is None]
    if ahead:
        yield (
            f"nothing in the site file feeds the primary of {all_names(ahead)}: the service ahead of it is not in the "
            "file, and its labels are not here"
        )
    if site.settings.one_or_two_family is None:
        yield (
            "[site] dwelling does not say that this is a one- or two-family dwelling: labels that these do not need "
            "are listed"
        )
    if site.settings.has_generation:
        yield "generation behind the meter has labels of its own, which are not here"
    yield "where a building has several feeders from elsewhere, a plaque at each names the others (225.37)"
