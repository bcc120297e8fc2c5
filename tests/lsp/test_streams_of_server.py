"""What the server reads and writes: nothing but messages, whoever goes away."""

import gc
import io
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from evsite.lsp.open_site import LEAST_PAUSE_S, MOST_PAUSE_S
from evsite.lsp.server import serve

INITIALIZE = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{},"processId":null,"rootUri":null}}'
)
EXIT, SHUTDOWN = '{"jsonrpc":"2.0","method":"exit"}', '{"jsonrpc":"2.0","id":7,"method":"shutdown"}'


def message(text):
    return f"Content-Length: {len(text.encode())}\r\n\r\n{text}".encode()


def served(*messages, stdout=None):
    """How it ends, and what it writes."""
    written = io.BytesIO() if stdout is None else stdout
    ended = serve(io.BytesIO(b"".join(messages)), written, outside=False, not_checked=False)
    return ended, written.getvalue()


@pytest.mark.slow
def test_an_editor_that_goes_away_ends_the_server_with_1():
    program = [sys.executable, "-m", "evsite", "lsp"]
    done = subprocess.run(program, input=message(INITIALIZE), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    assert int(head.split(b"\r\n")[0].removeprefix(b"Content-Length: ")) == len(body)


def test_only_an_exit_after_a_shutdown_is_an_end():
    assert served(message(EXIT)) == (False, b"")
    assert served(message(INITIALIZE), message(SHUTDOWN), message(EXIT))[0]


@pytest.mark.parametrize("broken", [b"Content-Length: 3\r\n\r\n{]}", b"nothing\r\n\r\n", message("{}"), message('"x"')])
def test_what_is_no_message_ends_nothing(broken):
    ended, written = served(message(INITIALIZE), broken, message(SHUTDOWN))
    assert ended
    assert b'"id": 7' in written


@pytest.mark.parametrize("length", ["99999999999", "9" * 20, "9" * 5000])
def test_a_message_longer_than_what_follows_ends_the_conversation(length):
    ended, written = served(message(INITIALIZE), f"Content-Length: {length}\r\n\r\n{{}}".encode(), message(SHUTDOWN))
    assert not ended
    assert b'"id": 1' in written
    assert b'"id": 7' not in written


def test_a_reader_that_is_gone_ends_the_server():
    class Full(io.BytesIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        served(message(INITIALIZE), message(INITIALIZE), stdout=Full())


class Patient(io.BytesIO):
    """What an editor writes that goes only after it has read some words."""

    def __init__(self, *messages, words):
        super().__init__(b"".join(messages))
        self.words = words
        self.read_by_editor = threading.Event()
        self.written = b""

    def readline(self, size=-1):
        line = super().readline(size)
        if not line:
            assert self.read_by_editor.wait(60)
        return line


class Watched(io.BytesIO):
    def __init__(self, editor):
        super().__init__()
        self.editor = editor

    def write(self, data):
        self.editor.written += data
        if self.editor.words in self.editor.written:
            self.editor.read_by_editor.set()
        return len(data)


def test_a_bug_is_told_in_the_log_of_the_editor_and_ends_nothing(monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("made for the test")

    monkeypatch.setattr("evsite.lsp.open_site.check_text", broken)
    document = {"uri": "file:///nowhere/site.toml", "languageId": "toml", "version": 1, "text": "[site]\n"}
    opened = {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}
    editor = Patient(message(INITIALIZE), message(json.dumps(opened)), words=b"publishDiagnostics")
    assert not serve(editor, Watched(editor), outside=False, not_checked=False)
    assert b"this is a bug in evsite" in editor.written
    assert b"ZeroDivisionError: made for the test" in editor.written
    assert b'"diagnostics": []' in editor.written


def test_the_page_names_the_pauses():
    page = (Path(__file__).parent.parent.parent / "docs" / "editors.md").read_text(encoding="utf-8")
    assert f"left alone for {LEAST_PAUSE_S:g} s" in page
    assert f"takes long for up to {MOST_PAUSE_S:g} s" in page


def test_without_the_library_it_says_what_to_install(evsite, monkeypatch):
    for name in [name for name in sys.modules if name.startswith(("evsite.lsp", "pygls", "lsprotocol"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    result = evsite("lsp")
    assert result.exit_code == 2
    assert result.stderr == "evsite: evsite lsp needs a library that is not installed: pip install 'evsite[lsp]'\n"


def answers(*messages):
    """What is answered to each request, by its number: the code of the error, or the result."""
    _, written = served(*map(message, messages))
    bodies = [json.loads(part.partition(b"\r\n\r\n")[2]) for part in written.split(b"Content-Length: ")[1:]]
    return {each["id"]: each["error"]["code"] if "error" in each else each["result"] for each in bodies if "id" in each}


HOVER = '{"jsonrpc":"2.0","id":3,"method":"textDocument/hover","params":{"textDocument":{"uri":"a"},"position":%s}}'
PLACE = '{"line":0,"character":0}'


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ('{"jsonrpc":"2.0","id":3,"method":"textDocument/hover"}', -32602),
        ('{"jsonrpc":"2.0","id":3,"method":"textDocument/hover","params":{}}', -32602),
        (HOVER % '{"line":-1,"character":0}', -32602),
        (HOVER % '{"line":1e99,"character":0}', -32602),
        ('{"jsonrpc":"2.0","id":3,"method":"unknown/one","params":{}}', -32601),
        ('{"id":3,"method":"textDocument/hover"}', -32600),
        (INITIALIZE.replace('"id":1', '"id":3'), -32600),
        (HOVER % PLACE, None),
    ],
)
def test_every_request_is_answered(request_, code):
    assert answers(INITIALIZE, request_, SHUTDOWN) == {1: answers(INITIALIZE)[1], 3: code, 7: None}


def test_requests_before_the_beginning_and_after_the_end_are_refused():
    later = (HOVER % PLACE).replace('"id":3', '"id":4')
    found = answers(HOVER % PLACE, INITIALIZE, SHUTDOWN, later, EXIT)
    assert (found[3], found[4], found[7]) == (-32002, -32600, None)


def test_what_checks_leave_behind_is_collected_as_python_does():
    before = gc.get_threshold()
    try:
        gc.set_threshold(20_000, 50, 100)  # as the program sets it, which soon ends else
        served(message(EXIT))
        assert gc.get_threshold() == (700, 10, 10)
    finally:
        gc.set_threshold(*before)


@pytest.mark.slow
def test_a_server_ends_when_the_process_of_the_editor_does():
    """Though the streams of the server are still open, as where another process has taken them over."""
    source = "import evsite.lsp.parent_process as p; p.LOOK_EVERY_S = 0.05; from evsite.__main__ import main; main()"
    editor = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    program = [sys.executable, "-c", source, "lsp"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            server.stdin.write(message(INITIALIZE.replace('"processId":null', f'"processId":{editor.pid}')))
            server.stdin.flush()
            assert server.stdout.readline().startswith(b"Content-Length")
            assert server.poll() is None
            editor.communicate(b"\n", timeout=60)
            assert server.wait(60) == 1
        finally:
            editor.kill()
            server.kill()


def test_what_cannot_be_read_is_told_in_the_log_of_the_editor():
    written = served(message(INITIALIZE), b"Content-Length: 3\r\n\r\n{]}", message(SHUTDOWN))[1]
    assert b"window/logMessage" in written
    assert b"window/showMessage" not in written


@pytest.mark.parametrize("watches", [True, False])
def test_an_editor_that_watches_files_is_asked_for_those_that_sites_name(watches):
    able = json.dumps({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": watches}}})
    initialize = INITIALIZE.replace('"capabilities":{}', f'"capabilities":{able}')
    initialized = '{"jsonrpc":"2.0","method":"initialized","params":{}}'
    written = served(message(initialize), message(initialized), message(SHUTDOWN))[1]
    assert (b"client/registerCapability" in written) is watches
    assert (b"workspace/didChangeWatchedFiles" in written) is watches


@pytest.mark.slow
def test_a_server_ends_when_nobody_reads_it_though_it_may_still_be_written_to():
    program = [sys.executable, "-m", "evsite", "lsp"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            server.stdout.close()
            server.stdin.write(message(INITIALIZE))
            server.stdin.flush()
            assert server.wait(60) == 1
            assert server.stderr.read() == b""
        finally:
            server.kill()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no signal of this kind can be sent to a process there")
def test_an_interrupt_ends_the_server_though_the_editor_may_write_yet():
    program = [sys.executable, "-m", "evsite", "lsp"]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(program, **pipes) as server:
        try:
            server.stdin.write(message(INITIALIZE))
            server.stdin.flush()
            assert server.stdout.readline().startswith(b"Content-Length")
            server.send_signal(signal.SIGINT)
            assert server.wait(10) == 130
            assert server.stderr.read() == b"evsite: interrupted\n"
        finally:
            server.kill()


def test_a_write_that_fails_ends_the_server_though_the_editor_may_write_yet():
    class FullLater(io.BytesIO):
        def write(self, data):
            if b"publishDiagnostics" in data:
                raise OSError(28, "No space left on device")
            return len(data)

    document = {"uri": "file:///nowhere/site.toml", "languageId": "toml", "version": 1, "text": "[site]\n"}
    opened = {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}
    reading, writing = os.pipe()
    os.write(writing, message(INITIALIZE) + message(json.dumps(opened)))
    went = []

    def go():
        went.append(True)
        os.close(writing)

    editor = threading.Timer(20, go)  # who still serves then is only ended by this
    editor.start()
    try:
        with os.fdopen(reading, "rb", buffering=0) as stream, pytest.raises(OSError, match="No space left"):
            serve(stream, FullLater(), outside=False, not_checked=False)
        assert not went
    finally:
        editor.cancel()
        if not went:
            os.close(writing)


def test_a_message_that_comes_in_parts_is_read_whole():
    text = HOVER % PLACE
    whole = message(text.replace('"uri":"a"', '"uri":"%s"' % ("a" * 200_000)))
    reading, writing = os.pipe()

    def write():
        with os.fdopen(writing, "wb") as stream:
            stream.write(message(INITIALIZE) + whole + message(SHUTDOWN))

    editor, written = threading.Thread(target=write), io.BytesIO()
    editor.start()
    with os.fdopen(reading, "rb", buffering=0) as stream:
        assert serve(stream, written, outside=False, not_checked=False)
    editor.join()
    assert b'"id": 3' in written.getvalue()
