"""The wire that the maker of stations asks for, beside what is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.conductors import insulation_column_c
from evsite.model.remedy import Edit
from evsite.rules.products.makers import stations_with

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.conductor import InstalledConductor
    from evsite.model.finding import Path
    from evsite.model.products import Instruction


def circuits_of_makers(analysis: SiteAnalysis) -> dict[Path, tuple[list[str], Instruction, Instruction]]:
    """Tables of circuits to stations whose maker asks for wire: the circuits, and which material and temperature."""
    celsius = {station.name: temperature for station, temperature in stations_with(analysis, "conductor-temperature")}
    tables: dict[Path, tuple[list[str], Instruction, Instruction]] = {}
    for station, material in stations_with(analysis, "conductor-material"):
        for name in dict.fromkeys(station.circuits):
            path = analysis.site.circuits[name].path
            tables.setdefault(path, ([], material, celsius[station.name]))[0].append(name)
    return tables


def differences_from_requirements(
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
