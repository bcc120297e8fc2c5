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
