"""What a shell gets when it asks what may be typed next: by the protocol of the shells.

Most of it is asked in this process; Bash itself, and requests that cannot be answered, start the program.
"""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from evsite.cli.guard import guarded

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
OFFICE = str(ROOT / "examples" / "office.toml")
BARE = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "LC_ALL") if key in os.environ} | {
    "PYTHONPATH": str(ROOT / "src")
}
PROGRAM = [sys.executable, "-m", "evsite"]


def offered(*words, shell="bash"):
    """What is offered for the last word of `evsite WORDS`, which the program answers in this process."""
    line = subprocess.list2cmdline(["evsite", *words[:-1]]) + " " + words[-1]
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words))} if shell == "bash" else {"_TYPER_COMPLETE_ARGS": line}
    asked |= {"_EVSITE_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    with mock.patch.dict(os.environ, asked), mock.patch("sys.stdout", out), mock.patch("sys.stderr", err):
        code = guarded([])
    stdout, stderr = (stream.buffer.getvalue().decode() for stream in (out, err))
    assert (code, stderr) == (0, "")
    return stdout.splitlines() if stdout.strip() else []


def test_commands_and_options_are_offered():
    assert offered("co") == ["compare-policies", "compare"]
    assert offered("check", OFFICE, "--f") == ["--format", "--fail-on"]
    assert offered("diagnose", OFFICE, "--symptom", "") == ["slow", "zero", "not-enabled"]
    assert offered("diagnose", OFFICE, "--port", "S1.") == ["S1.1", "S1.2"]
    assert offered("allocate", OFFICE, "--policy", "") == ["equal", "proportional", "fcfs"]


def test_formats_are_offered_and_nothing_after_the_equals_sign():
    assert offered("check", OFFICE, "--format", "j") == ["json", "jsonl", "junit"]
    assert offered("check", "--format=s") == ["sarif"]
    assert offered("check", OFFICE, "--format", "sarif=") == []
    assert offered("rules", "--format", "") == ["text", "json", "markdown"]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_rules_are_offered_by_code_and_by_name_and_after_a_comma(option):
    assert offered("check", option, "EV10")[:2] == ["EV101", "EV102"]
    assert offered("check", option, "branch-c") == ["branch-continuous-load"]
    assert offered("check", option, "EV101,unknown-k") == ["EV101,unknown-key"]
    assert "EV101,EV101" not in offered("check", option, "EV101,EV1")


def test_what_sizing_takes_is_offered():
    assert offered("size", "--system", "480Y") == ["480Y/277"]
    assert offered("size", "--application", "all") == ["all-day-parking"]
    assert offered("size", "--model", "cp6021b-8") == ["cp6021b-80a"]
    assert offered("size", "--profile", "none,new-w") == ["none,new-westminster"]
    assert offered("size", "--circuits", "own,") == ["own,jumper", "own,shared"]
    assert offered("size", "--groups", "p") == ["panel"]


def test_explain_takes_rules_and_catalog_takes_models():
    assert "EV001" in offered("explain", "EV00")
    assert offered("explain", "branch-c") == ["branch-continuous-load"]
    assert offered("explain", "groups.pol") == ["groups.policy"]
    assert offered("explain", "min_curr") == ["min_current"]
    assert offered("catalog", "cp6021b-8") == ["cp6021b-80a"]


def test_help_takes_commands_too_and_init_takes_examples():
    assert offered("help", "comp") == ["compare-policies", "compare"]
    assert offered("help", "EV40")[0] == "EV401"
    assert offered("init", "--example", "office") == ["office", "office-jumpers", "office-schedule", "office-panel"]


@pytest.mark.parametrize("command", ["allocate", "compare-policies", "diagnose"])
def test_names_of_ports_and_nodes_come_from_the_file_on_the_line(command):
    assert offered(command, OFFICE, "--occupied", "S1.") == ["S1.1", "S1.2"]
    assert offered(command, OFFICE, "--order", "S2.1,S1.") == ["S2.1,S1.1", "S2.1,S1.2"]
    assert offered(command, "--offline", "S9", OFFICE, "--offline", "S9.") == ["S9.1", "S9.2"]
    assert offered(command, OFFICE, "--accept", "S1.1=32A,S1.") == ["S1.1=32A,S1.1", "S1.1=32A,S1.2"]
    assert offered(command, OFFICE, "--accept", "S1.1=3") == []
    assert offered(command, OFFICE, "--load", "T") == ["T1"]
    assert {"EV1", "S", "S1", "S1.1", "all"} <= set(offered(command, OFFICE, "--occupied", ""))
    assert "all" not in offered(command, OFFICE, "--order", "")


def test_a_load_study_is_on_a_node():
    assert {"T1", "EV1", "C1"} <= set(offered("load-study", OFFICE, "--on", ""))
    assert "S1" not in offered("load-study", OFFICE, "--on", "")


def test_names_with_spaces_and_of_any_script_are_offered(tmp_path):
    site = tmp_path / "a lot.toml"
    site.write_text(Path(OFFICE).read_text().replace("panels.EV1", 'panels."Lot B"').replace('"EV1"', '"Lot B"'))
    assert offered("load-study", str(site), "--on", "") == ["T1", "Lot B", *(f"C{number}" for number in range(1, 21))]
    site.write_text('[supplies."充電 🔌"]\nkind = "service"\nrating = "100 A"\nsystem = "208Y/120"\n[panels."a\\nb"]\n')
    assert offered("load-study", str(site), "--on", "") == ["充電 🔌"]


@pytest.mark.parametrize("option", ["--occupied", "--load"])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        (None, {}),
        ("", {}),
        ("[site\n", {}),
        ('[panels."a\n', {"--load": ["a"]}),
        ("[panels.EV1]\nmian = 3\n[stations.S]\n", {"--occupied": ["S", "all"], "--load": ["EV1"]}),
        ("panels = 3\nstations = [1]\n", {}),
        ("\ufeff\0", {}),
    ],
)
def test_a_broken_or_missing_file_offers_less_and_says_nothing(tmp_path, option, text, found):
    site = tmp_path / "site.toml"
    if text is not None:
        site.write_text(text)
    assert offered("allocate", str(site), option, "") == found.get(option, ["all"] if option == "--occupied" else [])


def test_what_is_read_once_is_left_alone(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert offered("allocate", str(tmp_path / "pipe"), "--order", "") == []
    assert offered("allocate", "-", "--order", "") == []
    assert offered("allocate", str(tmp_path), "--order", "") == []
    assert offered("allocate", "--order", "") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_answered_too(shell):
    text = "\n".join(offered("allocate", OFFICE, "--occupied", "S1.", shell=shell))
    assert "S1.1" in text
    assert "S2.1" not in text


def test_a_request_that_cannot_be_answered_ends_without_a_word():
    done = subprocess.run(
        PROGRAM,
        capture_output=True,
        text=True,
        env=BARE | {"_EVSITE_COMPLETE": "complete_bash"},
        timeout=60,
        check=False,
    )
    assert (done.returncode != 0, done.stdout, done.stderr) == (True, "", "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_by_the_script_that_is_shown(tmp_path):
    program = tmp_path / "evsite"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m evsite "$@"\n')
    program.chmod(0o755)
    script = f"""
export PATH={tmp_path}:$PATH
source <(_EVSITE_COMPLETE=source_bash evsite)
COMP_WORDS=(evsite allocate {OFFICE} --occupied S10.)
COMP_CWORD=4
$(complete -p evsite | sed 's/.*-F \\([^ ]*\\).*/\\1/') evsite
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, text=True, env=BARE, timeout=60, check=True
    )
    assert done.stdout.split() == ["S10.1", "S10.2"]


def test_vehicles_are_offered_where_they_are_taken():
    assert offered("allocate", OFFICE, "--accept", "S1.1=tesla-models") == ["S1.1=tesla-models"]
    assert sorted(offered("allocate", OFFICE, "--accept", "S10")) == ["S10", "S10.1", "S10.2"]
    assert offered("table", OFFICE, "--vehicles", "al") == ["all"]
    assert offered("report", OFFICE, "--vehicles", "lucid-air,lucid-g") == ["lucid-air,lucid-gravity"]
