"""Work counted in lines of evsite that are executed: no clock, so no machine is too slow."""

import sys
from collections import Counter

BUDGETED = "evsite.allocation.slot_mix"
"""Its searches end by budgets of their own: who is served together in turns is easy on some sites and not on others."""


class Lines:
    """The lines that functions of evsite execute while it is active, by function: work without a clock.

    The counts are there when it ends.
    """

    def __init__(self):
        self.by_function = Counter()
        self._tracers, self._counts, self._seen = {}, [], []

    def __enter__(self):
        self._before = sys.gettrace()
        sys.settrace(self._enter)
        return self.by_function

    def __exit__(self, *_):
        sys.settrace(self._before)
        for name, lines in self._counts:
            self.by_function[name] += lines[0]

    def _enter(self, frame, *_):
        # one closure a function, made when it is first called: a line executed costs one addition
        code = frame.f_code
        if id(code) not in self._tracers:
            self._tracers[id(code)] = self._tracer(frame.f_globals.get("__name__", ""), code.co_qualname)
            self._seen.append(code)  # so that no other gets its number
        return self._tracers[id(code)]

    def _tracer(self, module, function):
        if "evsite" not in module.split(".") or module == BUDGETED:
            return None
        lines = [0]
        self._counts.append((f"{module}.{function}", lines))

        def count(_frame, event, _):
            if event == "line":
                lines[0] += 1
            return count

        return count
