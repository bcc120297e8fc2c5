"""docs/simulation.md is run: its commands show what the page says, at the garage and at the copies that it edits.

A block of `diff` is an edit: the first of the site as it is, each later one of the copy before. The files that come of
them have the names that the commands call them by, in the same order.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest

import evsite as evsite_package
import test_pages_run as pages

ROOT = Path(__file__).parent.parent
PAGE = pages.PAGES["simulation.md"]
GARAGE = "examples/jpl-garage.toml"


def blocks(language):
    return [match[3] for match in pages.BLOCK.finditer(PAGE) if match[2] == language]


def edited(text, edit):
    """A text after an edit, whose lines stand in it once."""
    before = "".join(f"{line[1:]}\n" for line in edit.splitlines() if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in edit.splitlines() if not line.startswith("-"))
    assert text.count(before) == 1, before
    return text.replace(before, after)


def copies():
    """The edited copies of the garage, by name."""
    text = (ROOT / GARAGE).read_text(encoding="utf-8")
    names = list(dict.fromkeys(re.findall(r"^\$ evsite simulate (garage[\w-]*\.toml)", PAGE, re.MULTILINE)))
    found = {}
    for name, edit in zip(names, blocks("diff"), strict=True):
        text = found[name] = edited(text, edit)
    return found


@pytest.fixture
def desk(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for name, text in copies().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("text", [pytest.param(text, id=f"{at}") for at, text in enumerate(blocks("console"))])
def test_a_command_shows_what_the_page_says(evsite, desk, text):
    (first, *shown) = text.splitlines()
    result = evsite(*shlex.split(first.removeprefix("$ evsite ")))
    assert result.exit_code == 0, result.stderr
    assert pages.shows(result.stdout.splitlines(), shown), result.stdout


def test_the_vehicles_of_the_toml_block_are_those_of_the_table_above_it(tmp_path, project):
    site = evsite_package.load("examples/office-schedule.toml")
    (table,) = [text for text in blocks("text") if text.startswith("port,time")]
    found = []
    for name, text in (("a.csv", table), ("a.toml", *blocks("toml"))):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        sessions = evsite_package.load_sessions(path, site).sessions
        found.append([(each.port, each.arrive_s, each.energy_kwh, each.accept_a, each.taper) for each in sessions])
        left = [each.leave_s or each.arrive_s + each.stay_s for each in sessions]
        assert left == [16.5 * 3600, 17 * 3600]
    assert found[0] == found[1]


@pytest.mark.slow
def test_the_block_for_programs_writes_its_files(evsite, desk):
    (line,) = "".join(blocks("bash")).splitlines()
    result = evsite(*shlex.split(line)[1:])
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("{")
    rows = (desk / "sessions.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("policy,session,")
    assert len(rows) > 50


@pytest.mark.slow
def test_the_python_runs(project):
    (code,) = blocks("python")
    exec(compile(code, "simulation.md", "exec"), {})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ('current_step = "1 A"', "228 and 6,756 kWh in whole amperes"),
        ('currents = ["8 A", "16 A", "24 A", "32 A"]', "228 and 6,748 kWh in\nsteps of 8 A"),
    ],
)
def test_what_current_steps_cost_is_what_the_page_says(project, steps, says):
    text = (ROOT / GARAGE).read_text(encoding="utf-8")
    site = evsite_package.loads(text.replace('max_current = "32 A",', f'max_current = "32 A", {steps},'))
    assert all(port.steps is not None for port in site.ports.values())
    sessions = evsite_package.load_sessions(
        ROOT / "examples/data/jpl-2019-06.csv.gz", site, since="2019-06-03", until="2019-06-10"
    )
    tally = evsite_package.service_report(evsite_package.simulate(site, sessions, policies=["equal"])).policies[0].tally
    assert says.startswith(f"{tally.full} and {tally.energy_kwh:,.0f} kWh in")
    assert says in PAGE


def test_the_lines_of_files_are_those_of_the_examples(evsite, project):
    import gzip

    sessions, columns, weekdays = blocks("text")
    recorded = gzip.decompress((ROOT / "examples/data/jpl-2019-06.csv.gz").read_bytes()).decode()
    assert recorded.replace("\r\n", "\n").startswith(sessions)
    assert weekdays in (ROOT / "examples/data/arrivals-office.csv").read_text(encoding="utf-8")
    assert shlex.split(columns)[0] == "--columns"


def test_every_option_stands_on_the_page():
    of_others = {"--help", "-h", "--color", "--allow-outside"}
    for option in pages.options("simulate") - of_others:
        assert option in PAGE or option == "--bound", option
