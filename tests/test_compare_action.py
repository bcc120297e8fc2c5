"""The script of docs/github-compare.yml, run as a runner does, with a program in place of GitHub's `gh`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
BASH = shutil.which("bash")
WORKFLOW = yaml.safe_load((ROOT / "docs" / "github-compare.yml").read_text(encoding="utf-8"))
GH = """#!{python} -I
import json, sys
from pathlib import Path
there, arguments = Path({there!r}), sys.argv[1:]
found = json.loads(there.read_text())
if {refused!r} and "-X" in arguments:
    sys.exit(1)
if "--jq" in arguments:
    asked = arguments[arguments.index("--jq") + 1]
    for number, body in enumerate(found):
        if body.split("\\n")[0] in asked:
            print(number)
elif "PATCH" in arguments or "POST" in arguments:
    body = Path(next(each for each in arguments if each.startswith("body=@"))[6:]).read_text(encoding="utf-8")
    number = next(each for each in arguments if each.startswith("repos/")).rpartition("/")[2]
    if "POST" in arguments:
        found.append(body)
    else:
        found[int(number)] = body
    there.write_text(json.dumps(found))
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BASH is None or os.name == "nt", reason="runs Bash scripts on a POSIX system"),
]


class Runner:
    def __init__(self, folder, *, refused=False):
        self.folder, self.comments = folder, folder / "comments.json"
        for each in ("before", "after", "temp", "tools"):
            (folder / each).mkdir()
        self.comments.write_text("[]")
        gh = folder / "tools" / "gh"
        gh.write_text(GH.format(python=sys.executable, there=str(self.comments), refused=refused))
        gh.chmod(0o755)

    def put(self, side, name, text):
        path = self.folder / side / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, fail_on="never"):
        variables = {
            "PATH": f"{self.folder / 'tools'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_REPOSITORY": "owner/sites",
            "PULL_REQUEST": "7",
            "EVSITE_PYTHON": sys.executable,
            "FAIL_ON": fail_on,
        }
        script = str(ROOT / "action" / "compare.sh")
        return subprocess.run(
            [BASH, script], cwd=self.folder, env=variables, capture_output=True, text=True, timeout=60, check=False
        )

    def reported(self):
        return json.loads(self.comments.read_text())


@pytest.fixture
def site():
    return (ROOT / "examples" / "ten-ports-one-circuit.toml").read_text(encoding="utf-8")


def test_the_workflow_runs_this_script_and_asks_for_no_more_than_it_needs():
    (job,) = WORKFLOW["jobs"].values()
    assert WORKFLOW["permissions"] == {}
    assert job["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert job["steps"][-1]["run"] == "bash evsite/action/compare.sh"
    assert {step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step} == {"actions/checkout"}


def test_a_comment_is_written_once_and_anew_with_the_next_push(tmp_path, site):
    runner = Runner(tmp_path)
    name = "$(touch ran); a b.site.toml"
    runner.put("before", f"lot/{name}", site)
    runner.put("after", f"lot/{name}", site.replace('breaker = "100 A"', 'breaker = "90 A"'))
    runner.put("before", "same/site.toml", site)
    runner.put("after", "same/site.toml", site)
    runner.put("after", "new/site.toml", site)
    assert runner.run().returncode == 0
    (first,) = runner.reported()
    assert "breaker 100 to 90 A" in first
    runner.put("after", f"lot/{name}", site.replace('breaker = "100 A"', 'breaker = "80 A"'))
    assert runner.run().returncode == 0
    (second,) = runner.reported()
    assert "breaker 100 to 80 A" in second
    assert second.splitlines()[0] == first.splitlines()[0]
    runner.put("after", f"lot/{name}", "# taken back\n" + site)
    assert runner.run().returncode == 0
    (third,) = runner.reported()
    assert third.splitlines()[1].startswith("### same")
    assert not list(tmp_path.rglob("ran"))


def test_where_no_comment_may_be_written_the_summary_has_it(tmp_path, site):
    runner = Runner(tmp_path, refused=True)
    runner.put("before", "site.toml", site)
    runner.put("after", "site.toml", site.replace('breaker = "100 A"', 'breaker = "90 A"'))
    done = runner.run()
    assert done.returncode == 0
    assert "could not be written" in done.stdout
    assert "breaker 100 to 90 A" in (tmp_path / "summary").read_text(encoding="utf-8")


def test_the_step_fails_where_it_is_asked_to(tmp_path, site):
    runner = Runner(tmp_path)
    runner.put("before", "site.toml", site)
    runner.put("after", "site.toml", site.replace('breaker = "100 A"', 'breaker = "20 A"'))
    assert runner.run("worse").returncode == 1
    assert len(runner.reported()) == 1
