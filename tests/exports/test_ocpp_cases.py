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
for each port. On weekdays there is less from 06:00 on, and nothing from 12:00 to 18:00. 1.8 kW are 8.653846 A."""
DEPOT = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "240/120"
[circuits.C]
panel = "U"
breaker = "60 A"
[stations.S]
circuit = "C"
max_current = "48 A"
fallback = "8 A"
[fleets.Vans]
rank = 1
ports = ["S"]
[groups.G]
members = ["S"]
limit = "48 A"
[[groups.G.schedule]]
from = "18:00"
to = "22:00"
limit = "0 A"
[[groups.G.schedule]]
from = "04:00"
to = "06:00"
limit = "0 A"
"""
TRIPS = """vehicle,fleet,port,arrive,depart,energy_kwh
V1,Vans,S.1,2026-01-05 18:00,2026-01-06 06:00,90
"""


def test_nothing_of_a_plan_is_exported_without_trips(evsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(DEPOT)
    (tmp_path / "trips.csv").write_text(TRIPS)
    undated = TRIPS.replace("2026-01-05 18:00,2026-01-06 06:00", "Mon 18:00,Tue 06:00")
    (tmp_path / "undated.csv").write_text(undated)
    for words, message in (
        (("--purpose", "plan"), "--trips and --purpose plan go together"),
        (("--trips", "trips.csv"), "--trips and --purpose plan go together"),
        (("--tariff", "x"), "--tariff is about plans; it goes with --purpose plan"),
        (("--purpose", "plan", "--trips", "undated.csv"), "these trips have no dates"),
        (("--purpose", "plan", "--trips", "trips.csv", "--out", "trips.csv"), "is read"),
    ):
        zone = () if "undated.csv" in words else ("--zone", "-08:00")
        result = evsite("export", "ocpp", "site.toml", *words, *zone)
        assert (result.exit_code, result.stdout) == (2, ""), words
        assert message in result.stderr
    assert (tmp_path / "trips.csv").read_text() == TRIPS


@pytest.mark.parametrize("key", VERSIONS)
def test_a_plan_gives_the_published_message(evsite, tmp_path, monkeypatch, key):
    """Six hours of 11.52 kW, between hours in which nothing may be drawn."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text(DEPOT)
    (tmp_path / "trips.csv").write_text(TRIPS)
    words = ("--version", VERSIONS[key], "--purpose", "plan", "--trips", "trips.csv", "--zone", "-08:00")
    words = (*words, "--unit", "W", "--transaction", "S.1=4711", "--format", "json")
    result = evsite("export", "ocpp", "site.toml", *words)
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    (sent,) = document["messages"]
    assert (sent["purpose"], sent["vehicle"], sent["message"]) == ("plan", "V1", GOLDENS[key]["plan"])
    assert [note["kind"] for note in document["notes"]] == ["plan-short", "plan-when"]
    later = evsite("export", "ocpp", "site.toml", *words, "--from", "2026-01-06T06:00")
    assert json.loads(later.stdout)["messages"] == []


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
