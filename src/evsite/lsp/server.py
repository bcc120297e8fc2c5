"""The server: what an editor tells and asks, and what it is told."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.io_ import run_async
from pygls.lsp.server import LanguageServer

from evsite._version import __version__
from evsite.addresses import REPOSITORY
from evsite.lsp.background import Background
from evsite.lsp.completion import completions
from evsite.lsp.conversation import Conversation
from evsite.lsp.diagnostics import diagnostic_of, shown_findings
from evsite.lsp.hover import WAITING, figures_text, hover_text, subject
from evsite.lsp.markup import content
from evsite.lsp.open_site import OpenSite, Version
from evsite.lsp.outline import outline
from evsite.lsp.parent_process import is_there, wait_for_end
from evsite.lsp.protocol_streams import Input, Output
from evsite.lsp.quick_fixes import quick_fixes
from evsite.lsp.site_files import file_path, site_path
from evsite.sitefile.file_names import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from io import RawIOBase
    from typing import BinaryIO

    from evsite.lsp.open_site import Known

WAIT_FOR_FIGURES_S = 0.5
WAIT_FOR_CHECK_S = 5.0
NAMED_FILES = "**/*.{csv,json,toml}"
"""The files that site files name, for editors that watch them."""
COLLECT_AFTER = 700, 10, 10
"""The thresholds of Python itself. Those of a program that soon ends would keep what many checks leave behind."""


class SiteServer(LanguageServer):
    """Keeps the site files that are open.

    Parameters
    ----------
    outside
        Whether site files may name files outside of their folders.
    not_checked
        Whether what was not checked for want of input is shown too.
    gone
        Called when the process of the editor is no more, though its streams are open yet.
    """

    def __init__(self, *, outside: bool, not_checked: bool, gone: Callable[[], None]) -> None:
        super().__init__(
            "evsite",
            f"v{__version__}",
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=Conversation,
        )
        self.sites: dict[str, OpenSite] = {}
        self.ended = False
        """Whether the editor has asked for the end, as the protocol wants it before it lets the process go."""
        self._outside = outside
        self._not_checked = not_checked
        self._background = Background("evsite checks")
        self._gone = gone
        self._parent: asyncio.Task[None] | None = None

    def watch(self, process_id: int | None) -> None:
        """End with the process of the editor, if it names one that is seen from here: not of another container."""
        if process_id is not None and process_id > 0 and is_there(process_id):
            self._parent = asyncio.ensure_future(wait_for_end(process_id, self._gone))

    def report_server_error(self, error: Exception, source: object) -> None:
        """Say in the log of the editor what could not be read of it: a window about it would stop whoever types."""
        if source is FeatureRequestError:
            return  # it is in the answer
        detail = plain(" ".join(str(error).split())[:200])
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"evsite lsp: {detail}"))

    def take(self, uri: str, version: int | None, text: str, *, at_once: bool) -> None:
        """Take over the text of a file, and check it if it is a site file."""
        path = site_path(uri, text)
        if path is None:
            self.let_go(uri)
            return
        if uri not in self.sites:
            codec = self.workspace.position_codec
            self.sites[uri] = OpenSite(path, self._background, codec, outside=self._outside)
        for other in self.sites.values():
            other.give_up_figures()

        def found(known: Known | Exception) -> None:
            if isinstance(known, Exception):
                self._report_bug(uri, known)
            else:
                self._publish(uri, known)

        self.sites[uri].change(Version(version, text), found, at_once=at_once)

    def read_again(self, uris: Iterable[str]) -> None:
        """Check the sites again that name files which have changed."""
        changed = {path for uri in uris if uri not in self.sites and (path := file_path(uri)) is not None}
        for uri, site in list(self.sites.items()):
            if any(site.names_file(path) for path in changed):
                self.take(uri, site.version.number, site.version.text, at_once=False)

    def ask_for_news(self) -> None:
        """Ask an editor that can do so to tell which files change on the disk."""
        workspace = self.client_capabilities.workspace
        watched = None if workspace is None else workspace.did_change_watched_files
        if watched is None or not watched.dynamic_registration:
            return
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(NAMED_FILES)])
        what = types.Registration("named files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        self.client_register_capability(types.RegistrationParams([what]))

    def let_go(self, uri: str) -> None:
        """Forget a file that was closed, or that is no site file any more."""
        site = self.sites.pop(uri, None)
        if site is not None:
            site.give_up()
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def _publish(self, uri: str, known: Known) -> None:
        found = shown_findings(known.checked.file, not_checked=self._not_checked)
        positions = self.sites[uri].positions()
        listed = [diagnostic_of(entry, positions, uri, related=self.shows_related) for entry in found]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, listed, known.version.number))

    def _report_bug(self, uri: str, error: Exception) -> None:
        """Say in the log of the editor that evsite failed on a text, of which nothing is shown then."""
        detail = " ".join(str(error).split())[:200]
        what = f"this is a bug in evsite {__version__}: {type(error).__name__}: {detail}"
        message = f"{what}; please report it with the site file, if you may: {REPOSITORY}/issues"
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    @property
    def shows_related(self) -> bool:
        """Whether the editor shows further places of a diagnostic."""
        documents = self.client_capabilities.text_document
        publish = None if documents is None else documents.publish_diagnostics
        return bool(publish is not None and publish.related_information)

    @property
    def takes_versions(self) -> bool:
        """Whether the editor takes changes of a version of a file."""
        workspace = self.client_capabilities.workspace
        edit = None if workspace is None else workspace.workspace_edit
        return bool(edit is not None and edit.document_changes)

    async def fixes(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """The quick fixes of a place; none of a text that changes faster than it is checked."""
        uri = params.text_document.uri
        site = self.sites.get(uri)
        only = params.context.only
        wanted = only is None or any(types.CodeActionKind.QuickFix.value.startswith(str(_value(kind))) for kind in only)
        known = await site.up_to_date(WAIT_FOR_CHECK_S) if site is not None and wanted else None
        if site is None or known is None:
            return []
        return quick_fixes(
            shown_findings(known.checked.file, not_checked=self._not_checked),
            site.positions(),
            types.OptionalVersionedTextDocumentIdentifier(uri, known.version.number),
            params.range,
            related=self.shows_related,
            versioned=self.takes_versions,
        )

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """What there is to know about the key, name or value at a place."""
        site = self.sites.get(params.text_document.uri)
        if site is None:
            return None
        positions = site.positions()
        cursor, names = site.layout.at(positions.offset(params.position)), site.names
        table, figures = subject(cursor, names), ""
        if table:
            report = await site.figures(WAIT_FOR_FIGURES_S)
            if report is not None and site.site is not None:
                figures = figures_text(site.site, report, table, outdated=site.is_outdated)
            elif site.site is not None or site.known is None:
                figures = WAITING
        text = hover_text(cursor, names, figures)
        if not text:
            return None
        at = positions.range(*cursor.at) if cursor.word else None
        documents = self.client_capabilities.text_document
        shown = None if documents is None else documents.hover
        return types.Hover(content(text, None if shown is None else shown.content_format), at)

    def complete(self, params: types.CompletionParams) -> types.CompletionList | None:
        """What may be typed at a place."""
        site = self.sites.get(params.text_document.uri)
        if site is None:
            return None
        positions = site.positions()
        documents = self.client_capabilities.text_document
        shown = None if documents is None or documents.completion is None else documents.completion.completion_item
        formats = None if shown is None else shown.documentation_format
        return completions(site.layout, positions.offset(params.position), site.names, positions, formats)

    def symbols(self, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        """The outline."""
        site = self.sites.get(params.text_document.uri)
        return None if site is None else outline(site.layout, site.positions())


def _value(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def make_server(*, outside: bool, not_checked: bool, gone: Callable[[], None]) -> SiteServer:
    """A server with all that it answers; parameters as for `SiteServer`."""
    server = SiteServer(outside=outside, not_checked=not_checked, gone=gone)

    @server.feature(types.INITIALIZE)
    def begins(params: types.InitializeParams) -> None:
        server.watch(params.process_id)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.take(document.uri, document.version, document.text, at_once=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        text = server.workspace.get_text_document(uri).source
        server.take(uri, params.text_document.version, text, at_once=False)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        # files that the site file names may have changed as well
        uri = params.text_document.uri
        if uri in server.sites:
            document = server.workspace.get_text_document(uri)
            server.take(uri, document.version, document.source, at_once=True)
        server.read_again([uri])

    @server.feature(types.INITIALIZED)
    def begun(_: types.InitializedParams) -> None:
        server.ask_for_news()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed_on_disk(params: types.DidChangeWatchedFilesParams) -> None:
        server.read_again([change.uri for change in params.changes])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.let_go(params.text_document.uri)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    async def fixes_wanted(params: types.CodeActionParams) -> list[types.CodeAction]:
        return await server.fixes(params)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        return await server.hover(params)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["[", ".", '"', "="]))
    def typed(params: types.CompletionParams) -> types.CompletionList | None:
        return server.complete(params)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outline_wanted(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        return server.symbols(params)

    @server.feature(types.SHUTDOWN)
    def ends(*_: object) -> None:
        server.ended = True
        for site in server.sites.values():
            site.give_up()

    return server


def serve(stdin: BinaryIO | RawIOBase, stdout: BinaryIO, *, outside: bool, not_checked: bool) -> bool:
    """Serve an editor until it goes.

    Parameters
    ----------
    stdin
        What the editor writes, without a buffer.
    stdout
        What it reads: nothing else may be written there.
    outside
        Whether site files may name files outside of their folders.
    not_checked
        Whether what was not checked for want of input is shown too.

    Returns
    -------
    bool
        Whether the editor ended it as the protocol has it: False where it just went away.

    Raises
    ------
    OSError
        Nothing can be written to the editor.
    KeyboardInterrupt
        Somebody interrupted it, though the editor may write yet.
    """
    log = logging.getLogger("pygls")
    log.setLevel(logging.CRITICAL)
    gc.set_threshold(*COLLECT_AFTER)

    def gone() -> None:
        raise SystemExit

    server = make_server(outside=outside, not_checked=not_checked, gone=gone)
    output = Output(stdout)
    server.protocol.set_writer(output)
    with suppress(SystemExit):  # the editor asked for the end, or is gone
        # start_io of pygls waits for what the editor writes next, whatever ended the conversation
        asyncio.run(
            run_async(
                stop_event=threading.Event(),
                reader=Input(stdin),
                protocol=server.protocol,
                logger=log,
                error_handler=server.report_server_error,
            )
        )
    if output.failure is not None:
        raise output.failure
    return server.ended
