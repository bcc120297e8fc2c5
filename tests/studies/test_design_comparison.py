"""Two designs side by side: what is told is what the reports tell, from either side, and a rename is a rename."""

import dataclasses
import json
import shutil
import tomllib
from pathlib import Path

import pytest
import tomli_w

from evsite.documents.changes import compared_documents
from evsite.documents.package.every import ALLOWANCES
from evsite.model.finding import SiteFileError
from evsite.output.text.design_words import change_words
from evsite.sitefile.document import LoadedSite
from evsite.sitefile.loading import loads, read
from evsite.studies.comparison.design import worked_out_design
from evsite.studies.comparison.design_changes import compared_facts
from evsite.studies.comparison.design_facts import FactReader, changed_facts
from evsite.studies.comparison.design_matching import KINDS, Matching
from evsite.studies.comparison.design_ports import compared_ports, port_states
from evsite.studies.comparison.designs import compare_designs
from test_renaming import AWKWARD, new_names, renamed, reordered

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
SITES = sorted(EXAMPLES.glob("*.toml"))
FLIPPED = {"better": "worse", "worse": "better"}
BASE = """
[site]
name = "Lot"
nec = 2023
application = "all-day-parking"
[supplies.U]
kind = "service"
rating = "600 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "400 A"
spaces = 42
[circuits.C]
panel = "P"
count = 8
breaker = "100 A"
poles = 2
conductor = { size = "1 AWG", material = "Cu", length = "120 ft", raceway = "EMT" }
[stations.S]
model = "CP6021B-80A"
count = 4
circuits = "C"
disconnect = true
[groups.G]
on = "P"
policy = "equal"
limit = "240 A"
"""


def design(text):
    return worked_out_design(LoadedSite.of(loads(text)), ALLOWANCES)


def compared(before, after):
    return compare_designs(design(before), design(after))


def fact(found, kind, key):
    (change,) = [each for each in found.facts if (each.kind, each.key) == (kind, key)]
    return change.before, change.after


@pytest.fixture(scope="module")
def base():
    return design(BASE)


@pytest.fixture
def report(evsite, tmp_path):
    """The JSON report of a text."""

    def reported(text):
        file = tmp_path / "one.toml"
        file.write_text(text, encoding="utf-8")
        return json.loads(evsite("report", str(file), "--format", "json").stdout)

    return reported


# --- one change -------------------------------------------------------------------------------------------------------

CHANGES = {
    "main": ('main = "400 A"', 'main = "200 A"', "panel", "main_a", (400.0, 200.0)),
    "breaker": ('breaker = "100 A"', 'breaker = "90 A"', "circuit", "breaker_a", (100.0, 90.0)),
    "limit": ('limit = "240 A"', 'limit = "200 A"', "group", "limit_a", (240.0, 200.0)),
    "policy": ('policy = "equal"', 'policy = "proportional"', "group", "policy", ("equal", "proportional")),
    "length": ('length = "120 ft"', 'length = "90 ft"', "circuit", "conductor.length_ft", (120.0, 90.0)),
    "model": ("CP6021B-80A", "CP6011B-80A", "station", "model.id", ("cp6021b-80a", "cp6011b-80a")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_key_that_changes_is_reported_with_both_values(base, name):
    old, new, kind, key, values = CHANGES[name]
    found = compare_designs(base, design(BASE.replace(old, new)))
    assert fact(found, kind, key) == values


@pytest.mark.parametrize("change", [('limit = "240 A"', 'limit = "160 A"'), ("count = 4", "count = 3")])
def test_what_ports_get_is_what_the_reports_of_both_files_say(base, report, change):
    after = BASE.replace(*change)
    found = compare_designs(base, design(after))
    reported = {
        side: {each["port"]: each for each in report(text)["ports"]}
        for side, text in (("before", BASE), ("after", after))
    }
    seen = set()
    for each in found.ports:
        for port in each.ports:
            seen.add(port)
            for side in ("before", "after"):
                state, figures = getattr(each, side), reported[side].get(port)
                assert (state is None) == (figures is None)
                if state is not None:
                    guaranteed, in_use = figures["guaranteed"], figures["all_in_use"]
                    assert state.guaranteed_current_a == pytest.approx(guaranteed["current_a"], rel=1e-10)
                    assert state.guaranteed_power_kw == pytest.approx(guaranteed["power_kw"], rel=1e-10)
                    assert state.guaranteed_range_mi_per_h == pytest.approx(guaranteed["range_mi_per_h"], rel=1e-10)
                    assert state.proof == guaranteed["proof"]
                    assert state.all_in_use_current_a == pytest.approx(in_use["current_a"], rel=1e-10)
                    assert (state.rated_a, state.max_a) == (figures["rated_a"], figures["max_a"])
    assert seen == reported["before"].keys()


def test_a_lower_limit_is_worse_and_a_higher_one_better_by_as_many_ports(base):
    lower = compare_designs(base, design(BASE.replace("240 A", "160 A")))
    higher = compare_designs(base, design(BASE.replace("240 A", "320 A")))
    assert (lower.verdict, higher.verdict) == ("worse", "better")
    assert {each.number for each in (*lower.reasons, *higher.reasons) if each.basis == "guaranteed"} == {8}


@pytest.mark.parametrize(("factor", "verdicts"), [(1 + 1e-7, (0, 0)), (1.001, (1, 0)), (0.999, (0, 1))])
def test_what_a_search_leaves_open_of_a_number_is_no_gain_and_no_loss(base, factor, verdicts):
    states = port_states(base.report)
    others = {
        name: dataclasses.replace(each, guaranteed_power_kw=each.guaranteed_power_kw * factor)
        for name, each in states.items()
    }
    found = compared_ports(states, others, Matching(base.loaded.site, base.loaded.site))
    assert (any(each.gains for each in found), any(each.losses for each in found)) == verdicts
    assert bool(found) == any(verdicts)


def test_ports_that_change_alike_are_one_class(base):
    classes = compare_designs(base, design(BASE.replace("240 A", "160 A"))).ports
    assert sum(len(each.ports) for each in classes) == 8
    assert len({(each.before, each.after) for each in classes}) == len(classes) < 4


def test_more_stations_are_new_ports_that_cost_the_others_something(base):
    bigger = BASE.replace("count = 8", "count = 10").replace("count = 4", "count = 5")
    found = compare_designs(base, design(bigger))
    assert found.verdict == "mixed"
    assert {(each.kind, each.names) for each in found.added} == {
        ("circuit", ("C9", "C10")),
        ("station", ("S5",)),
        ("port", ("S5.1", "S5.2")),
    }
    assert [each.ports for each in found.ports if each.before is None] == [("S5.1", "S5.2")]


def test_home_runs_and_feet_are_those_of_the_bill(base):
    half = BASE.replace("count = 8", "count = 4").replace("disconnect = true", "disconnect = true\njumper = true")
    after = design(half)
    totals = {each.key: (each.before, each.after) for each in compare_designs(base, after).totals}
    assert totals["home_runs"] == (8, 4)
    assert totals["jumper_kits"] == (0, 4)
    assert totals["breakers"] == (8, 4)
    feet = [
        sum(line.number for line in each.built.bill.lines if line.quantity.item.category == "wire")
        for each in (base, after)
    ]
    assert totals["conductor_ft"] == tuple(feet)
    assert feet[1] < feet[0]


# --- findings ---------------------------------------------------------------------------------------------------------


def test_an_error_is_new_from_one_side_and_fixed_from_the_other(base):
    broken = design(
        BASE.replace('breaker = "100 A"', 'breaker = "60 A"')
        .replace("disconnect = true", 'disconnect = true\nmax_current = "80 A"')
        .replace('model = "CP6021B-80A"', "ports = 2")
    )
    there, back = compare_designs(base, broken), compare_designs(broken, base)
    new = [each.finding for each in there.findings if (each.state, each.finding.severity) == ("new", "error")]
    fixed = [each.finding for each in back.findings if (each.state, each.finding.severity) == ("fixed", "error")]
    assert new
    assert new == fixed
    assert (there.passes_before, there.passes_after, there.new_errors) == (True, False, len(new))
    assert (back.passes_before, back.passes_after, back.new_errors) == (False, True, 0)


def test_findings_are_known_by_what_they_are_about_and_not_by_line_or_words():
    warned = BASE.replace('limit = "240 A"', 'limit = "50 A"')
    moved = "# a line\n\n" + warned.replace('limit = "50 A"', 'limit = "49 A"')
    found = compared(warned, moved)
    assert found.counts[1].kept > 0
    assert [each for each in found.findings if each.finding.severity == "warning"] == []


def test_what_is_newly_ignored_is_not_called_fixed():
    warned = BASE.replace('limit = "240 A"', 'limit = "50 A"')
    (code, *_) = {each.code for each in design(warned).checked.findings if each.severity == "warning"}
    ignored = warned + f'\n[[ignore]]\nrule = "{code}"\npath = "*"\nreason = "known"\n'
    states = {each.state for each in compared(warned, ignored).findings if each.finding.code == code}
    assert states == {"now ignored"}
    back = {each.state for each in compared(ignored, warned).findings if each.finding.code == code}
    assert back == {"no longer ignored"}


# --- the same, renamed, mirrored --------------------------------------------------------------------------------------


def nothing(found):
    return all(
        not getattr(found, each)
        for each in (
            "reasons",
            "findings",
            "ports",
            "proofs",
            "added",
            "removed",
            "renamed",
            "facts",
            "runs",
            "bill",
            "statements",
        )
    ) and all(each.before == each.after for each in found.totals)


@pytest.mark.parametrize("name", ["office", "dc-and-ac", "load-study"])
def test_a_design_is_no_different_from_itself(name):
    one, other = (worked_out_design(read(EXAMPLES / f"{name}.toml"), ALLOWANCES) for _ in range(2))
    found = compare_designs(one, other)
    assert found.verdict == "same"
    assert nothing(found)
    assert compared_documents(one.loaded.site, other.loaded.site, Matching(one.loaded.site, other.loaded.site)) == ()


def mirrored(found):
    """What a comparison tells, with the sides exchanged and without order."""
    swap = {"new": "fixed", "fixed": "new", "now ignored": "no longer ignored", "no longer ignored": "now ignored"}
    names = {
        (each.kind, after): before
        for each in found.renamed
        for after, before in zip(each.names, each.before_names, strict=True)
    }

    def there(kind, listed):
        """Names as the other side has them."""
        kinds = ("circuit", "panel", "supply") if kind is None else (kind,)
        return sorted(next((names[each, name] for each in kinds if (each, name) in names), name) for name in listed)

    return {
        "verdict": FLIPPED.get(found.verdict, found.verdict),
        "reasons": {({"gain": "loss", "loss": "gain"}[e.direction], e.basis, e.number) for e in found.reasons},
        "findings": sorted((swap[e.state], e.finding.code, e.finding.message) for e in found.findings),
        "ports": sorted(
            (there("port", e.ports), repr(e.after), repr(e.before), e.losses, e.gains) for e in found.ports
        ),
        "proofs": {(e.about, e.kind, tuple(there(e.kind, e.owners)), e.after, e.before) for e in found.proofs},
        "added": {(e.kind, e.names) for e in found.removed},
        "removed": {(e.kind, e.names) for e in found.added},
        "facts": {(e.kind, tuple(there(e.kind, e.names)), e.key, e.after, e.before) for e in found.facts},
        "totals": {(e.key, e.after, e.before) for e in found.totals},
        "runs": {(e.kind, tuple(there(None, e.names)), e.after, e.before) for e in found.runs},
        "bill": {(e.item, e.use, e.status, e.computed, e.after, e.before) for e in found.bill},
        "statements": {
            ({"added": "removed", "removed": "added"}[e.direction], e.kind, e.text) for e in found.statements
        },
    }


def as_told(found):
    """The same of a comparison as it is: twice mirrored."""
    return {
        "verdict": found.verdict,
        "reasons": {(e.direction, e.basis, e.number) for e in found.reasons},
        "findings": sorted((e.state, e.finding.code, e.finding.message) for e in found.findings),
        "ports": sorted((sorted(e.ports), repr(e.before), repr(e.after), e.gains, e.losses) for e in found.ports),
        "proofs": {(e.about, e.kind, tuple(sorted(e.owners)), e.before, e.after) for e in found.proofs},
        "added": {(e.kind, e.names) for e in found.added},
        "removed": {(e.kind, e.names) for e in found.removed},
        "facts": {(e.kind, tuple(sorted(e.names)), e.key, e.before, e.after) for e in found.facts},
        "totals": {(e.key, e.before, e.after) for e in found.totals},
        "runs": {(e.kind, tuple(sorted(e.names)), e.before, e.after) for e in found.runs},
        "bill": {(e.item, e.use, e.status, e.computed, e.before, e.after) for e in found.bill},
        "statements": {(e.direction, e.kind, e.text) for e in found.statements},
    }


PAIRS = [
    ("office", "office-jumpers"),
    ("office", "office-schedule"),
    ("dc-and-ac", "express-plus"),
    ("campus", "office"),
]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_other_way_round_everything_is_reported_the_other_way_round(pair):
    one, other = (worked_out_design(read(EXAMPLES / f"{name}.toml"), ALLOWANCES) for name in pair)
    assert mirrored(compare_designs(one, other)) == as_told(compare_designs(other, one))


@pytest.mark.slow
@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
def test_other_names_and_another_order_are_no_gain_and_no_loss(path, tmp_path):
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    names = new_names(tables, read(path).site, len(path.stem) % len(AWKWARD))
    shutil.copytree(EXAMPLES / "data", tmp_path / "data")
    file = tmp_path / path.name
    file.write_text(tomli_w.dumps(reordered(renamed(tables, names))), encoding="utf-8")
    before, after = (worked_out_design(read(each), ALLOWANCES) for each in (path, file))
    found = compare_designs(before, after)
    assert found.verdict == "changed"
    assert found.ports == ()
    assert found.added == found.removed == ()
    assert found.runs == found.bill == ()
    assert {(each.finding.name, each.state) for each in found.findings} <= {
        ("name-characters", "new"),
        ("name-characters", "fixed"),
    }
    assert [each for each in found.facts if each.kind != "site"] == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("40 kVA", "45 kVA", ["limit 40 to 45 kVA"]),
        ("40 kW", "45 kW", ["limit 40 to 45 kW"]),
        ("40 kW", "40 kVA", ["limit 40 kW (no longer given)", "limit 40 kVA (not given before)"]),
    ],
)
def test_a_limit_of_power_has_the_unit_of_its_kind(before, after, told):
    text = (EXAMPLES / "office.toml").read_text(encoding="utf-8")
    header = "[groups.EV1]\n"
    assert text.count(header) == 1
    sites = [loads(text.replace(header, f'{header}limit = "{each}"\n')) for each in (before, after)]
    one, other = (FactReader(lambda _, name: name).facts(site.groups["EV1"]) for site in sites)
    found = [each for each in changed_facts(one, other) if each[0].startswith("limit")]
    assert [change_words(*each) for each in found] == told


def test_a_rename_alone_changes_no_document():
    text = (EXAMPLES / "office.toml").read_text(encoding="utf-8")
    others = text
    for old, new in (
        *(("supplies.T1", "supplies.TX"), ('"T1"', '"TX"'), ("panels.EV1", "panels.P9"), ('= "EV1"', '= "P9"')),
        *(("circuits.C]", "circuits.K]"), ('circuits = "C"', 'circuits = "K"'), ("stations.S]", "stations.T]")),
        ("groups.EV1", "groups.Park"),
    ):
        assert old in others
        others = others.replace(old, new)
    before, after = loads(text), loads(others)
    assert compared_documents(before, after, Matching(before, after)) == ()
    assert compared_documents(before, loads(others.replace('"400 A"', '"350 A"', 1)), Matching(before, after)) != ()


# --- every key --------------------------------------------------------------------------------------------------------


def edits(tables, path=()):
    """Sites that differ from one in one value: numbers changed, flags turned, and keys taken out."""
    for key, value in tables.items():
        here = (*path, key)
        if isinstance(value, dict):
            yield from edits(value, here)
        elif isinstance(value, bool):
            yield here, not value
        elif isinstance(value, str) and value[:1].isdigit():
            number, _, unit = value.partition(" ")
            if number.replace(".", "", 1).isdigit() and unit:
                yield here, f"{float(number) * 0.9:g} {unit}"
        elif isinstance(value, str):
            yield here, f"{value} 2"
        if not isinstance(value, dict):
            yield here, None


def edited(tables, path, value):
    copy = json.loads(json.dumps(tables, default=str))
    table = copy
    for key in path[:-1]:
        table = table[key]
    if value is None:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    return tomli_w.dumps(copy)


def seen_at_once(before, after, figures):
    """Whether things or their facts differ, for which nothing has to be worked out."""
    matching = Matching(before, after)
    return any(matching.added(kind) or matching.removed(kind) for kind in KINDS) or bool(
        matching.new_names() or compared_facts(figures, figures, (before, after), matching)
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["office", "dc-and-ac", "office-schedule", "multifamily", "designs/hotel"])
def test_every_key_that_is_edited_is_seen(name):
    text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    plain = tomli_w.dumps(json.loads(json.dumps(tables, default=str)))
    before = loads(plain)
    first = worked_out_design(LoadedSite.of(before), ALLOWANCES)
    figures = dataclasses.replace(first.report, groups=())
    tried = 0
    for path, value in edits(tables):
        try:
            after = loads(edited(tables, path, value))
        except SiteFileError:
            continue
        tried += 1
        if not seen_at_once(before, after, figures):
            found = compare_designs(first, worked_out_design(LoadedSite.of(after), ALLOWANCES))
            # a key that says what holds without it is the one edit that changes nothing
            assert found.verdict != "same" or value is None, (path, value)
    assert tried > 10
