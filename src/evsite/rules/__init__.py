"""The rules that a site is checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.rules.checking import CheckResult, check, check_loaded
from evsite.rules.rule_list import RULES, find_rule

if TYPE_CHECKING:
    from evsite.rules.rule import Rule

__all__ = ["CheckResult", "all_rules", "check", "check_loaded", "find_rule"]


def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    return RULES
