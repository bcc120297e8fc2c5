"""What tests do with the server in place of somebody at an editor."""

import asyncio

from lsprotocol import types

from evsite.lsp.hover import WAITING


class Editor:
    """Files that are open in a client, and what the server says of them."""

    def __init__(self, client, folder):
        self.client = client
        self.folder = folder
        self.versions = {}
        self.texts = {}
        self.published = []
        """(uri, version, diagnostics), as they came."""
        self._news = asyncio.Event()
        client.protocol.fm.features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, None)

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params):
            self.published.append((params.uri, params.version, list(params.diagnostics)))
            self._news.set()

    def open(self, text, name="site.toml"):
        uri = (self.folder / name).as_uri()
        self.versions[uri], self.texts[uri] = 1, text
        document = types.TextDocumentItem(uri, "toml", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        return uri

    def change(self, uri, text):
        self.versions[uri] += 1
        self.texts[uri] = text
        document = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))

    def close(self, uri):
        document = types.TextDocumentIdentifier(uri)
        del self.texts[uri]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    async def diagnostics(self, uri):
        """The diagnostics of the text as it is, as soon as they come."""
        async with asyncio.timeout(60):
            while True:
                for its_uri, version, found in reversed(self.published):
                    if (its_uri, version) == (uri, self.versions[uri]):
                        return found
                self._news.clear()
                await self._news.wait()

    async def hover(self, uri, words, ahead=0):
        """The text for where some words of the file begin, or so many characters further on."""
        at = self.place(uri, words, ahead)
        params = types.HoverParams(types.TextDocumentIdentifier(uri), at)
        async with asyncio.timeout(60):
            while True:
                found = await self.client.text_document_hover_async(params)
                text = "" if found is None else found.contents.value
                if WAITING not in text:
                    return text

    def place(self, uri, words, ahead=0):
        """The position of words, by lines and UTF-16 code units."""
        before = self.texts[uri][: self.texts[uri].index(words) + ahead]
        line = before.rpartition("\n")[2]
        return types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)

    async def complete(self, uri, words, ahead=0):
        """What is offered there."""
        at = self.place(uri, words, ahead)
        params = types.CompletionParams(types.TextDocumentIdentifier(uri), at)
        return (await self.client.text_document_completion_async(params)).items

    async def fixes(self, uri, at):
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), at, types.CodeActionContext([]))
        return await self.client.text_document_code_action_async(params)

    async def symbols(self, uri):
        params = types.DocumentSymbolParams(types.TextDocumentIdentifier(uri))
        return await self.client.text_document_document_symbol_async(params)

    def apply(self, action):
        """Make the changes of a code action, as an editor does."""
        (change,) = action.edit.document_changes
        uri = change.text_document.uri
        assert change.text_document.version == self.versions[uri]
        self.change(uri, edited(self.texts[uri], change.edits))


def edited(text, edits):
    """A text after edits, by lines and UTF-16 code units."""
    lines = text.splitlines(keepends=True) or [""]
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    length = len(text)

    def offset(position):
        if position.line >= len(lines):
            return length
        before = lines[position.line].encode("utf-16-le")[: 2 * position.character]
        return starts[position.line] + len(before.decode("utf-16-le"))

    for edit in sorted(edits, key=lambda each: offset(each.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text
