"""Can a survey be talked through in a terminal? `python -m chatbot SURVEY [--repro]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from chatbot.engine import Talk, Told
from chatbot.events import Ends, Event, Keeps, Offers, Says, Speaks, Unheard
from chatbot.loading import load_lexis, load_manners
from chatbot.state import from_json, to_json
from surveys.answers import Answers
from surveys.definition import Survey
from surveys.library_index import instruments
from surveys.loading import load_file


def main() -> int:
    """Talk until the end of the input; 0 done, 2 wrong use."""
    parser = argparse.ArgumentParser(prog="python -m chatbot", description=__doc__)
    parser.add_argument("survey", help="a survey of the library, or a path")
    parser.add_argument("--repro", action="store_true", help="print a transcript to keep as a test")
    args = parser.parse_args()
    loaded = load_file(instruments().get(args.survey, Path(args.survey)))
    if not isinstance(loaded, Survey):
        print("\n".join(map(str, loaded)), file=sys.stderr)
        return 2
    talk = Talk(loaded, load_lexis(), load_manners("young_person"))
    answers = Answers()
    conversation, events = talk.start(answers)
    answers = _tell(events, answers)
    for line in sys.stdin:
        typed = line.rstrip("\n")
        if args.repro:
            print(f"me: {typed}")
        told = Told("tap", typed[1:]) if typed.startswith("#") else Told("type", typed)
        conversation, events = talk.resume(from_json(to_json(conversation)), answers, told)
        answers = _tell(events, answers)
        if any(isinstance(event, Ends) for event in events):
            break
    return 0


def _tell(events: tuple[Event, ...], answers: Answers) -> Answers:
    for event in events:
        if isinstance(event, Says):
            print(f"bot: {event.text}")
        elif isinstance(event, Offers):
            print(*(f"  [#{b.told}] {b.label}" for b in event.buttons), sep="\n")
        elif isinstance(event, Keeps):
            answers = answers.given(event.question_key, event.value)
            print(f"  = {event.question_key}: {event.how}")
        elif isinstance(event, Unheard):
            print(f"  = {event.question_key}: kept in their words")
        elif isinstance(event, Speaks):
            print(f"  = speaks {event.language}")
        else:
            print(f"  = {event.how}")
    return answers


if __name__ == "__main__":
    sys.exit(main())
