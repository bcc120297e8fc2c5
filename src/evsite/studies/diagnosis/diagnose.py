"""The causes of each symptom, in the order in which they are looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.fallback import fallbacks_a
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.rules.checking import check_loaded
from evsite.studies.diagnosis import breaker, enabling, hours, offline, sharing, station, vehicle
from evsite.studies.diagnosis.facts import Facts
from evsite.studies.diagnosis.results import SYMPTOMS, Diagnosis, SymptomCauses
from evsite.studies.headline import headline
from evsite.studies.site_report import report
from evsite.studies.week import week_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from evsite.sitefile.document import LoadedSite
    from evsite.studies.diagnosis.results import Answer, Case, Cause, Symptom

CAUSES: Mapping[Symptom, Sequence[Callable[[Facts], Cause | None]]] = {
    "slow": (
        offline.at_fallback,
        sharing.stretched,
        sharing.shared,
        sharing.limits_that_bind,
        hours.lower_at_times,
        hours.load_leaves_less,
        station.jumper,
        station.power_select,
        station.shared_modules,
        vehicle.takes_less,
        station.setting,
    ),
    "zero": (
        vehicle.offered_too_little,
        sharing.without_power,
        sharing.in_turns,
        sharing.first_come,
        hours.shut_at_times,
        hours.load_leaves_nothing,
        offline.nothing_offline,
        vehicle.is_full,
        vehicle.is_overheated,
        breaker.tripped,
    ),
    "not-enabled": (
        offline.not_reached,
        enabling.unsupported,
        enabling.plan,
        enabling.no_group,
        enabling.entered_names,
        enabling.as_built,
        enabling.setup,
        enabling.properties,
    ),
}
"""What can bring each symptom about: first what the vendor guide names."""
_ORDER: tuple[Answer, ...] = ("yes", "check-on-site", "no")


def diagnose(
    loaded: LoadedSite,
    *,
    symptoms: Iterable[Symptom] = SYMPTOMS,
    ports: Iterable[str] | None = None,
    case: Case | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Diagnosis:
    """Which causes of each symptom a site has, which it has not, and which have to be checked on site.

    Parameters
    ----------
    loaded
        The site and its file.
    symptoms
        Those that are asked about.
    ports
        Names of the ports that are asked about; every port unless given.
    case
        The moment that is asked about.
    show
        Hears the share of the guarantees that is worked out.

    Returns
    -------
    Diagnosis
        The causes by symptom. Figures of the whole site are those of its report, with every port in use.
    """
    site, analysis = loaded.site, SiteAnalysis(loaded.site)
    checked = check_loaded(loaded, analysis=analysis)
    fallback_a = fallbacks_a(site)
    figures = report(site, on_progress, fallback_a, records=checked.records)
    requested = tuple(site.ports) if ports is None else tuple(dict.fromkeys(ports))
    facts = Facts(site, analysis, figures, week_report(site), checked.findings, fallback_a, frozenset(requested))
    return Diagnosis(
        headline=headline(site, figures, checked.findings, analysis),
        ports=requested,
        symptoms=tuple(SymptomCauses(symptom, _causes(facts, symptom)) for symptom in symptoms),
        case=case,
        miles_per_kwh=figures.miles_per_kwh,
        premise=figures.premise,
        notes=figures.notes,
    )


def _causes(facts: Facts, symptom: Symptom) -> tuple[Cause, ...]:
    found = [cause for look in CAUSES[symptom] if (cause := look(facts)) is not None]
    return tuple(sorted(found, key=lambda cause: _ORDER.index(cause.answer)))
