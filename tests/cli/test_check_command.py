"""`evsite check`: files, formats, thresholds and exit codes."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from evsite.output.diagnostics.formats import FORMATS

ROOT = Path(__file__).parent.parent.parent
CLEAN = """\
[site]
name = "Clean"
nec = 2023

[supplies.U]
kind = "service"
rating = "200 A"
system = "120/208 single-phase"

[circuits.C]
panel = "U"
breaker = "40 A"

[stations.S]
max_current = "32 A"
circuits = "C"
"""
WARNS = CLEAN.replace("nec = 2023\n", "")
FAILS = CLEAN.replace('breaker = "40 A"', 'breaker = "35 A"')
WRONG = CLEAN.replace("breaker", "braker").replace('"200 A"', "200")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def site(folder):
    (folder / "site.toml").write_text(CLEAN)
    return "site.toml"


def test_the_severities_and_the_threshold_decide_the_exit_code(evsite, folder):
    for text, codes in ((FAILS, (1, 1, 1, 0)), (WARNS, (0, 1, 1, 0))):
        (folder / "site.toml").write_text(text)
        for threshold, code in zip(("error", "warning", "info", "never"), codes, strict=True):
            assert evsite("check", "site.toml", "--fail-on", threshold).exit_code == code, (threshold, text)


def test_problems_of_form_are_findings_and_all_are_reported_at_once(evsite):
    result = evsite("check", "-", "--format", "json", stdin=WRONG)
    assert result.exit_code == 1
    assert {finding["name"] for finding in json.loads(result.stdout)["findings"]} >= {"unknown-key", "bad-quantity"}


def test_what_cannot_be_read_exits_with_3_and_is_still_a_finding(evsite, folder):
    (folder / "bad.toml").write_text("[site\n")
    (folder / "good.toml").write_text(CLEAN)
    result = evsite("check", "bad.toml", "good.toml", "gone.toml", "--format", "json", "--fail-on", "never")
    assert result.exit_code == 3
    files = json.loads(result.stdout)["files"]
    assert [(file["file"], file["summary"]["error"]) for file in files] == [
        ("bad.toml", 1),
        ("good.toml", 0),
        ("gone.toml", 1),
    ]


def test_json_keeps_the_keys_of_the_contract(evsite, folder):
    (folder / "site.toml").write_text(FAILS)
    document = json.loads(evsite("check", "site.toml", "--format", "json").stdout)
    assert document["format_version"] == "2.0"
    assert document["tool"]["name"] == "evsite"
    assert document["file"] == "site.toml"
    assert document["summary"]["error"] == 1
    (finding,) = [finding for finding in document["findings"] if finding["severity"] == "error"]
    assert finding.keys() >= {
        "code", "name", "severity", "message", "path", "line", "column", "end_line", "end_column", "source", "remedy",
    }  # fmt: skip
    assert finding["path"] == ["circuits", "C", "breaker"]
    assert (finding["line"], finding["column"]) == (12, 11)


def test_a_folder_stands_for_the_site_files_below_it(evsite, folder):
    for name in ("site.toml", "north/a.site.toml", "north/other.toml", ".hidden/site.toml", "south/deep/site.toml"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CLEAN)
    document = json.loads(evsite("check", "--format", "json").stdout)
    assert [file["file"] for file in document["files"]] == ["site.toml", "north/a.site.toml", "south/deep/site.toml"]
    named = json.loads(evsite("check", "north", "north/other.toml", "north", "--format", "json").stdout)
    assert [file["file"] for file in named["files"]] == ["north/a.site.toml", "north/other.toml"]


def test_a_folder_without_site_files_is_wrong_usage_and_says_what_would_help(evsite, folder):
    result = evsite("check")
    assert result.exit_code == 2
    assert "evsite init" in result.stderr
    assert result.stdout == ""


def test_a_folder_with_files_of_other_names_says_how_to_name_them(evsite, folder):
    (folder / "lots").mkdir()
    for name in ("a.toml", "b.toml", "c.csv", "pyproject.toml"):
        (folder / "lots" / name).write_text(CLEAN)
    reported = evsite("check", "lots").stderr
    assert "no site.toml or *.site.toml in lots; there is lots/a.toml and lots/b.toml: name what to check" in reported
    assert "as in evsite check lots/a.toml\n" in reported
    assert evsite("check", "lots/a.toml", "lots/b.toml").exit_code == 0


def test_concise_is_one_line_a_finding(evsite):
    lines = evsite("check", "-", "--format", "concise", stdin=FAILS).stdout.splitlines()
    assert [line[:28] for line in lines if "error[" in line] == ["<stdin>:12:11: error[EV101] "]
    *findings, count = lines
    assert all(line.startswith("<stdin>:") for line in findings)
    assert not any("not checked" in line for line in findings)
    assert re.search(r"; \d+ not checked$", count)
    every = evsite("check", "-", "--format", "concise", "--show-not-checked", stdin=FAILS).stdout.splitlines()
    assert every[: len(findings)] == findings
    assert all(" not checked: " in line for line in every[len(findings) : -1])
    assert f"; {len(every) - len(lines)} not checked" in count


@pytest.mark.parametrize("fail_on", ["error", "warning", "info", "never"])
def test_the_exit_code_and_junit_agree(evsite, project, fail_on):
    for name in ("office", "broken/too-thin", "load-study", "paired-express"):
        for more in ((), ("--show-not-checked",)):
            file = f"examples/{name}.toml"
            reported = evsite("check", file, "--format", "junit", "--fail-on", fail_on, *more)
            failures = int(ET.fromstring(reported.stdout).get("failures", ""))
            assert reported.exit_code == (1 if failures else 0)


def test_full_shows_the_place_and_says_once_what_evsite_is_not(evsite, folder):
    (folder / "a.toml").write_text(FAILS)
    (folder / "b.toml").write_text(FAILS)
    text = evsite("check", "a.toml", "b.toml").stdout
    assert '12 | breaker = "35 A"' in text
    assert text.count("does not replace one") == 1


def test_formats_can_go_to_files_and_one_to_the_screen(evsite, site, folder):
    result = evsite("check", site, "--format", "json=out.json", "--format", "sarif=out.sarif", "--format", "concise")
    assert result.exit_code == 0
    assert json.loads((folder / "out.json").read_text())["summary"]["error"] == 0
    assert json.loads((folder / "out.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_findings_and_their_absence(evsite, name):
    for text in (CLEAN, FAILS, WRONG):
        result = evsite("check", "-", "--format", name, "--fail-on", "never", stdin=text)
        assert (result.exit_code, result.stderr) == (0, "")


def test_wrong_formats_are_all_named_at_once(evsite, site):
    result = evsite(
        "check",
        site,
        "--format",
        "jsn",
        "--format",
        "json",
        "--format",
        "full",
        "--format",
        "sarif=",
        "--format",
        "json=no/x",
    )
    assert result.exit_code == 2
    assert "did you mean json?" in result.stderr
    assert "only one format can go to the screen" in result.stderr
    assert "names no file" in result.stderr
    assert "no folder 'no'" in result.stderr


def test_standard_input_can_be_read_once_only(evsite):
    assert evsite("check", "-", "-", stdin=CLEAN).exit_code == 2


def test_names_of_files_with_strange_characters_are_printed_safely(evsite, folder):
    (folder / "a\x1b[31m.toml").write_text(FAILS)
    result = evsite("check", "a\x1b[31m.toml")
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout


def test_after_two_dashes_every_word_is_a_file(evsite, folder):
    names = ["-x.site.toml", "--fail-on=never", "--", "--help"]
    for name in names:
        (folder / name).write_text(FAILS)
    result = evsite("check", "--format", "json", "--", *names)
    assert (result.exit_code, result.stderr) == (1, "")
    assert [file["file"] for file in json.loads(result.stdout)["files"]] == names


NAMED = [(), (".",), ("north", "site.toml"), ("south",), ("south/data.site.toml",)]
"""What a run below a root may be asked to check."""


def in_turn():
    """Every format with two of them: names of files are made in one place, and written in each format."""
    for number, form in enumerate(FORMATS):
        for place in (2 * number, 2 * number + 1):
            yield form, NAMED[place % len(NAMED)]


class TestRoot:
    """`--root`: files start from another folder than the one that the command runs in, and are named relative to it."""

    @pytest.fixture
    def checkout(self, folder):
        checkout = folder / "checkout"
        data = ROOT / "examples" / "data"
        for name in ("site.toml", "north/a.site.toml"):
            (checkout / name).parent.mkdir(parents=True)
            (checkout / name).write_text(FAILS)
        with_data = checkout / "south" / "data.site.toml"
        with_data.parent.mkdir()
        with_data.write_text((ROOT / "examples" / "load-study.toml").read_text())
        (with_data.parent / "data").symlink_to(data)
        (folder / "elsewhere").mkdir()
        return checkout

    @pytest.mark.slow
    @pytest.mark.parametrize(("form", "named"), list(in_turn()))
    def test_what_is_said_is_what_a_run_in_that_folder_says(self, evsite, checkout, monkeypatch, form, named):
        monkeypatch.chdir(checkout)
        there = evsite("check", *named, "--format", form, "--fail-on", "never")
        monkeypatch.chdir(checkout.parent / "elsewhere")
        for root in (checkout, "../checkout"):
            here = evsite("check", *named, "--format", form, "--fail-on", "never", "--root", root)
            assert (here.exit_code, here.stdout, here.stderr) == (there.exit_code, there.stdout, there.stderr)
        assert there.exit_code == 0

    def test_names_below_the_root_are_shown_relative_to_it_however_they_are_given(self, evsite, checkout, monkeypatch):
        monkeypatch.chdir(checkout.parent / "elsewhere")
        given = ["site.toml", checkout / "north", "../elsewhere.toml", "south/../north/a.site.toml"]
        (checkout.parent / "elsewhere.toml").write_text(CLEAN)
        document = json.loads(evsite("check", "--root", checkout, "--format", "json", "--", *given).stdout)
        assert [file["file"] for file in document["files"]] == [
            "site.toml",
            "north/a.site.toml",
            "../elsewhere.toml",
            "north/a.site.toml",
        ]
        assert all(file["findings"][0]["code"] != "EV002" for file in document["files"] if file["findings"])

    def test_reports_are_written_to_the_working_folder(self, evsite, checkout, monkeypatch):
        monkeypatch.chdir(checkout.parent / "elsewhere")
        evsite("check", "--root", checkout, "--format", "sarif=out.sarif", "site.toml")
        (run,) = json.loads((checkout.parent / "elsewhere" / "out.sarif").read_text())["runs"]
        assert {
            location["physicalLocation"]["artifactLocation"]["uri"]
            for result in run["results"]
            for location in result["locations"]
        } == {"site.toml"}

    def test_standard_input_finds_its_data_from_the_root(self, evsite, checkout, monkeypatch):
        monkeypatch.chdir(checkout.parent / "elsewhere")
        text = (checkout / "south" / "data.site.toml").read_text()
        reported = evsite("check", "--root", checkout / "south", "--format", "json", "-", stdin=text)
        assert "EV060" not in reported.stdout
        assert "EV060" in evsite("check", "--format", "json", "-", stdin=text).stdout

    @pytest.mark.parametrize("root", ["nowhere", "", "site.toml"])
    def test_a_root_that_is_no_folder_is_wrong_usage(self, evsite, site, root):
        result = evsite("check", "--root", root, site)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"--root: no folder '{root}'" in result.stderr

    def test_a_root_without_site_files_is_named(self, evsite, checkout):
        (checkout.parent / "empty").mkdir()
        result = evsite("check", "--root", "empty")
        assert result.exit_code == 2
        assert "no site.toml or *.site.toml in empty" in result.stderr


def test_one_input_that_is_missing_is_reported_once_with_every_rule_that_waits_for_it(evsite, project):
    reported = evsite("check", "examples/office.toml").stdout
    lines = [line for line in reported.splitlines() if '  conductor = { size = "3/0 AWG", ' in line]
    assert len(lines) == 1
    for code in ("EV201", "EV202", "EV203", "EV204", "EV205", "EV206", "EV207", "EV208"):
        assert code in lines[0]
    document = json.loads(evsite("check", "examples/office.toml", "--format", "json").stdout)
    waiting = [each for file in document.get("files", [document]) for each in file["findings"]]
    count = sum(each["status"] == "not checked" for each in waiting)
    assert f"; {count} not checked" in reported
    assert sum(reported.count(each["code"]) >= 1 for each in waiting) == len(waiting)


def test_a_rule_that_waits_for_one_input_in_many_tables_is_named_once(evsite):
    lot = '[circuits.C{0}]\npanel = "P"\nbreaker = "40 A"\n[stations.L{0}]\nmax_current = "32 A"\ncircuit = "C{0}"\n'
    head = '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "800 A"\nsystem = "208Y/120"\n'
    panel = '[panels.P]\nfed_from = "U"\nmain = "400 A"\n'
    lots = "".join(lot.format(number) + 'connection = "plug"\n' for number in range(15))
    reported = evsite("check", "-", stdin=head + panel + lots).stdout
    (line,) = [line for line in reported.splitlines() if line.startswith("  receptacle ")]
    tables = "[stations.L0], [stations.L1], [stations.L2] and 12 more"
    assert line == f'  receptacle = "50 A" in {tables} (line 13) for EV304 plug-too-small'


def test_a_site_file_that_is_a_link_out_of_the_folder_is_not_looked_into(evsite, tmp_path, monkeypatch):
    (tmp_path / "sites").mkdir()
    (tmp_path / "secret").write_text("top secret words\n")
    (tmp_path / "sites" / "site.toml").symlink_to("../secret")
    monkeypatch.chdir(tmp_path)
    done = evsite("check", "sites")
    assert done.exit_code == 3
    assert "sites/site.toml is a link out of the folder; --allow-outside" in done.stderr
    assert "secret words" not in done.output
    assert "secret words" in evsite("check", "sites", "--allow-outside").output


def test_every_command_and_format_names_a_file_alike_however_it_is_given(evsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "far" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "far" / "deep")
    (tmp_path / "b.toml").write_text(CLEAN)
    (tmp_path / "far" / "b.toml").write_text(CLEAN)
    given = ["b.toml", "./b.toml", "a/../b.toml", ".//b.toml", str(tmp_path / "b.toml")]
    # behind a link, `..` leads to another file
    for name, shown in [*((each, "b.toml") for each in given), ("link/../b.toml", "link/../b.toml")]:
        assert json.loads(evsite("check", name, "--format", "json").stdout)["file"] == shown
        assert json.loads(evsite("report", name, "--format", "json").stdout)["file"] == shown
        assert f"not checked in {shown};" in evsite("check", name).stdout
        for form in ("sarif", "github", "gitlab", "junit"):
            reported = evsite("check", name, "--format", form, "--show-not-checked").stdout
            assert re.findall(r"[\w./]*b\.toml", reported)
            assert set(re.findall(r"[\w./]*b\.toml", reported)) == {shown}
