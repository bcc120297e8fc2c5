"""EV509 local-capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.ocpd import next_standard_a
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED, SINGLE
from evsite.rules.jurisdictions.chosen_profiles import chosen, profile_problem
from evsite.rules.rule import Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps, count, format_number, kw, names

if TYPE_CHECKING:
    from evsite.codebook.profiles import Profile


def check(analysis: SiteAnalysis) -> Problems:
    """Circuits whose wiring has less capacity for each space than a profile asks for."""
    for profile in chosen(analysis):
        if profile.min_capacity_kw is None:
            continue
        yield from _below(analysis, profile, profile.min_capacity_kw)
        beside = [port.station for port in analysis.site.ports.values() if port.circuit is None]
        if beside:
            what = f"the wiring of {names(dict.fromkeys(beside))} for the {kw(profile.min_capacity_kw)} of {profile.id}"
            yield not_checked(what, analysis.site.stations[beside[0]].path, needs='circuits = "..."', anchor="header")


def _below(analysis: SiteAnalysis, profile: Profile, least_kw: float) -> Problems:
    families: dict[object, list[str]] = {}
    for name, ports in analysis.ports_on_circuit.items():
        item = analysis.site.circuits[name]
        carries_kw = item.breaker_a * item.system.kva_per_a(item.connection)
        if ports and exceeds(least_kw, carries_kw / len(ports)):
            families.setdefault((item.path, item.breaker_a, item.connection, len(ports)), []).append(name)
    for listed in families.values():
        item, spaces = analysis.site.circuits[listed[0]], len(analysis.ports_on_circuit[listed[0]])
        volts, three = item.system.voltage_v(item.connection), " x 1.73" if item.connection == "ABC" else ""
        carries_kw = item.breaker_a * item.system.kva_per_a(item.connection)
        next_a = next_standard_a(least_kw * spaces / item.system.kva_per_a(item.connection), analysis.site.nec)
        each = f", {kw(carries_kw / spaces)} for each" if spaces > 1 else ""
        yield profile_problem(
            profile,
            names(listed),
            f"the wiring carries {amps(item.breaker_a)} x {format_number(volts)} V{three} = "
            f"{kw(carries_kw)} to {count(spaces, 'space')}{each}; {profile.id} asks for infrastructure of "
            f"{kw(least_kw)} for each space, whatever a port gives",
            item.path,
            anchor="header",
            remedy=remedy(
                when(Edit((*item.path, "breaker"), amps(next_a)), "and its wiring") if next_a is not None else None,
                f"fewer spaces on {'it' if len(listed) == 1 else 'each'}" if spaces > 1 else None,
            ),
        )


FAILING = SHARED.edited("site", profile="nyc-ll55-2024").edited("stations.S", count=7)
FAILING_2 = SINGLE.edited("site", profile="here").edited("profiles.here", min_capacity="8.4 kW")

RULE = Rule(
    code="EV509",
    name="local-capacity",
    title="the wiring to each space has the capacity that is asked for",
    fails="wiring with less capacity than is asked",
    severity=Severity.ERROR,
    asks="Rating times voltage of a circuit, divided by its ports, is at least min_capacity; no setting lowers it.",
    why="A capacity that is asked of raceway, wiring and room is no power of a port: sharing does not change it.",
    guide="the adopted local code, by the profile that the site names",
    inputs=("site.profile", "profiles.*.min_capacity", "circuits.*.breaker"),
    failing=(FAILING, FAILING_2),
    passing=(FAILING.edited("stations.S", count=6), FAILING_2.edited("profiles.here", min_capacity="8.3 kW")),
    check=check,
)
