"""EV611 power-select-not-available."""

from __future__ import annotations

from evsite.model.finding import Severity
from evsite.model.products import VENDOR, support_of
from evsite.model.remedy import REMOVE, Edit
from evsite.rules.example_site import EXPRESS
from evsite.rules.products.support import printed
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.stations.by_table import by_table


def check(analysis: SiteAnalysis) -> Problems:
    """Settings on stations that have none."""
    for station, who in by_table(
        analysis, lambda station: station.installation.setting_given and station.model is not None
    ):
        model = station.model
        assert model is not None
        cell = support_of(model, "power-select")
        if cell is not None and cell.support in {"no", "partial"}:
            partly = cell.support == "partial"
            yield Problem(
                who,
                f"{model.id} has {'only a part of ' if partly else 'no '}Power Select",
                (*station.path, "setting"),
                severity=Severity.INFO if partly else None,
                remedy=f"confirm with {VENDOR} what it can be set to"
                if partly
                else Edit((*station.path, "setting"), REMOVE),
                notes=tuple(filter(None, (printed(cell), cell.note_on(model)))),
            )


RULE = Rule(
    code="EV611",
    name="power-select-not-available",
    title="a current is set on stations that can be set",
    fails="Power Select not available",
    severity=Severity.ERROR,
    asks="Stations with a setting are of a model that has Power Select.",
    why="A station that cannot be set draws what it is built for, whatever its breaker was sized for.",
    guide=f"{GUIDE}, Which Features are Supported on Hardware Models?",
    inputs=("stations.*.setting", "stations.*.model"),
    failing=(EXPRESS.edited("stations.S", setting="60 A"),),
    passing=(EXPRESS,),
    check=check,
)
