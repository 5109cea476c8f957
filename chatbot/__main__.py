"""Can a survey be talked through in a terminal? `python -m chatbot SURVEY [--repro]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from chatbot.engine import Talk, Told
from chatbot.events import Ends, Event, Keeps, Offers, Says, Speaks, Unheard
from chatbot.loading import load_lexis, load_manners
from chatbot.state import REVIEW, from_json, to_json
from surveys.answers import Answers
from surveys.definition import CHILDREN, TEXT_KINDS, Audience, Survey
from surveys.library_index import instruments
from surveys.loading import load_file

SOME_WORDS = "some words"  # what stands in a transcript for words of their own


def main(argv: Sequence[str] | None = None, lines: Iterable[str] = sys.stdin) -> int:
    """Talk until the end of the input; 0 done, 2 wrong use."""
    parser = argparse.ArgumentParser(prog="python -m chatbot", description=__doc__)
    parser.add_argument("survey", help="a survey of the library, or a path")
    parser.add_argument("--repro", action="store_true", help="print a script to keep as a test")
    parser.add_argument("--today", type=date.fromisoformat, help="the day of the talk, 2024-02-08")
    args = parser.parse_args(argv)
    loaded = load_file(instruments().get(args.survey, Path(args.survey)))
    if not isinstance(loaded, Survey):
        print("\n".join(map(str, loaded)), file=sys.stderr)
        return 2
    band = loaded.audience if loaded.audience in CHILDREN else Audience.YOUNG_PERSON
    talk = Talk(loaded, load_lexis(), load_manners(band.value))
    told = [_told(line.rstrip("\n")) for line in lines] if args.repro else map(_told, lines)
    for line in _script(talk, told, args.today) if args.repro else _talk(talk, told, args.today):
        print(line, flush=True)
    return 0


def _told(line: str) -> Told:
    """A line that begins with # is a tap on the button so named; any other is typed."""
    line = line.rstrip("\n")
    return Told("tap", line[1:]) if line.startswith("#") else Told("type", line)


def _turns(
    talk: Talk, told: Iterable[Told], today: date | None
) -> Iterator[tuple[Told | None, str, tuple[Event, ...]]]:
    """Each turn with the place it was told at; the state is read back between any two."""
    answers = Answers()
    conversation, events = talk.start(answers)
    yield None, "", events
    for one in told:
        for event in events:
            if isinstance(event, Keeps):
                answers = answers.given(event.question_key, event.value)
        at = conversation.at
        state = from_json(to_json(conversation))
        conversation, events = talk.resume(state, answers, one, today=today)
        yield one, at, events
        if any(isinstance(event, Ends) for event in events):
            return


def _talk(talk: Talk, told: Iterable[Told], today: date | None) -> Iterator[str]:
    for _one, _at, events in _turns(talk, told, today):
        for event in events:
            yield from _lines(event)


def _lines(event: Event) -> Iterator[str]:
    if isinstance(event, Says):
        yield f"bot: {event.text}"
    elif isinstance(event, Offers):
        yield from (f"  [#{button.told}] {button.label}" for button in event.buttons)
    elif isinstance(event, Keeps):
        yield f"  = {event.question_key}: {event.how}"
    elif isinstance(event, Unheard):
        yield f"  = {event.question_key}: kept in their words"
    elif isinstance(event, Speaks):
        yield f"  = speaks {event.language}"
    else:
        yield f"  = {event.how}"


def _script(talk: Talk, told: Iterable[Told], today: date | None) -> Iterator[str]:
    """The talk as a script of tests/chatbot/conversations; words of their own are left out."""
    yield f"survey: {talk.survey.key}"
    yield "turns:"
    for one, at, events in _turns(talk, told, today):
        if one is None:
            continue
        said = next((event.text for event in events if isinstance(event, Says)), "")
        what = SOME_WORDS if one.how == "type" and _is_own(talk, at, events) else one.what
        yield f"  - {{{one.how}: {json.dumps(what)}, says: {json.dumps(said, ensure_ascii=False)}}}"
    yield "rest: skip"


def _is_own(talk: Talk, at: str, events: tuple[Event, ...]) -> bool:
    """Whether a message was words of their own, or was not understood."""
    asks_words = at != REVIEW and talk.survey.question(at).kind in TEXT_KINDS
    kept = any(isinstance(event, Keeps) and event.value.text for event in events)
    return kept or (asks_words and not any(isinstance(event, Keeps) for event in events))


if __name__ == "__main__":
    sys.exit(main())
