"""Which pages do the people we ask see?"""

from __future__ import annotations

from feedback.participant import (
    about,
    compact_door,
    compact_end,
    compact_files,
    compact_section,
    heard,
    questions,
    start,
    stop,
)
from feedback.web.pages import ANYONE, Page

# An organisation's return: its link, then a label for the person who works on it.
COMPACT, HAND = "/compact/<token>", "/compact/<token>/<hand_id>"
POST = ("POST",)
PAGES: tuple[Page, ...] = (
    Page("/", "front", about.front, ANYONE),
    Page("/i/<token>", "personal", start.personal, ANYONE),
    Page("/o/<token>", "open_link", start.open_link, ANYONE),
    Page("/k/<token>", "kiosk", start.kiosk, ANYONE),
    Page("/survey", "survey", questions.see, ANYONE),
    Page("/survey", "survey_answer", questions.answer, ANYONE, ("POST",)),
    Page("/resume", "resume", start.coming_back, ANYONE),
    Page("/resume", "resume_code", start.come_back, ANYONE, ("POST",)),
    Page("/exit", "exit", about.leave, ANYONE, ("GET", "POST")),
    Page("/help", "help", about.help_page, ANYONE),
    Page("/privacy", "privacy", about.privacy, ANYONE),
    Page("/accessibility", "accessibility", about.accessibility, ANYONE),
    *heard.PAGES,
    *stop.PAGES,
    Page(COMPACT, "compact_return", compact_door.first, ANYONE),
    Page(COMPACT, "compact_join", compact_door.join, ANYONE, POST),
    Page(HAND, "compact_hub", compact_door.hub, ANYONE),
    Page(f"{HAND}/sign", "compact_review", compact_end.review, ANYONE),
    Page(f"{HAND}/sign", "compact_sign", compact_end.sign, ANYONE, POST),
    Page(f"{HAND}/actions", "compact_actions", compact_end.actions, ANYONE),
    Page(f"{HAND}/actions", "compact_tell", compact_end.tell, ANYONE, POST),
    Page(f"{HAND}/files", "compact_files", compact_files.see, ANYONE),
    Page(f"{HAND}/files", "compact_file_change", compact_files.change, ANYONE, POST),
    Page(f"{HAND}/files/<file_id>", "compact_file", compact_files.download, ANYONE),
    Page(f"{HAND}/<section>", "compact_section", compact_section.see, ANYONE),
    Page(f"{HAND}/<section>", "compact_save", compact_section.change, ANYONE, POST),
)
