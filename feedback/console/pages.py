"""Which pages do staff have? Each module of this room adds its own table here."""

from __future__ import annotations

from feedback.console import (
    cohorts,
    concerns,
    delivery,
    entry,
    exports,
    forgetting,
    go_live,
    help_numbers,
    home,
    letters,
    lexicon,
    my_account,
    participation,
    quarantine,
    reading,
    results,
    rounds,
    second_factor,
    sign_in,
)
from feedback.web.pages import Page

PAGES: tuple[Page, ...] = (
    *sign_in.PAGES,
    *second_factor.PAGES,
    *my_account.PAGES,
    *home.PAGES,
    *rounds.PAGES,
    *cohorts.PAGES,
    *letters.PAGES,
    *delivery.PAGES,
    *participation.PAGES,
    *go_live.PAGES,
    *help_numbers.PAGES,
    *quarantine.PAGES,
    *reading.PAGES,
    *lexicon.PAGES,
    *concerns.PAGES,
    *entry.PAGES,
    *results.PAGES,
    *exports.PAGES,
    *forgetting.PAGES,
)
