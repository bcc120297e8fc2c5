"""What a remedy says makes the finding go away, and nothing much larger would have."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from snippets import circuit, group, shared, site, stations

from evsite.model.remedy import NOTHING
from evsite.rules import check, check_loaded
from evsite.rules.example_site import WIRED
from evsite.rules.rule_list import find_rule
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.edits import apply_edits, stretches
from evsite.sitefile.loading import loads


def remedy(toml: str, code: str) -> str:
    return next(finding.remedy for finding in check(loads(toml)).findings if finding.code == code)


def has(toml: str, code: str) -> bool:
    return any(finding.code == code for finding in check(loads(toml)).findings)


STAY = 'hours_plugged_in = "8 h"\nmiles_needed = "40 mi"'


@pytest.mark.parametrize("system", ["208Y/120", "240/120"])
@pytest.mark.parametrize(
    ("code", "ports", "keys"),
    [("EV406", 17, ""), ("EV406", 12, ""), ("EV407", 9, 'min_power = "3.3 kW"'), ("EV410", 7, ""), ("EV412", 13, STAY)],
)
def test_fewer_ports_on_a_shared_circuit(code, ports, keys, system):
    text = shared(ports, site_keys=keys, system=system)
    most = int(re.search(r"at most (\d+) port", remedy(text, code))[1])
    assert not has(shared(most, site_keys=keys, system=system), code)
    assert has(shared(most + 1, site_keys=keys, system=system), code)


def twenty(ports: int, more: str = "", main: str = "400 A") -> str:
    text = site(
        circuit(breaker="100 A", more="count = 20")
        + stations("80 A", more=f"count = {ports}\ndisconnect = true")
        + more,
        rating="4000 A",
    )
    return text.replace('main = "400 A"\nbus = "400 A"', f'main = "{main}"\nbus = "{main}"')


def test_each_way_out_of_an_overloaded_panel():
    said = remedy(twenty(20), "EV403")
    most, main, limit = re.fullmatch(
        r"at most (\d+) ports, or a (\d+ A) main and a \2 bus, or a group on EV1 of at most ([\d.]+ A)", said
    ).groups()
    assert not has(twenty(int(most)), "EV403")
    assert has(twenty(int(most) + 1), "EV403")
    assert not has(twenty(20, main=main), "EV403")
    assert not has(twenty(20, group("EV1", f'on = "EV1"\nlimit = "{limit}"')), "EV403")


@pytest.mark.parametrize("load_a", [0.0, 33.3, 100.0, 250.7])
def test_the_limit_that_is_left_after_other_load(load_a):
    def text(limit: str) -> str:
        return twenty(
            20, group("EV1", f'on = "EV1"\nlimit = "{limit}"') + f'[loads.L]\non = "EV1"\ncurrent = "{load_a} A"\n'
        )

    limit = re.search(r'limit = "([\d.]+ A)"', remedy(text("330 A"), "EV401"))[1]
    assert not has(text(limit), "EV401")
    assert has(text(f"{float(limit[:-2]) + 0.1:.1f} A"), "EV401")


@pytest.mark.parametrize("current_a", [16, 24, 30, 32, 40, 48, 50, 64, 72, 80])
def test_the_breaker_that_a_station_needs(current_a):
    def text(breaker: str) -> str:
        return site(circuit(breaker=breaker) + stations(f"{current_a} A", more="disconnect = true"))

    breaker = re.search(r"an? (\d+ A) breaker", remedy(text("15 A"), "EV101"))[1]
    assert not has(text(breaker), "EV101")
    assert (
        int(breaker[:-2])
        == {16: 20, 24: 30, 30: 40, 32: 40, 40: 50, 48: 60, 50: 70, 64: 80, 72: 90, 80: 100}[current_a]
    )


def test_a_remedy_inside_a_conductor_that_is_written_as_one_text():
    text = str(WIRED.edited("circuits.C", conductor="3 AWG THWN-2"))
    (finding,) = (each for each in check(loads(text)).findings if each.code == "EV203")
    assert 'conductor = { size = "3 AWG THWN-2", terminal = "60 °C" }' in apply_edits(text, finding.fix.edits[0])
    (shown,) = stretches(LoadedSite.of(loads(text)).document, finding.fix.alternatives[0])
    assert shown.text == '{ size = "3 AWG THWN-2", terminal = "60 °C" }'


@pytest.mark.parametrize("code", ["EV101", "EV102", "EV121", "EV403"])
def test_findings_whose_remedies_nobody_sees_are_the_same_otherwise(code):
    loaded = LoadedSite.of(loads(str(find_rule(code).failing[0])))
    given, without = (check_loaded(loaded, **options).findings for options in ({"remedies": False}, {"shown": False}))
    assert code in {finding.code for finding in given}
    for finding, other in zip(given, without, strict=True):
        assert other.fix in (finding.fix, NOTHING)
        assert replace(other, fix=finding.fix) == finding
