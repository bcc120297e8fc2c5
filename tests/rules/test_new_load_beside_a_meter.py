"""New load on a metered service comes on top of the demand, in the check and in the load calculation alike (220.87)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evsite.model.finding import Severity
from evsite.rules import check
from evsite.sitefile.loading import loads
from evsite.studies.load_calculation import load_calculation

SITE = """\
[site]
nec = {nec}
[supplies.U]
kind = "service"
rating = "{rating}"
system = "208Y/120"
metered = {{ peak = "{peak}", days = 365, generation = false, peak_shaving = false }}
[panels.P]
fed_from = "U"
main = "400 A"
spaces = 42
[circuits.C]
panel = "P"
count = 3
breaker = "{breaker}"
phases = ["AB", "BC", "CA"]
[stations.S]
max_current = "{current}"
count = 3
circuits = "C"
"""
LOAD = '[loads.{name}]\non = "{on}"\ncurrent = "{current}"\ncontinuous = {continuous}\n{status}'


def load(name, current, status=None, *, on="U", continuous="false"):
    said = "" if status is None else f'status = "{status}"\n'
    return LOAD.format(name=name, on=on, current=current, continuous=continuous, status=said)


def site(*more, nec=2020, rating="400 A", peak="200 A", breaker="40 A", current="32 A"):
    return loads(SITE.format(nec=nec, rating=rating, peak=peak, breaker=breaker, current=current) + "".join(more))


def reported(made):
    return [each for each in check(made, select=["EV120"], remedies=False).findings if each.code == "EV120"]


def verdict(made):
    """The worst of the comparisons with a metered peak, as the load calculation has it."""
    worst = None
    for each in load_calculation(made)[0].own.checks:
        if each.kind.startswith("metered") and not each.fits_managed:
            worst = Severity.ERROR if each.strict or worst is Severity.ERROR else Severity.WARNING
    return worst


@pytest.mark.parametrize(
    ("current", "status", "severity"),
    [
        # 1.25 x 200 A + sqrt(3) x 32 A = 305.43 A of 400 A; with 125 % on chargers 319.28 A
        ("94 A", "new", Severity.WARNING),
        ("95 A", "new", Severity.ERROR),
        ("80 A", "new", None),
        ("95 A", "existing", None),
        ("94 A", None, None),
        ("95 A", None, Severity.WARNING),
    ],
)
def test_new_load_comes_on_top_and_existing_load_is_part_of_the_demand(current, status, severity):
    made = site(load("L", current, status))
    assert [each.severity for each in reported(made)] == ([] if severity is None else [severity])
    assert verdict(made) == severity


def test_the_sum_names_every_part():
    (finding,) = reported(site(load("L", "95 A", "new")))
    assert finding.message == (
        "U, line A: 1.25 x 200 A metered + 55.4 A of vehicles + 95 A of new load = 400.4 A, above 400 A"
    )
    (finding,) = reported(site(load("L", "60 A", "new", continuous="true"), load("M", "10 A", "new")))
    assert finding.message == (
        "U, line A: with 125 % on vehicles too, 1.25 x (200 A metered + 55.4 A + 60 A of new load) + "
        "10 A of new load = 404.3 A, above 400 A"
    )
    (finding,) = reported(site(load("L", "95 A")))
    assert "+ 95 A of load that may be new = 400.4 A" in finding.message


def test_a_load_behind_a_panel_counts_too_and_one_on_a_line_on_that_line():
    below = load("L", "95 A", "new", on="P")
    assert [each.severity for each in reported(site(below))] == [Severity.ERROR]
    (finding,) = reported(site(below + 'phases = "BN"\n'))
    assert finding.message.startswith("U, line B: ")


@pytest.mark.parametrize(("nec", "severity"), [(2020, None), (2023, Severity.ERROR), (2026, None)])
def test_chargers_count_7200_va_beside_a_metered_demand_where_the_edition_asks_for_it(nec, severity):
    """1.25 x 280 A + sqrt(3) x 16 A = 377.7 A; each at 7,200 VA / 208 V = 34.6 A: 350 + 59.96 = 409.96 A of 400 A."""
    made = site(nec=nec, peak="280 A", breaker="20 A", current="16 A")
    found = reported(made)
    assert [each.severity for each in found] == ([] if severity is None else [severity])
    assert verdict(made) == severity
    assert not found or "60 A of vehicles at 7,200 VA each or more = 410 A" in found[0].message


@given(
    amps=st.lists(st.integers(1, 80), min_size=1, max_size=4),
    statuses=st.lists(st.sampled_from(["new", "existing", None]), min_size=4, max_size=4),
    continuous=st.lists(st.sampled_from(["true", "false"]), min_size=4, max_size=4),
    peak=st.integers(150, 300),
    nec=st.sampled_from([2017, 2020, 2023, 2026]),
    current=st.sampled_from(["16 A", "32 A"]),
)
def test_check_and_load_calculation_judge_a_metered_service_alike(amps, statuses, continuous, peak, nec, current):
    more = [
        load(f"L{at}", f"{each} A", statuses[at], on="UP"[at % 2], continuous=continuous[at])
        for at, each in enumerate(amps)
    ]
    made = site(*more, nec=nec, peak=f"{peak} A", current=current)
    assert [each.severity for each in reported(made)] == [each for each in [verdict(made)] if each]
