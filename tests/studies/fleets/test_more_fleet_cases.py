"""Fleets as a depot would write them, site, trips and tariff, beside values that another method has found for them."""

import json
from pathlib import Path

import pytest
from fleet_sums import worst_excess

from evsite.sitefile.loading import loads
from evsite.sitefile.tariffs.load import load_tariff
from evsite.sitefile.trips.loading import load_trips
from evsite.studies.fleets.plan import plan_fleets
from evsite.tariffs.step_prices import demand_names

CASES = json.loads((Path(__file__).parent / "more_fleet_cases.json").read_text())["cases"]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_stages_have_the_values_of_another_method_and_limits_hold(case, tmp_path):
    options = dict(case["options"])
    prices, rows = tmp_path / f"tariff.{case['tariff_format']}", tmp_path / "trips.csv"
    prices.write_text(case["tariff"])
    rows.write_text(case["trips"])
    site, tariff = loads(case["site"]), load_tariff(prices)
    step_min, so_far_kw = options.pop("step_min"), options.pop("peak_so_far_kw", None)
    trips = load_trips(rows, site, **options)
    if "need_kwh" in case["expected"]:
        assert [trip.need_kwh for trip in trips.trips] == pytest.approx(case["expected"]["need_kwh"])
    peaks_kw = {} if so_far_kw is None else dict.fromkeys(demand_names(tariff), so_far_kw)
    plan = plan_fleets(site, trips, tariff=tariff, step_min=step_min, peak_so_far_kw=peaks_kw)
    found = [(stage.kind, stage.rank) for stage in plan.stages]
    assert found == [(kind, rank) for kind, rank, _ in case["expected"]["stages"]]
    for stage, (_, _, value) in zip(plan.stages, case["expected"]["stages"], strict=True):
        near = case["tolerance"]["usd" if stage.kind == "cost" else "kwh"]
        assert stage.value == pytest.approx(value, abs=near)
    assert worst_excess(site, plan) <= 1e-9
