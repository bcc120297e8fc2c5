"""`evsite compare BEFORE AFTER`: formats, exit codes, and names that mean harm."""

import json
import re

import pytest

from evsite.output.design_markdown import LONGEST_BYTES, comment_marker, render_design_markdown
from evsite.output.text.design_sections import ComparisonText, Section
from evsite.output.text.terminal_style import TerminalStyle

OFFICE, JUMPERS = "examples/office.toml", "examples/office-jumpers.toml"
SITE = """
[site]
name = "Lot"
nec = 2023
application = "all-day-parking"
[supplies.U]
kind = "service"
rating = "600 A"
system = "208Y/120"
[panels."NAME"]
fed_from = "U"
main = "400 A"
[circuits.C]
panel = "NAME"
count = 4
breaker = "100 A"
poles = 2
[stations.S]
model = "CP6021B-80A"
count = 2
circuits = "C"
[groups.G]
on = "NAME"
policy = "equal"
limit = "240 A"
"""


@pytest.fixture
def pair(tmp_path):
    """Two files: as written, and with a change."""

    def written(old="240 A", new="100 A", name="P"):
        files = tmp_path / "before.toml", tmp_path / "after.toml"
        text = SITE.replace("NAME", name)
        files[0].write_text(text, encoding="utf-8")
        files[1].write_text(text.replace(old, new), encoding="utf-8")
        return files

    return written


def both(evsite, folder, *arguments):
    """The text and the document of one run."""
    file = folder / "compared.json"
    done = evsite("compare", *arguments, "--format", "text", "--format", f"json={file}")
    assert done.exit_code == 0
    return done.stdout, json.loads(file.read_text(encoding="utf-8"))


def test_the_text_and_the_comment_of_a_pair_are_as_they_were(evsite, project, golden, tmp_path):
    comment = tmp_path / "comment.md"
    done = evsite("compare", OFFICE, JUMPERS, "--format", "text", "--format", f"markdown={comment}")
    assert done.exit_code == 0
    golden("office-and-jumpers.compare.txt", done.stdout)
    golden("office-and-jumpers.compare.md", comment.read_text(encoding="utf-8"))


def test_the_same_file_twice_is_no_difference(evsite, project, tmp_path):
    text, document = both(evsite, tmp_path, OFFICE, OFFICE)
    assert text.splitlines()[1] == "same: no difference"
    assert document["verdict"] == "same"
    assert document["documents"] == []


def test_the_verdict_stands_first_and_numbers_are_those_of_the_report(evsite, pair, tmp_path):
    before, after = pair()
    reported, document = both(evsite, tmp_path, before, after, "--no-documents")
    assert reported.splitlines()[1].startswith("worse: ")
    least = [
        min(
            port["guaranteed"]["current_a"]
            for port in json.loads(evsite("report", each, "--format", "json").stdout)["ports"]
        )
        for each in (before, after)
    ]
    assert [document["least_before"]["current_a"], document["least_after"]["current_a"]] == least


def test_findings_are_reported_as_check_tells_them(evsite, pair):
    before, after = pair(new="30 A")
    document = json.loads(evsite("compare", before, after, "--no-documents", "--format", "json").stdout)
    there = json.loads(evsite("check", after, "--format", "json", "--fail-on", "never").stdout)["findings"]
    reported = {(each["code"], each["line"], each["message"]) for each in there}
    new = {
        (each["finding"]["code"], each["finding"]["line"], each["finding"]["message"])
        for each in document["findings"]
        if each["state"] == "new"
    }
    assert new
    assert new <= reported


def test_standard_input_is_one_of_the_two(evsite, pair):
    before, after = pair()
    for files, verdict in ((("-", after), "worse: "), ((before, "-"), "same: no difference")):
        reported = evsite("compare", *files, "--no-documents", stdin=before.read_text()).stdout
        assert reported.splitlines()[1].startswith(verdict)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([OFFICE, OFFICE, OFFICE], "found 3, expected one site file or two"),
        ([OFFICE, "--fail-on", "worse"], "--fail-on is for two site files"),
        (["-", "-"], "standard input (-) can be read only once"),
        ([OFFICE, JUMPERS, "--format", "markdow"], "did you mean markdown?"),
        ([OFFICE, JUMPERS, "--format", "json", "--format", "text"], "only one format can go to the screen"),
        ([OFFICE, JUMPERS, "--format", f"json={OFFICE}"], "not written over"),
    ],
)
def test_what_cannot_be_asked_for_is_wrong_usage(evsite, project, arguments, said):
    done = evsite("compare", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("fail_on", "old", "new", "code"),
    [
        ("never", "240 A", "2 A", 0),
        ("error", "240 A", "239 A", 0),
        ("worse", "240 A", "200 A", 1),
        ("worse", "240 A", "250 A", 0),
        ("error", "poles = 2", 'poles = 2\nconductor = { size = "10 AWG", material = "Cu" }', 1),
    ],
)
def test_the_exit_code_says_what_it_was_asked_to(evsite, pair, fail_on, old, new, code):
    assert evsite("compare", *pair(old, new), "--no-documents", "--fail-on", fail_on).exit_code == code


def test_a_file_that_is_no_site_ends_the_command_with_its_problems(evsite, pair):
    before, after = pair(new="240 parsecs")
    done = evsite("compare", before, after)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "parsecs" in done.stderr
    assert evsite("compare", before, "nowhere.toml").exit_code == 3


def test_formats_go_to_files(evsite, pair, tmp_path):
    before, after = pair()
    markdown = f"markdown={tmp_path / 'c.md'}"
    done = evsite("compare", before, after, "--no-documents", "--format", markdown, "--format", "json")
    assert json.loads(done.stdout)["verdict"] == "worse"
    assert (tmp_path / "c.md").read_text(encoding="utf-8").startswith(comment_marker(str(after)))


HARM = "<img src=x onerror=1> @everyone `a` **b** | #1 --> </details> $x$ ~c~ 🔌"


def test_nothing_of_a_site_file_is_markup_in_the_comment(evsite, pair):
    before, after = pair('main = "400 A"', 'main = "200 A"', name=HARM)
    reported = evsite("compare", before, after, "--format", "markdown").stdout
    assert HARM.split(maxsplit=1)[0] not in reported
    plain = re.sub(r"\\.", "", reported)
    assert "@" not in plain
    assert "`a`" not in plain
    assert "**" not in plain
    assert set(re.findall(r"<[^>]*>", reported)) <= {
        comment_marker(str(after)),
        "<details>",
        "<summary>",
        "</summary>",
        "</details>",
        "<sub>",
        "</sub>",
    }
    assert reported.count("<details>") == reported.count("</details>")


@pytest.mark.parametrize("line", ["|" * 100, "🔌" * 5_000, "a line like any other"])
def test_a_comment_is_never_longer_than_a_comment_may_be(line):
    sections = tuple(Section(f"part {number}", (line,) * 800, 5) for number in range(6))
    reported = render_design_markdown(
        ComparisonText("worse: much", ("check: fails",), sections), ("<" * 4_000, "b.toml")
    )
    assert len(reported.encode()) <= LONGEST_BYTES < 65_536
    shown = len(re.findall(r"^- ", reported, re.MULTILINE)) - 1
    assert f"{6 * 805 - shown:,} lines more" in reported
    assert reported.count("<details>") == reported.count("</details>")
    assert reported.splitlines()[1].startswith("### ")


def test_documents_are_compared_on_small_sites_and_where_somebody_asks(evsite, pair, monkeypatch):
    before, after = pair()
    assert json.loads(evsite("compare", before, after, "--format", "json").stdout)["documents"]
    left = json.loads(evsite("compare", before, after, "--no-documents", "--format", "json").stdout)
    assert left["documents"] is None
    monkeypatch.setattr("evsite.documents.changes.MOST_PORTS", 3)
    assert "documents were not compared; --documents" in evsite("compare", before, after).stdout
    assert "documents were not" not in evsite("compare", before, after, "--documents").stdout


def test_on_a_terminal_no_line_is_wider_than_it(evsite, project, monkeypatch):
    monkeypatch.setattr("evsite.cli.comparing.terminal_of", lambda *_: TerminalStyle(80))
    reported = evsite("compare", OFFICE, JUMPERS).stdout
    assert max(map(len, reported.splitlines())) <= 80


DESCRIBED = """
[project]
address = "1 Road"
parcel = "22"
owner = "Owner"
drawing = "E-1"
"""


def test_descriptions_are_folded_unless_all_are_asked_for(evsite, pair):
    before, after = pair()
    after.write_text(before.read_text() + DESCRIBED)
    reported = evsite("compare", before, after, "--no-documents").stdout
    assert "now given: project address, project parcel and 2 more" in reported
    every = evsite("compare", before, after, "--no-documents", "--all").stdout
    assert "project address 1 Road, project parcel 22, project owner Owner and project drawing E-1" in every


def test_a_length_is_reported_once(evsite, pair):
    run = 'poles = 2\nconductor = { size = "1", length = "LENGTH" }'
    before, after = pair("poles = 2", run.replace("LENGTH", "90 ft"))
    before.write_text(before.read_text().replace("poles = 2", run.replace("LENGTH", "60 ft")))
    reported = evsite("compare", before, after, "--no-documents").stdout
    assert reported.count("60 to 90 ft") == 1
