"""Which words name a person, in capitals or not?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from feedback.privacy.identifier_patterns import Found
from feedback.privacy.identifying_words import Known
from feedback.privacy.name_tokens import Token, is_shouted, tokens_of
from feedback.privacy.name_words import (
    ADDRESSED,
    BEFORE_MONTH,
    BEFORE_SOMEBODY,
    BEGINNING,
    CALLED,
    CALLED_BY,
    FAMILY,
    FINITE,
    GOES_ON,
    KIN,
    MISSING,
    NICKNAME,
    OFTEN_NAMES,
    PARTICLES,
    SPOKE,
    STRICT_TITLES,
    TITLES,
    TOLD,
    VERB_LIKE,
    VERBS,
    WHOSE,
    WITH_ME,
    WORDLIKE,
)

_VOWEL = re.compile(r"[aeiouy]")
_INITIAL = re.compile(r"[A-Z]\.? ?")
# "K.J. was there": two letters that stand for nothing else.
_TWO_INITIALS = re.compile(
    r"(?<![\w.&])(?!U\.[KS]|[PR]\.E|P\.[SCM]|[GM]\.P|T\.V|[IO]\.T|N\.[BI]|E\.G|I\.[EQ]|A\.M|D\.V|"
    r"C\.[EV]|Q\.A|R\.C|H\.R|[BM]\.A|L\.A)[A-Z]\.[A-Z]\.?(?![\w.])"
)
_NEAR_NAME = 86  # rapidfuzz ratio to a listed name of five letters or more


class NameFinder:
    """Finds names of people; `listed` are names from the cohort and staff lists."""

    def __init__(self, known: Known, listed: Sequence[str] = ()) -> None:
        self._known = known
        whole = {" ".join(name.lower().replace("\u2019", "'").split()) for name in listed}
        self._listed = frozenset(part for name in whole for part in re.split(r"[\s,]+", name)
                                 if len(part) > 1 and part not in TITLES)  # fmt: skip
        self._long = tuple(sorted(part for part in self._listed if len(part) >= 5))

    def find(self, text: str) -> Iterator[Found]:
        """Each name once, first and last name together."""
        tokens = tokens_of(text)
        shouted = is_shouted(tokens)
        names = [False] * len(tokens)
        for at, token in enumerate(tokens):
            before = tokens[at - 1] if at and not token.begins else None
            names[at] = self._is_name(tokens, at, before, shouted=shouted)
        if not shouted:
            self._join_firsts(text, tokens, names)
        for at in range(1, len(tokens)):
            gap = text[tokens[at - 1].end : tokens[at].start]
            if not names[at] and names[at - 1] and not gap.strip(" "):
                names[at] = self._is_surname(tokens[at], shouted=shouted)
        self._join_lists(text, tokens, names)
        yield from _runs(text, tokens, names)
        for match in _TWO_INITIALS.finditer(text):
            yield Found(*match.span(), "name", match[0])

    def _is_name(
        self, tokens: Sequence[Token], at: int, before: Token | None, *, shouted: bool
    ) -> bool:
        token, known = tokens[at], self._known
        capital = token.capital and not shouted
        after = tokens[at + 1].low if at + 1 < len(tokens) else ""
        if self._is_listed(token, capital=capital):
            return True
        near = self._speaks_of_person(tokens, at, before)
        if token.low in known.names and (len(token.low) > 2 or capital or near):
            return True
        if len(token.low) < 3 and self._is_initials(tokens, at, before, after, near=near):
            return not shouted
        if "-" in token.low and any(part in known.names for part in token.low.split("-")):
            return True
        if before is not None and before.low in TITLES:
            return self._after_title(tokens, at, before, capital=capital)
        if token.low in known.doubtful:
            if capital and not token.begins:
                is_month = before is not None and before.low in BEFORE_MONTH
                return (
                    token.low not in known.not_names or near or (after in FINITE and not is_month)
                )
            if token.begins:
                return token.capital and (after in FINITE or at + 1 == len(tokens) == 1)
            return near and (token.low not in VERB_LIKE or after in FINITE)
        if capital and not token.begins:
            return self._is_capital_name(token)
        if self._is_spoken_of(token, before, after) or self._is_among(tokens, at, before, after):
            return True
        follows = after in VERBS or after.endswith("ed")
        if capital and (follows or token.text.endswith(("'s", "\u2019s"))):
            return known.is_unknown(token.text) and not token.text.isupper()
        return near and known.is_unknown(token.text) and token.low not in PARTICLES

    def _is_initials(
        self, tokens: Sequence[Token], at: int, before: Token | None, after: str, *, near: bool
    ) -> bool:
        """Somebody of whom letters are told: "T is poorly", "me and tj"."""
        token = tokens[at]
        with_me = before is not None and before.low == "and" and at >= 2
        with_me = with_me and tokens[at - 2].low in {"me", "i"}
        if len(token.low) == 2:
            is_word = (
                _VOWEL.search(token.low)
                or token.low in TITLES
                or token.low in self._known.not_names
            )
            is_word = is_word or token.low in {"th", "nd", "rd", "st"}
            return not is_word and (near or with_me)
        if token.low in {"i", "a", "o"} or not token.text.isupper():
            return False
        is_told_of = before is None or before.low in BEGINNING | TOLD
        return near or with_me or (is_told_of and after in FINITE)

    def _join_firsts(self, text: str, tokens: Sequence[Token], names: list[bool]) -> None:
        """Ly Thi Hoa: what begins a sentence and stands before a name belongs to it."""
        known = self._known
        for at, token in enumerate(tokens[:-1]):
            follows = tokens[at + 1]
            if names[at] or not (token.begins and token.capital and names[at + 1]):
                continue
            if len(token.text) < 2 or not follows.capital or text[token.end : follows.start] != " ":
                continue
            words = (known.ordinary, known.not_names, TITLES, KIN, VERBS)
            is_word = any(token.low in some for some in words)
            names[at] = not is_word or token.low in known.doubtful - VERB_LIKE

    def _is_spoken_of(self, token: Token, before: Token | None, after: str) -> bool:
        """Whether somebody no list knows is asked, told or heard: "ask xanthe", "xanthe said"."""
        if len(token.low) < 4 or token.text.isupper() or token.low.endswith(WORDLIKE):
            return False
        told = before.low if before is not None else ""
        is_told_of = told in ADDRESSED or (told in BEGINNING and after in FINITE)
        return (is_told_of or after in SPOKE) and self._known.is_unknown(token.text)

    def _is_among(self, tokens: Sequence[Token], at: int, before: Token | None, after: str) -> bool:
        """Whether somebody no list knows stands among others: "me and xanthe", "except xanthe"."""
        token = tokens[at]
        if len(token.low) < 4 or token.capital or token.low.endswith(WORDLIKE):
            return False
        ends = at + 1 == len(tokens) or tokens[at + 1].begins
        two_on = tokens[at + 2].low if at + 2 < len(tokens) else ""
        told = before.low if before is not None else ""
        is_told = told in BEFORE_SOMEBODY - {"and"} and (ends or after in GOES_ON)
        is_told = is_told or (told == "and" and at >= 2 and tokens[at - 2].low in WITH_ME)
        is_told = is_told or (after == "and" and two_on in WITH_ME)
        is_told = is_told or (before is None and after in FINITE | {"from"})
        is_told = is_told or (token.text.endswith(("'s", "\u2019s")) and after in KIN)
        return is_told and self._known.is_unknown(token.low)

    def _is_listed(self, token: Token, *, capital: bool) -> bool:
        low = token.low
        if low in self._listed:
            return capital or low not in self._known.ordinary - self._known.names
        if len(low) < 5 or not (capital or self._known.is_unknown(low)):
            return False
        return any(one[0] == low[0] and fuzz.ratio(one, low) >= _NEAR_NAME for one in self._long)

    def _after_title(
        self, tokens: Sequence[Token], at: int, before: Token, *, capital: bool
    ) -> bool:
        token = tokens[at]
        if capital:
            return token.low not in self._known.not_names
        if before.low in FAMILY and token.low in OFTEN_NAMES:
            return True
        told = at >= 2 and tokens[at - 2].low in TOLD | {"teacher"}
        if before.low in STRICT_TITLES or (before.low == "miss" and told):
            return token.low not in VERBS | TOLD
        return token.low in self._known.doubtful - VERB_LIKE or self._known.is_unknown(token.text)

    def _is_capital_name(self, token: Token) -> bool:
        known, low = self._known, token.low
        if low in known.not_names or token.text.isupper() or len(low) < 2:
            return False
        if len(low) > 6 and {low.removesuffix("d"), low.removesuffix("ed")} & known.ordinary:
            return False  # Designated
        return low not in known.ordinary and low.removesuffix("s") not in known.not_names

    def _speaks_of_person(self, tokens: Sequence[Token], at: int, before: Token | None) -> bool:
        """Whether the words before announce a name: "my brother", "called", "her name is"."""
        if before is None:
            return False
        low = before.text.lower().replace("\u2019", "'")
        if before.low in KIN or low in CALLED:
            return True
        if before.low in {"is", "was"} and at >= 2 and tokens[at - 2].low == "name":
            return True
        return (
            before.low in {"was", "with", "had", "have"}
            and at >= 2
            and tokens[at - 2].low in {"it", "we", "worker"}
            and tokens[at].low in self._known.doubtful - {"max", "love", "hope", "art"}
        )

    def _is_surname(self, token: Token, *, shouted: bool) -> bool:
        if token.begins:
            return False
        if token.capital and not shouted:
            return token.low not in self._known.not_names
        return token.low in PARTICLES - {"o", "el", "da"} or (
            self._known.is_unknown(token.text)
            and token.low not in VERBS
            and not token.low.endswith(("ed", "ing", "ly"))
        )

    def _join_lists(self, text: str, tokens: Sequence[Token], names: list[bool]) -> None:
        """Noah and Finn: what an "and" joins to a name is one too, if it may be."""
        for at in range(len(tokens) - 2):
            linked = tokens[at + 1].low in {"and", "or", "&"} and names[at] != names[at + 2]
            if linked:
                other = at if names[at + 2] else at + 2
                token = tokens[other]
                may_be = token.low in self._known.doubtful - {"will", "may"}
                names[other] = may_be or (
                    self._known.is_unknown(token.text) and token.low not in self._known.not_names
                )


def _is_shown_title(token: Token, gap: str, *, is_whose: bool) -> bool:
    """Whether the title goes with the name: "Mrs [..]" still tells a woman from a man."""
    formal = token.low in STRICT_TITLES | {"miss", "doctor", "sergeant"}
    # "nanny pat" is what somebody is called; in "my nan maureen" it says who she is to me.
    formal = formal or (token.low in CALLED_BY and not is_whose)
    return gap in {" ", ". "} and token.low in TITLES and (token.capital or formal)


def _runs(text: str, tokens: Sequence[Token], names: Sequence[bool]) -> Iterator[Found]:
    at = 0
    while at < len(tokens):
        if not names[at]:
            at += 1
            continue
        last = at
        while (
            last + 1 < len(tokens)
            and names[last + 1]
            and text[tokens[last].end : tokens[last + 1].start] in {" ", "  ", ". "}
        ):
            last += 1
        end = tokens[last].end
        if tokens[last].text.lower().endswith(("'s", "\u2019s")):
            end -= 2
        first = at - 1 if at and tokens[at - 1].low in NICKNAME else at
        misses = at >= 2 and tokens[at - 1].text == "miss" and tokens[at - 2].low in MISSING
        gap = text[tokens[at - 1].end : tokens[at].start] if at else ""
        is_whose = at >= 2 and tokens[at - 2].low in WHOSE
        if at and not misses and _is_shown_title(tokens[at - 1], gap, is_whose=is_whose):
            first = at - 1
            if at >= 2 and tokens[at - 2].low in TITLES and tokens[at - 2].capital:
                first = at - 2  # Detective Sergeant
        while first and _INITIAL.fullmatch(text[tokens[first - 1].start : tokens[first].start]):
            first -= 1  # K. Oyelaran
        start = tokens[first].start
        yield Found(start, end, "name", text[start:end])
        at = last + 1
