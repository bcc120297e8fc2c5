"""Messages that evsite exports, over the wire: a central system and a charge point, each a process, on the loopback.

The charge point applies the rules of OCPP, and what it makes of the messages is what evsite allows: as long as it is
connected, and after the connection is gone.
"""

import json
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_ocpp_week import ODD, down, local_minute

import evsite
from evsite.allocation.fallback import fallbacks_a
from evsite.model.moments import site_at
from evsite.proofs.guarantee import guarantees

HERE = Path(__file__).parent
ZONE = "America/Los_Angeles"
START = datetime(2026, 1, 12, 7, 10, tzinfo=UTC)
"""Sunday 23:10; a window of the site begins at 23:15."""
WAIT_S = 60
VERSIONS = ("1.6", "2.0.1", "2.1")

pytestmark = pytest.mark.slow


@contextmanager
def started(script, task):
    """A process of its own, ended by its own handle at the latest here."""
    command = [sys.executable, HERE / script, json.dumps(task)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def round_trip(version, messages, questions, offline):
    """What the charge point told: statuses and composite schedules online, and limits when it was alone."""
    with started("central_system.py", {"version": version, "messages": messages, "questions": questions}) as central:
        # it listens once it has told where; its lease ends the line if it never does
        port = central.stdout.readline().strip()
        assert port, central.stderr.read()
        task = {"address": f"ws://127.0.0.1:{port}/CP", "version": version, "now": START.isoformat(), "zone": ZONE}
        with started("charge_point.py", {**task, "offline": offline}) as point:
            alone, trouble = point.communicate(timeout=WAIT_S)
            assert point.returncode == 0, trouble
        online, trouble = central.communicate(timeout=WAIT_S)
        assert central.returncode == 0, trouble
    return json.loads(online), json.loads(alone)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_charge_point_keeps_to_what_evsite_allows_online_and_offline(evsite_command, version, tmp_path):
    (tmp_path / "site.toml").write_text(ODD)
    site = evsite.loads(ODD)
    document = evsite_command(
        *("export", "ocpp", tmp_path / "site.toml", "--version", version, "--station", "S1"),
        *("--purpose", "fallback,station,static,share", "--zone", ZONE, "--from", START.isoformat()),
        *("--transaction", "S1.1=4711", "--occupied", "S1", "--format", "json"),
    )
    messages = [each["message"] for each in document["messages"]]
    # a week in three stretches of the clock, or one by the clock of the station
    assert len(messages) == (4 if version == "2.1" else 6)
    later = [START + timedelta(minutes=minute) for minute in (14, 15, 16, 185, 60 * 24 * 2, 60 * 24 * 100 + 7)]
    offline = [[1, at.isoformat(), 1] for at in later]
    online, alone = round_trip(version, messages, [[1, 3600]], offline)
    assert online["statuses"] == ["Accepted"] * len(messages)

    def shared(at):
        local = at - timedelta(hours=8)
        return down(evsite.allocate(site, occupied=["S1.1"], at=f"{local:%a %H:%M}").shares[0].current_a)

    def weekly(at):
        return down(guarantees(site_at(site, local_minute(at, ZONE)))["S1.1"].current_a)

    expected = []
    for second in range(0, 3600, 30):
        at = START + timedelta(seconds=second)
        limit = shared(at) if second < 900 else weekly(at)
        if not expected or expected[-1][1] != limit:
            expected.append([second, limit])
    assert online["schedules"] == [expected]
    assert len(expected) >= 2
    assert [each[0] for each in alone] == [shared(later[0]), *map(weekly, later[1:])]
    assert len({each[0] for each in alone}) >= 3


@pytest.mark.parametrize("version", VERSIONS)
def test_a_charge_point_alone_falls_back_where_nothing_else_holds(evsite_command, version, tmp_path):
    (tmp_path / "site.toml").write_text(ODD)
    document = evsite_command(
        *("export", "ocpp", tmp_path / "site.toml", "--version", version, "--station", "S1", "--zone", ZONE),
        *("--purpose", "fallback,station,share", "--from", START.isoformat(), "--format", "json"),
        *("--transaction", "S1.1=4711"),
    )
    messages = [each["message"] for each in document["messages"]]
    later = [[1, (START + timedelta(seconds=second)).isoformat(), second] for second in (899, 900, 10**7)]
    later.append([1, (START + timedelta(seconds=60)).isoformat(), 901])  # offline since long before
    _, alone = round_trip(version, messages, [[1, 900]], later)
    fallback = down(fallbacks_a(evsite.loads(ODD))["S1.1"])
    assert alone[0][0] > fallback
    assert [each[0] for each in alone[1:3]] == [fallback, fallback]
    assert (alone[3][0] == fallback) == (version == "2.1")


@pytest.fixture
def evsite_command(evsite):
    """Run a command and read its JSON; the package has the name of the fixture."""

    def run(*arguments):
        result = evsite(*arguments)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return run
