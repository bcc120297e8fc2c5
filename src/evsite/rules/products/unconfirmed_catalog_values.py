"""EV601 unconfirmed-catalog-values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.toml_text import header
from evsite.words import count, names

if TYPE_CHECKING:
    from evsite.model.site import Station


def check(analysis: SiteAnalysis) -> Problems:
    """Models whose ratings are from knowledge, once each."""
    users: dict[str, list[Station]] = {}
    for station in analysis.site.stations.values():
        if station.model is not None and station.model.confidence == "from-knowledge":
            users.setdefault(station.model.id, []).append(station)
    for model_id, items in users.items():
        model = items[0].model
        assert model is not None
        seen = f"; read in a source: {model.seen_fields}" if model.seen_fields else ""
        yield Problem(
            f"{model_id}: ratings from general knowledge, used by {count(len(items), 'station')}: "
            f"{names([item.name for item in items])}",
            (*items[0].path, "model"),
            remedy="confirm on the data sheet, then put the values under "
            f"{header('catalog', model_id)} with their source",
            notes=(f"{model.source_title}{seen}",) if model.source_title else (),
        )


RULE = Rule(
    code="EV601",
    name="unconfirmed-catalog-values",
    title="unconfirmed catalogue values are checked on data sheets",
    severity=Severity.INFO,
    asks="The ratings of the stations in a design were read in a data sheet, or are confirmed by whoever uses them.",
    why="Some rows of the catalogue are from general knowledge; a permit should not rest on them.",
    guide="the catalogue's column of confidence",
    inputs=("stations.*.model", "catalog.*"),
    failing=(SINGLE.edited("stations.S", model="cpf50"),),
    passing=(SINGLE,),
    check=check,
)
