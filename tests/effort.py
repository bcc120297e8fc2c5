"""How much a run of the tests looks at, where examples are made by chance or all combinations are too many."""

import os

SHARE = float(os.environ.get("EVSITE_EXAMPLES", "0.3"))
"""Of the examples that a test may ask for, how many it sees: a part is enough for every change, 1 asks for all."""
FEWEST = 6


def examples(most):
    """How many of some examples are looked at: the first of what a run with EVSITE_EXAMPLES=1 looks at."""
    return max(min(FEWEST, most), round(most * SHARE))
