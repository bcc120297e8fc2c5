"""Servers of their own: what they give up, and clients that show less."""

from pathlib import Path

import pytest
from editor import Editor, edited
from lsprotocol import types
from servers import ended

ROOT = Path(__file__).parent.parent.parent
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]


def large_site(panels, breaker):
    """A site of twenty ports on each of some panels."""
    service = '[supplies.U]\nkind = "service"\nrating = "4000 A"\nsystem = "480Y/277"\n'
    return f'[site]\nname = "large"\nnec = 2023\n{service}' + "".join(
        f'[supplies.T{number}]\nkind = "transformer"\nfed_from = "U"\nrating = "150 kVA"\nsystem = "208Y/120"\n'
        f'[panels.P{number}]\nfed_from = "T{number}"\nmain = "400 A"\nbus = "400 A"\nspaces = 42\n'
        f'[circuits.C{number}x]\npanel = "P{number}"\ncount = 20\nbreaker = "{breaker} A"\npoles = 2\n'
        f'[stations.S{number}x]\nmodel = "CP6021B-80A"\ncount = 10\ncircuits = "C{number}x"\n'
        f'[groups.G{number}]\non = "P{number}"\n'
        for number in range(panels)
    )


async def test_an_older_text_is_given_up_and_answers_come_while_a_check_runs(start, tmp_path):
    client = await start()
    editor = Editor(client, tmp_path)
    small = editor.open('[site]\nname = "x"\n', "small.site.toml")
    await editor.diagnostics(small)
    await editor.hover(small, "name")
    uri = editor.open(large_site(40, 100))
    assert "**`poles`**" in await editor.hover(uri, "poles")  # a key without figures, which would be waited for
    assert {each.label for each in await editor.complete(uri, 'on = "P0"', 7)} >= {"P0", "P39"}
    assert len(await editor.symbols(uri)) == 2 + 5 * 40
    for breaker in (90, 80, 70):
        editor.change(uri, large_site(40, breaker))
    editor.change(uri, '[site]\nname = "y"\nnec = 1999\n')
    assert [each.code for each in await editor.diagnostics(uri)] == ["EV014"]
    # a slow client may get the findings of the first text too, and nobody those in between
    assert {version for its_uri, version, _ in editor.published if its_uri == uri} - {1} == {5}
    # and the end comes in the middle of a check too
    other = editor.open(large_site(40, 100), "other.site.toml")
    await editor.symbols(other)
    assert await ended(client) == 0


async def test_a_client_that_shows_less_and_counts_bytes_is_told_so(start, tmp_path):
    general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf8])
    editor = Editor(await start("--show-not-checked", capabilities=types.ClientCapabilities(general=general)), tmp_path)
    text = (ROOT / "examples" / "office.toml").read_text()
    uri = editor.open(text)
    found = await editor.diagnostics(uri)
    assert [each.severity for each in found] == [types.DiagnosticSeverity.Hint] * 20
    shown = await editor.hover(uri, "nec")
    assert shown.startswith("nec: edition of the National Electrical Code")
    assert "(http" not in shown
    editor.change(uri, text + '\n[panels.T1]\nfed_from = "EV1"\nmain = "100 A"\n')
    (again,) = [each for each in await editor.diagnostics(uri) if "first here" in each.message]
    assert again.related_information is None
    line = text.split("\n").index("[supplies.T1]") + 1
    assert f"\nline {line}: 'T1' is first here" in again.message
    editor.change(uri, text + '\n[panels.P1]\nfed_from = "充充"\nmian = "100 A"\n')
    (wrong,) = [each for each in await editor.diagnostics(uri) if each.code == "EV010"]
    (action,) = await editor.fixes(uri, wrong.range)
    assert edited(editor.texts[uri], action.edit.changes[uri]) == editor.texts[uri].replace("mian", "main")
    editor.change(uri, text + '\n[panels.P1]\nfed_from = "充充"\nmain = "100 A"\n')
    (unknown,) = [each for each in await editor.diagnostics(uri) if "充" in each.message]
    assert unknown.range.end.character - unknown.range.start.character == len('"充充"'.encode())
