"""What was noticed while a meter's data was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NoteSeverity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about the data. `topic` is a stable slug: "gap", "duplicate", "daylight-saving" and so on."""

    topic: str
    severity: NoteSeverity
    message: str


_FEW = 20
"""Less than one reading in so many is a few."""


def estimated_note(count: int, total: int) -> Note:
    """A note on readings that the utility has estimated or edited; a warning where they are more than a few."""
    share = f"{count:,} of {total:,} readings are estimated or edited by the utility"
    if count * _FEW > total:
        return Note("estimated", "warning", f"{share}: the peak may be missing, or one of them")
    return Note("estimated", "info", share)
