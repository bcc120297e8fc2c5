"""`evsite size --ask`: what is not given is asked for, one question at a time, and each answer is judged at once."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.cli.console import colored
from evsite.cli.outputs import Outputs, is_taken, site_target
from evsite.cli.size_request import ANY, USUAL_NEC, read_request
from evsite.model.application import applications, read_application
from evsite.sitefile.wording import shown
from evsite.words import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from rich.console import Console

    from evsite.cli.size_answers import SizeAnswers

NONE = "none"
UNKNOWN = "unknown"
MAX = "max"
_SERVICE, _TRANSFORMER, _PANEL, _SIZED = "service", "transformer", "panel", "size it"
_YES, _NO = "y", "n"


def _short(text: str) -> str:
    """An answer in small letters, yes and no by their first ones."""
    return {"yes": _YES, "no": _NO}.get(text.strip().casefold(), text.strip().casefold())


def ask_for(answers: SizeAnswers, *, from_meter: bool) -> SizeAnswers:
    """Ask for what the answers lack, at the terminal; the end of input counts as an interrupt.

    Parameters
    ----------
    answers
        What was given, with nothing wrong in it.
    from_meter
        Whether a meter's record gives the existing load.

    Raises
    ------
    KeyboardInterrupt
        The person has had enough.
    """
    from rich.console import Console

    console = Console(stderr=True, highlight=False, color_system="standard" if colored("auto", sys.stderr) else None)
    interview = Interview(answers, console)
    try:
        interview.source()
        if not from_meter:
            interview.existing()
        interview.ports()
        interview.need()
        interview.build()
        interview.file()
    except EOFError:
        interview.console.print()
        raise KeyboardInterrupt from None
    return interview.answers


class Interview:
    """The questions, and the answers so far."""

    def __init__(self, answers: SizeAnswers, console: Console) -> None:
        self.answers = answers
        self.console = console

    def source(self) -> None:
        """What feeds the chargers, and its voltage."""
        given = self.answers
        if not (
            given.service or given.transformer or given.panel or ((given.stalls or given.ports) and not given.max_ports)
        ):
            kinds = (_SERVICE, _TRANSFORMER, _PANEL, _SIZED)
            kind = self._one_of("What feeds the chargers? (size it: no rating is fixed yet)", kinds, _SERVICE)
            if kind == _SERVICE:
                self._value("service", 'Rating of the service, as "1200 A" or "225 kVA"')
            elif kind == _TRANSFORMER:
                self._value("transformer", 'Rating of the transformer, as "225 kVA"')
            elif kind == _PANEL:
                self._value("panel", 'Main of the panel, as "400 A"')
                self._value("spaces", "Free breaker spaces in it", UNKNOWN)
        if given.system is None:
            words = "Voltage system, as on the nameplate (208Y/120, 480Y/277, 240/120 ...)"
            self._value("system", words, "208Y/120", keep=True)

    def existing(self) -> None:
        """The load that is there already."""
        if self.answers.existing is not None or self.answers.peak is not None:
            if self.answers.peak is not None and self.answers.days is None:
                self._value("days", "Days that the meter's record covers", "365", keep=True)
            return
        words = 'Load that is there already, as "300 A", "A=280 A, B=310 A, C=250 A" or "150 kVA"'
        self._value("existing", words, NONE)
        if self.answers.existing is None:
            return
        where = self._one_of(
            "Is that calculated, or the highest 15 minutes of a meter?", ("calculated", "meter"), "calculated"
        )
        if where == "meter":
            self.answers = replace(self.answers, existing=None, peak=self.answers.existing)
            self._value("days", "Days that the meter's record covers", "365", keep=True)

    def ports(self) -> None:
        """How many ports are wanted."""
        given = self.answers
        if given.stalls is not None or given.ports is not None or given.max_ports:
            return
        if not (given.service or given.transformer or given.panel):
            self._value("stalls", "How many stalls get a port")
            return
        self._value("stalls", "How many stalls get a port (max: as many as can be fed)", MAX)
        if self.answers.stalls is None or self._yes("If so many cannot be fed, will fewer do?"):
            self.answers = replace(self.answers, max_ports=True)

    def need(self) -> None:
        """What drivers need, and what somebody asks for."""
        if self.answers.application is None and self.answers.miles is None:
            words = f"What do cars do here? ({', '.join(applications())})"
            self._value("application", words, NONE)
        name = read_application(self.answers.application or "")
        usual = None if name is None else applications()[name]
        miles = None if usual is None else usual.miles_needed
        hours_h = None if usual is None else usual.hours_plugged_in_h
        if self.answers.miles is None:
            self._value("miles", "Miles that every car gains in its stay", NONE if miles is None else f"{miles:g}")
        if self.answers.hours is None and (self.answers.miles or miles):
            self._value(
                "hours",
                "Hours that a car stays plugged in",
                "8" if hours_h is None else f"{hours_h:g}",
                keep=hours_h is None,
            )
        if self.answers.min_current is None:
            self._value("min_current", "Least current of a port with every stall full", "8 A")
        if self.answers.min_power is None:
            self._value("min_power", 'Least power of a port with every stall full, as "3.3 kW"', NONE)
        if not self.answers.profile:
            self._value("profile", "Profile of the jurisdiction (evsite rules --profiles lists them)", "not known")

    def build(self) -> None:
        """What may be built, and where."""
        given = self.answers
        if not given.model and given.station is None:
            self._value("model", "Station model (evsite catalog lists them)", ANY)
        if not given.circuits and not given.groups and not given.no_sharing:
            self.answers = replace(
                self.answers, no_sharing=not self._yes("May ports share power, so that more of them fit?")
            )
        if given.nec is None:
            self._value("nec", "Edition of the NEC in force", str(USUAL_NEC))
        if given.distance is None:
            self._value("distance", 'From the panel to the first stall, as "120 ft"', UNKNOWN)
        if self.answers.distance is not None and given.pitch is None:
            self._value("pitch", "From one stall to the next", "9 ft", keep=True)
        if given.spare is None:
            self._value("spare", "Capacity to leave free for later", "0 %")

    def file(self) -> None:
        """Where the design is written to."""
        if self.answers.output is None:
            self._value("output", "Site file to write", "site.toml" if not is_taken("site.toml") else NONE, keep=True)
            if self.answers.output == NONE:
                self.answers = replace(self.answers, output=None)

    def _value(self, field: str, words: str, default: str | None = None, *, keep: bool = False) -> None:
        """Ask for the text of an option until it can be used.

        Parameters
        ----------
        field
            Which.
        words
            The question.
        default
            What Enter answers; None where there has to be an answer.
        keep
            Whether the default is a value of the option; else it stands for an option that is not given.
        """
        answer = self._prompt(words, default, lambda text: None if text == default else self._wrong(field, text))
        if answer != default or keep:
            self.answers = self._with(field, answer)

    def _with(self, field: str, text: str) -> SizeAnswers:
        several = isinstance(getattr(self.answers, field), tuple)
        changed: dict[str, Any] = {field: (text,) if several else text}
        return replace(self.answers, **changed)

    def _wrong(self, field: str, text: str) -> str | None:
        """What is wrong with an answer; None where it can be used."""
        if not text:
            return "an answer is needed"
        if text != printable(text):
            return f"found {shown(text)!r}, expected letters that can be printed"
        if field == "output":
            return _wrong_file(text)
        found = read_request(self._with(field, text)).problems
        return next((each.message for each in found if each.about == field and not each.missing), None)

    def _one_of(self, words: str, known: Sequence[str], default: str) -> str:
        def wrong(text: str) -> str | None:
            return None if _short(text) in known else f"found {shown(text)!r}, expected {', '.join(known)}"

        answer = self._prompt(f"{words} [{'/'.join(known)}]", default, wrong).casefold()
        return _short(answer)

    def _yes(self, words: str) -> bool:
        return self._one_of(words, (_YES, _NO), _YES) == _YES

    def _prompt(self, words: str, default: str | None, wrong: Callable[[str], str | None]) -> str:
        from rich.prompt import InvalidResponse, Prompt
        from rich.text import Text

        class Checked(Prompt):
            def process_response(self, value: str) -> str:
                reason = wrong(value.strip())
                if reason is not None:
                    raise InvalidResponse(Text(f"  {reason}"))
                return value.strip()

        missing: Any = ...  # what rich takes for a question without a default
        answer: str = Checked(Text(words), console=self.console)(default=missing if default is None else default)
        return answer


def _wrong_file(text: str) -> str | None:
    if text == NONE:
        return None
    target = site_target(text)
    problems = Outputs([target], screen=False).problems
    if not problems and is_taken(target):
        return f"{target} is there already and is left as it is; give another name"
    return problems[0] if problems else None
