"""The conductor and voltage-drop schedule: what the file says of every run, and the least that would pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.site_analysis import SiteAnalysis
from evsite.codebook.conductors import size_words
from evsite.documents.equipment import ampere_cell
from evsite.documents.flat import all_names
from evsite.documents.model import Column, Number, Table, Verify, made_sheet
from evsite.documents.wires import WIRE_COLUMNS, wire_cells
from evsite.studies.conductors import propose_conductors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.analysis.conductor_runs import Run
    from evsite.documents.model import Cell, Sheet
    from evsite.model.site import Site
    from evsite.studies.conductors import ConductorChoice, ConductorProposal

AMPERE_DIGITS, DROP_DIGITS = 1, 2
_WIRES = {"line to line": 2, "line to neutral": 2, "three-phase": 3}


def conductor_sheet(site: Site) -> Sheet:
    """Every run as installed by the file, and beside it the smallest conductors that pass, as the report has them."""
    proposals = propose_conductors(site)
    assumed: dict[str, list[str]] = {}
    for proposal in proposals:
        for words in proposal.assumptions:
            assumed.setdefault(words, []).extend(proposal.nodes)
    notes = [
        "the smallest conductors that pass are a place to start from, not a design",
        *(f"assumed: {words} ({all_names(nodes)})" for words, nodes in assumed.items()),
    ]
    runs = SiteAnalysis(site).runs
    return made_sheet(
        "CV-1",
        "conductors and voltage drop",
        "conductors",
        (_installed_table(runs), _proposal_table(proposals)),
        tuple(notes),
    )


def _installed_table(runs: Sequence[Run]) -> Table:
    columns = (
        Column("runs", "run", wrap=True, label=True),
        Column("kind", "kind"),
        Column("load_a", "load", "A", "right"),
        Column("device_a", "device", "A", "right"),
        *WIRE_COLUMNS,
        Column("drop_percent", "voltage drop", "%", "right"),
    )
    return Table("conductors", "conductors by the site file", columns, tuple(map(_installed_row, runs)), titled=True)


def _installed_row(run: Run) -> tuple[Cell, ...]:
    names = all_names(run.nodes)
    wire = wire_cells(run.installed, _WIRES[run.wiring], names, run.path)
    drop: Cell = Verify("voltage drop, which needs conductors and a length", names, (*run.path, "conductor"))
    if run.drop_percent is not None:
        drop = Number(run.drop_percent, "%", DROP_DIGITS)
    return (
        names,
        run.kind,
        Number(run.continuous_a + run.noncontinuous_a, "A", AMPERE_DIGITS),
        Verify("device ahead of its conductors", names) if run.device is None else ampere_cell(run.device.rating_a),
        *wire,
        drop,
    )


def _proposal_table(proposals: Sequence[ConductorProposal]) -> Table:
    columns = (
        Column("runs", "run", wrap=True, label=True),
        Column("number", "number", align="right"),
        Column("kind", "kind"),
        Column("load_a", "load", "A", "right"),
        Column("sized_a", "continuous at 125 %", "A", "right"),
        Column("device_a", "device", "A", "right"),
        Column("phase_conductors", "phase conductors"),
        Column("ampacity_a", "ampacity", "A", "right"),
        Column("egc", "ground, each raceway"),
        Column("drop_percent", "voltage drop", "%", "right"),
        Column("because", "decided by"),
    )
    rows = tuple(_proposal_row(each, choice) for each in proposals for choice in each.choices or (None,))
    return Table("least_conductors", "smallest conductors that pass", columns, rows, titled=True)


def _proposal_row(proposal: ConductorProposal, choice: ConductorChoice | None) -> tuple[Cell, ...]:
    head: tuple[Cell, ...] = (
        all_names(proposal.nodes),
        Number(len(proposal.nodes)),
        proposal.kind,
        Number(proposal.continuous_a + proposal.noncontinuous_a, "A", AMPERE_DIGITS),
        Number(proposal.sized_a, "A", AMPERE_DIGITS),
        "none would do" if proposal.ocpd_a is None else ampere_cell(proposal.ocpd_a),
    )
    if choice is None:
        return (*head, "none would do", "", "", "", "")
    conductor = choice.conductor
    sets = f"{conductor.sets} x " if conductor.sets > 1 else ""
    return (
        *head,
        f"{sets}{size_words(conductor.size)} {conductor.material}",
        Number(choice.ampacity_a, "A", AMPERE_DIGITS),
        "" if choice.egc_size is None else f"{size_words(choice.egc_size)} {choice.egc_material}",
        "length not given" if choice.drop_percent is None else Number(choice.drop_percent, "%", DROP_DIGITS),
        choice.because,
    )
