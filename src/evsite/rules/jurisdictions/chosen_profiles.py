"""The profiles that a site names, and what does not meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.profiles import Profile, profiles
from evsite.model.finding import Label, Severity
from evsite.rules.rule import Problem, SiteAnalysis

if TYPE_CHECKING:
    from evsite.model.finding import Anchor, Path
    from evsite.model.remedy import Remedy, Way


def chosen(analysis: SiteAnalysis) -> list[Profile]:
    """The profiles that a site names, as far as they exist."""
    found = []
    for name in analysis.site.settings.profile:
        profile = analysis.site.profiles.get(name) or profiles().get(name)
        if profile is not None:
            found.append(profile)
    return found


def profile_problem(
    profile: Profile,
    subject: str,
    details: str,
    path: Path,
    *,
    remedy: Remedy | Way,
    anchor: Anchor = "value",
    severity: Severity | None = None,
) -> Problem:
    """What does not meet a profile, with the profile's own source, and a label at its name unless that is the place."""
    named = ("site", "profile")
    return Problem(
        subject,
        details,
        path,
        anchor,
        remedy,
        labels=() if path == named else (Label(named, f"{profile.id} asks for it"),),
        notes=(profile.verification_note,) if profile.verification_note else (),
        severity=severity or profile_severity(profile),
        source=profile.cited,
    )


def profile_severity(profile: Profile, *, number_seen: bool = False) -> Severity:
    """Errors only for what the user states, and for the numbers in kW or kVA that were read in a source."""
    return Severity.ERROR if profile.mark == "site-file" or (number_seen and profile.seen) else Severity.WARNING
