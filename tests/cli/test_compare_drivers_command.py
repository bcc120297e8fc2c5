"""`evsite compare` with sessions: the same drivers in both, with the figures of `evsite simulate` and its bills."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import output_schema

SITE = """
[site]
name = "Lot"
nec = 2023
application = "workplace"
[supplies.U]
kind = "service"
rating = "600 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "400 A"
[circuits.C]
panel = "P"
count = 4
breaker = "100 A"
poles = 2
[stations.S]
model = "CP6021B-80A"
count = 2
circuits = "C"
[groups.G]
on = "P"
policy = "equal"
limit = "240 A"
"""
ROWS = (
    "S1.1,2024-06-28 08:00,2024-06-28 12:00,40 kWh\n"
    "S1.2,2024-06-28 08:30,2024-06-28 11:00,30 kWh\n"
    "S2.1,2024-06-28 08:30,2024-06-28 17:00,20 kWh\n"
    "S2.2,2024-07-01 09:00,2024-07-01 11:00,25 kWh\n"
    "S1.1,2024-07-01 09:00,2024-07-01 11:00,25 kWh\n"
)
ZONE = ("--zone", "America/Los_Angeles")
TARIFF = ("--tariff", "sce-tou-ev-8-2018")  # without its fixed charge


@pytest.fixture
def lot(tmp_path):
    """Both designs and the sessions; a design is the text with something replaced."""

    def written(*changes):
        files = tmp_path / "before.toml", tmp_path / "after.toml", tmp_path / "sessions.csv"
        text = SITE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        files[0].write_text(SITE)
        files[1].write_text(text)
        files[2].write_text("port,arrival,leave,energy\n" + ROWS)
        return files

    return written


LOWER = ('limit = "240 A"', 'limit = "60 A"')


def compared(evsite, *words):
    document = json.loads(evsite("compare", *words, "--format", "json").stdout)
    Draft202012Validator(output_schema("compare")).validate(document)
    return document["real_drivers"]


def simulated(evsite, file, *words):
    own = ("--policy", "as-designed", "--lift", "0", "--no-bound", "--format", "json")
    return json.loads(evsite("simulate", file, *words, *own).stdout)["policies"][0]


def saved_usd(found):
    """What is saved by the totals of both sides as they are printed."""
    one, other = (round(sum(each[key] for each in found["months"]), 2) for key in ("before_usd", "after_usd"))
    return one - other


@pytest.mark.parametrize("shared", [(), ("--ports", "3", "--waitlist", "fifo")])
def test_figures_are_those_of_a_simulation_of_each_file(evsite, lot, shared):
    before, after, sessions = lot(LOWER)
    words = ("--sessions", sessions, *ZONE, *TARIFF, *shared)
    found = compared(evsite, before, after, "--no-documents", *words)
    one, other = simulated(evsite, before, *words), simulated(evsite, after, *words)
    assert (found["before"]["service"], found["after"]["service"]) == (one, other)
    assert found["more_full"] == other["tally"]["full"] - one["tally"]["full"] < 0
    more_kwh = other["tally"]["total_energy_kwh"] - one["tally"]["total_energy_kwh"]
    assert found["more_kwh"] == pytest.approx(more_kwh, rel=1e-9)
    assert found["saved_usd"] == pytest.approx(one["bill"]["total_usd"] - other["bill"]["total_usd"])
    months = [
        (month["month"], month["total_usd"], other_month["total_usd"])
        for month, other_month in zip(one["bill"]["months"], other["bill"]["months"], strict=True)
    ]
    assert [(each["month"], each["before_usd"], each["after_usd"]) for each in found["months"]] == months
    assert [each["month"] for each in found["months"]] == ["2024-06", "2024-07"]
    assert not any(each["whole"] or each["complete"] for each in found["months"])


def test_the_text_says_what_is_saved_what_it_costs_drivers_and_what_the_bill_lacks(evsite, lot):
    before, after, sessions = lot(LOWER)
    words = ("--sessions", sessions, *ZONE, *TARIFF)
    found = compared(evsite, before, after, "--no-documents", *words)
    text = evsite("compare", before, after, "--no-documents", *words).stdout
    when = "2 months, 2024-06 to 2024-07 (partly covered and incomplete)"
    bill = f"the bill is {saved_usd(found):,.2f} USD lower in {when}"
    assert f"real drivers: {bill}, {-found['more_full']} fewer drivers leave full" in text
    for month in found["months"]:
        sides = f"{month['before_usd']:,.2f} to {month['after_usd']:,.2f} USD"
        assert f"bill of {month['month']} (partly covered and incomplete): {sides}" in text
    assert "not in the bill: fixed charge not in the file" in text
    # every assumption is told, however many lines that takes
    section = text[text.index("\nreal drivers\n") :].split("\n\n")[0]
    for note in found["before"]["service"]["bill"]["notes"]:
        assert note in section


def test_the_same_file_twice_is_no_difference(evsite, lot):
    before, _, sessions = lot()
    done = evsite("compare", before, before, "--no-documents", "--sessions", sessions, *ZONE, *TARIFF)
    assert done.stdout.splitlines()[1] == "same: no difference"
    assert "the bill is the same in 2 months" in done.stdout
    assert "as many drivers leave full and the same energy is delivered" in done.stdout


def test_a_port_that_is_renamed_is_the_same_port(evsite, lot):
    before, after, sessions = lot(("[stations.S]", "[stations.Row]"))
    for pair in ((before, after), (after, before)):
        found = compared(evsite, *pair, "--no-documents", "--sessions", sessions, *ZONE)
        assert (found["more_full"], found["more_kwh"], found["months"]) == (0, 0, [])
        assert found["saved_usd"] is None


def test_ports_that_one_design_lacks_are_named_and_may_be_shared(evsite, lot):
    before, after, sessions = lot(("count = 4", "count = 2"), ("count = 2\ncircuits", "count = 1\ncircuits"))
    after.write_text(after.read_text().replace("[stations.S]", "[stations.S1]").replace("count = 1\n", ""))
    words = ("--no-documents", "--sessions", sessions, *ZONE)
    for pair, side in (((before, after), "second"), ((after, before), "first")):
        done = evsite("compare", *pair, *words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert f"S2.1 and S2.2, and the {side} design has no such port; --waitlist or --ports N" in done.stderr
    found = compared(evsite, before, after, *words, "--waitlist", "need")
    assert (found["before"]["shared_ports"], found["after"]["shared_ports"]) == (4, 2)


def test_a_site_is_compared_with_its_regular_installation(evsite, lot, tmp_path):
    _, after, sessions = lot(LOWER)
    regular = tmp_path / "regular.toml"
    words = ("--sessions", sessions, *ZONE, *TARIFF)
    assert evsite("compare", after, "--write-regular", regular).exit_code == 0
    found = compared(evsite, after, *words)
    assert found["before"]["service"] == simulated(evsite, regular, *words)
    assert found["after"]["service"] == simulated(evsite, after, *words)
    assert found["before"]["policies"] == []
    for name in ("text", "markdown"):
        shown = evsite("compare", after, *words, "--format", name).stdout
        assert f"the bill is {saved_usd(found):,.2f} USD lower in 2 months" in re.sub(r"\\(.)", r"\1", shown)


def test_made_up_drivers_are_the_same_in_both(evsite, lot):
    before, after, _ = lot(LOWER)
    words = ("--drivers", "6", "--days", "3", "--start", "2026-06-01", *ZONE)
    found = compared(evsite, before, after, "--no-documents", *words)
    assert [found[side]["service"]["tally"]["sessions"] for side in ("before", "after")] == [
        found["sessions"]["sessions"]
    ] * 2
    assert found["after"]["service"] == simulated(evsite, after, *words)


def test_names_are_no_markup_in_a_comment(evsite, lot):
    before, after, sessions = lot(LOWER)
    odd = sessions.rename(sessions.with_name("<b>x.csv"))
    odd.write_text(odd.read_text().replace("S2.2,", "<i>y</i>,"))
    words = ("--sessions", odd, "--unknown", "skip", *ZONE, "--no-documents", "--format", "markdown")
    shown = evsite("compare", before, after, *words).stdout
    assert "real drivers" in shown
    assert "<b>" not in shown
    assert "<i>" not in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (TARIFF, "--tariff is about sessions; it goes with --sessions or --drivers"),
        (("--drivers", "3", "--ports", "9"), "--ports: found 9, and one of the designs has 4"),
        (("--drivers", "3", *TARIFF), "--start and --zone give dates"),
        (("--sessions", "-", "--tariff", "-"), "standard input (-) can be read only once"),
        (("--sessions", "x.csv", "--drivers", "3"), "--drivers does not go with --sessions"),
    ],
)
def test_what_cannot_be_asked_for_is_wrong_usage(evsite, lot, words, said):
    before, after, _ = lot()
    for files in ((before, after), (before,)):
        done = evsite("compare", *files, *words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr
