"""Work beside the conversation: in its order, and given up at its next step as soon as nobody waits for it."""

import asyncio
import threading
from pathlib import Path

import pytest

from evsite.lsp.background import Background, GivenUpError
from evsite.lsp.checked_text import check_text
from evsite.rules import check_loaded
from evsite.rules.rule_list import RULES
from evsite.sitefile.document import Document, LoadedSite

ROOT = Path(__file__).parent.parent.parent


def in_loop(scenario):
    async def limited():
        async with asyncio.timeout(30):
            await scenario(Background("test"))

    asyncio.run(limited())


def test_results_and_failures_come_to_who_waits():
    async def scenario(background):
        first, second = background.start(lambda _: 3), background.start(lambda _: 1 / 0)
        assert await first.result == 3
        with pytest.raises(ZeroDivisionError):
            await second.result

    in_loop(scenario)


def test_what_is_given_up_ends_at_its_next_step_and_what_waits_never_begins():
    began, ended = threading.Event(), threading.Event()

    def endless(go_on):
        began.set()
        try:
            while True:
                go_on()
        except GivenUpError:
            ended.set()
            raise

    async def scenario(background):
        running, waiting = background.start(endless), background.start(lambda _: ended.clear())
        await asyncio.to_thread(began.wait)
        waiting.give_up()
        running.give_up()
        last = background.start(lambda _: ended.is_set())
        assert await last.result
        assert running.result.cancelled()

    in_loop(scenario)


def test_a_check_ends_at_whatever_step_it_is_given_up():
    text = (ROOT / "examples" / "broken" / "overloaded-panel.toml").read_text(encoding="utf-8")
    steps = []
    whole = check_text(text, Path("site.toml"), outside=False, on_step=lambda: steps.append(1))
    assert any(finding.fix.edits for finding in whole.file.findings)
    for last in (1, 2, 3, len(steps) // 2, len(steps)):
        left = iter(range(last - 1))

        def step(left=left):
            if next(left, None) is None:
                raise GivenUpError

        with pytest.raises(GivenUpError):
            check_text(text, Path("site.toml"), outside=False, on_step=step)
    # rules, and remedies that are tried out
    without = []

    assert whole.site is not None
    loaded = LoadedSite(whole.site, Document.parse(text, "site.toml"))
    check_loaded(loaded, remedies=False, on_step=lambda: without.append(1))
    assert len(without) <= len(RULES) < len(steps)
