"""Which pages do the people we ask see?"""

from __future__ import annotations

from feedback.participant import about, questions, start, stop
from feedback.web.pages import ANYONE, Page

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
    *stop.PAGES,
)
