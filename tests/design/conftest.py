"""How tests read session files."""

import pytest
from session_sites import SITE

import evsite
from evsite.sitefile.sessions.loading import load_sessions


@pytest.fixture
def read(tmp_path):
    """Reads a text as a session file."""

    def reads(text, name="a.csv", site=SITE, **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_sessions(path, site, **options)

    return reads


@pytest.fixture
def problems(read):
    """What is wrong with a text: place, name of the problem, message and remedy."""

    def found(text, name="a.csv", **options):
        with pytest.raises(evsite.SiteFileError) as caught:
            read(text, name, **options)
        document = caught.value.document
        return [(document.locate(each)[:2], each.name, each.message, each.remedy) for each in caught.value.findings]

    return found
