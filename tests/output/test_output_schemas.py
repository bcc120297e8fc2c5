"""What commands write as JSON fits the published schemas, which list every key."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from evsite.output.json.schemas import OUTPUTS, output_schema

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "examples").rglob("*.toml"))
GOOD = [name for name in EXAMPLES if "broken" not in name]
ARRIVALS = "port,time,energy,leave\n{port},Mon 08:00,10 kWh,Mon 12:00\n"
ROTATING = """
[supplies.U]
kind = "service"
rating = "100 A"
system = "240/120"
[panels.P]
fed_from = "U"
main = "100 A"
[circuits.C]
panel = "P"
count = 2
breaker = "40 A"
poles = 2
[stations.S]
ports = 1
max_current = "32 A"
count = 2
circuits = "C"
[groups.G]
on = "P"
limit = "8 A"
"""


def fits(name, result):
    document = json.loads(result.stdout)
    errors = Draft202012Validator(output_schema(name)).iter_errors(document)
    assert [f"{error.json_path}: {error.message}"[:300] for error in errors] == []
    return document


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_schema_is_valid_current_and_printed(evsite, project, name):
    schema = output_schema(name)
    Draft202012Validator.check_schema(schema)
    printed = evsite("schema", "--output", name).stdout
    assert json.loads(printed) == schema
    assert (project / "docs" / "schemas" / f"{name}.schema.json").read_text() == printed


@pytest.mark.parametrize("name", OUTPUTS)
def test_no_object_may_have_a_key_that_is_not_listed(name):
    for title, definition in output_schema(name)["$defs"].items():
        assert definition["additionalProperties"] is False, title
        assert definition["required"], title
        assert definition["description"], title


def test_there_is_no_schema_beside_those_of_the_commands(project):
    assert sorted(path.name for path in (project / "docs" / "schemas").iterdir()) == sorted(
        f"{name}.schema.json" for name in OUTPUTS
    )


@pytest.mark.parametrize("file", EXAMPLES)
def test_check_fits(evsite, project, file):
    fits("check", evsite("check", file, "--format", "json"))


def test_check_of_several_files_fits_and_so_do_ignored_findings(evsite, project, tmp_path):
    (tmp_path / "site.toml").write_text(ROTATING + '[[ignore]]\ncode = "EV409"\nreason = "wanted"\n')
    document = fits("check", evsite("check", *EXAMPLES, tmp_path / "site.toml", "--format", "json"))
    assert len(document["files"]) == len(EXAMPLES) + 1
    fits("check", evsite("check", tmp_path / "site.toml", "--format", "json"))


@pytest.mark.slow
@pytest.mark.parametrize("file", GOOD[::2])
def test_report_allocate_table_and_policies_fit(evsite, project, file, tmp_path):
    document = fits("report", evsite("report", file, "--conductors", "--format", "json"))
    fits("report", evsite("report", file, "--at", "Mon 13:00", "--vehicles", "all", "--format", "json"))
    fits("allocate", evsite("allocate", file, "--format", "json"))
    fits("table", evsite("table", file, "--upto", "12", "--vehicles", "all", "--format", "json"))
    fits("compare-policies", evsite("compare-policies", file, "--format", "json"))
    fits("diagnose", evsite("diagnose", file, "--at", "Mon 13:00", "--format", "json"))
    arrivals = tmp_path / "arrivals.csv"
    arrivals.write_text(ARRIVALS.format(port=document["ports"][0]["port"]))
    fits("simulate", evsite("simulate", file, "--sessions", arrivals, "--all", "--format", "json"))


def test_a_rotation_and_offline_ports_fit(evsite):
    document = fits("allocate", evsite("allocate", "-", "--format", "json", stdin=ROTATING))
    assert len(document["slots"]) == 2
    fits("allocate", evsite("allocate", "-", "--offline", "S1.1", "--format", "json", stdin=ROTATING))
    fits("report", evsite("report", "-", "--format", "json", stdin=ROTATING))
    fits("report", evsite("report", "-", "--format", "json", stdin=ROTATING.partition("[groups")[0]))
    fits("compare-policies", evsite("compare-policies", "-", "--format", "json", stdin=ROTATING))
    fits("table", evsite("table", "-", "--at", "Mon 13:00", "--format", "json", stdin=ROTATING))


def test_a_comparison_of_designs_fits(evsite, project):
    for pair in (("office", "office-jumpers"), ("office", "broken/overloaded-panel"), ("dc-and-ac", "multifamily")):
        files = [f"examples/{name}.toml" for name in pair]
        document = fits("compare", evsite("compare", *files, "--format", "json"))
        assert document["facts"]
        assert document["documents"]


def test_a_load_study_fits(evsite, project):
    document = fits("load-study", evsite("load-study", "examples/load-study.toml", "--on", "Main", "--format", "json"))
    assert document["lines"]


def test_a_size_fits(evsite):
    words = ("size", "--system", "240/120", "--existing", "40 A", "--format", "json")
    document = fits("size", evsite(*words, "--service", "200 A"))
    assert document["designs"]
    document = fits("size", evsite(*words, "--service", "40 A"))
    assert (document["designs"], document["refusal"] is None) == ([], False)


@pytest.mark.slow
def test_what_is_known_beside_sites_fits(evsite):
    rules = fits("rules", evsite("rules", "--format", "json"))["rules"]
    fits("rules", evsite("rules", "--profiles", "--format", "json"))
    fits("catalog", evsite("catalog", "--format", "json"))
    fits("catalog", evsite("catalog", "features", "--format", "json"))
    fits("catalog", evsite("catalog", "vehicles", "--format", "json"))
    fits("catalog", evsite("catalog", "tariffs", "--format", "json"))
    for rule in rules:
        fits("explain", evsite("explain", rule["code"], "--format", "json"))
    for word in ("slot", "min_current", "disconnect", "groups", "supplies.system", "panels.spaces", "catalog.settings"):
        assert fits("explain", evsite("explain", word, "--format", "json"))["keys"]


UNITS = (
    *("a", "va", "kw", "kva", "kwh", "v", "mi_per_h", "mi", "h", "min", "days", "ft", "c", "percent", "per_kwh"),
    *("usd", "usd_per_month", "s"),
)
RATIOS = {
    "factor",
    "efficiency",
    "energy_of_possible",
    "energy_of_wanted",
    "full_of_possible",
    "full_of_stated",
    "least_served",
    "limit_ratio",
    "load_factor",
    "missing_share",
    "power_factor",
    "ratio",
    "ratio_advised",
    "ratio_by_power",
    "ratio_of_chart",
    "oversubscription_by_ports",
    "oversubscription_by_power",
    "served",
    "share_of_bound",
    "soc",
    "soc_at_departure",
    "target_soc",
    "time_all_get_minimum",
    "time_share",
    "unstated_of_possible",
    "would_be_ratio",
}
SPREAD = {"least", "p5", "median", "p95", "greatest"}
COUNTED_IN_THEIR_NAME = {"days", "days_of_record", "hours"}


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_number_has_its_unit_in_its_key(name):
    for title, definition in output_schema(name)["$defs"].items():
        ratios = RATIOS | ({"ports", "power"} if title == "Oversubscription" else set())
        # the values of a fact of any kind, whose own key beside them has the unit
        ratios |= {"before", "after"} if title == "FactChange" else set()
        # the figure is called by its own key
        ratios |= {"Distribution": SPREAD, "SpreadInterval": {"from", "to"}}.get(title, set())
        # of shares alone
        ratios |= {"Interval": {"low", "high"}, "Quantiles": {"p5", "p50", "p95"}}.get(title, set())
        for key, schema in definition["properties"].items():
            reported = "number" in str(schema.get("type")) or "number" in str(schema.get("items"))
            if reported and key not in ratios | COUNTED_IN_THEIR_NAME:
                assert key.endswith(tuple(f"_{unit}" for unit in UNITS)), (title, key)


def test_one_quantity_has_one_type_wherever_it_is_reported():
    found = {}
    for name in OUTPUTS:
        for title, definition in output_schema(name)["$defs"].items():
            for key, schema in definition["properties"].items():
                if key.endswith(tuple(f"_{unit}" for unit in UNITS)) and "integer" not in str(schema):
                    found.setdefault(key, {})[title] = "number" in str(schema)
    assert {key: where for key, where in found.items() if not all(where.values())} == {}


def told_units(document):
    """What limits of power are told in, by title, in the lists of limits of an allocation and a report."""
    lists = [document.get(key, []) for key in ("limits", "equipment", "fallbacks")]
    rows = [row for rows in lists for row in rows]
    return {
        (row["limit"]["title"], key.removeprefix("limit_")) for row in rows for key in row if key.startswith("limit_")
    }


@pytest.mark.parametrize(("limit", "unit"), [("5 kW", "kw"), ("5 kVA", "kva"), ("20 A", "a")])
def test_a_limit_is_reported_in_the_unit_that_it_is_set_in_and_a_rating_of_power_in_kva(evsite, limit, unit):
    text = ROTATING.replace('"service"', '"transformer"').replace('rating = "100 A"', 'rating = "25 kVA"')
    text = text.replace("8 A", limit)
    report = json.loads(evsite("report", "-", "--format", "json", stdin=text).stdout)
    assert f"limit_{unit}" in report["groups"][0]
    for document in (report, json.loads(evsite("allocate", "-", "--format", "json", stdin=text).stdout)):
        reported = told_units(document)
        assert {each for title, each in reported if title.startswith("group G")} == {unit}
        assert {each for title, each in reported if title.startswith("transformer U kVA")} <= {"kva"}
    assert ("transformer U kVA", "kva") in reported  # of the allocation, which lists every limit
