"""Every name under which a rule is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def known_rules() -> Mapping[str, str]:
    """Code by everything that an ignore may call a rule: codes and names, in lower case."""
    from evsite.rules import all_rules
    from evsite.sitefile.problems import PROBLEMS

    known = [(item.code, item.name) for item in PROBLEMS] + [(item.code, item.name) for item in all_rules()]
    return {name: code for code, name in known} | {code.lower(): code for code, _ in known}
