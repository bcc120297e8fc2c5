"""The names of charts, in the order in which they are made."""

from __future__ import annotations

from typing import Literal, get_args

ChartName = Literal["vehicles", "service", "limits", "week", "offline"]
CHARTS: tuple[ChartName, ...] = get_args(ChartName)
EVERY_CHART = "all"
"""What stands for all of them."""
AT_A_MOMENT: frozenset[ChartName] = frozenset({"vehicles", "limits"})
"""Charts of one moment; the others are of the whole week."""
