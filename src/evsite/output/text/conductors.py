"""`evsite report --conductors` for people: one row a run of conductors, and what was assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.conductors import size_words
from evsite.output.text import figures
from evsite.output.text.names import positions, ranges
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import TerminalStyle, assumed, notice, printable
from evsite.words import amps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.codebook.conductors import Conductor
    from evsite.model.site import Site
    from evsite.studies.conductors import ConductorChoice, ConductorProposal

_NONE = "-"


def render_conductors(
    site: Site, proposals: Sequence[ConductorProposal], terminal: TerminalStyle, *, verdict: str = ""
) -> str:
    """The proposals as text, a row for each material, below the verdict."""
    head = terminal.title(printable(site.name)) + (f"\n{verdict}\n" if verdict else "")
    if not proposals:
        return f"{head}\n\nno circuits and no feeders\n\n{notice(terminal)}\n"
    words = f"smallest conductors that pass by NEC {site.nec}; a place to start from, not a design"
    parts = [f"{head}\n{terminal.prose(words)}", _table(proposals, terminal), *_notes(proposals, terminal)]
    return "\n\n".join([*parts, *assumed(site, terminal), notice(terminal)]) + "\n"


def _table(proposals: Sequence[ConductorProposal], terminal: TerminalStyle) -> str:
    order = positions(name for proposal in proposals for name in proposal.nodes)
    with_drop = any(choice.drop_percent is not None for proposal in proposals for choice in proposal.choices)
    columns = [
        Column("run", cut="middle"),
        Column("number", "right", drop=3),
        Column("kind", drop=1),
        Column("load A", "right"),
        Column("with 125 %", "right", title="continuous at 125 %, A", drop=2),
        Column("device A", "right"),
        Column("phase conductors", title="phase conductors"),
        Column("ampacity A", "right", drop=4),
        Column("ground", title="equipment ground, each raceway"),
    ]
    if with_drop:
        columns.append(Column("drop %", "right", title="voltage drop, %"))
    table = Table(columns)
    for proposal in proposals:
        for choice in proposal.choices or (None,):
            values = [
                ranges(proposal.nodes, order),
                f"{len(proposal.nodes):,}",
                proposal.kind,
                figures.trimmed(proposal.continuous_a + proposal.noncontinuous_a, 1),
                figures.trimmed(proposal.sized_a, 1),
                _device(proposal),
                *_choice(choice),
            ]
            table.add(*values, *([_drop(choice)] if with_drop else []))
    return table.render(terminal)


def _device(proposal: ConductorProposal) -> str:
    return _NONE if proposal.ocpd_a is None else figures.trimmed(proposal.ocpd_a, 1)


def _choice(choice: ConductorChoice | None) -> tuple[str, str, str]:
    if choice is None:
        return "none would do", _NONE, _NONE
    ground = _NONE if choice.egc_size is None else f"{size_words(choice.egc_size)} {choice.egc_material}"
    return _wire(choice.conductor), figures.trimmed(choice.ampacity_a, 1), ground


def _wire(conductor: Conductor) -> str:
    sets = f"{conductor.sets} x " if conductor.sets > 1 else ""
    return f"{sets}{size_words(conductor.size)} {conductor.material}"


def _drop(choice: ConductorChoice | None) -> str:
    if choice is None or choice.drop_percent is None:
        return _NONE
    return figures.trimmed(choice.drop_percent, 2) + (" *" if choice.because == "voltage drop" else "")


def _notes(proposals: Sequence[ConductorProposal], terminal: TerminalStyle) -> list[str]:
    order = positions(name for proposal in proposals for name in proposal.nodes)
    lines = [
        f"{ranges(proposal.nodes, order)}: the load needs more than {amps(proposal.ocpd_given_a, digits=2)}"
        for proposal in proposals
        if proposal.ocpd_given_a is not None and proposal.ocpd_a != proposal.ocpd_given_a
    ]
    if any(choice.because == "voltage drop" for proposal in proposals for choice in proposal.choices):
        lines.append("* larger than its ampacity asks for, because of the voltage drop")
    assumed: dict[str, list[str]] = {}
    for proposal in proposals:
        for words in proposal.assumptions:
            assumed.setdefault(words, []).extend(proposal.nodes)
    everything = sum(len(proposal.nodes) for proposal in proposals)
    for words, nodes in assumed.items():
        where = "" if len(nodes) == everything else f" ({ranges(sorted(nodes, key=order.__getitem__), order)})"
        lines.append(f"assumed: {words}{where}")
    return ["\n".join(terminal.prose(line, "  ") for line in lines)] if lines else []
