"""What tests of several studies share."""

import pytest


@pytest.fixture
def reported(evsite, tmp_path):
    """What a command prints about a site file."""

    def run(command, text, *options):
        file = tmp_path / "site.toml"
        file.write_text(text)
        return evsite(command, str(file), *options).stdout

    return run
