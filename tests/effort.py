"""How much a run of the tests looks at, where examples are made by chance or all combinations are too many.

And many small cases in one test: a test of its own costs more than each of them.
"""

import os

import pytest

SHARE = float(os.environ.get("EVSITE_EXAMPLES", "0.15"))
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


def for_each(names, values, ids=None):
    """Do as `pytest.mark.parametrize` does, in one test: for cases that take less than a test of its own costs.

    The test takes nothing but these arguments, and tells all cases that fail by their names.
    """
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    cases = {}
    for number, value in enumerate(values):
        known = isinstance(value, type(pytest.param()))
        given = value.values if known else (value,) if len(names) == 1 else tuple(value)
        assert len(given) == len(names)
        name = value.id if known and value.id else None
        if name is None and ids is not None:
            name = "-".join(str(ids(each)) for each in given) if callable(ids) else list(ids)[number]
        cases[f"{number}: {name if name is not None else ', '.join(map(repr, given))[:200]}"] = given

    def decorated(test):
        def together():
            hold_for_each(cases, lambda *given: test(**dict(zip(names, given, strict=True))))

        together.__name__, together.__qualname__ = test.__name__, test.__qualname__
        together.__doc__, together.__module__ = test.__doc__, test.__module__
        together.pytestmark = list(getattr(test, "pytestmark", []))
        return together

    return decorated
