"""An editor: a client that starts `evsite lsp` as a process and speaks with it over its standard streams."""

import asyncio
import sys

import pytest
import pytest_asyncio
from editor import Editor
from lsprotocol import types
from pytest_lsp import ClientServerConfig

MARKDOWN = [types.MarkupKind.Markdown]
CAPABLE = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
        hover=types.HoverClientCapabilities(content_format=MARKDOWN),
        completion=types.CompletionClientCapabilities(
            completion_item=types.ClientCompletionItemOptions(documentation_format=MARKDOWN)
        ),
        code_action=types.CodeActionClientCapabilities(is_preferred_support=True),
        document_symbol=types.DocumentSymbolClientCapabilities(hierarchical_document_symbol_support=True),
    ),
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)
    ),
)


def pytest_collection_modifyitems(items):
    for item in items:
        if {"editor", "start"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


async def started(*arguments, capabilities=CAPABLE):
    client = await ClientServerConfig([sys.executable, "-m", "evsite", "lsp", *arguments]).start()
    await client.initialize_session(types.InitializeParams(capabilities))
    return client


async def ended(client):
    """End a server as the protocol has it; its exit code."""
    try:
        async with asyncio.timeout(30):
            await client.shutdown_session()
    finally:
        if client._server.returncode is None:
            client._server.kill()
        code = await client._server.wait()
        await client.stop()
    return code


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
