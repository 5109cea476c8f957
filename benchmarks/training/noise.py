"""How would another child have typed the same sentence?"""

from __future__ import annotations

import random
import re

SHORT = {
    "you": ["u", "yu"], "your": ["ur", "yr"], "are": ["r"], "because": ["cos", "cuz", "bc", "coz"],
    "with": ["wiv", "w"], "to": ["2"], "for": ["4"], "people": ["ppl"], "please": ["pls", "plz"],
    "don't": ["dont", "dnt"], "what": ["wat", "wot"], "when": ["wen"], "school": ["skool", "skl"],
    "the": ["da", "teh"], "they": ["dey"], "that": ["dat"], "this": ["dis"], "my": ["mi", "me"],
    "and": ["n", "an", "&"], "really": ["rly", "reely"], "want to": ["wanna"],
    "going to": ["gonna", "gona"], "something": ["sumthing", "smth", "somethin"],
    "someone": ["some1", "sum1"], "anyone": ["any1"], "before": ["b4"], "night": ["nite"],
    "tonight": ["2nite"], "know": ["no", "kno"], "friend": ["frend", "freind", "m8"],
    "mum": ["mam", "mummy", "mom"], "dad": ["daddy"], "said": ["sed"], "have": ["hav", "av"],
    "like": ["lyk"], "nothing": ["nuffin", "nothin"], "about": ["bout"], "though": ["tho"],
    "him": ["im"], "he's": ["hes"], "always": ["alwys", "allways"], "me": ["mee"],
    "scared": ["scard", "skared"], "hurt": ["hert", "hurts"], "their": ["there", "thier"],
    "touch": ["tuch"], "touched": ["tuched"], "wouldn't": ["woodnt"], "would": ["wud", "wld"],
    "could": ["cud"], "should": ["shud"], "come": ["cum"], "just": ["jus"], "message": ["msg"],
    "boyfriend": ["bf"], "girlfriend": ["gf"], "right now": ["rn"], "to be honest": ["tbh"],
    "i don't know": ["idk"], "brother": ["bro", "bruv"], "police": ["feds"], "one": ["1"],
}  # fmt: skip
_LONG = {
    short: long
    for long, shorts in SHORT.items()
    for short in shorts
    if short not in {"me", "im", "no", "an", "w", "there", "4", "1", "hurts", "mi", "cum"}
}
_NEAR = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w",
    "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu",
    "z": "x",
}  # fmt: skip
_WORD = re.compile(r"[\w']+|[^\w']+")
_OPENINGS = ("", "", "um ", "ok so ", "well ", "idk ", "tbh ", "honestly ", "also ", "so ")
_ENDINGS = ("", "", "", " lol", " x", " :(", "...", " idk", "!!", " tbh", " sorry", " haha")


def retyped(text: str, chance: random.Random) -> str:
    """Give the text as it is, or with other spelling, signs and text-speak."""
    text = text.lower()
    if chance.random() < 0.3:
        return text
    if chance.random() < 0.5:
        text = text.replace("'", "").replace("’", "")
    if chance.random() < 0.4:
        text = re.sub(r"[.,!?;]", "", text)
    share = chance.choice((0.0, 0.0, 0.3, 0.6))
    words = [_swap(word, share, chance) for word in _WORD.findall(text)]
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
        place = chance.randrange(len(words)) if words else 0
        if words and len(words[place]) > 3 and words[place].isalpha():
            words[place] = _slip(words[place], chance)
    text = "".join(words)
    if chance.random() < 0.25:
        text = chance.choice(_OPENINGS) + text + chance.choice(_ENDINGS)
    return text


def _swap(word: str, share: float, chance: random.Random) -> str:
    if word in _LONG and chance.random() < 0.25:
        return _LONG[word]
    if word in SHORT and chance.random() < share:
        return chance.choice(SHORT[word])
    return word


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + chance.choice(_NEAR.get(word[at], word[at])) + word[at + 1 :]
