"""How much a run of the tests looks at, where examples are made by chance or all combinations are too many.

And many small cases in one test: a test of its own costs more than each of them.
"""

import os

SHARE = float(os.environ.get("EVSITE_EXAMPLES", "0.3"))
"""Of the examples that a test may ask for, how many it sees: a part is enough for every change, 1 asks for all."""
FEWEST = 6


def examples(most):
    """How many of some examples are looked at: the first of what a run with EVSITE_EXAMPLES=1 looks at."""
    return max(min(FEWEST, most), round(most * SHARE))


def hold_for_each(cases, holds):
    """Hold many cases to the same in one test, which tells all that fail.

    Parameters
    ----------
    cases
        By name; tuples are several arguments.
    holds
        Asserts what holds for one of them.
    """
    failed = []
    for name, case in cases.items():
        try:
            holds(*(case if type(case) is tuple else (case,)))
        except Exception as error:
            failed.append(f"{name}: {type(error).__name__}: {error}")
    assert cases
    assert not failed, f"{len(failed)} of {len(cases)} fail\n" + "\n".join(failed)
