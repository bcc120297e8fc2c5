"""Somebody edits a site file: what the server says of it, over its standard streams."""

import json
from pathlib import Path

import pytest
from editor import edited
from lsprotocol import types

from evsite.lsp.checked_text import check_text
from evsite.output.diagnostics.fix_texts import FixTexts
from evsite.rules import all_rules

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
OFFICE = (EXAMPLES / "office.toml").read_text(encoding="utf-8")
SMALL = """[site]
name = "x"
nec = 2023

[supplies.T1]
kind = "service"
rating = "400 A"
system = "208Y/120"

[panels.P]
fed_from = "T1"
main = "100 A"
spaces = 42

[circuits.C]
panel = "P"
count = 4
breaker = "50 A"
poles = 2

[stations.S]
max_current = "40 A"
count = 4
circuits = "C"

[groups.G]
on = "P"
limit = "60 A"
"""


def codes(found):
    return [each.code for each in found]


async def test_findings_are_those_of_a_check_with_their_places_and_pages(editor, evsite):
    text = OFFICE.replace('main = "400 A"', 'main = "100 A"')
    (editor.folder / "site.toml").write_text(text)
    found = await editor.diagnostics(editor.open(text))
    checked = json.loads(evsite("check", str(editor.folder / "site.toml"), "--format", "json").stdout)
    told = [each for each in checked["findings"] if each["status"] != "not checked"]
    assert [(each.code, each.range.start.line + 1, each.range.start.character + 1) for each in found] == [
        (each["code"], each["line"], each["column"]) for each in told
    ]
    assert {"EV406", "EV410"} <= set(codes(found))
    for each, other in zip(found, told, strict=True):
        assert each.message.startswith(other["message"])
        assert each.code_description.href == f"https://evsite.readthedocs.io/en/latest/rules/{each.code}/"
        assert each.source == "evsite"
        assert each.severity.name.lower().startswith({"error": "e", "warning": "w", "info": "i"}[other["severity"]])


async def test_errors_of_form_are_told_all_at_once(editor):
    text = SMALL.replace('name = "x"', 'name = "x').replace(
        'count = 4\nbreaker = "50 A"', 'coutn = 4\nbraker = "40 A"\nx'
    )
    found = await editor.diagnostics(editor.open(text))
    lines = {(each.code, text.split("\n")[each.range.start.line]) for each in found}
    assert {("EV001", 'name = "x'), ("EV001", "x"), ("EV010", "coutn = 4"), ("EV010", 'braker = "40 A"')} <= lines


async def test_a_text_that_is_put_right_loses_its_findings_and_a_file_that_is_closed_too(editor):
    uri = editor.open(SMALL.replace("count = 4\nbreaker", "coutn = 4\nbreaker"))
    assert "EV010" in codes(await editor.diagnostics(uri))
    editor.change(uri, SMALL)
    assert "EV010" not in codes(await editor.diagnostics(uri))
    editor.change(uri, SMALL.replace("nec = 2023", "nec = 1999"))
    assert await editor.diagnostics(uri)
    editor.close(uri)
    await editor.hover(editor.open(SMALL, "other.site.toml"), "name")
    assert editor.published[-1][0] != uri or editor.published[-1][2] == []
    assert [found for its_uri, _, found in editor.published if its_uri == uri][-1] == []


async def test_names_of_other_scripts_and_signs_are_placed_by_utf_16(editor):
    text = SMALL.replace("[circuits.C]", '[circuits."🚗充"]').replace('circuits = "C"', 'circuits = "🚗充"')
    text = text.replace('on = "P"', 'members = ["🚗", "S1"]')
    uri = editor.open(text)
    found = next(each for each in await editor.diagnostics(uri) if "🚗" in each.message)
    line = text.split("\n").index('members = ["🚗", "S1"]')
    assert found.range == types.Range(types.Position(line, 11), types.Position(line, 15))
    hovered = await editor.hover(uri, '"🚗充"\n\n[groups', 1)
    assert "🚗充" in hovered
    offered = [each for each in await editor.complete(uri, '"S1"]', 2) if each.label == "S"]
    assert offered[0].text_edit.range == types.Range(types.Position(line, 17), types.Position(line, 21))


async def test_further_places_of_a_finding_are_related(editor):
    uri = editor.open(SMALL + '\n[panels.T1]\nfed_from = "P"\nmain = "100 A"\n')
    (found,) = [each for each in await editor.diagnostics(uri) if each.related_information]
    (place,) = found.related_information
    assert place.location.uri == uri
    assert place.location.range.start.line == 4
    assert "first here" in place.message


async def test_of_other_files_nothing_is_said(editor):
    other = editor.open('[site]\nname = 3\n[project]\nx = "y"\n', "pyproject.toml")
    uri = editor.open(SMALL)
    await editor.diagnostics(uri)
    assert await editor.hover(other, "name") == ""
    assert await editor.symbols(other) is None
    assert other not in {its_uri for its_uri, _, _ in editor.published}
    editor.change(other, "#:schema site.schema.json\n" + editor.texts[other])
    assert await editor.diagnostics(other)


async def test_files_outside_of_the_folder_are_refused_as_a_check_refuses_them(editor):
    (editor.folder / "inner").mkdir()
    (editor.folder / "stations.toml").write_text('[catalog.mine]\nports = 1\nmax_current = "40 A"\n')
    text = SMALL.replace("nec = 2023", 'nec = 2023\ncatalog = "../stations.toml"')
    uri = editor.open(text, "inner/site.toml")
    found = next(each for each in await editor.diagnostics(uri) if each.severity is types.DiagnosticSeverity.Error)
    assert "outside of the folder" in found.message
    inside = editor.open(text.replace("../", ""), "site.toml")
    assert found.code not in codes(await editor.diagnostics(inside))


async def test_a_file_that_is_saved_is_checked_again_with_what_it_names(editor):
    uri = editor.open(SMALL.replace("nec = 2023", 'nec = 2023\ncatalog = "stations.toml"'))
    before = [each for each in await editor.diagnostics(uri) if each.severity is types.DiagnosticSeverity.Error]
    assert len(before) == 1
    (editor.folder / "stations.toml").write_text('[catalog.mine]\nports = 1\nmax_current = "40 A"\n')
    editor.published.clear()
    editor.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
    after = await editor.diagnostics(uri)
    assert [each for each in after if each.severity is types.DiagnosticSeverity.Error] == []


@pytest.mark.parametrize("told", ["saved", "watched"])
async def test_a_file_that_a_site_names_is_read_again_when_it_has_changed(editor, told):
    uri = editor.open(SMALL.replace("nec = 2023", 'nec = 2023\ncatalog = "inner/../stations.toml"'))
    other = editor.open(SMALL, "other.site.toml")
    assert types.DiagnosticSeverity.Error in {each.severity for each in await editor.diagnostics(uri)}
    await editor.diagnostics(other)
    editor.published.clear()
    catalog = editor.folder / "stations.toml"
    (editor.folder / "inner").mkdir()
    catalog.write_text('[catalog.mine]\nports = 1\nmax_current = "40 A"\n')
    if told == "saved":
        document = types.TextDocumentIdentifier(catalog.as_uri())
        editor.client.text_document_did_save(types.DidSaveTextDocumentParams(document))
    else:
        change = types.FileEvent(catalog.as_uri(), types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    assert types.DiagnosticSeverity.Error not in {each.severity for each in await editor.diagnostics(uri)}
    assert {its_uri for its_uri, _, _ in editor.published} == {uri}


def examples_with_fixes():
    """Examples of rules with ways out that have their place in the text: the first of each family of rules."""
    found = {}
    for rule in all_rules():
        family = rule.code[:3]
        if family in found or not rule.failing:
            continue
        text = str(rule.failing[0])
        checked = check_text(text, Path("site.toml"), outside=False, on_step=lambda: None)
        if any(
            finding.code == rule.code and FixTexts().of(checked.file.document, way)
            for finding in checked.file.findings
            if finding.status != "not checked"
            for way in finding.fix.alternatives
        ):
            found[family] = rule.code, text
    return list(found.values())


async def test_every_fix_that_is_offered_takes_its_finding_away(editor):
    examples = examples_with_fixes()
    assert len(examples) >= 5
    for number, (code, text) in enumerate(examples):
        uri = editor.open(text, f"{number}.site.toml")
        before = await editor.diagnostics(uri)
        (finding, *_) = [each for each in before if each.code == code and await fixes_of(editor, uri, each)]
        errors = {each.code for each in before if each.severity is types.DiagnosticSeverity.Error}
        for way in range(min(2, len(await fixes_of(editor, uri, finding)))):
            action = (await fixes_of(editor, uri, finding))[way]
            editor.apply(action)
            after = await editor.diagnostics(uri)
            assert finding.message not in {each.message for each in after}, (code, action.title)
            assert {each.code for each in after if each.severity is types.DiagnosticSeverity.Error} <= errors
            editor.change(uri, text)
        editor.close(uri)


async def fixes_of(editor, uri, finding):
    found = await editor.fixes(uri, finding.range)
    return [each for each in found if each.diagnostics[0].data == finding.data]


async def test_a_slip_of_the_pen_is_put_right_by_a_fix(editor):
    uri = editor.open(SMALL.replace('name = "x"', 'name = "x').replace("limit =", "limt ="))
    for code in ("EV001", "EV010"):
        finding = next(each for each in await editor.diagnostics(uri) if each.code == code)
        (action,) = await fixes_of(editor, uri, finding)
        assert action.kind == types.CodeActionKind.QuickFix.value
        assert action.is_preferred
        editor.apply(action)
    assert editor.texts[uri] == SMALL
    assert not {"EV001", "EV010"} & set(codes(await editor.diagnostics(uri)))


async def test_figures_are_those_of_the_report(editor, evsite):
    (editor.folder / "site.toml").write_text(OFFICE)
    report = json.loads(evsite("report", str(editor.folder / "site.toml"), "--format", "json").stdout)
    uri = editor.open(OFFICE)
    await editor.diagnostics(uri)
    least = min(each["guaranteed"]["current_a"] for each in report["ports"])
    group = await editor.hover(uri, "EV1]\non")
    assert f"guaranteed: {least:.2f}".rstrip("0") in group
    assert f"{report['groups'][0]['oversubscription']['power']:.2f}:1 by power" in group
    assert "As long as a controller holds every power-sharing group" in group
    assert "**`groups`**" in group
    full = next(each for each in report["equipment"] if each["limit"]["title"] == "panel EV1 phase A")
    panel = await editor.hover(uri, "[panels.EV1]", 2)
    assert f"panel EV1 phase A {full['greatest_load_a']:.0f} of {full['limit_a']:.0f} A, full, none left" in panel
    assert "panel EV1 phase A" in await editor.hover(uri, '"EV1"\ncount')
    assert "transformer T1 primary A 160.1 of 180.4 A" in await editor.hover(uri, "T1]")
    assert f"20 ports of at most 80 A each\n- guaranteed: {least:.2f}"[:-1] in await editor.hover(uri, "S]")
    assert "the fullest of 20 circuits" in await editor.hover(uri, "C]")
    assert "nothing is promised" not in await editor.hover(uri, "site]")


async def test_figures_of_one_thing_of_a_family_are_its_own(editor):
    text = OFFICE.replace('on = "EV1"', 'members = ["S", "S2", "S1.2"]\nlimit = "320 A"')
    text += '\n[loads.L]\non = "C3"\ncurrent = "1 A"\n'
    uri = editor.open(text)
    await editor.diagnostics(uri)
    assert "- 20 ports of at most 80 A each" in await editor.hover(uri, '"S", "S2"', 1)
    assert "- 2 ports of at most 80 A each" in await editor.hover(uri, '"S2"', 1)
    port = await editor.hover(uri, '"S1.2"', 1)
    assert "- 1 port of at most 80 A\n" in port
    assert "(port S1.2)" in port
    assert "at most circuit C3" in await editor.hover(uri, '"C3"', 1)


async def test_figures_of_a_text_that_is_no_site_are_marked_as_older_ones(editor):
    uri = editor.open(OFFICE)
    await editor.diagnostics(uri)
    assert "Figures of the text as it was" not in await editor.hover(uri, "EV1]\non")
    editor.change(uri, OFFICE.replace('policy = "equal"', "policy = "))
    await editor.diagnostics(uri)
    assert "Figures of the text as it was last read as a site" in await editor.hover(uri, "EV1]\non")
    # what the last site had under another name has no figures
    editor.change(
        uri, editor.texts[uri].replace("[stations.S]", "[stations.R]").replace("[circuits.C]", "[circuits.D]")
    )
    await editor.diagnostics(uri)
    for words in ("R]", "D]"):
        assert "Figures" not in await editor.hover(uri, words)


async def test_hover_tells_of_keys_codes_and_models(editor):
    uri = editor.open(OFFICE + '\n[[ignore]]\nrule = "EV406"\npath = "groups.EV1"\nreason = "x"\n')
    breaker = await editor.hover(uri, "breaker =")
    assert breaker.startswith("**`breaker`**")
    assert "site-file/#circuits-breaker" in breaker
    assert "share-below-8-a" in await editor.hover(uri, "EV406")
    assert "CP6021B-80A" in await editor.hover(uri, '"CP6021B', 3)
    assert await editor.hover(uri, "# Ten dual-port", 4) == ""


async def test_names_in_what_is_shown_are_no_markup(editor):
    name = "a`b <img x> (x)(http://e) *"
    uri = editor.open(SMALL.replace('"P"', f"'{name}'").replace("[panels.P]", f"[panels.'{name}']"))
    await editor.diagnostics(uri)
    shown = await editor.hover(uri, "img")
    assert "panel a\\`b &lt;img x&gt; (x)(http\\://e) \\*" in shown
    assert "<img" not in shown


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ('on = "', {"T1", "P", "C1", "C4"}),
        ('members = ["S1", "', {"S", "S4", "S4.1"}),
        ("pol", {"policy"}),
        ('policy = "', {"equal", "proportional", "fcfs"}),
        ("site_meter = ", {"true", "false"}),
        ("[[groups.G.", {"[[groups.G.schedule]]"}),
        ("[groups.", {"[groups.NAME]", "[[groups.G.schedule]]"}),
        ("[pan", {"[panels.NAME]"}),
        ("[", {"[[ignore]]", "[project]", "[circuits.NAME]"}),
        ('[[ignore]]\nrule = "EV40', {"EV406"}),
        ('[[ignore]]\npath = "', {"groups.G", "circuits.C", "site"}),
        ('[stations.X]\nmodel = "', {"cp6021b-80a", "mine"}),
        ('[panels.Q]\nfed_from = "', {"T1", "P"}),
        ('[stations.X]\ncircuits = "', {"C", "C1"}),
        ("[panels.Q]\nfeeder = { br", {"breaker"}),
        ('meter = "98"\n[loads.L]\nmeter = "', {"98"}),
        ('[[ignore]]\nrule = "EV406"\nun', {"until"}),
        ("[site]\nnec = ", {"2017", "2020", "2023", "2026"}),
        ('[site]\nprofile = "', {"calgreen-2025-mf", "none"}),
    ],
)
async def test_what_may_be_typed_is_offered(editor, line, offered):
    before = SMALL.rpartition("on = ")[0] + '\n[catalog.mine]\nports = 1\nmax_current = "40 A"\n'
    before = before.replace("[groups.G]\n", "") + "[groups.G]\n"
    uri = editor.open(SMALL)
    await editor.diagnostics(uri)
    editor.change(uri, before + line)
    labels = {each.label for each in await editor.complete(uri, before + line, len(before + line))}
    assert offered <= labels


async def test_what_is_chosen_stands_in_place_of_what_is_typed(editor):
    uri = editor.open(SMALL)
    await editor.diagnostics(uri)
    for typed, label, wanted in [
        ("site_meter = t", "true", "site_meter = true"),
        ('on = "T"', "T1", 'on = "T1"'),
        ('on = "T', "T1", 'on = "T1"'),
        ("on = T", "T1", 'on = "T1"'),
        ("on = ", "T1", 'on = "T1"'),
        ("pol", "policy", "policy = "),
        ("[pa", "[panels.NAME]", "[panels.NAME]"),
        ("[pa]", "[panels.NAME]", "[panels.NAME]"),
        ("[groups.G.sch]", "[[groups.G.schedule]]", "[[groups.G.schedule]]"),
    ]:
        text = SMALL.replace('on = "P"\n', f"{typed}\n")
        editor.change(uri, text)
        at = len(typed.rstrip("]").removesuffix('"') if typed.endswith('T"') else typed.rstrip("]"))
        (item,) = [each for each in await editor.complete(uri, f"{typed}\n", at) if each.label == label]
        assert edited(text, [item.text_edit]) == SMALL.replace('on = "P"\n', f"{wanted}\n"), typed


async def test_keys_that_are_there_are_not_offered_again(editor):
    uri = editor.open(SMALL.replace('limit = "60 A"', 'limit = "60 A"\n'))
    labels = {each.label for each in await editor.complete(uri, '"60 A"\n', 7)}
    assert not {"limit", "on"} & labels
    assert {"policy", "slot", "members"} <= labels


async def test_the_outline_has_the_tables_with_their_keys(editor):
    uri = editor.open(OFFICE)
    symbols = await editor.symbols(uri)
    assert [each.name for each in symbols] == [
        "site", "project", "supplies.T1", "panels.EV1", "circuits.C", "stations.S", "groups.EV1",
    ]  # fmt: skip
    circuits = symbols[4]
    assert [(each.name, each.detail) for each in circuits.children] == [
        ("panel", '"EV1"'), ("count", "20"), ("breaker", '"100 A"'), ("poles", "2"),
    ]  # fmt: skip
    assert circuits.detail == "20, 100 A"
    for each in symbols:
        for inner in (each, *each.children):
            assert each.range.start <= inner.range.start <= inner.selection_range.start
            assert inner.selection_range.end <= inner.range.end <= each.range.end


async def test_no_text_on_the_way_to_a_whole_one_is_too_broken(editor):
    text = (EXAMPLES / "office-schedule.toml").read_text(encoding="utf-8")
    uri = editor.open(text)
    whole = await editor.diagnostics(uri)
    step = len(text) // 60
    for length in range(0, len(text), step):
        editor.change(uri, text[:length] or "\n")
        before = editor.texts[uri]
        await editor.complete(uri, before, len(before))
        await editor.hover(uri, before, max(len(before) - 1, 0))
        assert await editor.symbols(uri) is not None
        if length % (10 * step) == 0:
            found = await editor.diagnostics(uri)
            assert await editor.fixes(uri, types.Range(types.Position(0, 0), types.Position(9999, 0))) is not None
            assert found is not None
    editor.change(uri, text)
    assert await editor.diagnostics(uri) == whole
    assert editor.client.log_messages == []
    assert editor.client.messages == []
