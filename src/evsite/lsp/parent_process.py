"""Whether the process of the editor is still there: a server must not outlive it."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_EVERY_S = 5.0


def is_there(process_id: int) -> bool:
    """Whether there is a process; True on Windows, where nothing of the standard library tells it."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


async def wait_for_end(process_id: int, gone: Callable[[], None]) -> None:
    """Call `gone` as soon as the process of an editor is no more.

    Language Server Protocol 3.17, `initialize`: a server ends when the process that started it does.
    """
    while is_there(process_id):
        await asyncio.sleep(LOOK_EVERY_S)
    gone()
