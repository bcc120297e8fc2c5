"""Ten small fleets, each computed by two independent methods beforehand (`fleet_cases.json` says which)."""

import pytest
from fleet_sites import CASES, case_site, case_tariff, case_trips, peaks_so_far
from fleet_sums import worst_excess

from evsite.studies.fleets.plan import plan_fleets

KWH, USD = 1e-4, 1e-3
KWH_PHASORS, USD_PHASORS = 2e-3, 5e-3


def planned(case, **options):
    # the vehicles of P10 need 6 A, the others have the usual minimum of 8 A
    site = case_site(case, min_current="6 A" if case["id"] == "P10" else None)
    return site, plan_fleets(
        site,
        case_trips(case),
        tariff=case_tariff(case),
        step_min=case["step_min"],
        peak_so_far_kw=peaks_so_far(case),
        **options,
    )


@pytest.mark.parametrize("name", CASES)
def test_stages_have_the_values_that_two_other_methods_found(name):
    case = CASES[name]
    _, plan = planned(case)
    expected = case["expected"]
    phasors = "bounds" in expected
    kwh, usd = (KWH_PHASORS, USD_PHASORS) if phasors else (KWH, USD)
    for fleet, value in expected["shortfall_kwh"].items():
        own = [
            short
            for short, trip in zip(plan.shortfall_kwh.tolist(), plan.trips.trips, strict=True)
            if trip.fleet == fleet
        ]
        assert sum(own) == pytest.approx(value, abs=kwh)
        stage = next(each for each in plan.stages if each.kind == "shortfall" and each.fleet == fleet)
        assert stage.value == pytest.approx(value, abs=kwh)
        assert stage.proved
    for fleet, value in expected.get("asap_kwh_hours", {}).items():
        stage = next(each for each in plan.stages if each.kind == "delay" and each.fleet == fleet)
        assert stage.value == pytest.approx(value, abs=kwh)
        assert stage.proved
    if "cost_usd" in expected:
        assert plan.cost_usd == pytest.approx(expected["cost_usd"], abs=usd)
    else:
        assert plan.cost_usd is None


@pytest.mark.parametrize("name", CASES)
def test_schedules_keep_limits_windows_and_needs(name):
    case = CASES[name]
    site, plan = planned(case)
    assert worst_excess(site, plan) <= 1e-9
