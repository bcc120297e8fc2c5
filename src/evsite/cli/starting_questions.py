"""`evsite init --interactive`: eight questions, and the site that comes of the answers."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.cli.console import colored
from evsite.cli.progress import progress
from evsite.cli.size_answers import SizeAnswers, command_line
from evsite.cli.size_questions import NONE, Interview
from evsite.cli.size_request import ANY, CIRCUITS, USUAL_NEC, read_request
from evsite.model.application import applications
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import SizingResult

_SOURCES = ("service", "transformer", "panel")
_RATED = re.compile(
    rf"(?:(?P<kind>{'|'.join(_SOURCES)})\s+(?P<rating>.+)|(?P<rating_before>.+?)\s+(?P<kind_after>{'|'.join(_SOURCES)}))",
    re.IGNORECASE,
)
_SOURCE_EXAMPLES = '"400 A panel", "1200 A service" or "150 kVA transformer"'


def ask_site() -> tuple[str, str]:
    """Ask what makes a site, at the terminal, until there is a design of that.

    Returns
    -------
    tuple[str, str]
        Its site file, and the command that gives the same and shows more of it.

    Raises
    ------
    KeyboardInterrupt
        The person has had enough; the end of input counts as that.
    """
    from rich.console import Console

    console = Console(stderr=True, highlight=False, color_system="standard" if colored("auto", sys.stderr) else None)
    interview = StartInterview(SizeAnswers(), console)
    try:
        interview.about()
        interview.power()
        while True:
            interview.stations()
            result = interview.designed()
            if result.designs:
                return result.designs[0].text, command_line(interview.answers, [])
            if not interview.report_refusal(result):
                interview.power()
    except EOFError:
        console.print()
        raise KeyboardInterrupt from None


class StartInterview(Interview):
    """The eight questions: what the site is, what feeds it, and what stands there."""

    def about(self) -> None:
        """Questions 1 to 3: name, edition and application."""
        self._value("name", "1/8 Name of the site", "My site", keep=True)
        self._value("nec", "2/8 Edition of the NEC in force", str(USUAL_NEC), keep=True)
        self._value("application", f"3/8 What do cars do here? ({', '.join(applications())})", NONE)

    def power(self) -> None:
        """Questions 4 and 5: what feeds the chargers, and its voltage."""
        self.answers = replace(self.answers, service=None, transformer=None, panel=None, system=None)
        text = self._prompt(f"4/8 What feeds the chargers, as {_SOURCE_EXAMPLES}", "400 A panel", self._wrong_source)
        self.answers = self._fed_by(text)
        words = "5/8 Voltage system, as on the nameplate (208Y/120, 480Y/277, 240/120 ...)"
        self._value("system", words, "208Y/120", keep=True)

    def stations(self) -> None:
        """Questions 6 to 8: model, ports and circuits."""
        self.answers = replace(self.answers, model=(), stalls=None, circuits=())
        self._value("model", "6/8 Station model (evsite catalog lists them)", ANY)
        self._value("stalls", "7/8 How many stalls get a port", "8", keep=True)
        words = "8/8 Circuits: for each port (own), both ports of a station (jumper), or several stations (shared)?"
        wiring = self._one_of(words, (*CIRCUITS, ANY), ANY)
        self.answers = replace(self.answers, circuits=() if wiring == ANY else (wiring,))

    def designed(self) -> SizingResult:
        """The designs of the answers."""
        request = self._request()
        return _sized(replace(request, command=command_line(self.answers, [])))

    def report_refusal(self, refused: SizingResult) -> bool:
        """Report what is in the way of so many ports, and how many there can be; whether there can be any."""
        from evsite.output.text.sizing_designs import in_the_way

        request = self._request()
        reason = "" if refused.refusal is None else in_the_way(refused.refusal.stop, refused.request)
        most = max((design.ports for design in _sized(replace(request, ports=None)).designs), default=0)
        if request.ports is not None and 0 < most < request.ports:
            reason = f"{reason}; found {request.ports} stalls, expected at most {most} with these stations and circuits"
        elif not most:
            reason = f"{reason}; expected another supply, or other stations or circuits"
        self._print_message(f"no such site: {reason}")
        return most > 0

    def _request(self) -> SizingRequest:
        request = read_request(self.answers).request
        assert request is not None, "each answer was judged when it was given"
        return request

    def _print_message(self, text: str) -> None:
        from rich.text import Text

        self.console.print(Text(f"  {text}", style="prompt.invalid"))

    def _wrong_source(self, text: str) -> str | None:
        found = _RATED.fullmatch(text.strip())
        if found is None:
            return f"found {shown(text)!r}, expected a rating and what it is: {_SOURCE_EXAMPLES}"
        kind = (found["kind"] or found["kind_after"]).casefold()
        return self._wrong(kind, found["rating"] or found["rating_before"])

    def _fed_by(self, text: str) -> SizeAnswers:
        found = _RATED.fullmatch(text.strip())
        assert found is not None
        kind = (found["kind"] or found["kind_after"]).casefold()
        return self._with(kind, found["rating"] or found["rating_before"])


def _sized(request: SizingRequest) -> SizingResult:
    from evsite.studies.sizing.engine import size

    with progress("sizing"):
        return size(request, ways_out=False)
