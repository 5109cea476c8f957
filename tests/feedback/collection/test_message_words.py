"""Do a message's plain words and its HTML say the same, and does nothing break out of the HTML?"""

from __future__ import annotations

import re
from html import unescape

import pytest

from feedback.collection.invitation_words import KINDS, letter_for
from feedback.collection.message_words import shown, written

TOKEN, BASE = "abc", "https://views.example"


@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_say_the_same(kind: str) -> None:
    letter = letter_for(
        kind,
        to="zoe@family.example",
        reference="r",
        base_url=BASE,
        token=TOKEN,
        partnership="P & Q",
    )
    linked = re.sub(r'<a href="([^"]+)">[^<]+</a>', r"\1", shown(letter.html).replace("<br>", "\n"))
    words = unescape(re.sub(r"<[^>]+>", "\n", linked))
    assert words.split() == letter.text.split()
    assert "P &amp; Q" in letter.html
    assert f'<a href="{BASE}/stop/{TOKEN}">Stop these e-mails</a>' in letter.html


def test_html_is_a_whole_page_without_style_or_script() -> None:
    html = letter_for(
        "invitation", to="", reference="", base_url=BASE, token=TOKEN, partnership="P"
    ).html
    assert html.startswith("<!doctype html>")
    assert '<html lang="en-GB">' in html
    assert not re.search(r"style|<script|<img", html)


def test_nothing_a_name_holds_becomes_markup() -> None:
    told = written(
        "follow_up.txt", subject="S", links={"link": (BASE, "Go"), "stop": (BASE, "Stop")},
        came_to="<b>our</b> course", held_on="1 May 2024", minutes=5, partnership="P",
    )  # fmt: skip
    assert "&lt;b&gt;our&lt;/b&gt; course" in told.html
    assert "<b>our</b> course" in told.text
