"""Differences stand beside the figures that they are of: taken by hand from these they come out the same."""

import re
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from evsite.output.text.driver_lines import DESIGNS, driver_lines, drivers_summary
from evsite.output.text.figures import as_shown
from evsite.output.text.regular_rows import compared_rows
from evsite.sitefile.tariffs.load import load_tariff
from evsite.studies.comparison.driver_results import DesignDrivers, DriversComparison, MonthCosts
from evsite.studies.comparison.regular_results import (
    CircuitFeet,
    Cost,
    InstallationSide,
    RegularComparison,
    SupplySide,
)
from evsite.studies.service.service_level import service_report
from evsite.tariffs.bill_results import Bill, MonthBill
from service_samples import result, run

NUMBER = r"-?[\d,]+(?:\.\d+)?"
SIDES = re.compile(rf"({NUMBER})(?: kW at [^,]*?)?(?: to ({NUMBER}))?(?: (?:kWh|USD|kW))\b")
CHANGE = re.compile(rf"({NUMBER}) (?:kWh|USD|kW) (more|less|higher|lower)")


def printed(text):
    return Decimal(text.replace(",", ""))


def near(random, value):
    """A number close to another, so that both and their difference are rounded in all ways."""
    return max(0.0, value + random.choice([0.0, 0.04, 0.06, 0.4, 7.0, 900.0]) * random.uniform(-1, 1))


def month(name, total_usd):
    return MonthBill(name, 0.0, 1.0, True, 10.0, (), (), None, None, 0.0, total_usd, True)


def side(report, kwh, peak_kw, totals_usd):
    level = report.policies[0]
    tally = replace(level.tally, energy_kwh=kwh[0], unstated_energy_kwh=kwh[1])
    level = replace(level, tally=tally, power=replace(level.power, peak_kw=peak_kw))
    months = tuple(month(f"2024-0{place + 6}", usd) for place, usd in enumerate(totals_usd))
    bill = Bill(load_tariff("sce-tou-ev-8-2018"), months, 10.0, sum(totals_usd), (), ())
    return DesignDrivers(replace(report, policies=(level,), bills={level.policy: bill}), ("equal",), None)


def drivers(random):
    """The same drivers in two designs whose figures are close to each other."""
    report = service_report(result(run()))
    kwh = [random.uniform(0, 9000), random.uniform(0, 90)]
    peak_kw, usd = random.uniform(1, 2000), [random.uniform(1, 9000) for _ in range(random.choice([1, 2]))]
    one = side(report, kwh, peak_kw, usd)
    other = side(report, [near(random, v) for v in kwh], near(random, peak_kw), [near(random, v) for v in usd])
    pairs = zip(one.bill.months, other.bill.months, strict=True)
    months = tuple(MonthCosts(before.month, before, after) for before, after in pairs)
    return DriversComparison(one, other, months, ())


def signed(found):
    number, word = found.groups()
    return printed(number) * (-1 if word in {"less", "lower"} else 1)


def figures_of(line):
    """Both sides of a line and the difference that it has; a figure that is the same on both sides stands once."""
    told = line.partition(": ")[2]
    if line.startswith("peak"):
        sides = re.findall(rf"({NUMBER}) kW at", told)
    else:
        sides = [side for side in SIDES.search(told).groups() if side is not None]
    change = CHANGE.search(told.partition(", ")[2] if line.startswith("bill") else told)
    return sides[0], sides[-1], Decimal() if change is None else signed(change)


@pytest.mark.parametrize("seed", range(150))
def test_of_drivers_the_difference_is_that_of_the_figures_beside_it(seed):
    found = drivers(Random(seed))
    lines = [line for line in driver_lines(found, DESIGNS) if line.startswith(("energy", "peak", "bill of"))]
    assert len(lines) == 4 + (0 if len(found.months) == 1 else 2)
    changes = {}
    for line in lines:
        one, other, change = figures_of(line)
        assert printed(other) - printed(one) == change, line
        changes[line.split(":")[0]] = change
    # the sentence that comes first has the differences of the lines
    summary = drivers_summary(found)
    told = {each[0].split()[1]: signed(each) for each in CHANGE.finditer(summary)}
    energy_kwh = sum(change for name, change in changes.items() if name.startswith("energy"))
    bill_usd = next(change for name, change in changes.items() if name.startswith("bill"))
    assert told == {unit: change for unit, change in (("USD", bill_usd), ("kWh", energy_kwh)) if change}


def test_a_bill_of_two_designs_comes_out_by_hand():
    report = service_report(result(run()))
    one, other = (side(report, (kwh, 0.0), 10.0, [usd]) for kwh, usd in ((12056.56, 6057.304), (12052.94, 6339.4849)))
    found = DriversComparison(one, other, (MonthCosts("2024-06", one.bill.months[0], other.bill.months[0]),), ())
    text = "\n".join(driver_lines(found, DESIGNS))
    assert "6,057.30 to 6,339.48 USD, 282.18 USD more" in text
    assert re.search(r"energy: 12,056\.6 to 12,052\.9 kWh \([^)]*\), 3\.7 kWh less", text)


def installation(supply, feet, cost):
    return InstallationSide(
        home_runs=4,
        jumper_kits=0,
        supplies=(supply,),
        panels=(),
        circuits_feet=CircuitFeet(*feet, 0),
        breakers=(),
        materials=(),
        cost=Cost(cost, "USD", 1, 0),
    )


@pytest.mark.parametrize("seed", range(100))
def test_beside_a_regular_installation_less_is_that_of_the_figures_beside_it(seed):
    random = Random(seed)
    amounts = [10 ** random.uniform(0, 5.5) for _ in range(3)]
    feet = [random.uniform(1, 9000) for _ in range(3)]
    usd = random.uniform(1, 90_000)
    sides = []
    for move in (lambda value: value, lambda value: near(random, value)):
        rating, needed, managed = map(move, amounts)
        supply = SupplySide("U", "service", 1e6, managed, rating_a=rating, needed_a=needed)
        sides.append(installation(supply, list(map(move, feet)), f"{move(usd):.2f}"))
    rows = compared_rows(RegularComparison("Lot", 2023, *sides, (), None, (), 0, 0, 0, (), 0.0, 0.0, None, ()))
    assert len(rows) == 8
    for _, other, own, less in rows:
        one, two, stated = (text.partition(" ")[0] for text in (other, own, less))
        assert printed(one) - printed(two) == printed(stated or "0")


@pytest.mark.parametrize("seed", range(50))
def test_a_number_as_it_is_shown_is_that_which_is_printed(seed):
    random = Random(seed)
    value, digits = random.uniform(-1, 1) * 10 ** random.uniform(-4, 7), random.randrange(4)
    for each in (value, round(value, digits), round(value, digits) + 0.5 * 10**-digits):
        assert f"{as_shown(each, digits):,f}" == f"{each:,.{digits}f}"
