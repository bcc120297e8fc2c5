"""`evsite init`: the file to start from, the examples, and a site from eight answers."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

from evsite.cli.starting_questions import ask_site
from evsite.sitefile.examples import all_examples
from evsite.sitefile.starter import SCHEMA_LINE

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_init_writes_a_file_that_passes_and_overwrites_none(evsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert evsite("init").exit_code == 0
    assert evsite("check", "site.toml", "--fail-on", "warning").exit_code == 0
    (tmp_path / "site.toml").write_text("mine")
    result = evsite("init")
    assert result.exit_code == 2
    assert "left as it is" in result.stderr
    assert (tmp_path / "site.toml").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["site.toml"]


def test_init_takes_a_folder_another_name_or_the_screen(evsite, tmp_path):
    assert evsite("init", tmp_path).exit_code == 0
    assert evsite("init", tmp_path / "b.site.toml").exit_code == 0
    assert (tmp_path / "site.toml").read_text() == (tmp_path / "b.site.toml").read_text() == evsite("init", "-").stdout
    assert evsite("init", tmp_path / "no" / "site.toml").exit_code == 2


def test_new_site_files_begin_with_the_schema_that_editors_find(evsite, project, tmp_path):
    identity = json.loads((project / "docs" / "site.schema.json").read_text())["$id"]
    assert f"#:schema {identity}" == SCHEMA_LINE
    size = ["size", "--panel", "100 A", "--system", "240/120", "--stalls", "1", "--nec", "2023", "-o", "-"]
    regular = tmp_path / "regular.toml"
    assert evsite("compare", "examples/ten-ports-one-circuit.toml", "--write-regular", regular).exit_code == 0
    for text in (evsite("init", "-").stdout, evsite("init", "--example", "hotel", "-").stdout, evsite(*size).stdout):
        assert text.startswith(f"{SCHEMA_LINE}\n# ")
        assert text.count("#:schema http") == 1
    assert regular.read_text().startswith(f"{SCHEMA_LINE}\n\n[site]\n")


def test_every_example_is_one_of_init_and_no_two_have_a_name():
    files = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.toml")}
    assert {each.path.relative_to(EXAMPLES).as_posix() for each in all_examples().values()} == files
    assert len(all_examples()) == len(files)
    for example in all_examples().values():
        assert len(example.shows) > 15, example.name
        assert not any(".." in name or name.startswith("/") for name in example.data())


@pytest.mark.slow
@pytest.mark.parametrize("name", all_examples())
def test_an_example_checks_as_it_does_in_its_folder(evsite, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert evsite("init", "--example", name).exit_code == 0
    found = evsite("check", "site.toml", "--format", "json").stdout
    there = evsite("check", all_examples()[name].path, "--format", "json").stdout
    codes, expected = ([each["code"] for each in json.loads(text)["findings"]] for text in (found, there))
    assert codes == expected


def test_an_example_brings_its_data_and_names_itself_in_its_comments(evsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = evsite("init", "--example", "load-study", "garage.toml")
    assert result.stderr.splitlines() == [
        "evsite: wrote data/building-30-days.csv",
        "evsite: wrote garage.toml; next: evsite check garage.toml",
    ]
    assert "evsite load-study garage.toml --on Main" in (tmp_path / "garage.toml").read_text()
    assert evsite("load-study", "garage.toml", "--on", "Main").exit_code == 0
    # the same data may be there already, other data may not
    assert evsite("init", "--example", "load-study", "second.toml").stderr.count("wrote") == 1
    (tmp_path / "data" / "building-30-days.csv").write_text("mine")
    result = evsite("init", "--example", "load-study", "third.toml")
    assert (result.exit_code, "left as it is" in result.stderr) == (2, True)
    assert not (tmp_path / "third.toml").exists()
    assert (tmp_path / "data" / "building-30-days.csv").read_text() == "mine"
    assert "data/building-30-days.csv" in evsite("init", "--example", "load-study", "-").stderr


def test_an_example_brings_the_sessions_that_its_comments_name(evsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sites").mkdir()
    result = evsite("init", "--example", "jpl-garage", "sites/garage.toml")
    assert result.stderr.splitlines() == [
        "evsite: wrote sites/data/jpl-2019-06.csv.gz",
        "evsite: wrote sites/garage.toml; next: evsite check sites/garage.toml",
    ]
    text = (tmp_path / "sites" / "garage.toml").read_text()
    (command,) = re.findall("`evsite (simulate [^`]*)`", text)
    assert command == "simulate sites/garage.toml --sessions sites/data/jpl-2019-06.csv.gz"
    played = evsite(*command.split(), "--since", "2019-06-03", "--until", "2019-06-04", "--no-bound", "--lift", "0")
    assert played.exit_code == 0


def test_an_example_is_written_over_nothing(evsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site.toml").write_text("mine")
    result = evsite("init", "--example", "load-study")
    assert (result.exit_code, "left as it is" in result.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["site.toml"]


def test_without_a_name_and_with_an_unknown_one_the_examples_are_named(evsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    listed = evsite("init", "--example")
    assert (listed.exit_code, listed.stderr) == (0, "")
    for name in all_examples():
        assert f"\n{name} " in listed.stdout
    unknown = evsite("init", "--example", "no such thing")
    assert unknown.exit_code == 2
    assert all(name in unknown.stderr for name in all_examples())
    assert evsite("init", "--example", "ofice").stderr.endswith("; did you mean office?\n")
    assert list(tmp_path.iterdir()) == []


USUAL = ["", "", "", "", "", "", "", ""]
ANSWERS = [
    USUAL,
    ["Lot 3 <b> $5 a_b*c", "2026", "hotel", "1200 A service", "480Y/277", "CT4021", "12", "jumper"],
    ["Haus", "2020", "multifamily", "transformer 75 kVA", "208Y/120", "", "9", "own"],
    ["House", "2017", "", "200 A panel", "240/120", "tesla-gen3", "2", ""],
]


@pytest.fixture
def asked(monkeypatch, capsys):
    """Ask with these texts typed in, in turn; what was written, and each question with what was said before it."""

    def run(typed):
        questions, left = [], list(typed)

        def answer(prompt=""):
            questions.append(" ".join(capsys.readouterr().err.split()))
            if not left:
                raise EOFError
            return left.pop(0)

        monkeypatch.setattr("builtins.input", answer)
        text, command = ask_site()
        assert left == []
        return text, command, questions

    return run


@pytest.mark.slow
@pytest.mark.parametrize("typed", ANSWERS, ids=lambda typed: typed[0] or "usual")
def test_the_site_of_eight_answers_passes_its_own_check(asked, evsite, typed):
    import evsite as package

    text, command, questions = asked(typed)
    assert [question.rpartition("/8 ")[0][-1] for question in questions] == list("12345678")
    result = evsite("check", "-", "--fail-on", "error", stdin=text)
    assert result.exit_code == 0, result.stdout
    site = package.loads(text)
    assert (site.name, len(site.ports)) == (typed[0] or "My site", int(typed[6] or 8))
    assert command.startswith("evsite size ")


@pytest.mark.slow
def test_a_wrong_answer_is_asked_again_with_what_is_accepted(asked):
    typed = ["", "2021", "", "mall", "workplace", "400 A", "400 kVA panel", "400 A panel", "208", "", "cp602"]
    typed += ["CP6021B-80A", "none", "400", "all", "own", "", "9", ""]
    text, _, questions = asked(typed)
    reasons = [question for question in questions if "expected" in question or "did you mean" in question]
    for words in (
        "found 2021, expected 2017, 2020, 2023 or 2026",
        "found 'mall', expected long-term-parking",
        "found '400 A', expected a rating and what it is: \"400 A panel\"",
        "'400 kVA' is an apparent power, expected a current",
        "did you mean cp6021b-80a",
        "found 'none', expected a whole number",
        "found 'all', expected own, jumper, shared, any",
        "found 400 stalls, expected at most",
    ):
        assert sum(words in reason for reason in reasons) == 1, words
    assert 'main = "400 A"' in text


@pytest.mark.slow
def test_a_supply_that_feeds_no_port_is_asked_for_again(asked):
    text, _, questions = asked(["", "", "", "5 A panel", "", "", "2", "", "100 A panel", "", "", "2", ""])
    assert "expected another supply" in questions[8]
    assert "4/8" in questions[8]
    assert 'main = "100 A"' in text


def test_the_end_of_input_writes_nothing(asked):
    with pytest.raises(KeyboardInterrupt):
        asked(["", "2023", ""])


def test_without_a_terminal_nothing_is_asked(evsite, tmp_path):
    result = evsite("init", "--interactive", tmp_path, stdin="Lot\n")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no terminal to ask at" in result.stderr
    assert list(tmp_path.iterdir()) == []
    assert evsite("init", "--interactive", "--example", "office").exit_code == 2


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "code"), [([b"\x03"], 130), ([b"\n"] * 8, 0)])
def test_a_terminal_is_asked_and_an_interrupt_writes_nothing(tmp_path, typed, code):
    parent, child = pty.openpty()
    process = subprocess.Popen(
        ["setsid", "--ctty", sys.executable, "-m", "evsite", "init", "-i"],
        stdin=child,
        stdout=child,
        stderr=child,
        cwd=tmp_path,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LANG": "C.UTF-8", "NO_COLOR": "1"},
    )
    os.close(child)
    shown, left, quiet = "", list(typed), 0
    while True:
        if not select.select([parent], [], [], 2)[0]:
            quiet += 1
            if quiet == 30:
                process.kill()
                process.wait(timeout=60)
                pytest.fail(f"nothing more in 60 s after {shown!r}")
            if code and not left:
                # Python sees no interrupt that comes just before it begins to wait for a line: a person types it again
                os.write(parent, typed[-1])
            continue
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece.decode()
        if left and shown.endswith(": "):
            os.write(parent, left.pop(0))
    os.close(parent)
    assert process.wait(timeout=60) == code, shown
    assert "Traceback" not in shown
    assert [path.name for path in tmp_path.iterdir()] == (["site.toml"] if code == 0 else [])
    ends = "evsite: interrupted" if code else "other designs: evsite size"
    assert ends in shown.replace("\r\n", " ")
