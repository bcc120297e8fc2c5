"""What has to be changed in the failing example of a rule so that it passes."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.output.topics import Topic


def example_difference(topic: Topic) -> list[str]:
    """Lines that begin with "-", "+" or " " (what stays the same), without headers of a patch."""
    failing, passing = (examples[0].strip().splitlines() for examples in (topic.failing, topic.passing))
    changed = unified_diff(failing, passing, n=3, lineterm="")
    lines = [line.rstrip() for line in changed if not line.startswith(("---", "+++"))]
    return ["..." if line.startswith("@@") else line for line in lines[1:]]
