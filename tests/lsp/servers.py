"""Servers as processes, started and ended as an editor does it."""

import asyncio
import sys

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
