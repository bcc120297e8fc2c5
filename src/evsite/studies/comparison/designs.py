"""Two designs side by side: what ports, conductors and findings of the first gain or lose in the second."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.studies.comparison.design_building import compared_bills, compared_runs, compared_totals
from evsite.studies.comparison.design_changes import compared_facts, compared_proofs, compared_statements
from evsite.studies.comparison.design_findings import compared_findings
from evsite.studies.comparison.design_matching import KINDS, Matching
from evsite.studies.comparison.design_ports import compared_ports, least_guaranteed, port_states
from evsite.studies.comparison.design_results import DesignComparison, Reason, Things

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.studies.comparison.design import Design
    from evsite.studies.comparison.design_results import (
        ChangeBasis,
        DesignVerdict,
        FindingCounts,
        PortChange,
        ProofChange,
    )


def compare_designs(before: Design, after: Design, matching: Matching | None = None) -> DesignComparison:
    """What the second design gains and loses beside the first.

    Parameters
    ----------
    before
        The first design.
    after
        The second.
    matching
        Which thing is which, where it is known already.
    """
    sites = before.loaded.site, after.loaded.site
    matching = Matching(*sites) if matching is None else matching
    counts, findings = compared_findings((before.checked, after.checked), matching)
    states = port_states(before.report), port_states(after.report)
    ports = compared_ports(*states, matching)
    proofs = compared_proofs(before.report, after.report, matching)
    facts = compared_facts(before.report, after.report, sites, matching)
    built = before.built, after.built
    found = DesignComparison(
        verdict="same",
        reasons=_reasons(counts, ports, proofs),
        passes_before=not before.checked.summary["error"],
        passes_after=not after.checked.summary["error"],
        counts=counts,
        findings=findings,
        ports_before=len(sites[0].ports),
        ports_after=len(sites[1].ports),
        least_before=least_guaranteed(states[0]),
        least_after=least_guaranteed(states[1]),
        ports=ports,
        proofs=proofs,
        added=tuple(Things(kind, names) for kind in KINDS if (names := matching.added(kind))),
        removed=tuple(Things(kind, names) for kind in KINDS if (names := matching.removed(kind))),
        renamed=_renamed(matching),
        facts=facts,
        totals=compared_totals(*built),
        runs=compared_runs(*built, matching),
        bill=compared_bills(*built),
        statements=compared_statements(before, after),
    )
    return replace(found, verdict=_verdict(found))


def _renamed(matching: Matching) -> tuple[Things, ...]:
    found = []
    for kind in KINDS:
        pairs = [(one, other) for one, other in matching.after[kind].items() if one != other]
        if pairs:
            found.append(Things(kind, tuple(other for _, other in pairs), tuple(one for one, _ in pairs)))
    return tuple(found)


def _reasons(
    counts: Sequence[FindingCounts], ports: Sequence[PortChange], proofs: Sequence[ProofChange]
) -> tuple[Reason, ...]:
    tally: dict[tuple[str, ChangeBasis], int] = {}

    def add(direction: str, basis: ChangeBasis, number: int) -> None:
        if number:
            tally[direction, basis] = tally.get((direction, basis), 0) + number

    bases: dict[str, ChangeBasis] = {"error": "errors", "warning": "warnings"}
    for each in counts:
        if each.severity in bases:
            add("loss", bases[each.severity], each.new)
            add("gain", bases[each.severity], each.fixed)
    for change in ports:
        for basis in change.gains:
            add("gain", basis, len(change.ports))
        for basis in change.losses:
            add("loss", basis, len(change.ports))
    for proof in proofs:
        basis = "overload" if proof.about == "load" else "fallback"
        safer = _SAFETY.index(proof.after) > _SAFETY.index(proof.before)
        add("gain" if safer else "loss", basis, len(proof.owners))
    return tuple(
        Reason("loss" if direction == "loss" else "gain", basis, number)
        for (direction, basis), number in sorted(tally.items(), key=lambda item: (item[0][0] == "gain", 0))
    )


_SAFETY = ("can be overloaded", "not known", "proved safe")


def _verdict(found: DesignComparison) -> DesignVerdict:
    directions = {each.direction for each in found.reasons}
    if directions == {"gain", "loss"}:
        return "mixed"
    if directions:
        return "worse" if "loss" in directions else "better"
    totals = any(each.before != each.after for each in found.totals)
    lists = (
        *(found.findings, found.ports, found.proofs, found.added, found.removed, found.renamed, found.facts),
        *(found.runs, found.bill, found.statements),
    )
    return "changed" if totals or any(lists) else "same"
