"""How does a chapter become one HTML file that needs nothing beside it?"""

from __future__ import annotations

from html import escape
from pathlib import Path

from feedback.reports.drawing import file_body
from feedback.reports.yearly.chapter import Chapter

STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
HEAD = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}</body>
</html>
"""


def html_of(chapter: Chapter, partnership: str) -> bytes:
    """The file in UTF-8: no script, no picture and no font of anybody else."""
    body = file_body(chapter=chapter, partnership=partnership)
    title = escape(f"{chapter.title}, {chapter.year}")
    return HEAD.format(title=title, style=STYLE, body=body).encode()
