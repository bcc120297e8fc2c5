"""A comparison of two designs in sections of lines, from which text and Markdown are made: verdict first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.output.text.design_fact_lines import FactLines
from evsite.output.text.design_names import DesignNames, kind_words
from evsite.output.text.design_port_lines import change_pair, port_lines
from evsite.output.text.design_words import change_words, reason_texts, value_words
from evsite.output.text.driver_lines import DESIGNS, driver_lines, drivers_summary
from evsite.studies.comparison.design_facts import dotted, same_value
from evsite.words import count, format_number, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.documents.changes import CellChange, DocumentChange, TableChange
    from evsite.model.site import Site
    from evsite.studies.comparison.design_results import (
        DesignComparison,
        FactKind,
        FindingCounts,
        RunState,
        ThingKind,
        Total,
    )
    from evsite.studies.comparison.driver_results import DriversComparison

MOST_LINES = 12
"""Lines of a section, unless all are asked for."""
_FEW_TABLES = 3
_DRIVERS = "real drivers"
_EQUIPMENT: tuple[FactKind, ...] = ("supply", "panel", "circuit", "station", "load", "port")
_NODE_OF_RUN: dict[str, ThingKind] = {"circuit": "circuit", "primary": "supply", "service": "supply"}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines, and how many lines are left out."""

    title: str
    lines: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ComparisonText:
    """A comparison in words: the verdict, what goes with it in short, and sections."""

    verdict: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]


def design_sections(
    found: DesignComparison,
    sites: tuple[Site, Site],
    documents: Sequence[DocumentChange] | None,
    *,
    drivers: DriversComparison | None = None,
    every: bool = False,
) -> ComparisonText:
    """A comparison in words.

    Parameters
    ----------
    found
        The comparison.
    sites
        Both sites.
    documents
        The documents that differ; None where they were not compared.
    drivers
        What the same drivers get in both; None where no sessions were played.
    every
        Whether all lines are shown.
    """
    names = DesignNames(*sites)
    renamed = [
        f"{names.of_kind(each.kind, each.before_names, before=True)}: now {names.few(each.kind, each.names)}"
        for each in found.renamed
        if each.kind != "port"
    ]
    facts = FactLines(found, names, every=every)
    parts: list[tuple[str, Iterable[str]]] = [
        (_DRIVERS, () if drivers is None else driver_lines(drivers, DESIGNS)),
        ("findings", _findings(found)),
        ("what drivers get", port_lines(found.ports, names)),
        ("sharing groups", [*_things(found, names, ("group",)), *facts.counted("group")]),
        (
            "equipment",
            [*_things(found, names, _EQUIPMENT[:-1]), *_proofs(found, names), *facts.counted(*_EQUIPMENT)],
        ),
        ("conductors", _runs(found, names)),
        ("bill of materials", _bill(found)),
        ("documents", _documents(documents or (), every=every)),
        ("the site", facts.counted("site")),
        ("what the figures rest on", _statements(found)),
        ("descriptions alone", facts.described("site", *_EQUIPMENT)),
        ("renamed, no gain and no loss", renamed),
    ]
    by_title: dict[str, list[str]] = defaultdict(list)
    for title, some in parts:
        by_title[title] += some
    sections = []
    for title, lines in by_title.items():
        # what was assumed stands beside what drivers get and what power costs
        whole = every or title == _DRIVERS or len(lines) <= MOST_LINES + 1
        shown = lines if whole else lines[:MOST_LINES]
        if lines:
            sections.append(Section(title, tuple(shown), len(lines) - len(shown)))
    summary = [*([] if drivers is None else [drivers_summary(drivers)]), *_summary(found)]
    if documents is None and found.verdict != "same":
        summary.append("documents were not compared; --documents compares them")
    return ComparisonText(_verdict(found), tuple(summary), tuple(sections))


def _verdict(found: DesignComparison) -> str:
    if found.verdict == "same":
        return "same: no difference"
    if found.verdict == "changed":
        return "changed: no port, finding or proof gains or loses"
    return f"{found.verdict}: {', '.join(reason_texts(found.reasons))}"


def _summary(found: DesignComparison) -> list[str]:
    if found.verdict == "same":
        return []
    words = {True: "passes", False: "fails"}
    check = (
        f"check: {words[found.passes_after]}, as before"
        if found.passes_before == found.passes_after
        else f"check: {words[found.passes_before]} before, {words[found.passes_after]} now"
    )
    ports = (
        count(found.ports_after, "port")
        if found.ports_before == found.ports_after
        else f"{found.ports_before:,} to {count(found.ports_after, 'port')}"
    )
    lines = [f"{check}; {ports}"]
    one, other = found.least_before, found.least_after
    if (
        one is not None
        and other is not None
        and not (same_value(one.current_a, other.current_a) and same_value(one.power_kw, other.power_kw))
    ):
        least = change_pair(
            "least guaranteed",
            one.current_a,
            other.current_a,
            one.power_kw,
            other.power_kw,
            one.range_mi_per_h,
            other.range_mi_per_h,
        )
        lines.append(least)
    totals = [_total(each) for each in found.totals if each.before != each.after]
    if totals:
        lines.append(f"to build: {', '.join(totals)}")
    return lines


def _total(total: Total) -> str:
    title = total.key.removesuffix("_ft").replace("_", " ")
    unit = f" {total.unit}" if total.unit else ""
    unknown = ""
    if total.unknown_before or total.unknown_after:
        unknown = f" (without {total.unknown_before:,} and {total.unknown_after:,} runs of unknown length)"
    return f"{title} {total.before:,} to {total.after:,}{unit}{unknown}"


def _findings(found: DesignComparison) -> Iterator[str]:
    if not found.findings:
        return
    counted = [_counts(each) for each in found.counts if each.new or each.fixed or each.before != each.after]
    if counted:
        yield "; ".join(counted)
    for each in found.findings:
        finding = each.finding
        place = dotted(finding.path)
        at = f" at {place}" if place else ""
        yield printable(f"{each.state}: {finding.severity.value} {finding.code}{at}: {finding.message}")


def _counts(each: FindingCounts) -> str:
    noun = {"info": "notes"}.get(each.severity, f"{each.severity}s")
    return f"{noun} {each.before:,} to {each.after:,} ({each.new:,} new, {each.fixed:,} fixed, {each.kept:,} kept)"


# --- things -----------------------------------------------------------------------------------------------------------


def _things(found: DesignComparison, names: DesignNames, kinds: Sequence[str]) -> Iterator[str]:
    for title, things in (("new", found.added), ("gone", found.removed)):
        for each in things:
            if each.kind in kinds:
                number = len(each.names)
                yield f"{title}: {number:,} {kind_words(each.kind, number)}, {names.few(each.kind, each.names)}"


def _proofs(found: DesignComparison, names: DesignNames) -> Iterator[str]:
    what = {"load": "greatest load", "fallback": "offline stations at their fallback"}
    for each in found.proofs:
        words = [
            {"can be overloaded": "do not fit"}.get(word, "fit") if each.about == "fallback" else word
            for word in (each.before, each.after)
        ]
        yield f"{names.of_kind(each.kind, each.owners)}: {what[each.about]}: {words[0]} before, {words[1]} now"


def _runs(found: DesignComparison, names: DesignNames) -> Iterator[str]:
    for each in found.runs:
        kind = _NODE_OF_RUN.get(each.kind) or ("panel" if names.has("panel", each.names[0]) else "supply")
        who = f"{each.kind} {'of' if each.kind != 'circuit' else ''} {names.few(kind, each.names)}".replace("  ", " ")
        if each.before is None or each.after is None:
            state = each.after or each.before
            assert state is not None
            yield f"{'new' if each.before is None else 'gone'}: {who}: {_run(state)}"
            continue
        parts = []
        for key in ("conductors", "raceway", "length_ft"):
            one, other = getattr(each.before, key), getattr(each.after, key)
            if one != other:
                parts.append(change_words(key, one, other))
        if each.before.computed != each.after.computed:
            parts.append("conductors computed, no longer given" if each.after.computed else "conductors given")
        yield f"{who}: {'; '.join(parts)}"


def _run(state: RunState) -> str:
    length = "length unknown" if state.length_ft is None else f"{format_number(state.length_ft)} ft"
    return ", ".join(filter(None, (state.conductors, state.raceway, length)))


def _bill(found: DesignComparison) -> Iterator[str]:
    for each in found.bill:
        unit = " ft" if each.unit == "ft" else ""
        tail = f" ({each.status})" if each.status else ""
        item = printable(f"{each.category} {each.item}, for {each.use}{tail}")
        yield f"{item}: {each.before:,} to {each.after:,}{unit}"


def _documents(changes: Iterable[DocumentChange], *, every: bool) -> Iterator[str]:
    """A line for each document; with `every` also some of its rows."""
    for each in changes:
        title = each.document.replace("-", " ")
        tables = sorted((table for table in each.tables if table.table != "verify"), key=_rows, reverse=True)
        rows = sum(map(_rows, tables))
        some = ", ".join(f"{printable(table.table)} {_rows(table):,}" for table in tables[:_FEW_TABLES])
        more = f" and {count(len(tables) - _FEW_TABLES, 'table')} more" if len(tables) > _FEW_TABLES else ""
        differ = f"{count(rows, 'row')} {'differs' if rows == 1 else 'differ'} ({some}{more})" if rows else ""
        verify = "".join(_open_values(table) for table in each.tables if table.table == "verify")
        yield f"{title}: {'; '.join(filter(None, (differ, verify)))}"
        if every:
            for table in tables:
                for row in table.examples:
                    cells = "; ".join(_cell(cell) for cell in row.cells)
                    yield f"{title}, {printable(table.table)}, {value_words(row.row)}: {cells}"


def _cell(cell: CellChange) -> str:
    return f"{printable(cell.column)} {value_words(cell.before or None)} to {value_words(cell.after or None)}"


def _rows(table: TableChange) -> int:
    return table.changed + table.added + table.removed


def _open_values(table: TableChange) -> str:
    counts = [f"{number:,} {word}" for number, word in ((table.added, "more"), (table.removed, "fewer")) if number]
    return f"values to verify: {', '.join(counts) or f'{table.changed:,} changed'}"


def _statements(found: DesignComparison) -> Iterator[str]:
    unchecked: dict[str, list[str]] = defaultdict(list)
    for each in found.statements:
        if each.kind == "not checked":
            unchecked[each.direction].append(each.text.partition(" ")[0])
        else:
            yield printable(f"{each.kind} {each.direction}: {each.text}")
    for direction, codes in unchecked.items():
        words = "no longer checked: input missing" if direction == "added" else "now checked, or not asked any more"
        yield f"{words}: {', '.join(codes)}"
