"""`explain`, `rules`, `catalog`, `schema` and the help."""

import json
import re
import typing
from importlib import import_module

import pytest

from evsite.cli.app import PANELS, module_of


def test_a_rule_is_explained_by_code_or_name_with_the_change_that_makes_it_pass(evsite):
    text = evsite("explain", "ev101").stdout
    assert text == evsite("explain", "branch-continuous-load").stdout
    assert text.startswith("EV101 branch-continuous-load (error)\n")
    for title in ("what it asks", "why", "source"):
        assert f"\n{title}\n" in text
    change = text.partition("\nthis change makes it pass\n")[2]
    assert '\n  -breaker = "35 A"\n  +breaker = "40 A"\n' in change
    assert "[supplies.U]" not in change
    colored = evsite("explain", "ev101", "--color", "always").stdout
    assert '\x1b[31m  -breaker = "35 A"\x1b[0m\n\x1b[32m  +breaker = "40 A"\x1b[0m\n' in colored


def test_the_change_leads_from_the_failing_example_to_the_passing_one_and_shows_no_whole_file():
    from evsite.output.text.example_difference import example_difference
    from evsite.output.topics import all_topics

    for topic in all_topics().values():
        if not (topic.failing and topic.passing):
            continue
        changed = example_difference(topic)
        failing, passing = (example[0].strip().splitlines() for example in (topic.failing, topic.passing))
        gone, new = ([line[1:].rstrip() for line in changed if line.startswith(sign)] for sign in "-+")
        assert gone or new, topic.code
        assert set(gone) <= set(map(str.rstrip, failing)), topic.code
        assert set(new) <= set(map(str.rstrip, passing)), topic.code
        assert len(changed) < len(failing) + len(passing), topic.code


def test_an_unknown_rule_has_neighbours(evsite):
    result = evsite("explain", "unknown-kye")
    assert result.exit_code == 2
    assert "did you mean unknown-key" in result.stderr


def test_a_key_is_explained_with_all_that_it_takes(evsite, golden):
    text = evsite("explain", "groups.policy").stdout
    golden("explain-key.txt", text)
    assert text == evsite("explain", "[groups.EV1.policy]").stdout == evsite("explain", "policy").stdout
    (key,) = json.loads(evsite("explain", "policy", "--format", "json").stdout)["keys"]
    assert (key["paths"], key["default"], key["required"]) == (["groups.*.policy"], "equal", False)
    assert key["values"] == ["equal", "proportional", "fcfs"]
    assert "FIFO" in key["spellings"]
    assert {"EV408", "EV415"} <= {rule["code"] for rule in key["rules"]}


def test_a_key_of_several_tables_is_listed_with_all_of_them(evsite, golden):
    golden("explain-keys.txt", evsite("explain", "min_current").stdout)
    keys = json.loads(evsite("explain", "min_current", "--format", "json").stdout)["keys"]
    assert [key["paths"] for key in keys][:2] == [["site.min_current"], ["stations.*.min_current"]]


def test_a_word_that_names_a_rule_and_a_key_is_reported_as_both(evsite):
    text = evsite("explain", "disconnect").stdout
    assert text.startswith("EV302 disconnect")
    assert text.endswith("\nstations.disconnect is a key too: evsite explain stations.disconnect\n")
    document = json.loads(evsite("explain", "disconnect", "--format", "json").stdout)
    assert document["rule"]["code"] == "EV302"
    assert [key["paths"] for key in document["keys"]] == [["stations.*.disconnect"]]
    assert "rule" not in json.loads(evsite("explain", "stations.disconnect", "--format", "json").stdout)


@pytest.mark.parametrize(
    ("word", "near"), [("polcy", "policy"), ("groups.polcy", "groups.policy"), ("EV1011", "EV101"), ("\x1b[2J", "")]
)
def test_what_is_neither_rule_nor_key_has_neighbours(evsite, word, near):
    result = evsite("explain", word)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f" {near}" in result.stderr.split("did you mean")[1] if near else "lists all rules" in result.stderr
    assert "\x1b" not in result.stderr


def test_what_is_no_code_or_key_leads_to_what_may_be_meant(evsite):
    assert evsite("explain", "groups", "limit").stdout == evsite("explain", "groups.limit").stdout
    codes = re.search(r"is cited by (.+): evsite explain", evsite("explain", "NEC 240.21(C)").stderr)[1]
    for code in re.findall(r"EV\d+", codes):
        assert "240.21(C)" in evsite("explain", code).stdout
    assert "evsite help report" in evsite("explain", "report").stderr
    assert "evsite explain '[catalog]'" in evsite("explain", "catalog").stdout


@pytest.mark.parametrize(("word", "code"), [("overloaded", "EV403"), ("miles", "EV412"), ("copper", "EV204")])
def test_a_word_leads_to_the_rules_that_have_it(evsite, word, code):
    result = evsite("explain", word)
    assert (result.exit_code, result.stdout) == (2, "")
    codes, first = re.search(r"the word is in (.+): evsite explain (EV\d+)$", result.stderr.strip()).groups()
    assert code in codes
    assert codes.startswith(first)


def test_several_codes_are_explained_one_at_a_time(evsite):
    result = evsite("explain", "EV403", "EV101")
    assert (result.exit_code, result.stderr) == (2, "evsite: one at a time: evsite explain EV403\n")


def test_every_key_is_explained_on_80_columns():
    from evsite.output.text.explain import render_explained
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.output.topics import key_topics
    from evsite.sitefile.keys import all_keys

    for key in all_keys():
        lines = render_explained(None, key_topics(key.paths[0]), TerminalStyle(width=80)).splitlines()
        assert max(map(len, lines)) <= 80, key.paths


def test_every_rule_is_listed_and_explained(evsite):
    listed = json.loads(evsite("rules", "--format", "json").stdout)["rules"]
    assert len(listed) > 30
    for rule in listed:
        document = json.loads(evsite("explain", rule["code"], "--format", "json").stdout)
        assert document["rule"]["name"] == rule["name"]
        assert document["rule"]["asks"]
    assert len(evsite("rules").stdout.splitlines()) == len(listed) + 1


@pytest.mark.slow
def test_no_explanation_holds_characters_that_make_it_no_text(evsite):
    codes = [rule["code"] for rule in json.loads(evsite("rules", "--format", "json").stdout)["rules"]]
    reported = [evsite("explain", code).stdout for code in codes] + [evsite("rules", "--format", "markdown").stdout]
    for text in reported:
        assert all(character.isprintable() or character == "\n" for character in text)


def test_the_ways_to_decide_the_local_minimum_are_keys_that_decide_it(evsite, project):
    text = (project / "examples" / "ten-ports-one-circuit.toml").read_text()
    needs = "not checked: the least power that the jurisdiction asks for needs "
    found = evsite("check", "-", "--select", "EV407", "--format", "concise", "--show-not-checked", stdin=text).stdout
    ways = found.split(needs)[1].splitlines()[0]
    assert ways == 'min_power = "...", profile = "..." or profile = "none" for no minimum'
    for way in ('min_power = "1.5 kW"', 'profile = "menlo-park"', 'profile = "none"'):
        decided = text.replace("[site]", f"[site]\n{way}")
        assert needs not in evsite("check", "-", "--format", "concise", "--show-not-checked", stdin=decided).stdout


def test_the_catalogue_is_filtered(evsite):
    every = json.loads(evsite("catalog", "--format", "json").stdout)["stations"]
    assert len(every) > 30
    some = json.loads(
        evsite(
            "catalog", "cp6021", "--maker", "chargepoint", "--min-amps", "80", "--ports", "2", "--format", "json"
        ).stdout
    )
    assert [station["model"] for station in some["stations"]] == ["cp6021b-80a"]
    assert "unsure" in evsite("catalog").stdout
    assert "no station" in evsite("catalog", "nothing like it").stderr


def test_the_committed_schema_is_current(evsite, project):
    assert evsite("schema").stdout == (project / "docs" / "site.schema.json").read_text()


def test_every_example_is_valid_by_the_schema_and_wrong_words_are_not(evsite, project):
    import tomli
    from jsonschema import Draft202012Validator

    schema = json.loads(evsite("schema").stdout)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for path in project.glob("examples/*.toml"):
        assert list(validator.iter_errors(tomli.loads(path.read_text()))) == [], path.name
    assert list(validator.iter_errors(tomli.loads((project / "examples/broken/wrong-words.toml").read_text())))


@pytest.mark.parametrize("command", ["", *PANELS])
def test_help_is_plain_and_names_its_options(evsite, golden, command):
    result = evsite(*filter(None, [command]), "--help", env={"COLUMNS": "100"})
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.isprintable() or "\x1b" not in result.stdout
    golden(f"help{'-' if command else ''}{command}.txt", "\n".join(map(str.rstrip, result.stdout.split("\n"))))


@pytest.mark.parametrize("command", PANELS)
def test_no_word_of_a_help_text_is_taken_for_markup(evsite, command):
    module = import_module(module_of(command))
    shown = evsite(command, "--help", env={"COLUMNS": "400"}).stdout
    annotations = typing.get_type_hints(module.command, include_extras=True)
    helps = [typing.get_args(each)[1].help for name, each in annotations.items() if name != "return"]
    for text in [module.command.__doc__.splitlines()[0], *helps]:
        assert text.replace("\\[", "[") in shown


def test_the_help_has_a_panel_for_each_kind_of_command(evsite):
    lines = evsite("--help", env={"COLUMNS": "80"}).stdout.splitlines()
    titles = [line.strip("╭─╮ ") for line in lines if line.startswith("╭")]
    assert titles == ["Options", "Check", "Numbers", "Documents", "Size", "Time", "Many sites", "Exchange", "Reference"]
    assert max(map(len, lines)) == 80


def test_every_command_stands_in_the_help_by_its_name(evsite):
    lines = evsite("--help", env={"COLUMNS": "80"}).stdout.splitlines()
    rows = [line.strip("│").split() for line in lines if line.startswith("│ ") and not line.startswith("│  ")]
    assert [words[0] for words in rows if not words[0].startswith("-")] == list(PANELS)


@pytest.mark.parametrize(
    ("arguments", "message", "see"),
    [
        (["alocate", "x.toml"], "no such command 'alocate'; did you mean allocate?", "evsite"),
        (["check", "--fromat", "json"], "no such option: --fromat; did you mean --format?", "evsite check"),
        (
            ["report", "--conductor", "x.toml"],
            "no such option: --conductor; did you mean --conductors?",
            "evsite report",
        ),
        (["check", "--format"], "option '--format' requires an argument.", "evsite check"),
        (
            ["check", "--fail-on", "errors"],
            "invalid value for '--fail-on': 'errors' is not one of 'error', 'warning', 'info', 'never'.",
            "evsite check",
        ),
        (["report"], "missing argument 'FILE'.", "evsite report"),
        (["report", "a.toml", "b.toml"], "got unexpected extra argument(s) (b.toml)", "evsite report"),
        (["\x1b[31m", "x"], "no such command '\\x1b[31m'; evsite help lists them", "evsite"),
    ],
)
def test_wrong_usage_is_one_plain_message(evsite, arguments, message, see):
    result = evsite(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"evsite: {message}\nevsite: see {see} --help\n"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("hlep", "help"),
        ("CHECK", "check"),
        ("comp", "compare or compare-policies"),
        ("policies", "compare-policies"),
        ("load_study", "load-study"),
        ("lint", "check"),
        ("design", "size"),
        ("ev403", "evsite explain EV403"),
        ("lot.toml", "evsite check lot.toml"),
        ("x" * 100_000, None),
    ],
)
def test_a_command_that_there_is_not_names_those_that_may_be_meant(evsite, word, meant):
    result = evsite(word, "x")
    assert (result.exit_code, result.stdout) == (2, "")
    ends = f"; did you mean {meant}?" if meant else "; evsite help lists them"
    assert result.stderr.splitlines()[0].endswith(ends)


def test_every_name_from_elsewhere_leads_to_a_command():
    from evsite.cli.command_names import _CALLED_ELSEWHERE

    assert set(_CALLED_ELSEWHERE.values()) <= set(PANELS)
    assert not set(_CALLED_ELSEWHERE) & set(PANELS)


@pytest.mark.parametrize("command", ["", *PANELS])
def test_help_of_a_command_is_that_of_the_command(evsite, command):
    words = [command] if command else []
    assert evsite("help", *words).stdout == evsite(*words, "--help").stdout


@pytest.mark.parametrize("word", ["EV101", "branch-continuous-load", "groups.limit", "seattle", "panels.House"])
def test_help_of_a_code_or_key_is_what_explain_says(evsite, word):
    assert evsite("help", word) == evsite("explain", word)


def test_help_of_anything_else_names_commands(evsite):
    result = evsite("help", "chekc")
    assert result == (2, "", "evsite: no command, rule or key is called 'chekc'; did you mean check?\n")
    assert "evsite help lists the commands" in evsite("help", "zzzz").stderr


@pytest.mark.parametrize(
    ("word", "path"),
    [("groups.*.limit", "groups.*.limit"), ("groups.EV1.limit", "groups.*.limit"), ("groups", "groups"),
     ("[groups.EV1]", "groups"), ("panels.House Panel", "panels"), ("panels.House.main", "panels.*.main")],
)  # fmt: skip
def test_keys_are_found_by_any_way_to_write_them(evsite, word, path):
    (key,) = json.loads(evsite("explain", word, "--format", "json").stdout)["keys"]
    assert key["paths"] == [path]


def test_a_misspelt_key_of_a_table_is_no_name_of_ones_own(evsite):
    assert "did you mean panels.main" in evsite("explain", "panels.mian").stderr


def test_no_command_shows_the_help(evsite):
    result = evsite()
    assert (result.exit_code, result.stderr) == (2, "")
    assert result.stdout.rstrip() == evsite("--help").stdout.rstrip()


def test_one_model_tells_how_it_shares(evsite):
    text = evsite("catalog", "tesla-gen3").stdout
    assert "shares power by Wi-Fi leader/follower; most in one group: 6 (older fw) / 16" in " ".join(text.split())
    (station,) = json.loads(evsite("catalog", "tesla-gen3", "--format", "json").stdout)["stations"]
    assert station["sharing_method"] == "Wi-Fi leader/follower"
    assert station["most_in_group"] == "6 (older fw) / 16"
    # of many models the table is told alone
    assert "shares power by" not in evsite("catalog").stdout


def test_profiles_are_listed_and_explained_with_the_text_that_was_adopted(evsite):
    listed = evsite("catalog", "profiles").stdout
    assert "in force 2019-06-07" in listed
    assert " bill " in next(line for line in listed.splitlines() if line.startswith("ny-state"))
    (profile,) = json.loads(evsite("catalog", "profiles", "nyc", "--format", "json").stdout)["profiles"]
    assert (profile["min_capacity_kw"], profile["min_power_kw"]) == (3.1, None)
    reported = evsite("explain", "seattle").stdout
    assert reported == evsite("catalog", "profiles", "seattle").stdout
    assert "surface parking that several residences share" in " ".join(reported.split())
    document = json.loads(evsite("explain", "ny-state", "--format", "json").stdout)
    assert document["profile"]["mark"] == "bill"
    assert "rule" not in document
    assert evsite("catalog", "profiles", "atlantis").stdout == ""


def test_tariffs_are_listed_and_one_is_told_with_its_prices_and_sources(evsite):
    listed = evsite("catalog", "tariffs").stdout
    assert "sce-tou-ev-8-2018  " in listed
    assert "0.07724 to 0.49619  2018-10-12" in listed
    assert len([line for line in evsite("catalog", "tariffs", "pge").stdout.splitlines() if line[:3] == "pge"]) == 4
    told = evsite("catalog", "tariffs", "sce-tou-ev-8-2026-06-partial").stdout
    assert "winter mid-peak not in the file, winter off-peak not in the file" in told
    assert "demand: no charge\n" in told
    # the name of one is the beginning of another's
    one = json.loads(evsite("catalog", "tariffs", "pge-bev-2-s-2024", "--format", "json").stdout)["tariffs"]
    assert [each["tariff"] for each in one] == ["pge-bev-2-s-2024"]
    assert one[0]["subscription"] == {"block_kw": 50.0, "block_usd_per_month": 95.56, "overage_usd_per_kw": 3.82}
    assert (one[0]["demand"], one[0]["fixed"]) == ([], {"amount_usd": 0.0, "per": "month"})
    missing = evsite("catalog", "tariffs", "atlantis")
    assert (missing.stdout, "lists all" in missing.stderr) == ("", True)


def test_figures_that_nobody_read_are_named_in_the_catalogue(evsite):
    (station,) = json.loads(evsite("catalog", "ct4011", "--format", "json").stdout)["stations"]
    assert station["max_breaker_a"] is None
    assert station["not_read"] == [{"figure": "settings", "breaker_a": 30.0}]
    assert "not read in a document: 24 A on a 30 A breaker" in evsite("catalog", "ct4011").stdout
