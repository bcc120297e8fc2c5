"""Work counted in lines of evsite that are executed: no clock, so no machine is too slow."""

import sys
from collections import Counter

BUDGETED = "evsite.allocation.slot_mix"
"""Its searches end by budgets of their own: who is served together in turns is easy on some sites and not on others."""


class Lines:
    """The lines that functions of evsite execute while it is active, by function: work without a clock."""

    def __init__(self):
        self.by_function = Counter()

    def __enter__(self):
        self._before = sys.gettrace()
        sys.settrace(self._enter)
        return self.by_function

    def __exit__(self, *_):
        sys.settrace(self._before)

    def _enter(self, frame, *_):
        return self._count if "evsite" in frame.f_globals.get("__name__", "").split(".") else None

    def _count(self, frame, event, _):
        if event == "line" and frame.f_globals["__name__"] != BUDGETED:
            self.by_function[f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}"] += 1
        return self._count
