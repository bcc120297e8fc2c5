"""The list of all rules, `docs/rules.md`: written by `evsite rules --format markdown` and never by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.markdown_cells import documentation_text, row
from evsite.output.rule_addresses import rule_address
from evsite.output.text.profiles import render_profiles_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.codebook.profiles import Profile
    from evsite.output.topics import Topic

_FAMILIES = {
    "EV0": "Problems of the site file",
    "EV1": "Load, overcurrent protection and equipment",
    "EV2": "Conductors",
    "EV3": "Article 625 and its neighbours",
    "EV4": "Power sharing",
    "EV5": "Local rules",
    "EV6": "Products",
    "EV7": "As-built records",
    "EV8": "Plans for fleets",
    "EV9": "Housekeeping",
}
_HEAD = """# Rules

Written by `evsite rules --format markdown`; do not edit. Every rule has a page: what it asks, why, its source in each
edition of the NEC, the keys of the site file that it reads, a site that fails and the change with which it passes.
`evsite explain CODE` shows the same in the terminal, and works without a network.

Errors are what a plan reviewer would send back, by a source that was read. Warnings are advice, or rest on a source
that was not. Notes that begin with "not checked" say what the site file would have to say for a rule to be decided; a
rule never passes silently if input is missing. No demand factor is ever applied to charging load: it counts in full
unless a group limits it. The one place where the code gives chargers a factor is the optional calculation of a dwelling
(220.82, 220.83), where they stand with the general loads: a site file with a `[dwelling]` asks for it (EV133). There is
no key to call a load non-coincident: only load management may leave one out of the sum, and a group with its setpoint
is how a site file says so.

## Ignored findings

A finding that is known and accepted is ignored in the site file, with a reason and, if you like, a last day:

```toml
[[ignore]]
rule = "share-below-8-a"
path = "groups.EV1"
reason = "vehicles here are all known to take 6 A"
until = 2027-06-30
```

The path is the place of the finding or one above it, `*` stands for any name, and a counted family is named by its
table. Ignored findings are counted in every output. An ignore that is unused, has run out, or names no rule is a
finding itself. Problems of the file cannot be ignored.

evsite helps a licensed electrician or engineer and does not replace one. The text of the code in force, and the
authority that adopts it, decide.
"""
_PROFILES = """
## Profiles of jurisdictions

`[site] profile = "menlo-park"`, or a list of several, asks for what a jurisdiction asks for; own ones stand under
`[profiles.NAME]`. Only numbers in kW or kVA that were read in a source are errors, and nothing of a bill is. Verify the
adopted text.

"""


def render_page(topics: Sequence[Topic], profiles: Sequence[Profile]) -> str:
    """The list: how to read it, a table for each family with links to the pages of the rules, the profiles."""
    parts = [_HEAD]
    for start, title in _FAMILIES.items():
        parts.append(f"\n## {title}\n\n{_table([topic for topic in topics if topic.code.startswith(start)])}")
    return "".join([*parts, _PROFILES, render_profiles_page(profiles)])


def _table(topics: Sequence[Topic]) -> str:
    lines = ["| rule | name | severity | |", "| --- | --- | --- | --- |"]
    lines += [
        row((f"[{t.code}]({rule_address(t.code)})", t.name, str(t.severity), documentation_text(t.title)))
        for t in topics
    ]
    return "\n".join(lines) + "\n"
