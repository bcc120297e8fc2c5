"""`evsite compare-policies` as JSON: a contract. Keys carry their units; times are minutes and moments of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.allocation.policies import policy_named
from evsite.model.week import show_moment
from evsite.network.titles import limit_title, limited_by_title
from evsite.output.json.documents import assumed, envelope
from evsite.output.json.writer import number

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.policy_results import (
        DriverOutcome,
        LimitPeak,
        PolicyComparison,
        PolicyOutcome,
        PolicyRun,
        ScenarioComparison,
    )

Document = dict[str, Any]


def policies_document(site: Site, comparison: PolicyComparison) -> Document:
    """One moment under every policy."""
    return {
        **envelope(site.source.filename),
        "slot_h": number(comparison.slot_h),
        "policies": [_outcome(site, outcome) for outcome in comparison.outcomes],
        "notes": [*comparison.notes, *assumed(site)],
    }


def _outcome(site: Site, outcome: PolicyOutcome) -> Document:
    return {
        "policy": outcome.policy,
        "total_kw": number(outcome.total_kw),
        "least": {"amps": number(outcome.least_a), "kw": number(outcome.least_kw), "port": outcome.least_port},
        "waiting": list(outcome.waiting),
        "too_little": list(outcome.too_little),
        "slots": outcome.slots,
        "longest_wait_h": number(outcome.longest_wait_h),
        "trade_off": policy_named(outcome.policy).trade_off,
        "ports": [
            {
                "port": share.port,
                "amps": number(share.amps_a),
                "kw": number(share.power_kw),
                "state": share.state,
                "limited_by": limited_by_title(site, share.limited_by),
                "wait_h": number(share.wait_h),
            }
            for share in outcome.shares
        ],
    }


def scenario_document(site: Site, scenario: str, comparison: ScenarioComparison) -> Document:
    """A scenario under every policy; minutes count from Monday 00:00 of the week in which it starts."""
    return {
        **envelope(site.source.filename),
        "scenario": scenario,
        "start_min": comparison.start_min,
        "slot_h": number(comparison.slot_h),
        "policies": [_run(site, run) for run in comparison.runs],
        "notes": [*comparison.notes, *assumed(site)],
    }


def _run(site: Site, run: PolicyRun) -> Document:
    return {
        "policy": run.policy,
        "energy_kwh": number(run.energy_kwh),
        "peak_kw": number(run.peak_kw),
        "peak_at": show_moment(int(run.peak_at_min)),
        "full": run.full,
        "least_served": number(run.least_served),
        "mean_wait_h": number(run.mean_wait_h),
        "trade_off": policy_named(run.policy).trade_off,
        "drivers": [_driver(driver) for driver in run.drivers],
        "limits": [_limit(site, peak) for peak in run.limits],
    }


def _driver(driver: DriverOutcome) -> Document:
    return {
        "port": driver.port,
        "arrived": show_moment(driver.arrived_min),
        "arrived_min": driver.arrived_min,
        "end_min": number(driver.end_min),
        "wanted_kwh": number(driver.wanted_kwh),
        "energy_kwh": number(driver.energy_kwh),
        "served": number(driver.served),
        "full_min": number(driver.full_min),
        "waited_h": number(driver.waited_h),
        "longest_wait_h": number(driver.longest_wait_h),
        "too_little_h": number(driver.short_h),
    }


def _limit(site: Site, peak: LimitPeak) -> Document:
    unit = peak.unit.lower()
    return {
        "limit": limit_title(site, peak.limit),
        f"peak_{unit}": number(peak.load),
        f"limit_{unit}": number(peak.value),
        "at": show_moment(int(peak.at_min)),
    }
