"""Data files are read once for all remedies that are tried out."""

from snippets import circuit, site, stations

from evsite.metering import reading
from evsite.rules import check_loaded
from evsite.sitefile.loading import read


def test_a_data_file_is_not_read_again_for_each_edit(tmp_path, monkeypatch):
    rows = "".join(f"2026-01-{day:02d} {hour:02d}:00,20\n" for day in range(1, 31) for hour in range(24))
    (tmp_path / "meter.csv").write_text(f"time,kW\n{rows}")
    load = '[loads.L]\non = "EV1"\ndata = "meter.csv"\ntimezone = "America/Los_Angeles"\npower_factor = 0.9\n'
    text = site(circuit(breaker="100 A", more="count = 8") + stations("80 A", more="count = 8") + load)
    (tmp_path / "site.toml").write_text(text)
    loaded = read(tmp_path / "site.toml")
    times = []
    original = reading.read_interval_files
    monkeypatch.setattr(
        reading, "read_interval_files", lambda *files, **keys: times.append(files) or original(*files, **keys)
    )
    assert any(finding.fix.edits for finding in check_loaded(loaded).findings if finding.code == "EV403")
    assert len(times) == 1
