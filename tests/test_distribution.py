"""The package as people get it: built, looked at as an index does, installed, and run outside of the repository."""

import importlib.util
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

from evsite import addresses
from evsite._version import __version__

ROOT = Path(__file__).parent.parent
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def run(*words, cwd):
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_one_address_is_said_everywhere():
    urls = DECLARED["urls"]
    assert set(urls) == {"Homepage", "Documentation", "Source", "Issues", "Changelog"}
    assert (urls["Source"], urls["Documentation"]) == (addresses.REPOSITORY, addresses.DOCUMENTATION)
    assert urls["Issues"].startswith(addresses.REPOSITORY)
    assert urls["Changelog"] == f"{addresses.REPOSITORY}/blob/HEAD/CHANGELOG.md"
    assert f"site_url: {addresses.DOCUMENTATION}\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert addresses.SITE_SCHEMA.removeprefix(addresses.DOCUMENTATION) == "site.schema.json"
    assert (ROOT / "docs" / "site.schema.json").is_file()


def test_links_of_the_readme_lead_to_the_repository():
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location("index_readme", ROOT / "tools" / "index_readme.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = "[a](docs/size.md#x), [b](examples/broken), ![c](docs/pictures/page.png), [d](https://x.org/y), [e](#z)"
    assert module.absolute(text, ROOT, "https://h/o/r") == (
        "[a](https://h/o/r/blob/HEAD/docs/size.md#x), [b](https://h/o/r/tree/HEAD/examples/broken), "
        "![c](https://h/o/r/raw/HEAD/docs/pictures/page.png), [d](https://x.org/y), [e](#z)"
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder with the source archive and the wheel that is built from it."""
    for tool in ("build", "twine", "hatchling"):
        pytest.importorskip(tool, reason=f"needs {tool}")
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.mark.slow
def test_an_index_takes_the_package(built):
    files = sorted(built.iterdir())
    assert [file.suffix for file in files] == [".whl", ".gz"]
    run(sys.executable, "-m", "twine", "check", "--strict", *files, cwd=built)


@pytest.mark.slow
def test_the_archives_have_what_belongs_into_them(built):
    wheel, source = sorted(built.iterdir())
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = message_from_string(archive.read(f"evsite-{__version__}.dist-info/METADATA").decode())
    examples = {path.relative_to(ROOT).as_posix() for path in (ROOT / "examples").rglob("*.*")}
    assert {f"evsite/{name}" for name in examples} <= names
    assert "evsite/py.typed" in names
    licenses = f"evsite-{__version__}.dist-info/licenses"
    assert {f"{licenses}/LICENSE", f"{licenses}/src/evsite/fonts/OFL.txt"} <= names
    relative = re.findall(r"\]\((?!https?:|#)[^)]+\)", metadata.get_payload())
    assert relative == []
    with tarfile.open(source) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert examples | {"LICENSE", "CHANGELOG.md", "tools/index_readme.py", "docs/site.schema.json"} <= held


@pytest.mark.slow
def test_the_wheel_runs_in_an_environment_of_its_own(built, tmp_path):
    """What `uvx evsite` and `pipx run evsite` do; the dependencies are those of the tests, by a .pth file."""
    home, desk = tmp_path / "venv", tmp_path / "desk"
    desk.mkdir()
    run(sys.executable, "-m", "venv", "--without-pip", home, cwd=tmp_path)
    inner = home / ("Scripts" if sys.platform == "win32" else "bin")
    python = inner / "python"
    wheel = sorted(built.iterdir())[0]
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-compile",
    )
    run(*pip, wheel, cwd=desk)
    place = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=desk).strip()
    # in a .pth file a folder is only added: the checkout, which its own .pth names, is not
    Path(place, "dependencies.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n")
    program = inner / "evsite"
    where = run(python, "-I", "-c", "import evsite; print(evsite.__file__)", cwd=desk)
    assert where.startswith(str(home))
    assert run(program, "--version", cwd=desk) == f"evsite {__version__}\n"
    for command in ("catalog", "rules", "schema"):
        assert run(program, command, cwd=desk)
    run(program, "init", "--example", "load-study", cwd=desk)
    assert (desk / "data" / "building-30-days.csv").is_file()
    assert run(program, "report", "site.toml", cwd=desk)
    run(program, "html", "site.toml", "-o", "page.html", cwd=desk)
    assert (desk / "page.html").stat().st_size > 10_000
