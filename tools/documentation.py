"""Hooks of mkdocs: a page for each rule, links between pages, none of it kept in the repository."""

from __future__ import annotations

import re
from posixpath import dirname, relpath

from mkdocs.structure.files import File

from evsite.addresses import DOCUMENTATION
from evsite.output.text.rule_page import render_rule_page, rule_page_path
from evsite.output.topics import all_topics

PUBLISHED = re.compile(re.escape(DOCUMENTATION) + r"([\w./-]+?)/(#[\w-]+)?(?=[)\s])")
CODE = re.compile(r"\bEV\d{3}\b")
LITERAL = re.compile(
    r"^(`{3,}).*?^\1[ \t]*$|`[^`\n]*`|\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]*>|^#.*?$|^ {4}.*?$", re.DOTALL | re.MULTILINE
)
"""What no link is put into: code, links, tags, headings."""


def on_files(files, config):
    """A page for each rule beside those of docs/."""
    for topic in all_topics().values():
        page = File.generated(config, rule_page_path(topic.code), content=render_rule_page(topic))
        files.append(page)
    return files


def on_page_markdown(markdown, page, config, files):  # noqa: ARG001 - mkdocs names the arguments
    """Links to the published documentation lead to the page beside, and a code of a rule is a link to its page."""
    here = dirname(page.file.src_uri)
    linked = PUBLISHED.sub(lambda match: relpath(f"{match[1]}.md", here or ".") + (match[2] or ""), markdown)
    parts, end = [], 0
    for literal in LITERAL.finditer(linked):
        parts += [_linked_codes(linked[end : literal.start()], here, files), literal[0]]
        end = literal.end()
    return "".join([*parts, _linked_codes(linked[end:], here, files)])


def _linked_codes(text, here, files):
    def link(match):
        target = rule_page_path(match[0])
        known = files.get_file_from_path(target) is not None
        return f"[{match[0]}]({relpath(target, here or '.')})" if known else match[0]

    return CODE.sub(link, text)
