"""The list of packages that the action installs: all that evsite needs, by hash, for every Python and system."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "action" / "requirements.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
PLACES = [(python, system) for python in ("3.11", "3.12", "3.13", "3.14") for system in SYSTEMS]


def pins(text):
    """The entries of a lock file: each a requirement of one version, with its hashes."""
    entries = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text)).splitlines()
    for entry in filter(None, map(str.strip, entries)):
        requirement, *hashes = re.split(r"\s+--hash=", entry)
        yield Requirement(requirement), hashes


def environment(python, system):
    """What the markers of a requirement are judged by on a Python and a system."""
    return {
        **default_environment(),
        **SYSTEMS[system],
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }


def wanted(requirements, where):
    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate(where):
            yield requirement


def uncovered(lock, declared, where):
    """What is wanted in an environment and not in the lock, right down to what the packages want themselves.

    The wishes of a package are read where its locked version is installed; of another version they say nothing.
    """
    locked = {}
    for pin, _ in pins(lock):
        if pin.marker is None or pin.marker.evaluate(where):
            assert pin.name not in locked, f"{pin.name} is locked twice"
            (only,) = pin.specifier
            assert only.operator == "=="
            locked[canonicalize_name(pin.name)] = only.version
    missing, seen, todo = set(), set(), list(wanted(declared, where))
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if name not in locked or not requirement.specifier.contains(locked[name], prereleases=True):
            missing.add(str(requirement))
        if name in seen or name not in locked:
            continue
        seen.add(name)
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        if installed.version == locked[name]:
            todo += wanted(installed.requires or [], where)
    return missing


@pytest.mark.parametrize(("python", "system"), PLACES)
def test_all_that_evsite_needs_is_locked(python, system):
    assert uncovered(LOCK, DECLARED, environment(python, system)) == set()


def test_what_is_missing_or_too_old_is_found():
    where = environment("3.13", "win32")
    without = {name: re.sub(rf"(?m)^{name}==.*\n( +--hash.*\n)+", "", LOCK) for name in ("rich", "hatchling", "tzdata")}
    for name, lock in without.items():
        assert any(missing.startswith(name) for missing in uncovered(lock, DECLARED, where)), name
    assert uncovered(LOCK, [*DECLARED, "numpy>=99"], where) == {"numpy>=99"}
    assert uncovered(LOCK, [*DECLARED, 'winning; sys_platform == "win32"'], where) == {
        'winning; sys_platform == "win32"'
    }
    assert uncovered(LOCK, [*DECLARED, 'losing; sys_platform == "linux"'], where) == set()


def test_every_entry_is_one_version_with_hashes_and_names_no_place_to_get_it():
    entries = list(pins(LOCK))
    assert len(entries) > len(DECLARED)
    for pin, hashes in entries:
        assert hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), pin
        assert pin.url is None
    assert "://" not in LOCK
    assert re.findall(r"(?m)^\s*--(?!hash=)", LOCK) == []


def test_the_action_installs_from_it():
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    job = yaml.safe_load((ROOT / "docs" / "gitlab-ci.yml").read_text(encoding="utf-8"))["evsite"]
    for script in (action["runs"]["steps"][0]["run"], "\n".join(job["script"])):
        assert "--require-hashes" in script
        assert "action/requirements.txt" in script
