"""Where every tool is there, EVSITE_FAIL_ON_SKIP=1 makes a test that skips fail: .ci/run sets it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ONE_TEST = """
import pytest

def test_passes():
    pass

@pytest.mark.xfail
def test_is_known_to_fail():
    assert False

@pytest.mark.skipif(True, reason="needs a tool")
def test_needs_a_tool():
    pass

def test_finds_out_itself():
    pytest.skip("needs another tool")
"""


def outcome(folder, env):
    shutil.copy(Path(__file__).parent / "conftest.py", folder)
    (folder / "test_one.py").write_text(ONE_TEST)
    (folder / "test_two.py").write_text('import pytest\npytest.importorskip("no_such_module")\n')
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-ra", "--continue-on-collection-errors", "--rootdir=.", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith(("EVSITE", "PYTEST"))} | env,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


def test_a_skip_is_a_skip_unless_it_must_not_be(tmp_path):
    code, text = outcome(tmp_path, {})
    assert code == 0
    assert "1 passed, 3 skipped, 1 xfailed" in text
    code, text = outcome(tmp_path, {"EVSITE_FAIL_ON_SKIP": "1"})
    assert code != 0
    assert "1 failed, 1 passed, 1 xfailed, 2 errors" in text
    for reason in ("needs a tool", "needs another tool", "could not import 'no_such_module'"):
        assert f"EVSITE_FAIL_ON_SKIP=1: Skipped: {reason}" in text
