"""The README for the page of a package index, where relative links lead nowhere: a metadata hook of hatchling."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#)([^)\s]+)\)")


def absolute(text: str, root: Path, repository: str) -> str:
    """A page of Markdown whose links and pictures lead to the repository.

    Args:
        text: the page, whose relative links start in `root`.
        root: the folder of the project.
        repository: its address, without a slash at the end.
    """

    def lead(match: re.Match[str]) -> str:
        picture, words, target = match.groups()
        view = "raw" if picture else "tree" if (root / target.partition("#")[0]).is_dir() else "blob"
        return f"{picture}[{words}]({repository}/{view}/HEAD/{target})"

    return LINK.sub(lead, text)


class IndexReadme(MetadataHookInterface):
    """Gives the package the README with links that work outside of the repository."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the readme of the package; the files of the repository stay as they are."""
        root = Path(self.root)
        text = (root / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": absolute(text, root, metadata["urls"]["Source"]),
        }
