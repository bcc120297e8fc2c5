"""The most that a conductor carries while rows hold: never below what they allow, and exact where all add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from effort import examples
from evsite.network.compile import Constraint
from evsite.network.load_bounds import ConstraintIndex
from evsite.rounding import fits
from evsite.rules import check
from evsite.sitefile.loading import loads

amounts = st.floats(0.1, 10)
directions = st.sampled_from([1, np.exp(2j * np.pi / 3), np.exp(-2j * np.pi / 3), np.exp(1j * np.pi / 6)])


@st.composite
def conductors(draw, ways):
    """A conductor over a few atoms, and rows over nested or crossing sets of them that count in one direction."""
    count = draw(st.integers(2, 6))
    coefficients = [complex(draw(amounts) * draw(ways)) for _ in range(count)]
    ceilings = [draw(st.floats(0, 20)) for _ in range(count)]
    rows = [Constraint(0, 1e9, list(range(count)), coefficients)]
    for number in range(draw(st.integers(1, 4))):
        first = draw(st.integers(0, count - 1))
        last = draw(st.integers(first, count - 1))
        atoms = list(range(first, last + 1))
        values = [complex(draw(amounts)) for _ in atoms]
        rows.append(Constraint(number + 1, draw(st.floats(0, 60)), atoms, values))
    return rows, ceilings


def most_in(rows, ceilings, toward):
    """The greatest amount in one direction that the rows allow, by a linear programme, and where."""
    aim = np.array([-(value * np.conj(toward)).real for value in rows[0].coefficients])
    matrix = np.zeros((len(rows) - 1, len(ceilings)))
    for place, row in enumerate(rows[1:]):
        matrix[place, row.atoms] = np.real(row.coefficients)
    found = linprog(aim, matrix, [row.value for row in rows[1:]], bounds=[(0, each) for each in ceilings])
    return found.x


@settings(max_examples=examples(400), deadline=None)
@given(conductors(directions), st.floats(0, 2 * np.pi))
def test_nothing_that_the_rows_allow_is_above_the_bound(case, angle):
    rows, ceilings = case
    bound = ConstraintIndex(rows, len(ceilings)).greatest_load(rows[0], ceilings)
    drawn = most_in(rows, ceilings, np.exp(1j * angle))
    assert fits(abs(sum(a * c for a, c in zip(drawn, rows[0].coefficients, strict=True))), bound * (1 + 1e-7) + 1e-7)


@settings(max_examples=examples(200), deadline=None)
@given(conductors(st.just(1)))
def test_one_row_over_loads_of_one_direction_is_filled_by_what_loads_the_conductor_most(case):
    rows, ceilings = case
    rows = [rows[0], Constraint(1, rows[1].value, rows[0].atoms, [complex(1 + n) for n in rows[0].atoms])]
    bound = ConstraintIndex(rows, len(ceilings)).greatest_load(rows[0], ceilings)
    drawn = most_in(rows, ceilings, 1)
    assert bound == pytest.approx(float(drawn @ np.real(rows[0].coefficients)), rel=1e-6, abs=1e-6)


YARD = """
[site]
nec = 2023
[supplies.Service]
kind = "service"
rating = "1200 A"
system = "480Y/277"
[supplies.T1]
kind = "transformer"
rating = "150 kVA"
system = "208Y/120"
fed_from = "Main"
primary = "480Y/277"
[panels.Main]
fed_from = "Service"
main = "1200 A"
[panels.L2]
fed_from = "T1"
main = "500 A"
[circuits.D]
panel = "Main"
count = 6
poles = 3
breaker = "175 A"
[circuits.C]
panel = "L2"
count = 12
breaker = "60 A"
[stations.Bus]
count = 6
type = "dc"
max_power = "90 kW"
max_current = "120 A"
circuits = "D"
[stations.Van]
count = 12
max_current = "48 A"
circuits = "C"
[groups.Yard]
on = "Main"
limit = "380 kW"
[groups.Vans]
on = "L2"
limit = "240 A"
[loads.Shop]
on = "Main"
current = "120 A"
continuous = true
"""


def test_a_limit_in_kilowatts_is_filled_by_each_part_only_as_far_as_its_own_limits_go():
    """380 kW on one pair behind the transformer would be 840 A and more, but the vans have a limit of 240 A."""
    assert not [each for each in check(loads(YARD)).findings if each.code == "EV401"]
