"""Does a text tell us that somebody is being hurt or is in danger?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

from feedback.safeguarding.candidates import Candidates
from feedback.safeguarding.lexicon import Lexicon, Rule
from feedback.safeguarding.patterns import Line, Pattern, find
from feedback.safeguarding.verdict import AUDIENCES, Level, Verdict
from feedback.safeguarding.word_masks import ReadText, read_text
from feedback.safeguarding.wording import STRONG

_SERVICE_WORDS = 2
_FRIEND_REACH = 3
_SILENCE_REACH = 9  # words on either side
_ALWAYS_URGENT = frozenset({"sexual", "exploitation_online", "staff_allegation", "other"})
_DENIAL_REACH = 6  # words back from the act that a "not" or "nobody" may stand


class Scanner:
    """Scans texts with one lexicon. Pure: same text, same verdict; no clock, no I/O."""

    def __init__(self, lexicon: Lexicon, *, hints: bool = True) -> None:
        """Prepare the look-ups; scanning afterwards changes nothing but bounded caches.

        Without `hints` the soft rules are not asked: for where a second look weighs them.
        """
        self.lexicon = lexicon
        self._hints = hints
        self._soft = frozenset(i for i, rule in enumerate(lexicon.rules) if rule.soft)
        named = lexicon.mask_of
        self._but, self._and = named("BUT"), named("AND")
        self._reaching = named("RESOLVED", "LAUGH")
        self._told = named("LESSON", "STORY")
        self._friend = named("FRIENDISH")
        self._self = named("ME", "I")
        self._service = lexicon.softened_by
        self._not, self._nobody = named("NOT"), named("NOBODY")
        self._passable = named("DENIAL_PASSES", "FILLER")
        self._nobody_passes = named("NOBODY_PASSES") | self._passable
        self._anymore = named("ANYMORE")
        everything = [pattern for pattern, _ in lexicon.patterns]
        self._candidates = Candidates(everything)
        self._idioms = (*lexicon.idioms, *lexicon.mishaps)
        self._idiom_candidates = Candidates(list(self._idioms))
        self._warm_up()

    def scan(self, text: str, *, audience: str = "child") -> Verdict:
        """Give the verdict on one text.

        `audience` is child, parent or professional (ValueError otherwise): a professional writes
        about abuse as work, so only rules marked for professionals apply to one.
        """
        if audience not in AUDIENCES:
            raise ValueError(f"unknown audience: {audience}")
        read = read_text(self.lexicon, text)
        if not read.words:
            return self._verdict(Level.NONE, (), ())
        self._blank_idioms(read)
        of_service = self._is_about_a_service(read)
        level, kinds, spans = Level.NONE, set[str](), set[tuple[int, int]]()
        settled: set[int] = set()
        if of_service or not self._hints:
            settled.update(self._soft)
        for index, first, last in self._hits(read, audience, settled):
            rule = self.lexicon.rules[index]
            kinds.update(rule.kinds)
            spans.add(read.folded.span(read.words[first].start, read.words[last].end))
            found = Level.REVIEW if self._is_another_child(read, rule, first, last) else rule.level
            if found is rule.level:
                settled.add(index)
            if found is Level.URGENT or level is Level.NONE:
                level = found
            if level is Level.URGENT:
                settled.update(self._soft)
        if level is Level.URGENT and of_service:
            level = Level.REVIEW
        return self._verdict(level, tuple(sorted(kinds)), tuple(sorted(spans)))

    def reads(self, text: str) -> tuple[str, ...]:
        """The words of a text as patterns see them: spelt out, phrases joined (step_dad)."""
        return tuple(word.text for word in read_text(self.lexicon, text).words)

    def _warm_up(self) -> None:
        """Meet every word of the lexicon now: a fresh process is as quick as an old one."""
        for word in self.lexicon.common:
            self.lexicon.speller.words(word)
        for mask in set(self.lexicon.masks.values()):
            self._candidates.of([mask])
            self._idiom_candidates.of([mask])

    def _is_another_child(self, read: ReadText, rule: Rule, first: int, last: int) -> bool:
        """A friend's hurt is for review, unless a grown-up or a gang may be using that child."""
        if _ALWAYS_URGENT & set(rule.kinds):
            return False
        inside = 0
        for mask in read.masks[first : last + 1]:
            inside |= mask
        if inside & self._self:
            return False
        near = read.masks[max(0, first - _FRIEND_REACH) : last + 1]
        return any(mask & self._friend for mask in near)

    def _is_about_a_service(self, read: ReadText) -> bool:
        """Two words of wards or lectures: an adult's long comment, read today, not within the hour.

        Without this, patients' comments on crisis teams made 6 in 1,000 ordinary comments urgent.
        """
        named = {
            word.text for place, word in enumerate(read.words) if read.masks[place] & self._service
        }
        return len(named) >= _SERVICE_WORDS

    def _verdict(
        self, level: Level, kinds: tuple[str, ...], spans: tuple[tuple[int, int], ...]
    ) -> Verdict:
        return Verdict(level, kinds, spans, self.lexicon.version)

    def _blank_idioms(self, read: ReadText) -> None:
        """Take the meaning from words that stand in an idiom ("killing me", "beat me at FIFA").

        "i burned my hand on the oven" is a mishap, "auntie burned my hand on purpose" is not.
        """
        line = read.line()
        for index in self._idiom_candidates.of(read.masks):
            own = index >= len(self.lexicon.idioms)
            begin = 0
            while (hit := find(self._idioms[index], line, _never, begin)) is not None:
                begin = hit[1] + 1
                if own and self._is_done_by_another(line, hit[0]):
                    continue
                for place in range(hit[0], hit[1] + 1):
                    read.masks[place] &= self.lexicon.kept_by_idioms

    def _is_done_by_another(self, line: Line, place: int) -> bool:
        """Is somebody else named just before `place`, but for fillers?"""
        for after in range(place, 0, -1):
            if line.pauses[after]:
                return False
            if not line.fillers[after - 1]:
                return bool(line.masks[after - 1] & self.lexicon.doers)
        return False

    def _hits(
        self, read: ReadText, audience: str, settled: Set[int]
    ) -> Iterator[tuple[int, int, int]]:
        """Give (rule, first word, last word); rules in `settled` are not asked (any more)."""
        line = read.line()

        def is_denied(place: int) -> bool:
            return self._is_denied(line, place)

        everywhere = 0
        for mask in read.masks:
            everywhere |= mask
        for index in self._candidates.of(read.masks):
            pattern, rule_index = self.lexicon.patterns[index]
            rule = self.lexicon.rules[rule_index]
            if rule_index in settled or audience not in rule.audiences:
                continue
            if rule.unless_anywhere & everywhere:
                continue
            denial = is_denied if rule.heeds_denial else _never
            hit = self._unsilenced(pattern, line, denial, rule.unless)
            if hit is not None:
                yield rule_index, hit[0], hit[1]

    def _unsilenced(
        self, pattern: Pattern, line: Line, denial: Callable[[int], bool], unless: int
    ) -> tuple[int, int] | None:
        """Find the first match that no word of `unless` stands by."""
        begin = 0
        while (hit := find(pattern, line, denial, begin)) is not None:
            if not unless or not self._is_silenced(line, hit, unless):
                return hit
            begin = hit[0] + 1
        return None

    def _is_silenced(self, line: Line, hit: tuple[int, int], unless: int) -> bool:
        """Does a game, a lesson, a story stand by the match, in the same train of thought?

        "I like fortnite but my dad hits me", "my dad hits me and I like fortnite": a "but" before
        the match and an "and" or "but" after it end the train of thought, as a full stop does;
        for lessons and stories an "and" before it too. "It is sorted now" and laughter reach over.
        """
        first, last = hit
        for place in range(first, last + 1):
            if line.masks[place] & unless:
                return True
        still = unless
        for place in reversed(range(max(0, first - _SILENCE_REACH), first)):
            if line.pauses[place + 1] == STRONG:
                break
            if line.masks[place] & self._but:
                still &= self._reaching
            elif line.masks[place] & self._and:
                still &= ~self._told
            if line.masks[place] & still:
                return True
        still = unless
        for place in range(last + 1, min(len(line.masks), last + 1 + _SILENCE_REACH)):
            if line.pauses[place] == STRONG:
                return False
            if line.masks[place] & (self._but | self._and):
                still &= self._reaching
            if line.masks[place] & still:
                return True
        return False

    def _is_denied(self, line: Line, place: int) -> bool:
        """Is the act at `place` denied ("he never hits me", "nobody at home hits me")?

        A verb between the "not" and the act ends the denial: "nobody stops him hitting me" and
        "he will not stop hitting me" are not denials. "Not any more" is the past, not a denial.
        """
        nots = self._not
        for back in range(1, _DENIAL_REACH + 1):
            here = place - back
            if here < 0 or line.pauses[here + 1] == STRONG:
                return False
            mask = line.masks[here]
            if mask & nots:
                return not self._is_past(line, place)
            if mask & self._nobody:
                return True
            if not mask & self._passable:
                if not mask & self._nobody_passes:
                    return False
                nots = 0  # "nobody at home hits me", but not "not at home hits me"
        return False

    def _is_past(self, line: Line, place: int) -> bool:
        for here in range(place + 1, min(place + 6, len(line.masks))):
            if line.pauses[here] == STRONG:
                return False
            if line.masks[here] & self._anymore:
                return True
        return False


def _never(_place: int) -> bool:
    return False
