"""The policies in words: their names, and what each costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.studies.policy_results import PolicyName

NAMES: dict[PolicyName, str] = {
    "equal": "equal",
    "proportional": "proportional",
    "fcfs": "first come, first served",
    "round-robin": "round robin",
}
"""What each policy is called."""

SHORT: dict[PolicyName, str] = {
    "equal": "equal",
    "proportional": "prop.",
    "fcfs": "fcfs",
    "round-robin": "robin",
}
"""The same for the heads of narrow columns."""

# after the vendor guide, "Equal Charge Policy", "First in, First Out Policy" and "Sharing Policy", in other words
TRADE_OFFS: dict[PolicyName, str] = {
    "equal": "everybody gets the same, and drivers find that fair; a big battery fills no faster than a small one, and "
    "in a crowd shares become too small to charge with.",
    "proportional": "each station slows down by the same factor, so that fast ones stay the faster; whoever parks at a "
    "small one gets the less for it.",
    "fcfs": "the earliest charge at full speed and are done soon, which suits fleets, valets and long stays; whoever "
    "comes late gets nothing for a while, and may think that the station is broken.",
    "round-robin": "equal in the long run, and nobody is ever offered too little to charge with; vehicles stop and "
    "start, and a short stay may fall between two turns.",
}
"""What speaks for and against each policy."""
