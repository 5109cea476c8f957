"""What do the invented people write? Nobody real ever wrote these lines."""

from __future__ import annotations

GOOD = {
    "child": (
        "She helped me talk to my teacher about the noise in class.",
        "He remembers what I told him last time.",
        "We play cards and then we talk.",
        "she lisens and dosnt rush me",
        "Going to the meeting and saying my bit.",
        "He got me a bus pass so I can see my nan.",
        "being asked what i want 😀",
        "She explained the plan with pictures.",
        "nothing really its ok",
        "She always comes when she says she will.",
        "Marcus found me a football club near my school, Fableham Primary.",
        "She helped mum with the house and now its calmer.",
    ),
    "parent": (
        "Our worker explained every step and never judged us.",
        "Somebody finally listened to what we needed.",
        "Help with the school run when I was in hospital.",
        "The parenting group. I made friends there.",
        "She rings back the same day.",
        "Being told the truth, even when it was hard to hear.",
        "Practical help with benefits and the landlord.",
        "Knowing what the plan is for.",
        "Denise from the family hub listened and kept her word.",
        "Not much, to be honest.",
    ),
    "professional": (
        "Agree on one way of sharing minutes before core groups.",
        "More places on the neglect training.",
        "Quicker feedback after a contact to MASH.",
        "A directory of who does what, kept up to date.",
        "Joint supervision for complex work.",
    ),
}
CHANGE = {
    "child": (
        "Dont change my worker so much.",
        "Tell us before the meeting not after.",
        "Longer visits.",
        "less forms",
        "Nothing.",
        "Use words I understand.",
        "Come at a time when I'm not in lessons.",
        "let me say it my way",
        "Ask me what I want for tea at contact 🍕",
    ),
    "parent": (
        "Send reports earlier, I need time to read them.",
        "Fewer changes of worker.",
        "Text me when you are running late.",
        "Do not talk about us as if we were not in the room.",
        "Nothing, they were brilliant.",
        "Meetings after work hours.",
        "Explain the abbreviations.",
    ),
    "professional": (
        "Make escalation less personal.",
        "One shared system.",
        "More time for reflection.",
        "Protect time for training.",
    ),
}
# Texts that break careless software. They must change no figure.
NASTY = (
    "🙂🙃👩‍👩‍👧‍👦 " * 12,
    "\u202eshe is nice\u202c and مرحبا بالعالم",
    "I like it. " * 454,
    "<script>alert('no')</script><b>bold?</b> {{ 7 * 7 }} ${x} %s",
    "=1+1",
    "@SUM(A1:A9)\t- and a tab",
    "zero\u200bwidth and fu\u0308r elise",
    "'; DROP TABLE answer; --",
)
# One invented telling, so that the concerns page has something to show.
TELLING = "i dont feel safe at home, he hits me when mum is at work"
WORRIED_PARENT = "I cannot go on like this, my partner threatens us and I am scared to go home"
