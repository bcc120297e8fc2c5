"""The profiles that a site names, and ports that get less than they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.policies import policy_named
from evsite.codebook.profiles import Profile, profiles
from evsite.model.finding import Label, Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.network.titles import limit_title
from evsite.rounding import exceeds
from evsite.rules.rule import Problem, Problems, SiteAnalysis
from evsite.rules.sharing.least_share import by_holder, holder_anchor, ways_up
from evsite.words import amps, count, format_number, kw, names

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.model.finding import Anchor, Path
    from evsite.model.remedy import Remedy, Way
    from evsite.model.site import Port


def chosen(analysis: SiteAnalysis) -> list[Profile]:
    """The profiles that a site names, as far as they exist."""
    found = []
    for name in analysis.site.settings.profile:
        profile = analysis.site.profiles.get(name) or profiles().get(name)
        if profile is not None:
            found.append(profile)
    return found


def asked_by(
    profile: Profile,
    message: str,
    path: Path,
    *,
    remedy: Remedy | Way,
    anchor: Anchor = "value",
    severity: Severity | None = None,
) -> Problem:
    """What does not meet a profile, with the profile's own source, and a label at its name unless that is the place."""
    named = ("site", "profile")
    return Problem(
        message,
        path,
        anchor,
        remedy,
        labels=() if path == named else (Label(named, f"{profile.id} asks for it"),),
        notes=() if profile.seen else (f"{profile.id} is from general knowledge: verify the adopted text",),
        severity=severity or profile_severity(profile),
        source=profile.source,
    )


def below_profile(
    analysis: SiteAnalysis, profile: Profile, least_a: Callable[[Port], float], asked: str, severity: Severity
) -> Problems:
    """Ports that get less than a profile asks for, by what holds them there."""
    short = [port for port in analysis.site.ports.values() if exceeds(least_a(port), analysis.lowest_a[port.name])]
    for item, ports in by_holder(analysis, short):
        worst = min(ports, key=lambda port: analysis.lowest_a[port.name] / least_a(port))
        got_a, needed_a = analysis.lowest_a[worst.name], least_a(worst)
        group = item.group if item is not None else None
        unbounded = not got_a and group is not None and not policy_named(group.policy).bounded
        owners = dict.fromkeys(port.station for port in ports)
        title = limit_title(analysis.site, item.limit) if item else names(owners)
        ways: list[Way] = (
            ways_up(analysis, item.group, got_a, needed_a) if item else [f"ports of at least {amps(needed_a)}"]
        )
        if unbounded and group is not None:
            ways = [when(Edit((*group.path, "policy"), "equal"), "which leaves something for everybody")]
        yield asked_by(
            profile,
            f"{title}: with everything in use "
            f"{count(len(ports), 'port')} {'is' if len(ports) == 1 else 'are'} sure of {amps(got_a)} "
            f"({kw(got_a * worst.output_kw_per_a)} at {format_number(worst.voltage_v)} V), "
            f"{profile.id} asks for {f'{asked} ({amps(needed_a)})' if asked else amps(needed_a)}",
            item.path if item else analysis.station_of(worst).path,
            anchor=holder_anchor(item) if item else "header",
            # a floor that no occupancy is known to reach is not proof enough for an error
            severity=severity if analysis.floors[worst.name].exact else Severity.WARNING,
            remedy=remedy(*ways),
        )


def profile_severity(profile: Profile, *, number_seen: bool = False) -> Severity:
    """Errors only for what the user states, and for the numbers in kW or kVA that were read in a source."""
    return Severity.ERROR if profile.mark == "site-file" or (number_seen and profile.seen) else Severity.WARNING


def by_output(least_kw: float) -> Callable[[Port], float]:
    """The current at which a port delivers a power [A]."""
    return lambda port: least_kw / port.output_kw_per_a
