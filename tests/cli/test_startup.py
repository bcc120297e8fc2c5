"""The program as a process: exit codes, streams, colour, a pipe that closes, an interrupt, what is imported."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from evsite.cli.app import PANELS, module_of
from evsite.output.text.terminal_style import cells

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
OFFICE = str(ROOT / "examples" / "office.toml")
BARE = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "LC_ALL") if key in os.environ} | {
    "PYTHONPATH": str(ROOT / "src")
}
PROGRAM = [sys.executable, "-m", "evsite"]


def run(*arguments, env=None, stdin=None):
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        text=True,
        env=BARE | (env or {}),
        input=stdin,
        timeout=60,
        check=False,
    )


def process_on_terminal(*arguments, columns=80, env=None):
    """What the program writes to a terminal of this width."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdout=child,
        stderr=child,
        stdin=child,
        env=BARE | {"TERM": "xterm-256color", "COLUMNS": str(columns), "LANG": "C.UTF-8"} | (env or {}),
    )
    os.close(child)
    pieces = []
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(parent)
    return process.wait(timeout=60), b"".join(pieces).decode().replace("\r\n", "\n")


def modules_of(code):
    """Modules that are there after this code has run."""
    script = f"import sys\n{code}\nprint(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=BARE, timeout=60, check=True
    )
    return set(done.stderr.split())


def call(*arguments):
    return f"""
from evsite.__main__ import main
sys.argv = ["evsite", *{arguments!r}]
try:
    main()
except SystemExit:
    pass
"""


HEAVY = {"clarabel", "highspy", "lsprotocol", "numpy", "pint", "pygls", "rich", "scipy"}


def test_the_version_is_one_line_and_needs_no_library_but_typer():
    assert run("--version").stdout.startswith("evsite 0.")
    loaded = modules_of(call("--version"))
    assert not loaded & {*HEAVY, "pydantic", "tomli"}
    assert not any(name.startswith(("evsite.model", "evsite.sitefile", "evsite.rules")) for name in loaded)


def test_a_check_imports_no_other_command_and_nothing_to_compute_with():
    loaded = modules_of(call("check", OFFICE))
    assert not loaded & HEAVY
    assert "evsite.rules.overcurrent" in loaded
    assert {name for name in PANELS if f"evsite.cli.{name.replace('-', '_')}" in loaded} == {"check"}


def test_the_help_of_everything_imports_what_no_command_computes_with():
    loaded = modules_of(call("--help"))
    assert set(map(module_of, PANELS)) <= loaded
    assert not loaded & {"lsprotocol", "numpy", "pint", "pydantic", "pygls", "tomli"}
    below = ("evsite.model", "evsite.sitefile", "evsite.network", "evsite.allocation", "evsite.rules", "evsite.studies")
    names_alone = {"evsite.model", "evsite.model.policy", "evsite.model.spelling"}
    assert {name for name in loaded if name.startswith(below)} <= names_alone


def test_help_has_colours_where_results_have_them(on_terminal):
    # what typer makes of the environment when it is imported, a process sees
    assert "\x1b[" in process_on_terminal("--help")[1]
    assert "\x1b[" in on_terminal("check", "--help")[1]
    assert "\x1b" not in on_terminal("check", "--help", env={"NO_COLOR": "1"})[1]
    for env in ({"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
        assert "\x1b" not in on_terminal("--help", env=env)[1]
    for env in ({"GITHUB_ACTIONS": "true"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
        assert "\x1b" not in run("check", "--help", env=env).stdout
    assert "\x1b[" in run("check", "--help", env={"FORCE_COLOR": "1"}).stdout


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_help_is_as_wide_as_the_terminal(on_terminal, columns):
    code, text = on_terminal("allocate", "--help", columns=columns, env={"NO_COLOR": "1"})
    assert code == 0
    assert max(map(len, text.splitlines())) == columns
    assert "…" not in text


def test_wrong_usage_has_no_box_around_it_on_a_terminal_either(on_terminal):
    code, text = on_terminal("check", "--fromat")
    assert (code, text) == (
        2,
        "evsite: no such option: --fromat; did you mean --format?\nevsite: see evsite check --help\n",
    )


def test_a_clean_check_exits_with_0_and_writes_to_standard_output_only():
    done = run("check", OFFICE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout


def test_standard_input_is_a_site_file_too():
    done = run("check", "-", stdin='[site]\nname = "x"\n[circuits.C1]\nbraker = "40 A"\n')
    assert done.returncode == 1
    assert "<stdin>:4:1" in done.stdout


def test_a_file_that_is_no_toml_exits_with_3_and_a_wrong_option_with_2(evsite):
    assert evsite("check", "-", stdin="[site\n").exit_code == 3
    assert evsite("check", "nowhere.toml").exit_code == 3
    assert evsite("check", OFFICE, "--format", "jsn").exit_code == 2


def test_a_terminal_gets_colour_and_a_dumb_one_or_no_color_does_not(on_terminal):
    broken = str(ROOT / "examples" / "broken" / "wrong-words.toml")
    assert "\x1b[" in process_on_terminal("check", broken)[1]
    assert "\x1b[" in on_terminal("check", broken)[1]
    assert "\x1b[" not in on_terminal("check", broken, env={"NO_COLOR": "1"})[1]
    assert "\x1b[" not in on_terminal("check", broken, env={"TERM": "dumb"})[1]
    assert "\x1b[" in on_terminal("check", broken, "--color", "always", env={"NO_COLOR": "1"})[1]


@pytest.mark.parametrize(
    ("command", "columns"), [("report", 40), ("report", 80), ("report", 160), ("allocate", 40), ("table", 40)]
)
def test_no_line_is_wider_than_the_terminal(on_terminal, command, columns):
    code, text = on_terminal(command, OFFICE, columns=columns, env={"NO_COLOR": "1"})
    assert code == 0
    assert max(map(len, text.splitlines())) <= columns


FLEET = "--trips examples/data/depot-trips.csv --tariff sce-tou-ev-9-2025"


@pytest.mark.slow
@pytest.mark.parametrize("columns", [40, 57])
@pytest.mark.parametrize(
    "call",
    [
        "diagnose examples/office.toml",
        "diagnose examples/broken/too-thin.toml",
        "compare examples/office.toml",
        "load-calc examples/office.toml",
        "load-calc examples/load-study.toml",
        "load-calc examples/designs/house.toml",
        "bom examples/dc-and-ac.toml",
        "schedule examples/campus.toml",
        "labels examples/office.toml",
        "as-built examples/office.toml",
        "package examples/office.toml --draft",
        f"fleet examples/fleet-depot.toml {FLEET}",
    ],
)
def test_a_narrow_terminal_has_every_line_and_every_number_whole(on_terminal, evsite, project, call, columns):
    code, text = on_terminal(*call.split(), columns=columns, env={"NO_COLOR": "1"})
    assert code == 0
    assert [line for line in text.splitlines() if cells(line) > columns] == []
    there = set(re.findall(r"[0-9][0-9.,]*", text))
    piped = evsite(*call.split()).stdout
    decimals = set(re.findall(r"(?<![0-9A-Za-z.,-])[0-9][0-9,]*\.[0-9]+(?![0-9A-Za-z.,-])", piped))
    if not call.startswith(("diagnose", "fleet", "compare")):  # these leave columns out, and say so
        assert decimals
        assert decimals <= there


@pytest.mark.parametrize("command", ["report", "allocate", "table", "diagnose", "compare", "bom"])
def test_a_long_name_of_a_site_wraps(on_terminal, tmp_path, command):
    name = "Harbor Office and the parking structure across the street, levels P1 to P4"
    path = tmp_path / "site.toml"
    path.write_text(Path(OFFICE).read_text(encoding="utf-8").replace('"Harbor Office"', f'"{name}"'), encoding="utf-8")
    code, text = on_terminal(command, str(path), columns=40, env={"NO_COLOR": "1"})
    assert code == 0
    assert [line for line in text.splitlines() if cells(line) > 40] == []
    assert name in " ".join(text.split())


def test_colour_can_be_forced_on_a_pipe(evsite):
    assert "\x1b[" in run("report", OFFICE, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b[" in evsite("report", OFFICE, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b[" in evsite("report", OFFICE, env={"CLICOLOR_FORCE": "1"}).stdout
    assert "\x1b[" not in evsite("report", OFFICE, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout


def test_a_reader_that_goes_away_does_not_hide_that_a_check_failed():
    reading, writing = os.pipe()
    os.close(reading)
    broken = str(ROOT / "examples" / "broken" / "wrong-words.toml")
    process = subprocess.Popen([*PROGRAM, "check", broken], stdout=writing, stderr=subprocess.PIPE, env=BARE)
    os.close(writing)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (1, b"")


def test_an_interrupt_ends_with_130_and_a_short_line():
    # the interrupt comes while the command waits for its input, whoever started the tests with interrupts ignored
    script = f"""
import io, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Interrupting(io.RawIOBase):
    def readable(self):
        return True
    def readinto(self, buffer):
        os.kill(os.getpid(), signal.SIGINT)
        return 0
sys.stdin = io.TextIOWrapper(io.BufferedReader(Interrupting()))
{call("check", "-")}
"""
    script = script.replace("except SystemExit:\n    pass", "except SystemExit as end:\n    os._exit(end.code)")
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=BARE, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (130, "evsite: interrupted\n")


def check_that_raises(error, **env):
    """A check that ends in an error, made from its source."""
    script = f"""
import sys
import evsite.cli.checking as checking
def broken(*arguments, **options):
    raise {error}
checking.run_check = broken
from evsite.__main__ import main
sys.argv = ["evsite", "check", {OFFICE!r}]
main()
"""
    program = [sys.executable, "-c", script]
    return subprocess.run(program, capture_output=True, text=True, env=BARE | env, timeout=60, check=False)


def test_a_bug_exits_with_70_and_asks_for_a_report():
    bug = 'ZeroDivisionError("made for the test")'
    done = check_that_raises(bug)
    assert done.returncode == 70
    assert "bug in evsite: ZeroDivisionError: made for the test" in done.stderr
    assert "evsite 0." in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in check_that_raises(bug, EVSITE_DEBUG="1").stderr


def test_a_stream_that_knows_only_ascii_ends_no_command():
    done = run("report", "-", stdin='[site]\nname = "Café 充電"\n', env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr


def test_a_library_that_is_not_installed_is_no_bug():
    done = check_that_raises("""ModuleNotFoundError("No module named 'heavy'", name="heavy.part")""")
    assert done.returncode == 3
    assert done.stderr == (
        "evsite: the Python module heavy is not installed, and evsite cannot go on without it; "
        "install evsite with pip again, which brings what it needs\n"
    )
