"""EV630 maker-wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.conductors import insulation_column_c
from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rules.conductors.wording import unchecked
from evsite.rules.products.makers import HOME_FLEX, notes, stations_with
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import enumeration, names

if TYPE_CHECKING:
    from evsite.model.conductor import InstalledConductor
    from evsite.model.finding import Path
    from evsite.model.products import Instruction


def check(analysis: SiteAnalysis) -> Problems:
    """Circuits of stations whose maker asks for other wire."""
    celsius = {station.name: told for station, told in stations_with(analysis, "conductor-temperature")}
    tables: dict[Path, tuple[list[str], Instruction, Instruction]] = {}
    for station, material in stations_with(analysis, "conductor-material"):
        for name in dict.fromkeys(station.circuits):
            path = analysis.site.circuits[name].path
            tables.setdefault(path, ([], material, celsius[station.name]))[0].append(name)
    bare = []
    for path, (circuits, material, temperature) in tables.items():
        conductor = analysis.site.circuits[circuits[0]].conductor
        if conductor is None:
            bare += circuits
            continue
        wrong, edits = _wrong(conductor, material, temperature, path)
        if wrong:
            yield Problem(
                f"{names(dict.fromkeys(circuits))}: {enumeration(wrong)}; the maker of the stations asks for copper "
                f"rated for {temperature.value} °C alone",
                (*path, "conductor"),
                remedy=edits,
                notes=notes(material, temperature),
                source=f"{GUIDE}, {material.source}",
            )
    if bare and not analysis.conductors_given:
        yield from unchecked(analysis, "the wire that the maker of stations asks for")
    elif bare:
        shown = names(dict.fromkeys(bare))
        first = analysis.site.circuits[bare[0]].path
        yield not_checked("the wire that the maker of stations asks for", first, needs=f"the conductor of {shown}")


def _wrong(
    conductor: InstalledConductor, material: Instruction, temperature: Instruction, path: Path
) -> tuple[list[str], list[Edit]]:
    """What is not as the maker asks, and the edits that make it so."""
    table = (*path, "conductor")
    wrong, edits = [], []
    if conductor.material != material.value:
        wrong.append(f"{conductor.material} conductors")
        edits.append(Edit((*table, "material"), material.value))
    if insulation_column_c(conductor.insulation) < float(temperature.value):
        wrong.append(f"{conductor.insulation} insulation of {insulation_column_c(conductor.insulation)} °C")
        edits.append(Edit((*table, "insulation"), "THWN-2"))
    if conductor.egc is not None and (conductor.egc_material or conductor.material) != material.value:
        wrong.append(f"{conductor.egc_material or conductor.material} grounding conductors")
        edits += [Edit((*table, "egc_material"), material.value)] if conductor.egc_material is not None else []
    return wrong, edits


FAILING = HOME_FLEX.edited("circuits.C", conductor={"size": "2 AWG", "material": "Al"})

RULE = Rule(
    code="EV630",
    name="maker-wire",
    title="circuits have the wire that the stations' maker asks for",
    severity=Severity.WARNING,
    asks="Circuits of stations whose maker asks for copper conductors rated for 90 °C have such.",
    why=(
        "Equipment is installed by its instructions (NEC 110.3(B)); the terminals of a station were tested with the "
        "wire that its maker names."
    ),
    guide=f"{GUIDE}, IMPORTANT SAFETY INSTRUCTIONS",
    inputs=("circuits.*.conductor.material", "circuits.*.conductor.insulation", "stations.*.model"),
    failing=(
        FAILING,
        FAILING.edited("circuits.C", conductor={"size": "4 AWG", "insulation": "THWN"}),
        FAILING.without("circuits.C.conductor"),
    ),
    passing=(
        FAILING.edited("circuits.C", conductor={"size": "4 AWG"}),
        FAILING.without("stations.S.model").edited("stations.S", max_current="50 A"),
    ),
    check=check,
)
