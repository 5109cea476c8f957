"""What does every file of a chapter say about itself: a draft, a demonstration, what is missing?"""

from __future__ import annotations

from feedback.reports.yearly.chapter import Chapter

DRAFT = "Draft. These figures are not published: they can still change."
EDITION = "Edition {number}. It takes the place of what was published before."
LONE = "Reviewed by one person alone: there was nobody else."
STORY = "This is an invented demonstration. Nobody was asked, and nobody was there."


def opening_notes(chapter: Chapter) -> tuple[str, ...]:
    """What stands on top of a file."""
    notes = [
        (not chapter.is_published, DRAFT),
        (chapter.edition > 1, EDITION.format(number=chapter.edition)),
        (chapter.is_lone, LONE),
        (chapter.is_story, STORY),
    ]
    return tuple(words for is_so, words in notes if is_so)


def closing_lists(chapter: Chapter) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What stands at the end of a draft: (heading, lines). A published file has none."""
    if chapter.is_published:
        return ()
    lists = (
        ("Missing in this draft", chapter.missing),
        ("Sums to check", chapter.warnings),
        ("Changed since it was reviewed", chapter.changed),
    )
    return tuple((heading, lines) for heading, lines in lists if lines)


def footer(chapter: Chapter) -> str:
    """What stands below each page."""
    words = f"{chapter.title}, {chapter.year}"
    if not chapter.is_published:
        words += " - draft"
    return f"{words} - invented demonstration" if chapter.is_story else words
