"""Ignores that do not do what they say: for a rule that is not there, past their day, or for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.suppression import can_be_ignored, dotted, in_force
from evsite.model.finding import Severity
from evsite.rules.known import known_rules
from evsite.rules.registry import Example, Problem, rule
from evsite.rules.snippets import circuit, site, stations
from evsite.toml_text import assignment
from evsite.words import alternatives

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import Survey

_GUIDE = "evsite: [[ignore]] in the site file"
_INPUTS = ("ignore.*.rule", "ignore.*.path", "ignore.*.until")
_FOUND = circuit(breaker="100 A") + stations("32 A")


def _ignoring(keys: str) -> str:
    return site(f'{_FOUND}[[ignore]]\n{keys}\nreason = "the breaker is there already"\n')


_GOOD = Example(_ignoring('rule = "breaker-oversized"\npath = "circuits.C"'))


@rule(
    "EV901",
    "unused-ignore",
    "an ignore has something to ignore",
    Severity.WARNING,
    asks="Every [[ignore]] fits at least one finding of its rule, by the path of the finding or a place above it.",
    why="What it was for has been put right, or stands elsewhere now: the next such finding would go unseen.",
    guide=_GUIDE,
    inputs=_INPUTS,
    failing=(
        Example(_ignoring('rule = "EV112"\npath = "circuits.D"')),
        Example(_ignoring('rule = "EV101"\npath = "circuits.C"')),
    ),
    passing=(_GOOD, Example(_ignoring('rule = "EV112"\npath = "circuits.*.breaker"'))),
)
def unused_ignore(survey: Survey) -> Iterator[Problem]:
    """Ignores in force that took no finding of a rule that was run."""
    known = known_rules()
    for number, ignore in in_force(survey.site, survey.today):
        code = known.get(ignore.rule.casefold())
        if code is None or not can_be_ignored(code) or number in survey.silenced.used:
            continue
        if survey.selected is not None and not survey.selected & {code, *(n for n, c in known.items() if c == code)}:
            continue
        places = {dotted(finding.path) for finding in survey.silenced.kept if finding.code == code}
        yield Problem(
            f"nothing to ignore: {code} has no finding at '{ignore.path}'",
            ("ignore", number, "path"),
            remedy=alternatives(
                [*(assignment("path", place) for place in sorted(places)[:2]), "remove this [[ignore]]"]
            ),
        )


@rule(
    "EV902",
    "expired-ignore",
    "an ignore has not run out",
    Severity.WARNING,
    asks="The last day of an [[ignore]], until, is today or later.",
    why="Whoever accepted the finding wanted to look at it again.",
    guide=_GUIDE,
    inputs=_INPUTS,
    failing=Example(_ignoring('rule = "EV112"\npath = "circuits.C"\nuntil = 2020-12-31')),
    passing=Example(_ignoring('rule = "EV112"\npath = "circuits.C"\nuntil = 9999-12-31')),
)
def expired_ignore(survey: Survey) -> Iterator[Problem]:
    """Ignores whose day has passed."""
    for number, ignore in enumerate(survey.site.ignores):
        if ignore.until is not None and ignore.until < survey.today:
            yield Problem(
                f"ignored until {ignore.until}, which has passed: its findings are shown again",
                ("ignore", number, "until"),
                remedy="put right what it ignores, or give it a later day, or remove this [[ignore]]",
            )


@rule(
    "EV903",
    "impossible-ignore",
    "an ignore names a rule that can be ignored",
    Severity.ERROR,
    asks="The rule of an [[ignore]] is the code or name of one that exists, and no problem of the file itself.",
    why="A misspelt ignore ignores nothing, and a file that cannot be understood cannot be judged.",
    guide=_GUIDE,
    inputs=_INPUTS,
    failing=(
        Example(_ignoring('rule = "breaker-oversize"\npath = "circuits.C"')),
        Example(_ignoring('rule = "EV010"\npath = "circuits.C"')),
    ),
    passing=_GOOD,
)
def impossible_ignore(survey: Survey) -> Iterator[Problem]:
    """Ignores for no rule, or for what cannot be ignored."""
    known = known_rules()
    for number, ignore in enumerate(survey.site.ignores):
        code = known.get(ignore.rule.casefold())
        path = ("ignore", number, "rule")
        if code is None:
            from difflib import get_close_matches

            near = get_close_matches(ignore.rule.casefold(), known, 1, 0.6)
            meant = near[0].upper() if near and near[0].startswith("ev") and near[0][2:].isdigit() else "".join(near)
            yield Problem(
                f"no rule is called '{ignore.rule}'",
                path,
                remedy=assignment("rule", meant) if meant else "`evsite rules` lists them all",
            )
        elif not can_be_ignored(code):
            yield Problem(f"{code} cannot be ignored", path, remedy="remove this [[ignore]]")
