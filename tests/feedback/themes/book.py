"""A small codebook and answers that the tests of themes share; all invented."""

from __future__ import annotations

from feedback.themes.codebook import Codebook, codebook_of

BOOK: Codebook = codebook_of(
    {
        "themes": [
            {
                "key": "listened",
                "name": "Being listened to",
                "about": "Whether the worker listens and takes views seriously.",
                "words": ["listens", "heard", "takes me seriously", "ignored"],
            },
            {
                "key": "reliable",
                "name": "Doing what was said",
                "about": "Keeping promises and appointments, being on time.",
                "words": ["on time", "late", "does what she says", "cancelled"],
                "not-words": ["too late to change"],
            },
            {
                "key": "transport",
                "name": "Getting there",
                "about": "Buses, lifts and parking.",
                "words": ["bus", "parking", "lift"],
            },
        ]
    }
)
ANSWERS = (
    "She always listens to me and I felt heard.",
    "He was late again and cancelled twice.",
    "More parking please, and the bus never comes.",
    "",
    "...",
    "She listned but was never on time.",
)
