"""What the causes of a diagnosis rest on, in words: one line for ports, groups and limits that read alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text import diagnosis_sharing_words as sharing_words
from evsite.output.text import diagnosis_site_words as site_words
from evsite.output.text.names import positions, summarize_names
from evsite.studies.diagnosis import evidence
from evsite.studies.vehicles import ListedVehicles
from evsite.words import count

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from evsite.model.site import Site
    from evsite.output.text.diagnosis_line import Line
    from evsite.studies.diagnosis.evidence import Evidence


def evidence_lines(site: Site, found: Iterable[Evidence]) -> list[str]:
    """A line for each kind of evidence; things of which the same is said are named together.

    Parameters
    ----------
    site
        The site.
    found
        What the answer to a cause rests on.
    """
    order = {
        "port": positions(site.ports),
        "station": positions(site.stations),
        "group": positions(site.groups),
    }
    together: dict[Hashable, list[Line]] = {}
    for each in found:
        line = _WORDS[type(each)](site, each)
        together.setdefault((line.kind, line.noun, line.text, line.equal_key), []).append(line)
    return [_line_text(lines, order.get(lines[0].kind)) for lines in together.values()]


def _line_text(lines: Sequence[Line], order: dict[str, int] | None) -> str:
    first = lines[0]
    named = [name for line in lines for name in line.names]
    if not named:
        return first.text
    if order is not None:
        named.sort(key=lambda name: order.get(name, len(order)))
    text = summarize_names(named, order)
    if first.noun == "group" and len(named) > 1:
        text = f"groups {text}"
    elif first.noun == "group":
        text = f"group {text}"
    elif first.noun and len(named) > 1:
        text += f" ({count(len(named), first.noun)})"
    return f"{text}: {first.text}"


_WORDS: dict[type, Callable[..., Line]] = {
    evidence.PortShares: sharing_words.port_shares_line,
    evidence.OfferedPower: sharing_words.offered_line,
    evidence.PortFallback: sharing_words.fallback_line,
    evidence.BesideOffline: sharing_words.beside_offline_line,
    evidence.GroupRatio: sharing_words.ratio_line,
    evidence.BindingLimit: sharing_words.binding_line,
    evidence.LimitAtTimes: sharing_words.at_times_line,
    evidence.ChargingTimes: sharing_words.charging_times_line,
    evidence.LeftByLoad: sharing_words.left_line,
    evidence.JumperFeed: site_words.jumper_line,
    evidence.SetBelowRating: site_words.below_line,
    evidence.ExpectedSetting: site_words.expected_line,
    evidence.SharedModules: site_words.modules_line,
    evidence.FirstCome: sharing_words.first_come_line,
    evidence.Overload: site_words.overload_line,
    evidence.GroupStations: site_words.group_stations_line,
    evidence.ModelSupport: site_words.model_line,
    evidence.PlanNeed: site_words.plan_line,
    evidence.PropertyToSet: site_words.property_line,
    evidence.SetupStep: site_words.step_line,
    evidence.PortsOutside: site_words.outside_line,
    ListedVehicles: site_words.listed_line,
}
