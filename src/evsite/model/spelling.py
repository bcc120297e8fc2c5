"""Names that people write in one way or another: case, punctuation and spaces do not count."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """A name without what does not count: "First In, First Charged" and "first-in_first charged" are one."""
    return _BETWEEN.sub(" ", text).strip().casefold()
