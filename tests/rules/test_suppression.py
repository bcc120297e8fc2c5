"""`[[ignore]]` in the site file: what it takes out, what it cannot, and when it is told to go."""

from __future__ import annotations

import json
from datetime import date

import pytest
from lxml import etree
from snippets import circuit, group, site, stations

from evsite.model.finding import SiteFileError
from evsite.rules import check, find_rule
from evsite.rules.example_site import TRANSFORMER
from evsite.sitefile.loading import loads

TODAY = date(2026, 3, 1)
OVERSIZED = circuit(breaker="100 A") + stations("32 A")
UNUSUAL = OVERSIZED.replace("100 A", "105 A")
"""With a second finding: 105 A is no standard rating."""


def ignoring(*tables: str, body: str = OVERSIZED) -> str:
    return site(body + "".join(f"[[ignore]]\n{table}\n\n" for table in tables))


def entry(rule: str = "EV112", path: str = "circuits.C", more: str = "") -> str:
    return f'rule = "{rule}"\npath = "{path}"\nreason = "there already"\n{more}'


def result(*tables: str, body: str = OVERSIZED, **keys):
    return check(loads(ignoring(*tables, body=body)), today=TODAY, **keys)


def codes(found) -> list[str]:
    return [finding.code for finding in found.findings]


@pytest.mark.parametrize("rule", ["EV112", "ev112", "breaker-oversized", "Breaker-Oversized"])
@pytest.mark.parametrize(
    "path", ["circuits.C.breaker", "circuits.C", "circuits", "circuits.*.breaker", "circuits.*", "*.C", "*"]
)
def test_a_finding_is_ignored_by_its_path_or_one_above(rule, path):
    found = result(entry(rule, path))
    assert [(finding.code, reason) for finding, reason in found.ignored] == [("EV112", "there already")]
    assert "EV112" not in codes(found)
    assert not {"EV901", "EV902", "EV903"} & set(codes(found))


@pytest.mark.parametrize("path", ["circuits.C2", "circuits.C.break", "circuits.C.breaker.x", "C", "circuit", "panels"])
def test_another_path_ignores_nothing_and_says_so(path):
    found = result(entry(path=path))
    assert "EV112" in codes(found)
    (unused,) = [finding for finding in found.findings if finding.code == "EV901"]
    assert unused.message == f"nothing to ignore: EV112 has no finding at '{path}'"
    assert unused.remedy == 'path = "circuits.C.breaker", or remove this [[ignore]]'
    assert found.ignored == ()


def test_a_family_is_ignored_by_its_table():
    body = circuit(breaker="100 A", more="count = 3") + stations("32 A", more="count = 3")
    assert len(result(entry(), body=body).ignored) == 1
    unused = next(f for f in result(entry(path="circuits.C1"), body=body).findings if f.code == "EV901")
    assert unused.remedy.startswith('path = "circuits.C.breaker"')


def test_only_the_named_rule_is_ignored():
    found = result(entry("EV101"))
    assert "EV112" in codes(found)
    assert "EV901" in codes(found)


def test_a_notice_of_the_file_can_be_ignored():
    text = ignoring(entry("EV070", "site")).replace("nec = 2023\n", "")
    found = check(loads(text), today=TODAY)
    assert [finding.code for finding, _ in found.ignored] == ["EV070"]


@pytest.mark.parametrize(
    ("until", "holds"), [("2026-02-28", False), ("2026-03-01", True), ("2026-03-02", True), ('"2026-02-28"', False)]
)
def test_until_is_the_last_day(until, holds):
    found = result(entry(more=f"until = {until}"))
    assert (len(found.ignored) == 1) is holds
    assert ("EV902" in codes(found)) is not holds
    assert ("EV112" in codes(found)) is not holds
    # what has run out is not unused as well
    assert "EV901" not in codes(found)


def test_without_a_day_it_is_this_day():
    text = ignoring(entry(more="until = 2020-01-01"))
    assert "EV902" in codes(check(loads(text)))
    assert "EV902" not in codes(check(loads(text.replace("2020-01-01", "9999-12-31"))))


@pytest.mark.parametrize(
    ("rule", "remedy"),
    [
        ("breaker-oversize", 'rule = "breaker-oversized"'),
        ("EV1112", 'rule = "EV112"'),
        ("nothing-like-it", "`evsite rules` lists them all"),
    ],
)
def test_an_unknown_rule_is_an_error_with_the_nearest(rule, remedy):
    (finding,) = [finding for finding in result(entry(rule)).findings if finding.code == "EV903"]
    assert finding.severity == "error"
    assert finding.message == f"no rule is called '{rule}'"
    assert finding.path == ("ignore", 0, "rule")
    assert finding.remedy == remedy


@pytest.mark.parametrize("rule", ["EV010", "unknown-key", "EV001", "EV901", "expired-ignore", "EV903"])
def test_problems_of_the_file_and_of_ignores_cannot_be_ignored(rule):
    found = result(entry(rule, "*"), entry("EV101"))
    assert "EV903" in codes(found)
    assert codes(found).count("EV901") == 1


def test_the_first_of_two_gives_the_reason_and_neither_is_unused():
    found = result(entry(), entry(path="circuits").replace("there already", "another"))
    assert [reason for _, reason in found.ignored] == ["there already"]
    assert "EV901" not in codes(found)


def test_an_ignore_for_a_rule_that_was_not_run_is_not_unused():
    ignore = entry("EV101", "circuits.C")
    assert "EV901" not in codes(result(ignore, select=["EV112", "EV901"]))
    assert "EV901" in codes(result(ignore, select=["branch-continuous-load", "EV901"]))
    assert "EV901" in codes(result(ignore, select=["EV101", "unused-ignore"]))
    assert "EV901" not in codes(result(ignore, select=["EV101"]))


def test_ignored_findings_stand_in_the_order_of_the_file_and_count_for_nothing():
    body = circuit(breaker="90 A", more="count = 2") + stations("80 A", more="count = 2\ndisconnect = true")
    body += group("Z", 'on = "EV1"\npolicy = "fcfs"')
    found = result(entry("EV408", "groups.Z"), entry("EV101"), body=body)
    assert [finding.code for finding, _ in found.ignored] == ["EV101", "EV408"]
    assert found.summary["error"] == 0


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ('rule = "EV112"\npath = "circuits.C"', "[[ignore]] has no 'reason'"),
        ('rule = "EV112"\nreason = "x"', "[[ignore]] has no 'path'"),
        ('path = "circuits.C"\nreason = "x"', "[[ignore]] has no 'rule'"),
        (entry(more='reson = "x"'), "unknown key 'reson' in [[ignore]]"),
        (entry().replace("there already", " "), "reason: found an empty text, expected a text with something in it"),
        (entry().replace('"there already"', "3"), "reason: found a number, expected a text with something in it"),
        (entry(more='until = "soon"'), "until: found 'soon', expected a date like 2027-06-30"),
        (entry(more='until = "2027-02-30"'), "until: '2027-02-30' is no day of the calendar"),
        (entry(more="until = 2027-02-03T10:00:00"), "until: found a datetime, expected a date like 2027-06-30"),
    ],
)
def test_a_wrong_ignore_is_a_problem_of_the_file(table, wanted):
    with pytest.raises(SiteFileError) as caught:
        loads(ignoring(table))
    assert [finding.message.startswith(wanted) for finding in caught.value.findings] == [True]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("[ignore]\n" + entry(), "found [ignore], expected tables like [[ignore]]"),
        ("ignore = 3\n", "found 3, expected tables like [[ignore]]"),
        ("ignore = [3]\n", "found a list, expected tables like [[ignore]]"),
    ],
)
def test_ignores_are_a_list_of_tables(written, found):
    text = site(OVERSIZED + written) if written.startswith("[") else written + site(OVERSIZED)
    with pytest.raises(SiteFileError) as caught:
        loads(text)
    assert [finding.message for finding in caught.value.findings] == [found]
    assert caught.value.findings[0].path == ("ignore",)


def test_a_misspelt_section_is_reported(evsite):
    with pytest.raises(SiteFileError) as caught:
        loads(site(OVERSIZED + "[[ignored]]\n" + entry()))
    assert "did you mean [[ignore]]?" in caught.value.findings[0].remedy


@pytest.mark.parametrize(
    "format", ["full", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown"]
)
def test_every_format_counts_what_is_ignored(evsite, tmp_path, format):  # noqa: A002
    file = tmp_path / "site.toml"
    file.write_text(ignoring(entry(), entry("EV106"), body=UNUSUAL))
    run = evsite("check", file, "--format", format)
    assert run.exit_code == 0
    if format == "json":
        document = json.loads(run.stdout)
        assert document["summary"]["ignored"] == 2
        assert [(finding["code"], finding["reason"]) for finding in document["ignored"]] == [
            ("EV106", "there already"),
            ("EV112", "there already"),
        ]
    elif format == "jsonl":
        assert '"ignored": 2' in run.stdout or '"ignored":2' in run.stdout
    elif format == "sarif":
        suppressed = [entry for entry in json.loads(run.stdout)["runs"][0]["results"] if "suppressions" in entry]
        assert [entry["ruleId"] for entry in suppressed] == ["EV106", "EV112"]
        assert suppressed[0]["suppressions"][0]["justification"] == "there already"
    elif format == "junit":
        skipped = etree.fromstring(run.stdout.encode()).xpath("//testcase[skipped]/skipped/@message")
        assert skipped.count("ignored: there already") == 2
    elif format == "gitlab":
        assert run.stdout.count("(ignored: there already)") == 2
    else:
        assert "2 findings ignored" in run.stdout


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (["--select", "EV112"], {"EV112"}),
        (["--select", "breaker-oversized,EV106"], {"EV106", "EV112"}),
        (["--select", "ev1"], {"EV106", "EV112"}),
        (["--select", "EV1", "--ignore", "EV106"], {"EV112"}),
        (["--ignore", "EV2", "--ignore", "nonstandard-rating"], {"EV070", "EV112"}),
        (["--select", "EV070"], {"EV070"}),
    ],
)
def test_rules_are_chosen_on_the_command_line(evsite, tmp_path, options, wanted):
    file = tmp_path / "site.toml"
    file.write_text(site(UNUSUAL).replace("nec = 2023\n", ""))
    run = evsite("check", file, "--format", "json", *options)
    assert {finding["code"] for finding in json.loads(run.stdout)["findings"]} == wanted


def test_problems_of_the_file_are_reported_whatever_is_chosen(evsite, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text(site(OVERSIZED).replace("breaker", "braker"))
    assert "EV010" in evsite("check", file, "--format", "concise", "--select", "EV4").stdout


def test_an_unknown_rule_to_choose_has_a_neighbour(evsite, tmp_path):
    file = tmp_path / "site.toml"
    file.write_text(site(OVERSIZED))
    result = evsite("check", file, "--select", "breaker-oversize,zzz", "--ignore", "EV8")
    assert result.exit_code == 2
    assert "--select: no rule 'breaker-oversize'; did you mean breaker-oversized?" in result.stderr
    assert "--select: no rule 'zzz'; `evsite rules` lists them all" in result.stderr
    assert "--ignore: no rule 'EV8'" in result.stderr


@pytest.mark.parametrize("rule", ["EV115", "transformer-secondary-length", "EV209"])
def test_a_rule_that_became_part_of_another_is_known_by_its_former_names(rule: str) -> None:
    text = str(TRANSFORMER.edited("supplies.U", secondary_length="30 ft"))
    ignored = f'{text}\n[[ignore]]\nrule = "{rule}"\npath = "supplies.U"\nreason = "outdoors"\n'
    result = check(loads(ignored))
    assert [finding.code for finding, _ in result.ignored] == ["EV209"]
    assert not [each for each in result.findings if each.code.startswith("EV90")]
    found = find_rule(rule)
    assert found is not None
    assert found.code == "EV209"
