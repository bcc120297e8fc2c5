"""What one- and two-family dwellings are not asked for."""

from __future__ import annotations

import pytest
from snippets import circuit, site, stations

from evsite.model.finding import SiteFileError
from evsite.rules import check
from evsite.sitefile.loading import loads

SHUTOFF = 'emergency_shutoff_distance = "50 ft"\nemergency_shutoff_in_sight = true'
FAR = SHUTOFF.replace("50", "120")


@pytest.mark.parametrize(
    ("keys", "severities"),
    [
        ("", ["warning"]),
        ('dwelling = "one-family"', []),
        ('dwelling = "two-family"\nemergency_shutoff = false', []),
        ('dwelling = "one-family"\n' + FAR, []),
        ('dwelling = "one-family"\napplication = "multifamily"', []),
        ('dwelling = "multifamily"', ["warning"]),
        ('dwelling = "multifamily"\nemergency_shutoff = false', ["error"]),
        ('application = "hotel"\nemergency_shutoff = false', ["error"]),
        ("emergency_shutoff = false", ["warning"]),
        ('dwelling = "multifamily"\nemergency_shutoff = true\nemergency_shutoff_in_sight = true', ["info"]),
        ('dwelling = "multifamily"\n' + FAR, ["error"]),
        ('dwelling = "multifamily"\nemergency_shutoff_distance = "50 ft"', ["warning"]),
        ('dwelling = "multifamily"\n' + SHUTOFF, []),
        ('dwelling = "multifamily"\n' + SHUTOFF.replace("true", "false"), ["error"]),
    ],
)
def test_only_what_is_declared_makes_an_emergency_shutoff_an_error(keys: str, severities: list[str]) -> None:
    text = site(circuit(breaker="40 A") + stations("32 A"), nec=2026, site_keys=keys)
    found = check(loads(text), select={"EV303"}).findings
    assert [finding.severity.value for finding in found] == severities


def test_an_emergency_shutoff_that_is_not_there_has_no_distance() -> None:
    text = site(circuit(breaker="40 A") + stations("32 A"), site_keys="emergency_shutoff = false\n" + SHUTOFF)
    with pytest.raises(SiteFileError, match="emergency_shutoff is false, but its distance is given"):
        loads(text)
