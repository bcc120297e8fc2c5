"""A document points at what it holds, and refuses what it cannot read in words and with a place."""

from __future__ import annotations

import io
import os
import sys

import pytest

from evsite.model.finding import Finding, Severity, SiteFileError, Span
from evsite.sitefile.document import MAX_BYTES, Document
from evsite.sitefile.loading import read
from evsite.sitefile.parsed_text import MAX_DEPTH

TEXT = """\
# a yard
[site]
name = "Yard"

[panels.EV1]
main = "400 A"
bus = { rating = "400 A" }

[circuits.C]
spaces = [1,
  3]
"""

TWICE = "rename or remove one of the two"
UNCLEAR = "write key = value or [table], or put # before a remark"
NO_VALUE = "write a value, or put # before the line"
NO_QUOTES = "a text without quotes: "


def refused(text, **options):
    with pytest.raises(SiteFileError) as caught:
        Document.parse(text, **options)
    assert caught.value.unreadable
    [finding] = caught.value.findings
    assert finding.severity is Severity.ERROR
    return finding


def at(span, text):
    """The text at a span, to say what a place is without counting columns."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("path", "anchor", "expected"),
    [
        (("site", "name"), "value", '"Yard"'),
        (("site", "name"), "key", "name"),
        (("site", "name"), "header", "name"),
        (("panels", "EV1"), "value", "[panels.EV1]"),
        (("panels", "EV1"), "header", "[panels.EV1]"),
        (("panels", "EV1"), "key", "EV1"),
        (("panels",), "header", "[panels.EV1]"),
        (("panels", "EV1", "bus", "rating"), "value", '"400 A"'),
        (("circuits", "C", "spaces"), "value", "[1,\n  3]"),
        (("circuits", "C", "spaces", 1), "value", "3"),
    ],
)
def test_a_route_leads_to_its_place(path, anchor, expected):
    assert at(Document.parse(TEXT).span(path, anchor), TEXT) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("panels", "EV1", "fed_from"), "[panels.EV1]"),
        (("panels", "EV1", "bus", "kind"), "bus"),
        (("circuits", "C", "spaces", 7), "spaces"),
        (("panels", "EV9", "main"), "[panels.EV1]"),
        (("loads", "HVAC"), "[site]"),
        ((), "[site]"),
    ],
)
@pytest.mark.parametrize("anchor", ["value", "key", "header"])
def test_a_route_that_is_not_there_leads_to_its_nearest_parent(path, expected, anchor):
    assert at(Document.parse(TEXT).span(path, anchor), TEXT) == expected


def test_without_a_site_table_the_first_line_stands_for_the_file():
    assert Document.parse("  # nothing  \n").span(("site",)) == Span(1, 1, 1, 12)
    assert Document.parse("").span(()) == Span(1, 1, 1, 1)


def test_a_finding_is_located_by_its_route_or_by_its_own_span():
    document = Document.parse(TEXT)
    finding = Finding("EV999", "x", Severity.INFO, "m", status="advice", path=("site", "name"), anchor="key")
    assert document.locate(finding) == Span(3, 1, 3, 5)
    assert document.locate(Finding("EV999", "x", Severity.INFO, "m", status="advice", span=Span(4, 1, 4, 2))) == Span(
        4, 1, 4, 2
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_of_both_kinds_give_the_same_places(end):
    document = Document.parse(TEXT.replace("\n", end))
    assert document.span(("panels", "EV1", "main")) == Span(6, 8, 6, 15)
    assert document.line(6) == 'main = "400 A"'
    assert document.line(0) == document.line(99) == ""


def test_a_byte_order_mark_is_passed_over():
    document = Document.from_bytes(b"\xef\xbb\xbf" + TEXT.encode(), "yard.toml")
    assert document.span(("site",)) == Span(2, 1, 2, 7)
    assert Document.parse("\ufeffa = 1").data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "message", "span", "remedy"),
    [
        ("a = \nb = 1", "invalid value", Span(1, 5, 1, 6), NO_VALUE),
        ("[site\nb = 1", "a header without its ]", Span(1, 6, 1, 7), "write [site]"),
        ("a = 'x\n\n", "no ' at the end of a text", Span(1, 5, 1, 7), 'write a = "x"'),
        ("kind = transformer", NO_QUOTES + "transformer", Span(1, 8, 1, 19), 'a text needs quotes: "transformer"'),
        ("x = 1\nmain = 400 A # bus", NO_QUOTES + "400 A", Span(2, 8, 2, 13), 'a text needs quotes: "400 A"'),
        ("x = 1\r\nmain = 400 A", NO_QUOTES + "400 A", Span(2, 8, 2, 13), 'a text needs quotes: "400 A"'),
        ("a = 1\n\na = 2\n", "'a' is defined twice, first in line 1", Span(3, 1, 3, 2), TWICE),
        ("[a.b]\n[c]\n[a.b]\n", "'b' is defined twice, first in line 1", Span(3, 4, 3, 5), TWICE),
        ("a = " + "9" * 5000, "a number of thousands of digits", Span(1, 5, 1, 6), UNCLEAR),
    ],
)  # fmt: skip
def test_text_that_is_no_toml(text, message, span, remedy):
    finding = refused(text)
    assert (finding.code, finding.name) == ("EV001", "toml-syntax")
    assert message is None or finding.message == message
    assert span is None or finding.span == span
    assert finding.remedy == remedy


@pytest.mark.parametrize(
    "text",
    [
        "\n\na = " + "[" * 10_000,
        "\n\na = " + "[" * 300 + "]" * 300,
        "\n\na = " + "{b=" * 10_000,
        "\n\n" + ".".join("a" * 5000) + " = 1",
        "\n\n[" + ".".join("a" * 200) + "]",
        "\n\n" + "\n".join("[" * 1 + "a" + ".a" * depth + "]" for depth in (120, 130)),
    ],
)
def test_depth_is_refused_where_it_stands(text):
    finding = refused(text)
    assert finding.message == f"nested deeper than {MAX_DEPTH} levels"
    assert finding.span.line == 3


def test_endless_depth_is_reported_alone():
    assert refused("a = 1\na = 2\nb = " + "[" * 100_000).message == f"nested deeper than {MAX_DEPTH} levels"


def test_nesting_that_sites_need_is_accepted():
    assert Document.parse("a = " + "[" * 90 + "]" * 90).span(("a",)) == Span(1, 5, 1, 185)


@pytest.mark.parametrize(
    ("content", "message", "span"),
    [
        (b"a = 1\nb = '\xff'", "byte 0xff at offset 11 is not UTF-8", Span(2, 6, 2, 7)),
        ("é = 1".encode("latin-1"), "byte 0xe9 at offset 0 is not UTF-8", Span(1, 1, 1, 2)),
        (b"\xef\xbb\xbfa = '\xc3'", "byte 0xc3 at offset 8 is not UTF-8", Span(1, 6, 1, 7)),
        ("a = 1".encode("utf-16"), "the file is UTF-16, expected UTF-8", Span(1, 1, 1, 2)),
        (b"a = 1\n\0", "a NUL character: this is not a text file", Span(2, 1, 2, 2)),
    ],
)
def test_bytes_that_are_no_text(content, message, span):
    with pytest.raises(SiteFileError) as caught:
        Document.from_bytes(content, "yard.toml")
    [finding] = caught.value.findings
    assert (finding.code, finding.message, finding.span) == ("EV003", message, span)
    assert caught.value.document.filename == "yard.toml"


def test_half_a_character_is_refused_and_the_text_can_be_printed_nevertheless():
    with pytest.raises(SiteFileError) as caught:
        Document.parse("a = '\ud800'")
    assert caught.value.findings[0].span == Span(1, 6, 1, 7)
    caught.value.document.text.encode()


def test_a_file_is_read(tmp_path):
    path = tmp_path / "yard.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert Document.read(path).data["site"] == {"name": "Yard"}
    assert Document.read(str(path)).filename == str(path)


def unreadable(source):
    with pytest.raises(SiteFileError) as caught:
        Document.read(source)
    assert caught.value.unreadable
    [finding] = caught.value.findings
    assert finding.code == "EV002"
    assert caught.value.document.locate(finding) == Span(1, 1, 1, 1)
    return finding.message


def test_files_that_cannot_be_read(tmp_path):
    assert unreadable(tmp_path / "none.toml") == "no such file"
    assert unreadable(tmp_path) == "this is a directory, expected a file"
    assert unreadable("a\0b") == "this cannot be the name of a file"
    assert unreadable(tmp_path / ("x" * 5000)).startswith("cannot read this file: ")
    path = tmp_path / "secret.toml"
    path.write_text(TEXT)
    path.chmod(0)
    if not os.access(path, os.R_OK):
        assert unreadable(path) == "no permission to read this file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_that_nothing_writes_to_is_refused_and_the_pipe_of_a_shell_is_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert unreadable(tmp_path / "pipe") == "this is a named pipe, expected a file; - reads standard input"
    reading, writing = os.pipe()
    try:
        os.write(writing, TEXT.encode())
        os.close(writing)
        assert Document.read(f"/dev/fd/{reading}").text == TEXT
    finally:
        os.close(reading)


def test_a_file_without_end_is_refused(tmp_path):
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert unreadable(path) == "the file has 16,777,217 bytes, expected at most 16,777,216 (16 MiB)"


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    document = Document.read("-")
    assert document.filename == "<stdin>"
    assert document.data["site"] == {"name": "Yard"}


SUPPLY = '[supplies.U]\nkind = "service"\nrating = "100 A"\nsystem = "208Y/120"\n'


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('[loads.B]\non = "U"\ndata = "{}"\n', ("loads", "B", "data")),
        ('[loads.B]\non = "U"\ndata = ["in.csv", "{}"]\n', ("loads", "B", "data")),
        ('[site]\ncatalog = "{}"\n', ("site", "catalog")),
        ('[site]\nas_built = "{}"\n', ("site", "as_built")),
    ],
)
@pytest.mark.parametrize("name", ["../secret", "{folder}/secret", "link/secret", "sub/../../secret"])
def test_files_outside_of_the_folder_of_the_site_file_are_read_only_where_that_is_allowed(tmp_path, table, key, name):
    (tmp_path / "secret").write_text("password = 1\n")
    folder = tmp_path / "site"
    (folder / "sub").mkdir(parents=True)
    (folder / "link").symlink_to(tmp_path)
    file = folder / "site.toml"
    file.write_text(table.replace("{}", name.replace("{folder}", str(tmp_path))) + SUPPLY)
    with pytest.raises(SiteFileError) as refused:
        read(file)
    [finding] = [each for each in refused.value.findings if each.code == "EV061"]
    assert finding.path == key
    assert "password" not in str([(each.message, each.remedy) for each in refused.value.findings])


def test_files_outside_are_read_where_that_is_allowed(tmp_path):
    (tmp_path / "own.toml").write_text('[catalog.mine]\nmax_current = "32 A"\n')
    (tmp_path / "site").mkdir()
    file = tmp_path / "site" / "site.toml"
    file.write_text('[site]\ncatalog = "../own.toml"\n' + SUPPLY + '[stations.S]\nmodel = "mine"\nvoltage = "208 V"\n')
    assert read(file, allow_outside=True).site.stations["S"].model.port_max_a == 32


def test_files_below_the_folder_of_the_site_file_are_read(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "own.toml").write_text('[catalog.mine]\nmax_current = "32 A"\n')
    (tmp_path / "site.toml").write_text('[site]\ncatalog = "sub/../sub/own.toml"\n' + SUPPLY)
    assert read(tmp_path / "site.toml").site.supplies
