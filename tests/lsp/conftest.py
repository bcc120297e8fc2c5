"""An editor: a client that starts `evsite lsp` as a process and speaks with it over its standard streams."""

import pytest
import pytest_asyncio
from editor import Editor
from servers import ended, started


def pytest_collection_modifyitems(items):
    for item in items:
        if {"editor", "start"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def client():
    """A server for all tests that leave it as it was."""
    server = await started("--stdio")
    yield server
    assert await ended(server) == 0


@pytest_asyncio.fixture(loop_scope="session")
async def editor(client, tmp_path):
    """An editor in an empty folder, without open files."""
    editor = Editor(client, tmp_path)
    yield editor
    for uri in list(editor.texts):
        editor.close(uri)


@pytest_asyncio.fixture(loop_scope="session")
async def start():
    """Start a server of its own; it is ended if the test does not do that."""
    clients = []

    async def one(*arguments, **options):
        clients.append(await started(*arguments, **options))
        return clients[-1]

    yield one
    for each in clients:
        if each._server.returncode is None:
            await ended(each)
