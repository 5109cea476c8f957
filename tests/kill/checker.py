"""Was every promise kept? Reads the files with SQL of its own and trusts the people's memory.

Only unsealing is the app's: the words lie sealed under one key a response.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from feedback.sealing.keyfile import read_keyfile
from feedback.sealing.keystore import Keys
from feedback.store.database import Database
from tests.kill.visitors import MARKED, TELLING, Told

MARKER = re.compile(r"m\d+x\d+")


@dataclass
class Stored:
    """One response as it lies in the file."""

    state: str
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    concerns: list[tuple[str, str]] = field(default_factory=list)  # question, level
    marker: str = ""


@dataclass
class Found:
    """What the files hold against what was promised; every list is empty in a sound build."""

    acknowledged: int = 0  # answers and "sent"s that were acknowledged
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)  # stored, but not as it was typed
    unheard: list[str] = field(default_factory=list)  # concerns: none or several, or needless
    flagged: int = 0
    unscreened: int = 0  # texts the scan ran out of time for: a person must read them

    @property
    def faults(self) -> list[str]:
        """Everything that a sound build never does."""
        return [*self.lost, *self.doubled, *self.torn, *self.unheard]


def check(folder: Path, people: Sequence[Told]) -> Found:
    """Compare the files with what the people remember."""
    stored = read(folder)
    found = Found()
    begun = sum(one.tried_to_begin for one in people)
    if len(stored) > begun:
        found.doubled.append(f"{len(stored)} responses of {begun} people")
    by_marker: defaultdict[str, list[Stored]] = defaultdict(list)
    for response in stored.values():
        by_marker[response.marker].append(response)
        look_for_concerns(response, found)
    if len(stored) < sum(one.began for one in people):
        found.lost.append("a response that was begun")
    for person in people:
        compare(person, by_marker.get(person.marker, []), found)
    return found


def look_for_concerns(response: Stored, found: Found) -> None:
    """Each flagged text has one concern; any other has none, or one as it was not screened."""
    raised = Counter(key for key, _ in response.concerns)
    flagged = {k for k, words in response.answers.items() if any(TELLING in w for w in words)}
    unscreened = {key for key, level in response.concerns if level == "unscreened"}
    found.flagged += len(flagged)
    found.unscreened += len(unscreened)
    once = flagged <= set(raised) and max(raised.values(), default=0) <= 1
    if not once or not set(raised) <= flagged | unscreened:
        found.unheard.append(f"{response.marker}: flagged {flagged}, {response.concerns}")


def compare(person: Told, here: list[Stored], found: Found) -> None:
    """One person's memory with the responses that hold their marker."""
    if len(here) > 1:
        found.doubled.append(f"{person.marker}: {len(here)} responses")
    response = here[0] if here else Stored("none")
    marked = {key for key in person.kept if key in MARKED}
    for key, said in person.kept.items():
        if not here and not marked:
            continue  # choices alone carry no marker: whose they were cannot be told
        found.acknowledged += 1
        if response.answers.get(key) != said:
            found.lost.append(f"{person.marker}: {key} is {response.answers.get(key)}")
    for key, words in response.answers.items():
        if key not in person.kept and person.tried.get(key) != words:
            found.torn.append(f"{person.marker}: {key} is {words}")
    if person.sent:
        found.acknowledged += 1
        if response.state != "sent":
            found.lost.append(f"{person.marker}: sent, but {response.state}")
    elif response.state == "sent" and not person.tried_to_send:
        found.torn.append(f"{person.marker}: sent by nobody")


def read(folder: Path) -> dict[str, Stored]:
    """Every response by its id. A question with more rows than choices shows as an answer."""
    store = Database(f"sqlite:///{folder / 'keys' / 'keys.sqlite'}")
    keys = Keys(store, read_keyfile(folder / "keys" / "kek"))
    with closing(sqlite3.connect(folder / "feedback.sqlite")) as held:
        assert held.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        states = held.execute("SELECT id, state FROM response").fetchall()
        rows = held.execute(
            "SELECT response_id, question_key, code, sealed FROM answer "
            "ORDER BY response_id, question_key, n"
        ).fetchall()
        raised = held.execute("SELECT response_id, question_key, level FROM concern").fetchall()
    stored = {one: Stored(state) for one, state in states}
    for response_id, question, level in raised:
        stored[response_id].concerns.append((question, level))  # never without its response
    for response_id, question, code, sealed in rows:
        opened = keys.open(f"response:{response_id}") if sealed else None
        word = opened.unseal(sealed, question) if opened else str(code)
        response = stored[response_id]
        response.answers[question] = (*response.answers.get(question, ()), word)
        if opened and (marker := MARKER.search(word)):
            response.marker = marker[0]
    store.close()
    return stored
