"""EV630 maker-wire."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rules.conductors.given import EXAMPLES, unchecked
from evsite.rules.products.makers import HOME_FLEX, notes
from evsite.rules.products.required_wire import circuits_of_makers, differences_from_requirements
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import enumeration, names


def check(analysis: SiteAnalysis) -> Problems:
    """Circuits of stations whose maker asks for other wire."""
    bare = []
    for path, (circuits, material, temperature) in circuits_of_makers(analysis).items():
        conductor = analysis.site.circuits[circuits[0]].conductor
        if conductor is None:
            bare += circuits
            continue
        wrong, edits = differences_from_requirements(conductor, material, temperature, path)
        if wrong:
            yield Problem(
                names(dict.fromkeys(circuits)),
                f"{enumeration(wrong)}; the maker of the stations asks for copper "
                f"rated for {temperature.value} °C alone",
                (*path, "conductor"),
                remedy=edits,
                notes=notes(material, temperature),
                source=f"{GUIDE}, {material.source}",
            )
    if bare and not analysis.conductors_given:
        yield from unchecked(analysis, "the wire that the maker of stations asks for")
    elif bare:
        paths = [analysis.site.circuits[name].path for name in bare]
        missing = [Edit((*path, "conductor", "size"), EXAMPLES["size"]) for path in paths]
        yield not_checked("the wire that the maker of stations asks for", paths[0], missing=missing)


FAILING = HOME_FLEX.edited("circuits.C", conductor={"size": "2 AWG", "material": "Al"})

RULE = Rule(
    code="EV630",
    name="maker-wire",
    title="circuits have the wire that the stations' maker asks for",
    fails="wire that the maker does not ask for",
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
