"""EV610 jumper-not-available."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.products import support_of
from evsite.model.remedy import REMOVE, Edit, remedy, when
from evsite.rules.example_site import SINGLE
from evsite.rules.products.support import printed
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.stations.by_table import by_table
from evsite.toml_text import header


def check(analysis: SiteAnalysis) -> Problems:
    """Jumpers on stations that have none, of which it is not known, or that have one port and nothing to share."""
    for station, who in by_table(
        analysis,
        lambda station: station.installation.jumper_given and (station.model is not None or len(station.ports) == 1),
    ):
        model = station.model
        cell = support_of(model, "cable-sharing") if model is not None else None
        place = (*station.path, "jumper")
        if model is not None and cell is not None and cell.support == "no":
            yield Problem(
                who,
                f"{model.id} has no jumper",
                place,
                remedy=when(Edit(place, REMOVE), "with a circuit for each port"),
                notes=(printed(cell),),
            )
        elif len(station.ports) == 1:
            yield Problem(
                who,
                "a jumper on one port, which has no other to share its feed with",
                place,
                severity=Severity.WARNING,
                remedy=remedy(
                    Edit(place, REMOVE),
                    when(Edit((*station.path, "ports"), 2), "for a station of two ports") if model is None else None,
                ),
                source=f"{GUIDE}, An encyclopedia and glossary of Power Sharing Features, Cable Sharing",
            )
        elif model is not None and cell is None and not model.jumper_settings:
            yield Problem(
                who,
                f"whether {model.id} can share one feed is not known",
                place,
                severity=Severity.INFO,
                remedy=f"confirm on the data sheet, then give jumper_settings in {header('catalog', model.id)}",
                source="the catalogue",
            )


FAILING = SINGLE.without("stations.S.ports").edited("stations.S", model="cph50", jumper=True)

RULE = Rule(
    code="EV610",
    name="jumper-not-available",
    title="a jumper is on a station of two ports that can have one",
    fails="jumper not available",
    severity=Severity.ERROR,
    asks="Stations with a jumper have two ports, and are of a model that has cable sharing.",
    why=(
        "Both ports on one feed need the jumper kit and its firmware; without them the station can draw twice "
        "what the circuit carries. A jumper on one port does nothing: the drawing or the model is not what is meant."
    ),
    guide=(
        f"{GUIDE}, Which Features are Supported on Hardware Models?; "
        "An encyclopedia and glossary of Power Sharing Features, Cable Sharing"
    ),
    inputs=("stations.*.jumper", "stations.*.model", "stations.*.ports"),
    failing=(FAILING, SINGLE.edited("stations.S", jumper=True)),
    passing=(FAILING.edited("stations.S", model="ct4021"),),
    check=check,
)
