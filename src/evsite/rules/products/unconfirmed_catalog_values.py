"""EV601 unconfirmed-catalog-values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.stated import NOT_READ, unseen_words
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.toml_text import assignment, header
from evsite.words import count, names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.site import Station
    from evsite.model.stated import Figure, UnseenValue


def check(analysis: SiteAnalysis) -> Problems:
    """Models that are calculated with figures not confirmed in a document, once each."""
    users: dict[str, list[Station]] = {}
    for station in analysis.site.stations.values():
        if station.model is not None and station.unseen:
            users.setdefault(station.model.id, []).append(station)
    for model_id, items in users.items():
        model = items[0].model
        assert model is not None
        values = dict.fromkeys(value for item in items for value in item.unseen)
        seen = f"; read in a source: {model.seen_fields}" if model.seen_fields else ""
        yield Problem(
            model_id,
            f"calculated with {unseen_words(values)}, {NOT_READ}, for {count(len(items), 'station')}: "
            f"{names([item.name for item in items])}",
            (*items[0].path, "model"),
            remedy="confirm on the data sheet, then write what it says under "
            f"{header('catalog', model_id)}: {assignment('base', model_id)}, {_keys(values)} and source",
            notes=(f"{model.source_title}{seen}",) if model.source_title else (),
        )


def _keys(values: Iterable[UnseenValue]) -> str:
    """The keys of a catalogue table that say some values: "max_current, settings"."""
    return ", ".join(dict.fromkeys(_KEYS[value.figure] for value in values))


_KEYS: dict[Figure, str] = {
    "port_max_a": "max_current",
    "breaker_a": "breaker",
    "max_ocpd_a": "max_breaker",
    "settings": "settings",
    "jumper_settings": "jumper_settings",
    "dc_kw": "max_power",
    "ac_input_a": "input_current",
    "module_kw": "max_power",
    "module_input_a": "input_current",
    "efficiency": "efficiency",
    "power_factor": "power_factor",
    "min_a": "min_current",
}

FAILING = SINGLE.without("stations.S.max_current").edited("stations.S", model="cpf50")

RULE = Rule(
    code="EV601",
    name="unconfirmed-catalog-values",
    title="unconfirmed catalogue values are checked on data sheets",
    fails="catalogue values not confirmed",
    severity=Severity.INFO,
    asks=(
        "Every figure of the catalogue that the stations of a design are calculated with was read in a document, or is "
        "confirmed by whoever uses it."
    ),
    why="Some figures of the catalogue are from general knowledge; a permit should not rest on them.",
    guide="the catalogue's mark of each figure",
    inputs=("stations.*.model", "catalog.*"),
    failing=(
        FAILING,
        FAILING.edited("stations.S", model="ct4011").edited("circuits.C", breaker="30 A"),
    ),
    passing=(SINGLE, FAILING.edited("stations.S", model="ct4011"), FAILING.edited("stations.S", max_current="32 A")),
    check=check,
)
