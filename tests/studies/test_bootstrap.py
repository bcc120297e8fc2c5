"""How far a share over some days can be trusted: days drawn anew, compared with every draw that there is."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import examples
from evsite.studies.service import bootstrap
from evsite.studies.service.bootstrap import bootstrap_ratio

SERVED = [40.0, 61.0, 55.0, 12.0, 48.0]
WANTED = [50.0, 70.0, 80.0, 20.0, 50.0]


def test_the_interval_is_that_of_all_draws_that_there_are():
    """Five days are drawn in 3,125 ways, each as likely as the others."""
    served, wanted = np.array(SERVED), np.array(WANTED)
    every = np.array(list(itertools.product(range(5), repeat=5)))
    ratios = served[every].sum(axis=1) / wanted[every].sum(axis=1)
    found = bootstrap_ratio(SERVED, WANTED, resamples=40_000, seed=1)
    assert found.ratio == pytest.approx(216 / 270)
    assert [found.lower, found.upper] == pytest.approx(list(np.quantile(ratios, [0.05, 0.95])), abs=0.004)
    assert (found.days, found.resamples, found.tail_percent) == (5, 40_000, 5.0)
    wider = bootstrap_ratio(SERVED, WANTED, resamples=40_000, seed=1, tail_percent=1)
    assert [wider.lower, wider.upper] == pytest.approx(list(np.quantile(ratios, [0.01, 0.99])), abs=0.008)


@pytest.mark.slow
@pytest.mark.parametrize(("days", "least", "most"), [(5, 0.68, 0.82), (10, 0.77, 0.87), (40, 0.84, 0.92)])
def test_it_holds_the_true_share_about_as_often_as_it_says(days, least, most):
    """Days of a beta-binomial share of 90 %; of 400 trials the share is off by at most 0.05."""
    random = np.random.default_rng(1)
    held = 0
    for trial in range(400):
        drivers = random.poisson(60, days) + 1
        served = random.binomial(drivers, random.beta(18, 2, days))
        found = bootstrap_ratio(served, drivers, resamples=400, seed=trial)
        held += found.lower <= 0.9 <= found.upper
    assert least <= held / 400 <= most


def test_days_and_not_sessions_are_drawn():
    """Days on which all are served and days on which nobody is differ far more than as many drivers would."""
    served, drivers = [100.0, 0.0] * 10, [100.0] * 20
    found = bootstrap_ratio(served, drivers)
    by_driver = 1.645 * math.sqrt(0.25 / 2000)
    assert found.upper - 0.5 > 5 * by_driver
    assert 0.5 - found.lower > 5 * by_driver


def test_kinds_of_days_are_drawn_by_themselves():
    served, wanted = [9.0] * 10 + [1.0] * 5, [10.0] * 15
    kinds = [0] * 10 + [1] * 5
    apart = bootstrap_ratio(served, wanted, strata=kinds)
    assert (apart.lower, apart.upper) == pytest.approx((95 / 150, 95 / 150))
    together = bootstrap_ratio(served, wanted)
    assert together.lower < 0.55
    assert together.upper > 0.72


def test_kinds_of_too_few_days_are_put_together():
    """Seven weekdays of two weeks have two days each: that is as if there were no kinds."""
    served, wanted = [float(day) for day in range(14)], [20.0] * 14
    assert bootstrap_ratio(served, wanted, strata=[day % 7 for day in range(14)]).lower == pytest.approx(
        bootstrap_ratio(served, wanted).lower, abs=0.02
    )
    pools = bootstrap._pools(np.array([0] * 9 + [1] * 6 + [2] * 2 + [3]))
    assert sorted(sorted(pool.tolist()) for pool in pools) == [list(range(9)), list(range(9, 18))]


def test_few_days_give_no_interval():
    assert bootstrap_ratio(SERVED[:4], WANTED[:4]) is None
    assert bootstrap_ratio([], []) is None
    assert bootstrap_ratio([*SERVED[:4], 0, 0, 0], [*WANTED[:4], 0, 0, 0]) is None


def test_days_without_anything_to_share_count_for_nothing():
    assert bootstrap_ratio([*SERVED, 0], [*WANTED, 0]) == bootstrap_ratio(SERVED, WANTED)


def test_a_seed_draws_the_same_days():
    found = bootstrap_ratio(SERVED, WANTED, seed=7)
    assert found == bootstrap_ratio(SERVED, WANTED, seed=7)
    assert found != bootstrap_ratio(SERVED, WANTED, seed=8)
    assert [found.lower, found.upper] == pytest.approx(SEED_7, abs=1e-12)


SEED_7 = [0.7214285714285714, 0.8850888192267501]


def test_many_days_are_drawn_in_parts(monkeypatch):
    expected = bootstrap_ratio(SERVED, WANTED)
    monkeypatch.setattr(bootstrap, "_AT_ONCE", 33)
    assert bootstrap_ratio(SERVED, WANTED) == expected


@settings(max_examples=examples(50))
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.1, 1000), st.integers(0, 6)), min_size=5, max_size=40))
def test_an_interval_lies_within_the_days(days):
    shares, wanted, kinds = zip(*days, strict=True)
    served = [share * each for share, each in zip(shares, wanted, strict=True)]
    for strata in (None, kinds):
        found = bootstrap_ratio(served, wanted, strata=strata, resamples=50)
        assert min(shares) - 1e-9 <= found.lower <= found.upper <= max(shares) + 1e-9
        assert found.days == len(days)


@pytest.mark.parametrize(
    ("arguments", "more", "message"),
    [
        (([1.0], [1.0, 2.0]), {}, "1 numerators, 2 denominators and 2 kinds"),
        (([1.0], [1.0]), {"strata": [1, 2]}, "1 numerators, 1 denominators and 2 kinds"),
        (([-1.0], [1.0]), {}, "from 0 up"),
        (([1.0], [math.nan]), {}, "from 0 up"),
        (([1.0], [0.0]), {}, "a numerator and no denominator"),
        (([1.0], [1.0]), {"resamples": 0}, "resamples 0"),
        (([1.0], [1.0]), {"seed": -1}, "seed -1"),
        (([1.0], [1.0]), {"tail_percent": 50}, "tail_percent 50"),
    ],
)
def test_what_is_no_list_of_days_is_refused(arguments, more, message):
    with pytest.raises(ValueError, match=message):
        bootstrap_ratio(*arguments, **more)
