"""The steps of action.yml, the GitLab job and the hook, run as a runner does, over a checkout that means harm.

Everything in that checkout that could be run leaves a mark when it is: modules, programs, settings, names. A test of
its own holds that the marks work.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from evsite.cli.guard import guarded

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"]}
JOB = yaml.safe_load((ROOT / "docs" / "gitlab-ci.yml").read_text(encoding="utf-8"))["evsite"]
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
BROKEN = (ROOT / "examples" / "broken" / "too-thin.toml").read_text(encoding="utf-8")
BASH = shutil.which("bash")
OUTPUTS = {"exit-code", "sarif-file", "errors", "warnings", "ignored"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BASH is None or os.name == "nt", reason="runs Bash scripts on a POSIX system"),
]

MODULES = [
    *("json", "secrets", "venv", "ensurepip", "pip", "hatchling", "evsite", "typer", "numpy", "tomli", "re", "runpy"),
    *("sitecustomize", "usercustomize"),
]
PROGRAMS = ["python", "python3", "pip", "evsite", "git", "bash", "cat", "rm", "mv", "mktemp", "dirname", "env", "sed"]
NAMES = [
    "site.toml",
    "deep/er/site.toml",
    "-x.site.toml",
    "--fail-on=never.site.toml",
    "--help/site.toml",
    "--/site.toml",
    "-c/import os.site.toml",
    "$(touch ran-1).site.toml",
    "`touch ran-2`.site.toml",
    "; touch ran-3;.site.toml",
    "a b  c.site.toml",
    "new\nline.site.toml",
    "new\nerrors=0\nexit-code=0\n/site.toml",
    "quote\"'.site.toml",
    "back\\slash.site.toml",
    "*.site.toml",
    "::error::made up.site.toml",
    "::set-output name=errors::0.site.toml",
    "##[set-output name=errors]0.site.toml",
    "100%0A::warning::made up.site.toml",
    "é\u2028\x85\r.site.toml",
]
# what a site file says comes back in messages, and its lines are shown
WORDS = """
"##[set-output name=errors]0" = "##[add-mask]e"
"::stop-commands::x" = 1
"\\n::add-mask::e" = 1
::add-mask::e
"""


def spelled_out(name: str) -> str:
    """A file name without what steers the terminal that shows a log; ends of lines are escaped as GitHub has it."""
    return "".join(each if each.isprintable() or each in "\r\n" else f"\\u{ord(each):04x}" for each in name)


def script_that_marks(path: Path, marks: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n: > {shlex.quote(str(marks / f'program-{path.name}'))}\nexit 97\n")
    path.chmod(0o755)


class Runner:
    """A runner of pipelines in a folder: its temporary folder, a checkout, tools of its own, and what they record."""

    def __init__(self, folder: Path) -> None:
        self.temp, self.workspace, self.marks = folder / "_temp", folder / "work", folder / "marks"
        self.tools, self.log, self.home = folder / "tools", folder / "log", folder / "home"
        for path in (self.temp, self.workspace, self.marks, self.tools, self.home):
            path.mkdir()
        self.output, self.summary = self.temp / "output-file", self.temp / "summary-file"
        self.variables = {
            "PATH": f"{self.tools}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }
        self.stdout = ""
        self.install_python("python3")

    def install_python(self, name: str, *, broken: str = "no such call", evsite: str = "") -> Path:
        """A Python that records how it is called and what it could see, installs nothing, and runs the rest.

        A call whose arguments have `broken` in them fails; `evsite` is run in place of evsite.
        """
        path = self.tools / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"""#!{sys.executable} -I
import json, os, shutil, sys
from pathlib import Path
arguments = sys.argv[1:]
with open({str(self.log)!r}, "a") as log:
    seen = {{name: value for name, value in os.environ.items() if name.startswith(("PYTHON", "PIP_", "XDG_"))}}
    call = {{"arguments": arguments, "folder": os.getcwd(), "seen": seen, "path": os.environ["PATH"]}}
    print(json.dumps(call), file=log)
if {broken!r} in " ".join(arguments):
    sys.exit(9)
if "venv" in arguments:
    environment = Path(arguments[-1])
    shutil.rmtree(environment, ignore_errors=True)
    (environment / "bin").mkdir(parents=True)
    shutil.copy(sys.argv[0], environment / "bin" / "python")
elif {evsite!r} and "evsite" in arguments:
    exec({evsite!r})
elif "pip" not in arguments:
    os.execv({sys.executable!r}, [{sys.executable!r}, *arguments])
""")
        path.chmod(0o755)
        return path

    def plant(self) -> None:
        """Fill the checkout with what must not be run, and have the environment point at it in every way."""
        for module in MODULES:
            name = f"open({str(self.marks / f'module-{module}')!r}, 'w')\n"
            (self.workspace / f"{module}.py").write_text(name)
        for program in PROGRAMS:
            script_that_marks(self.workspace / program, self.marks)
            script_that_marks(self.workspace / "bin" / program, self.marks)
        (self.workspace / "harm.pth").write_text(f"import os; open({str(self.marks / 'pth')!r}, 'w')\n")
        (self.workspace / "profile.sh").write_text(f": > {shlex.quote(str(self.marks / 'profile'))}\n")
        (self.workspace / "pip.conf").write_text("[install]\nrequirement = harm.txt\n[global]\npython = ./python3\n")
        (self.workspace / "harm.txt").write_text("./harm\n")
        (self.workspace / "setup.cfg").write_text("[easy_install]\n[install]\nprefix = harm\n")
        (self.workspace / "pyproject.toml").write_text('[build-system]\nrequires = []\nbuild-backend = "hatchling"\n')
        (self.workspace / ".python-version").write_text("harm\n")
        for name in NAMES:
            (self.workspace / name).parent.mkdir(parents=True, exist_ok=True)
            (self.workspace / name).write_text(BROKEN)
        (self.workspace / "words.site.toml").write_text(WORDS.rpartition("::add")[0])
        (self.workspace / "lines.site.toml").write_text(WORDS)
        here = str(self.workspace)
        (self.home / "link").symlink_to(self.workspace / "bin")
        self.variables |= {
            "PATH": f"{here}/bin:{here}:{here}/../work/bin:{self.home}/link::.:bin:{self.variables['PATH']}:",
            "BASH_ENV": "profile.sh",
            "ENV": "profile.sh",
            "CDPATH": here,
            "PYTHONPATH": f"{here}:.:",
            "PYTHONSTARTUP": f"{here}/json.py",
            "PYTHONHOME": here,
            "PYTHONUSERBASE": here,
            "PYTHONWARNINGS": "error::json.Harm",
            "PIP_CONFIG_FILE": f"{here}/pip.conf",
            "PIP_REQUIREMENT": f"{here}/harm.txt",
            "PIP_TARGET": here,
            "PIP_PYTHON": f"{here}/python3",
            "XDG_CONFIG_HOME": here,
            "XDG_CONFIG_DIRS": here,
        }

    def step(self, name: str, inputs: dict[str, str]) -> int:
        """Run a step of the action; its exit status. Standard output and error come as one, in order."""
        step = STEPS[name]
        given = {key: str(value.get("default", "")) for key, value in ACTION["inputs"].items()} | inputs

        def filled(text: str) -> str:
            known = {f"inputs.{key}": value for key, value in given.items()} | {"runner.temp": str(self.temp)}
            return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known[found[1]], text)

        variables = {**self.variables, **{key: filled(value) for key, value in step.get("env", {}).items()}}
        script = self.temp / f"{name}.sh"
        script.write_text(filled(step["run"]))
        folder = filled(step.get("working-directory", str(self.workspace)))
        return self.bash(["-e", "-o", "pipefail", str(script)], folder, variables)

    def bash(self, arguments: list[str], folder: str, variables: dict[str, str]) -> int:
        assert BASH is not None
        done = subprocess.run(
            [BASH, "--noprofile", "--norc", *arguments],
            cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, input=BROKEN.encode(),
            timeout=120, check=False,
        )  # fmt: skip
        self.stdout += done.stdout.decode("utf-8")
        return done.returncode

    def act(self, **inputs: str) -> int:
        """The whole action: the exit status of the step that failed, or of the last one."""
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        self.output.write_text("")
        self.stdout = ""
        code = 0
        for name in STEPS:
            code = code or self.step(name, given)
        return code

    @property
    def outputs(self) -> dict[str, str]:
        """What the file of outputs says, read as the runner reads it; the last word counts."""
        outputs, lines = {}, iter(self.output.read_text(encoding="utf-8").splitlines())
        for line in lines:
            name, equals, value = line.partition("=")
            assert equals, f"the runner refuses this line: {line}"
            assert "<<" not in name
            outputs[name] = value
        return outputs

    @property
    def calls(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def commands(self) -> list[tuple[str, dict[str, str], str]]:
        """The workflow commands in what was written, found as the runner finds them: name, properties, data."""
        found, token = [], None
        for line in re.split("\r\n|\r|\n", self.stdout):
            new = re.fullmatch(r"::([\w-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)", line.strip(), re.S)
            # the old form is found anywhere in a line
            command = new or re.search(r"##\[([\w-]+)(?: ([^\]]*))?\](.*)", line)
            if not command:
                continue
            name, listed, data = command[1], command[2] or "", command[3]
            if token is not None:
                token = None if name == token else token
                continue
            if name == "stop-commands":
                token = data
                continue
            pairs = (pair.partition("=") for pair in listed.split(",") if pair)
            found.append((name, {key: unescaped(value) for key, _, value in pairs}, unescaped(data)))
        assert token is None, "commands stay stopped"
        return found

    def assert_unharmed(self) -> None:
        assert sorted(mark.name for mark in self.marks.iterdir()) == []
        ran = [path for folder in (self.temp, self.workspace, self.home) for path in folder.rglob("ran-*")]
        assert ran == []


def unescaped(text: str) -> str:
    for sign, code in ((":", "3A"), (",", "2C"), ("\n", "0A"), ("\r", "0D"), ("%", "25")):
        text = text.replace(f"%{code}", sign)
    return text


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path)


@pytest.fixture
def hostile(runner):
    runner.plant()
    return runner


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The action over the hostile checkout, once with annotations and once without: the runner and the exit code."""

    @cache
    def run(annotations="true"):
        runner = Runner(tmp_path_factory.mktemp("hostile"))
        runner.plant()
        runner.variables["PIP_INDEX_URL"] = "https://mirror.example/simple"
        return runner, runner.act(annotations=annotations)

    return run


@pytest.fixture
def plain(runner):
    (runner.workspace / "site.toml").write_text(BROKEN)
    return runner


def checked(folder, monkeypatch, capsys, *arguments):
    """What `evsite check` says in a folder, as JSON: the exit code and the document."""
    with monkeypatch.context() as patch:
        patch.chdir(folder)
        code = guarded(["check", "--format", "json", *arguments])
    return code, json.loads(capsys.readouterr().out)


class TestHostileCheckout:
    def test_the_marks_work(self, hostile):
        path = {"PATH": hostile.variables["PATH"]}
        python = shlex.quote(sys.executable)
        for command, variables, mark in (
            (f"{python} -c 'import json'", {}, "module-json"),
            (f"{python} -m evsite --version", {}, "module-evsite"),
            (f"cd / && {python} -c ''", {"PYTHONPATH": str(hostile.workspace)}, "module-sitecustomize"),
            ("cat /dev/null", path, "program-cat"),
            ("cd / && python3 -V", path, "program-python3"),
            (":", {"BASH_ENV": "profile.sh"}, "profile"),
        ):
            assert not (hostile.marks / mark).exists()
            hostile.bash(["-c", command], str(hostile.workspace), variables)
            assert (hostile.marks / mark).exists(), command

    @pytest.mark.parametrize("annotations", ["true", "false"])
    def test_nothing_of_it_is_run_and_all_of_it_is_checked(self, ran, annotations, monkeypatch, capsys):
        hostile, ended = ran(annotations)
        code, document = checked(hostile.workspace, monkeypatch, capsys)
        assert ended == code == 3
        hostile.assert_unharmed()
        assert {file["file"] for file in document["files"]} == {*NAMES, "words.site.toml", "lines.site.toml"}
        assert hostile.outputs == {
            "exit-code": "3",
            "sarif-file": "evsite.sarif",
            "errors": str(document["summary"]["error"]),
            "warnings": str(document["summary"]["warning"]),
            "ignored": str(document["summary"]["ignored"]),
        }

    def test_annotations_and_reports_name_files_as_the_repository_does(self, ran, monkeypatch, capsys):
        hostile, _ = ran()
        _, document = checked(hostile.workspace, monkeypatch, capsys)
        found = {file["file"] for file in document["files"] if file["findings"]}
        severities = {"error": "error", "warning": "warning", "info": "notice"}
        assert sorted(
            (name, properties["file"], int(properties["line"])) for name, properties, _ in hostile.commands()
        ) == sorted(
            (severities[finding["severity"]], spelled_out(file["file"]), finding["line"])
            for file in document["files"]
            for finding in file["findings"]
            if finding["status"] != "not checked"
        )
        (run,) = json.loads((hostile.workspace / "evsite.sarif").read_text())["runs"]
        uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
        assert {unquote(uri) for uri in uris} == found
        assert str(hostile.temp.parent) not in hostile.stdout + json.dumps(run) + hostile.summary.read_text()

    def test_no_text_of_it_becomes_a_command_of_the_runner(self, ran):
        hostile, _ = ran("false")
        assert "add-mask]e" in hostile.stdout
        assert hostile.commands() == []

    def test_every_python_is_isolated_and_sees_nothing_of_the_checkout(self, ran):
        hostile, _ = ran()
        purposes = [
            next(word for word in call["arguments"] if word in {"venv", "pip", "evsite", "-c"})
            for call in hostile.calls
        ]
        assert purposes == ["-c", "venv", "pip", "pip", "-c", "evsite", "-c"]
        for call in hostile.calls:
            assert call["arguments"][0] == "-I"
            assert call["folder"] == str(hostile.temp)
            assert call["seen"].keys() <= {"PIP_INDEX_URL", "PIP_CONFIG_FILE", "XDG_CONFIG_HOME"}
            assert str(hostile.workspace) not in call["path"] + call["seen"].get("PIP_CONFIG_FILE", "")
            assert all(Path(folder).is_absolute() for folder in call["path"].split(":"))
        pips = [call for call in hostile.calls if "pip" in call["arguments"]]
        for call in pips:
            assert call["seen"]["PIP_INDEX_URL"] == "https://mirror.example/simple"
            assert Path(call["seen"]["PIP_CONFIG_FILE"]).read_text() == ""

    def test_what_is_installed_is_locked(self, ran):
        hostile, _ = ran()
        locked, own = (call["arguments"] for call in hostile.calls if "pip" in call["arguments"])
        assert {"--require-hashes", "--only-binary=:all:"} < set(locked)
        assert locked[-2:] == ["-r", f"{ROOT}/action/requirements.txt"]
        assert {"--no-index", "--no-deps", "--no-build-isolation"} < set(own)
        assert own[-1] == str(ROOT)

    @pytest.mark.parametrize("place", ["bin/python3", "link"])
    def test_a_python_of_the_checkout_is_refused(self, hostile, place):
        path = hostile.home / "link" / "python3" if place == "link" else hostile.workspace / place
        assert hostile.act(python=str(path)) == 2
        assert "lies in the checkout" in hostile.stdout
        assert hostile.outputs == dict.fromkeys(OUTPUTS, "") | {"exit-code": "2"}
        hostile.assert_unharmed()

    def test_files_can_be_named(self, hostile):
        names = [name for name in NAMES if "\n" not in name and "\r" not in name]
        assert hostile.act(files="\n".join(["", *names, "", str(hostile.workspace / "deep")])) == 1
        hostile.assert_unharmed()
        assert {properties["file"] for _, properties, _ in hostile.commands()} == set(names)

    @pytest.mark.parametrize("kind", ["file", "folder", "nothing"])
    def test_a_link_in_place_of_the_report_is_replaced(self, plain, kind):
        victim, report = plain.home / "victim", plain.workspace / "evsite.sarif"
        if kind == "folder":
            victim.mkdir()
        elif kind == "file":
            victim.write_text("precious")
        report.symlink_to(victim)
        assert plain.act() == 1
        assert not report.is_symlink()
        assert json.loads(report.read_text())["version"] == "2.1.0"
        assert kind != "file" or victim.read_text() == "precious"
        assert kind != "folder" or list(victim.iterdir()) == []
        assert kind != "nothing" or not victim.exists()

    def test_the_report_does_not_follow_the_folders_of_the_checkout_out_of_it(self, hostile):
        victim = hostile.home / "victim"
        victim.mkdir()
        (hostile.workspace / "reports").symlink_to(victim)
        for given in ("reports/evsite.sarif", f"{hostile.workspace}/reports/evsite.sarif"):
            assert hostile.act(sarif_file=given) == 2
            assert "leads out of the workspace" in hostile.stdout
            assert hostile.outputs == dict.fromkeys(OUTPUTS, "") | {"exit-code": "2"}
        assert list(victim.iterdir()) == []

    def test_a_report_that_the_checkout_brings_is_not_handed_on(self, hostile):
        (hostile.workspace / "evsite.sarif").write_text("{}")
        hostile.install_python("python3", broken="-m evsite")
        assert hostile.act() == 9
        assert hostile.outputs == dict.fromkeys(OUTPUTS, "") | {"exit-code": "9"}


class TestInputs:
    def test_a_clean_checkout_passes_and_leaves_what_was_asked_for(self, plain):
        (plain.workspace / "site.toml").write_text((ROOT / "examples" / "office.toml").read_text())
        assert plain.act() == 0
        assert plain.outputs["exit-code"] == plain.outputs["errors"] == "0"
        assert "evsite" in plain.summary.read_text()

    def test_the_threshold_decides(self, plain):
        codes = {threshold: plain.act(fail_on=threshold) for threshold in ("error", "never")}
        assert codes == {"error": 1, "never": 0}
        assert plain.outputs["errors"] == "1"

    @pytest.mark.parametrize("inputs", [{"fail_on": "some"}, {"fail_on": "--help"}, {"files": "empty"}])
    def test_wrong_usage_has_outputs_too(self, plain, inputs):
        (plain.workspace / "empty").mkdir()
        assert plain.act(**inputs) == 2
        assert plain.outputs == dict.fromkeys(OUTPUTS, "") | {"exit-code": "2"}

    def test_standard_input_is_empty(self, plain):
        assert plain.act(files="-") == 1
        assert plain.outputs["errors"] == "1"
        assert "describes no site" in plain.stdout

    def test_no_summary_and_no_report_where_none_is_wanted(self, plain):
        assert plain.act(summary="false", sarif_file="") == 1
        assert not plain.summary.exists()
        assert {path.name for path in plain.workspace.iterdir()} == {"site.toml"}
        assert plain.outputs == {"exit-code": "1", "sarif-file": "", "errors": "1", "warnings": "4", "ignored": "0"}

    @pytest.mark.parametrize("given", ["out/$(touch ran-4) b.sarif", "-r.sarif", "é=<<E.sarif"])
    def test_the_report_goes_where_it_is_wanted(self, plain, given):
        (plain.workspace / "out").mkdir()
        assert plain.act(sarif_file=given) == 1
        assert plain.outputs["sarif-file"] == given
        assert json.loads((plain.workspace / given).read_text())["version"] == "2.1.0"
        plain.assert_unharmed()

    def test_an_absolute_path_may_lie_outside_of_the_workspace(self, plain):
        path = str(plain.home / "x.sarif")
        assert plain.act(sarif_file=path) == 1
        assert plain.outputs["sarif-file"] == path
        assert Path(path).exists()

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ("x\nerrors=0", "several lines"),
            ("x\rerrors=0", "several lines"),
            ("x\nsarif-file<<E\ny\nE", "several lines"),
            ("../x.sarif", "leads out of the workspace"),
            ("no/x.sarif", "no folder to write"),
            ("out", "is a folder"),
            ("out/", "is a folder"),
            ("no%0A::error::x/y", "no folder to write 'no%0A::error::x/y' to"),
        ],
    )
    def test_a_path_that_cannot_be_the_report_is_refused(self, plain, given, why):
        (plain.workspace / "out").mkdir()
        assert plain.act(sarif_file=given) == 2
        assert plain.outputs == dict.fromkeys(OUTPUTS, "") | {"exit-code": "2"}
        ((name, properties, message),) = plain.commands()
        assert (name, properties) == ("error", {"title": "evsite"})
        assert why in message
        assert not (plain.workspace.parent / "x.sarif").exists()


class TestWhateverGoesWrong:
    @pytest.mark.parametrize("broken", ["-m venv", "--require-hashes", "--no-deps"])
    def test_what_cannot_be_installed_ends_with_69(self, plain, broken):
        plain.install_python("python3", broken=broken)
        assert plain.act() == 69
        assert plain.outputs == dict.fromkeys(OUTPUTS, "") | {"exit-code": "69"}
        assert plain.commands() == [("error", {"title": "evsite"}, "evsite could not be installed")]

    def test_a_python_that_is_too_old_is_wrong_usage(self, plain):
        old = plain.install_python("old", broken="version_info")
        assert plain.act(python=str(old)) == plain.act(python="old") == 2
        assert plain.outputs == dict.fromkeys(OUTPUTS, "") | {"exit-code": "2"}
        assert "not a Python of 3.11 or newer" in plain.stdout

    @pytest.mark.parametrize("name", ["gone", "./python3", "tools/python3"])
    def test_a_python_that_is_not_there_is_wrong_usage(self, plain, name):
        assert plain.act(python=name) == 2
        assert plain.outputs == dict.fromkeys(OUTPUTS, "") | {"exit-code": "2"}

    def test_a_python_by_name_or_path_is_used(self, plain):
        chosen = plain.install_python("chosen")
        for given in ("chosen", str(chosen)):
            plain.install_python("python3", broken="-")
            assert plain.act(python=given) == 1

    def test_a_machine_without_python_is_reported(self, plain):
        shutil.rmtree(plain.tools)
        plain.tools.mkdir()
        plain.variables["PATH"] = str(plain.tools)
        assert plain.act() == 69
        assert plain.outputs == dict.fromkeys(OUTPUTS, "") | {"exit-code": "69"}
        assert "there is no Python" in plain.stdout

    @pytest.mark.parametrize(("how", "code"), [("sys.exit(70)", 70), ("os.kill(os.getpid(), 9)", 137)])
    def test_a_crash_of_evsite_is_the_status_of_the_step(self, plain, how, code):
        plain.install_python("python3", evsite=f'print("::set-output name=errors::0", end="", flush=True); {how}')
        assert plain.act() == code
        assert plain.outputs == dict.fromkeys(OUTPUTS, "") | {"exit-code": str(code)}
        assert plain.commands() == []

    def test_a_check_without_an_installed_evsite_still_has_outputs(self, plain):
        assert plain.step("check", {}) not in {0, 1, 2, 3}
        assert plain.outputs.keys() == OUTPUTS
        assert plain.outputs["errors"] == ""


class TestText:
    """What can be seen in the files alone."""

    @pytest.mark.parametrize("name", STEPS)
    def test_every_step_is_strict_and_starts_outside_of_the_checkout(self, name):
        step = STEPS[name]
        assert step["shell"] == "bash"
        assert step["working-directory"] == "${{ runner.temp }}"
        assert step["run"].startswith("set -euo pipefail\n")
        # an expression within a script would be code
        assert "${{" not in step["run"]

    @pytest.mark.parametrize(
        "script",
        [*(step["run"] for step in STEPS.values()), "\n".join(JOB["script"])],
        ids=[*STEPS, "gitlab"],
    )
    def test_every_python_is_isolated(self, script):
        lines = re.sub(r"(?m)^\s*#.*$", "", script.replace("\\\n", " "))
        calls = re.findall(r"(?:^|[\s(|&;])(\"\$python\"|\S*\bpython[\d.]*|pip[\d.]*|evsite)[ ]+(-\S+)", lines)
        assert calls
        assert {option for _, option in calls} == {"-I"}
        assert {program for program, _ in calls} <= {'"$python"', "python3", "venv/bin/python"}

    def test_every_output_is_that_of_the_step_that_ended_the_action(self):
        assert ACTION["outputs"].keys() == OUTPUTS
        for name, output in ACTION["outputs"].items():
            assert output["value"] == f"${{{{ steps.check.outputs.{name} || steps.install.outputs.{name} }}}}"


class TestGitLabJob:
    def test_nothing_of_the_checkout_is_run(self, hostile):
        git = hostile.tools / "git"
        git.write_text(f'#!/bin/sh\nprintf "%s\\n" "$PWD" >> {shlex.quote(str(hostile.home / "git"))}\n')
        git.chmod(0o755)
        victim = hostile.home / "victim"
        victim.write_text("precious")
        (hostile.workspace / "evsite-junit.xml").symlink_to(victim)
        # the variables of a job are its own; what a project is likely to set is the path of its modules
        variables = {
            **JOB["variables"],
            "PATH": f"{hostile.tools}:{os.environ['PATH']}",
            "CI_PROJECT_DIR": str(hostile.workspace),
            "PYTHONPATH": f"{hostile.workspace}:.",
            "PYTHONSTARTUP": "json.py",
            "PIP_CONFIG_FILE": "pip.conf",
            "TMPDIR": str(hostile.temp),
        }
        script = "\n".join(JOB["script"])
        code = hostile.bash(["-e", "-o", "pipefail", "-c", script], str(hostile.workspace), variables)
        assert code == 3, hostile.stdout
        hostile.assert_unharmed()
        assert victim.read_text() == "precious"
        issues = json.loads((hostile.workspace / "gl-code-quality-report.json").read_text())
        assert {issue["location"]["path"] for issue in issues} >= set(NAMES)
        for call in hostile.calls:
            assert call["arguments"][0] == "-I"
            assert call["seen"].keys() == {"PIP_DISABLE_PIP_VERSION_CHECK"}
            assert not call["folder"].startswith(str(hostile.workspace))


class TestHook:
    def test_a_name_of_a_file_is_never_an_option(self, hostile, monkeypatch, capsys):
        """What pre-commit runs: the entry, the arguments, then the files that match, relative to the repository."""
        names = [name for name in NAMES if re.search(HOOK["files"], name)]
        assert set(names) == set(NAMES)
        monkeypatch.chdir(hostile.workspace)
        program, *entry = shlex.split(HOOK["entry"])
        assert program == "evsite"
        for name in names:
            code = guarded([*entry, *HOOK["args"], name])
            out, err = capsys.readouterr()
            assert (code, err) == (1, ""), name
            assert "EV407" in out
        hostile.assert_unharmed()

    def test_arguments_of_ones_own_are_options_as_the_documentation_has_them(self, plain, monkeypatch, capsys):
        shown = re.findall(r"args: (\[.*\])", (ROOT / "docs" / "ci.md").read_text(encoding="utf-8"))
        assert shown
        monkeypatch.chdir(plain.workspace)
        (plain.workspace / "--fail-on=never.site.toml").write_text(BROKEN)
        for arguments in map(yaml.safe_load, shown):
            assert arguments[-1] == "--"
            _, *entry = shlex.split(HOOK["entry"])
            assert guarded([*entry, *arguments, "--fail-on=never.site.toml"]) == 1
            assert "EV407" in capsys.readouterr().out
