"""A whole site from its file to messages: what comes out is what is published for it, in every version."""

import json
from pathlib import Path

import pytest

GOLDENS = json.loads((Path(__file__).parent / "ocpp_messages.json").read_text())
VERSIONS = {"v16": "1.6", "v201": "2.0.1", "v21": "2.1"}
SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "1200 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "1200 A"
[circuits]
AB = { panel = "P", phases = "AB", count = 7, breaker = "100 A" }
BC = { panel = "P", phases = "BC", count = 7, breaker = "100 A" }
CA = { panel = "P", phases = "CA", count = 7, breaker = "100 A" }
[stations]
AB = { circuits = "AB", ports = 1, max_current = "80 A", count = 7, fallback = "1.8 kW" }
BC = { circuits = "BC", ports = 1, max_current = "80 A", count = 7, fallback = "1.8 kW" }
CA = { circuits = "CA", ports = 1, max_current = "80 A", count = 7, fallback = "1.8 kW" }
[groups.G]
on = "P"
limit = "320 A"
[[groups.G.schedule]]
days = "Mon-Fri"
from = "06:00"
to = "12:00"
limit = "169.25 A"
[[groups.G.schedule]]
days = "Mon-Fri"
from = "18:00"
to = "24:00"
limit = "169.25 A"
[[groups.G.schedule]]
days = "Mon-Fri"
from = "12:00"
to = "18:00"
limit = "0 A"
"""
"""Seven ports of 80 A on each pair of lines: a line carries 7 times the root of 3 times a share, so 320 A are 26.3932 A
for each port. On weekdays there is less from 06:00 on, and nothing from 12:00 to 18:00. 1.8 kW are 8.653846 A at
208 V."""


@pytest.mark.parametrize("key", VERSIONS)
@pytest.mark.parametrize(("purpose", "case"), [("fallback", "fallback"), ("static", "weekly"), ("station", "station")])
def test_a_site_gives_the_published_messages(evsite, tmp_path, monkeypatch, key, purpose, case):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(SITE)
    words = ("--version", VERSIONS[key], "--station", "AB1", "--purpose", purpose)
    # an offset without changes of the clock: a week without an end
    words = (*words, "--zone", "-08:00", "--from", "2026-01-05", "--format", "json")
    result = evsite("export", "ocpp", "site.toml", *words)
    assert result.exit_code == 0, result.stderr
    (sent,) = json.loads(result.stdout)["messages"]
    assert (sent["station"], sent["purpose"], sent["message"]) == ("AB1", purpose, GOLDENS[key][case])
