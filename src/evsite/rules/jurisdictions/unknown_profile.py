"""EV501 unknown-profile."""

from __future__ import annotations

from difflib import get_close_matches

from evsite.codebook.profiles import profiles
from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rules.example_site import SHARED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Profiles that nobody knows."""
    known = [*analysis.site.profiles, *profiles()]
    for name in analysis.site.settings.profile:
        if name not in known:
            near = get_close_matches(name, known, 1, 0.6)
            yield Problem(
                "",
                f"no profile is called '{name}'",
                ("site", "profile"),
                remedy=_named(analysis, name, near[0]) if near else "`evsite rules --profiles` lists them all",
            )


def _named(analysis: SiteAnalysis, name: str, meant: str) -> Edit:
    listed = [meant if each == name else each for each in analysis.site.settings.profile]
    return Edit(("site", "profile"), listed if len(listed) > 1 else meant)


FAILING = SHARED.edited("site", profile="menlo-prak")

RULE = Rule(
    code="EV501",
    name="unknown-profile",
    title="the profiles that a site names exist",
    fails="unknown profile",
    severity=Severity.ERROR,
    asks="Every name in profile is that of a named profile, or of a [profiles.NAME] table.",
    why="A misspelt jurisdiction would ask for nothing.",
    guide="the adopted local code, by the profile that the site names",
    inputs=("site.profile", "profiles"),
    failing=(FAILING,),
    passing=(
        FAILING.edited("site", profile="menlo-park"),
        FAILING.edited("site", profile="here").edited("profiles.here", min_power="3 kW"),
    ),
    check=check,
)
