"""Six complete designs have no errors; what goes wrong in practice is found in them, with remedies that work."""

from __future__ import annotations

from pathlib import Path

import pytest

from evsite.model.finding import Severity
from evsite.rules import check
from evsite.rules.example_site import Example
from evsite.sitefile.edits import apply_edits
from evsite.sitefile.loading import loads

DESIGNS = Path(__file__).parent.parent / "examples" / "designs"
NAMES = ("depot", "highway-dc", "hotel", "house", "multifamily-40", "workplace-jumpers")


def design(name: str) -> Example:
    """A design, to be edited."""
    return Example((DESIGNS / f"{name}.toml").read_text(encoding="utf-8"))


def errors(text: str) -> set[tuple[str, tuple[object, ...]]]:
    """The errors of a site file, by code and place."""
    return {(each.code, each.path) for each in check(loads(text)).findings if each.severity is Severity.ERROR}


def test_the_folder_holds_these_designs():
    assert sorted(path.stem for path in DESIGNS.glob("*.toml")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_design_has_neither_errors_nor_warnings(name):
    found = check(loads(str(design(name)))).findings
    assert [(each.code, each.message) for each in found if each.severity is not Severity.INFO] == []


HOUSE, HIGHWAY, GARAGE, WORK, DEPOT, HOTEL = (
    design(name) for name in ("house", "highway-dc", "multifamily-40", "workplace-jumpers", "depot", "hotel")
)
BREAKS = {
    "a breaker of 50 A for 48 A units": (HOUSE.edited("circuits.EV", breaker="50 A"), "EV101"),
    "a house that draws more than was thought": (HOUSE.edited("loads.House", current="120 A"), "EV403"),
    "a conductor a size too small": (HOUSE.edited("circuits.EV.conductor", size="8 AWG"), "EV201"),
    "NM-B at the size for THWN-2": (HOUSE.edited("circuits.EV.conductor", insulation="NM-B"), "EV202"),
    "an equipment grounding conductor too small": (HOUSE.edited("circuits.EV.conductor", egc="12 AWG"), "EV206"),
    "80 A units without a disconnect": (
        HOUSE.edited("circuits.EV", breaker="100 A", count=1)
        .edited("circuits.EV.conductor", size="3 AWG", egc="8 AWG")
        .edited("stations.EV", max_current="80 A", disconnect=False, count=1),
        "EV302",
    ),
    "a main too small for four stations": (HIGHWAY.edited("panels.MSB", main="800 A"), "EV403"),
    "no ground-fault protection at 1,000 A": (
        HIGHWAY.edited("supplies.Utility", gfpe=False).edited("panels.MSB", gfpe=False),
        "EV117",
    ),
    "devices that cannot break the fault": (HIGHWAY.edited("panels.MSB", interrupting="22 kA"), "EV116"),
    "a breaker at the current of the station": (HIGHWAY.edited("circuits.DC", breaker="200 A"), "EV101"),
    "a feeder that does not carry 125 %": (HIGHWAY.edited("circuits.DC.conductor", size="4/0 AWG"), "EV202"),
    "a setpoint above 80 % of the main": (GARAGE.edited("groups.EV1", limit="225 A"), "EV401"),
    "too little for 3.3 kW each": (GARAGE.edited("groups.EV1", limit="150 A"), "EV407"),
    "a secondary device far above the transformer": (GARAGE.edited("supplies.TX", secondary_breaker="1000 A"), "EV114"),
    "a panel with too few spaces": (GARAGE.edited("panels.DP", spaces=4), "EV107"),
    "settings that anybody can change": (GARAGE.edited("groups.EV1", restricted_access=False), "EV312"),
    "a bus smaller than its main": (GARAGE.edited("panels.EV1", bus="225 A"), "EV108"),
    "a feeder breaker below what its group lets through": (
        GARAGE.edited("panels.EV1.feeder", breaker="225 A"),
        "EV401",
    ),
    "primary conductors that are too thin": (
        GARAGE.edited("supplies.TX.feeder.conductor", size="4/0 AWG"),
        "EV201",
    ),
    "a raceway that is too full": (WORK.edited("circuits.C.conductor", trade_size="1/2", size="6 AWG"), "EV212"),
    "a tap that is too long": (WORK.edited("panels.EV", feeder={"tap": True}), "EV215"),
    "a limit that the feeder does not carry": (WORK.edited("groups.EV", limit="210 A"), "EV401"),
    "a thin service": (WORK.edited("supplies.Utility.conductor", size="3/0 AWG"), "EV201"),
    "a sub-panel without its group": (WORK.without("groups.EV"), "EV403"),
    "less by day than stations draw offline": (DEPOT.edited("groups.Vans.schedule.0", limit="100 A"), "EV409"),
    "secondary conductors of 40 ft": (DEPOT.edited("supplies.TX", secondary_length="40 ft"), "EV209"),
    "a transformer too small for its group": (DEPOT.edited("supplies.TX", rating="112.5 kVA"), "EV114"),
    "a metered peak that leaves too little": (HOTEL.edited("supplies.Utility.metered", peak="900 A"), "EV120"),
    "a record of three weeks": (HOTEL.edited("supplies.Utility.metered", days=20), "EV120"),
    "a station in no group": (
        HOTEL.edited("circuits.G", count=18)
        .edited("stations.G", count=18)
        .edited("groups.Guests", members=["G1", "G2", "G3"])
        .without("groups.Guests.on"),
        "EV404",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BREAKS)
def test_what_breaks_in_practice_is_found_with_remedies_that_work(name):
    """Each edit that is offered makes the finding go, and brings no error that was not there."""
    broken, code = BREAKS[name]
    text = str(broken)
    before = errors(text)
    found = [each for each in check(loads(text)).findings if each.code == code and each.status != "not checked"]
    assert found
    for finding in found:
        assert finding.remedy
        for edits in finding.fix.edits:
            mended = apply_edits(text, edits)
            assert errors(mended) <= before
            assert finding.message not in [each.message for each in check(loads(mended)).findings]
