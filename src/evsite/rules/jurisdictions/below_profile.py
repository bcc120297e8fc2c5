"""Ports that get less than a profile asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.policies import policy_named
from evsite.analysis.share_remedies import larger_shares
from evsite.analysis.shares import by_holder
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.rounding import exceeds
from evsite.rules.jurisdictions.chosen_profiles import profile_problem
from evsite.rules.limit_words import holder_place, ports_verb, share_text
from evsite.words import amps

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.codebook.profiles import Profile
    from evsite.model.remedy import Way
    from evsite.model.site import Port
    from evsite.rules.rule import Problems, SiteAnalysis


def below_profile(
    analysis: SiteAnalysis, profile: Profile, least_a: Callable[[Port], float], requested: str, severity: Severity
) -> Problems:
    """Ports that get less than a profile asks for, by what holds them there."""
    short = [port for port in analysis.site.ports.values() if exceeds(least_a(port), analysis.lowest_a[port.name])]
    for holder, ports in by_holder(analysis, short):
        worst = min(ports, key=lambda port: analysis.lowest_a[port.name] / least_a(port))
        got_a, needed_a = analysis.lowest_a[worst.name], least_a(worst)
        group = holder.group if holder is not None else None
        ways: list[Way] = [f"ports of at least {amps(needed_a)}"]
        if holder is not None:
            ways = larger_shares(analysis, holder, got_a, needed_a)
        if not got_a and group is not None and not policy_named(group.policy).bounded:
            ways = [when(Edit(group.policy_path, "equal"), "which leaves something for every vehicle")]
        title, path, anchor = holder_place(analysis, holder, ports)
        yield profile_problem(
            profile,
            title,
            f"with everything in use {ports_verb(ports, 'is', 'are')} sure of {share_text(worst, got_a)}, "
            f"{profile.id} asks for {f'{requested} ({amps(needed_a)})' if requested else amps(needed_a)}",
            path,
            anchor=anchor,
            # a share that no occupancy is known to reach is not proof enough for an error
            severity=severity if analysis.least_shares[worst.name].exact else Severity.WARNING,
            remedy=remedy(*ways),
        )


def by_output(least_kw: float) -> Callable[[Port], float]:
    """The current at which a port delivers a power [A]."""
    return lambda port: least_kw / port.output_kw_per_a
