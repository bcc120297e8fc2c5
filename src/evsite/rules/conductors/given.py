"""Runs whose conductors the site file gives, and what is stated where it does not."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from evsite.model.remedy import Edit
from evsite.rules.panelboards.device_ahead import feeder_unknown
from evsite.rules.rule import Problems, SiteAnalysis, not_checked
from evsite.words import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.analysis.conductor_runs import Run
    from evsite.codebook.conductors import Conductor
    from evsite.model.finding import Path

CONDUCTOR_KEYS = (
    "circuits.*.conductor",
    *(f"{section}.*.{key}" for section in ("panels", "supplies") for key in ("conductor", "feeder.conductor")),
)
"""Where a site file gives conductors."""
EXAMPLES = {"size": "3/0 AWG", "egc": "3 AWG", "length": "100 ft", "neutral": "3/0 AWG", "raceway": "EMT",
            "trade_size": "2-1/2"}  # fmt: skip
"""Values of the keys of conductors to show what they take."""
_GIVEN = {"egc": attrgetter("egc"), "length": attrgetter("length_ft")}
"""What the keys of conductors stand for that a rule may lack."""


def given(analysis: SiteAnalysis) -> list[tuple[Run, Conductor]]:
    """Runs whose conductors the site file gives, with these."""
    return [(run, run.conductor) for run in analysis.runs if run.conductor] if analysis.conductors_given else []


def unchecked(analysis: SiteAnalysis, what: str, *keys: str, among: Sequence[Run] | None = None) -> Problems:
    """Say once, if so, that conductors, or one of these keys of them, are not given."""
    if among is None and not analysis.conductors_given:
        paths = [node.path for node in analysis.site.circuits.values()] + [
            node.path for node in analysis.site.panels.values()
        ]
        if paths:
            yield not_checked(what, paths[0], missing=_missing(paths, "size", *keys))
        return
    runs = analysis.runs if among is None else among
    bare = [run for run in runs if run.installed is None]
    lacking = [
        run for run in runs if run.installed is not None and any(_GIVEN[key](run.installed) is None for key in keys)
    ]
    missing = [*_missing([run.path for run in bare], "size", *keys), *_missing([run.path for run in lacking], *keys)]
    if missing:
        first = (lacking or bare)[0]
        path = (*first.path, "conductor") if lacking else first.path
        yield not_checked(what, path, missing=missing)


def unknown_devices(what: str, runs: Sequence[Run]) -> Problems:
    """Say once of which runs among some the device is not known, and what would say it."""
    without_device = [run.without_device for run in runs if run.device is None and run.without_device is not None]
    if without_device:
        yield feeder_unknown(what, without_device)
    unknown = [run for run in runs if run.device is None and run.without_device is None]
    if unknown:
        needs = f"the one device that the conductors of {_names(unknown)} end at"
        yield not_checked(what, unknown[0].path, needs=needs)


def _missing(paths: Iterable[Path], *keys: str) -> list[Edit]:
    return [Edit((*path, "conductor", key), EXAMPLES[key]) for path in dict.fromkeys(paths) for key in keys]


def _names(runs: Sequence[Run]) -> str:
    return names([node for run in runs for node in run.nodes])
