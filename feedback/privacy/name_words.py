"""Which words stand beside a name and give it away?"""

from __future__ import annotations

TITLES = frozenset(
    ["mr", "mrs", "miss", "ms", "mx", "dr", "doctor", "prof", "professor", "sir", "rev", "reverend",
     "pc", "dc", "ds", "sgt", "sergeant", "inspector", "cllr", "councillor", "pastor", "judge",
     "nurse", "auntie", "aunty", "aunt", "uncle", "nanny", "nan", "nana", "gran", "granny",
     "grandma", "grandad", "granddad", "grandpa", "father", "sister", "imam", "coach", "officer",
     "lady", "lord", "dame", "baroness", "baron", "captain", "sheikh", "granny", "nani", "dadi",
     "constable", "headmaster", "headmistress", "matron", "vicar", "deacon", "rabbi", "madam",
     "señora", "señor", "senora", "senor", "señorita", "madame", "monsieur", "mme", "frau", "herr",
     "signora", "signor", "pani", "hajji", "haji", "maulana", "mufti", "ustad", "begum", "swami",
     "superintendent", "lieutenant", "corporal", "major", "colonel", "commander", "admiral",
     "canon", "bishop", "archdeacon", "brother", "mother", "abbot", "sensei", "principal", "chief",
     "nonna", "abuela", "oma", "opa", "bibi", "dada", "khala", "detective", "magistrate", "mayor",
     "stepdad", "stepmum", "babcia", "dziadek", "ciocia", "wujek", "teta", "dede", "yiayia",
     "pappou", "nonno", "abuelo", "amma", "ammi", "abbu", "chacha", "chachi", "mamu", "dadu",
     "nanu", "bhaiya", "didi", "baji", "bhai", "jiddo", "teita", "mzee", "sensei", "brownie"]
)  # fmt: skip
FAMILY = frozenset(
    ["nan", "nana", "nanny", "gran", "granny", "auntie", "aunty", "aunt", "uncle", "grandad"]
)
# What somebody is called by, where no "my" before it says that it is a relation.
CALLED_BY = FAMILY | {
    "coach", "stepdad", "stepmum", "babcia", "dziadek", "ciocia", "wujek", "teta", "dede", "yiayia",
    "pappou", "nonna", "nonno", "abuela", "abuelo", "oma", "opa", "bibi", "khala", "amma", "ammi",
    "abbu", "chacha", "chachi", "mamu", "dadu", "nani", "dadi", "nanu", "bhaiya", "didi", "baji",
    "bhai", "jiddo", "teita", "mzee",
}  # fmt: skip
WHOSE = frozenset(["my", "your", "his", "her", "our", "their", "an", "a", "the"])
OFTEN_NAMES = frozenset(["pat", "rob", "sue", "mark", "guy", "rose", "joy", "dot", "bill", "frank"])
STRICT_TITLES = frozenset(["mr", "mrs", "ms", "mx", "dr", "pc", "cllr"])
KIN = frozenset(
    ["mum", "mums", "mom", "mam", "dad", "dads", "mother", "father", "brother", "bro", "sister",
     "sis", "nan", "nana", "nanny", "gran", "granny", "grandma", "grandad", "granddad", "grandpa",
     "auntie", "aunty", "aunt", "uncle", "cousin", "stepdad", "stepmum", "stepbrother",
     "stepsister", "son", "daughter", "boy", "girl", "lad", "baby", "twin", "partner", "husband",
     "wife", "ex", "boyfriend", "girlfriend", "friend", "mate", "bestie", "worker", "keyworker",
     "teacher", "tutor", "carer", "advocate", "mentor", "midwife", "therapist", "counsellor",
     "coach", "visitor", "nephew", "niece", "grandson", "granddaughter", "neighbour", "landlord",
     "stepson", "stepdaughter", "kid", "chair", "lady", "man", "woman", "brothers", "sisters",
     "girls", "boys", "sons", "daughters", "twins", "triplets", "parents", "carers", "friends",
     "our", "coordinator", "sw", "stepbro", "stepsis", "cuz", "bf", "gf", "bff", "fiance",
     "fiancee", "missus", "hubby", "godmother", "godfather", "godson", "goddaughter", "lodger",
     "babysitter", "childminder", "housemate", "roommate", "flatmate", "teammate", "classmate",
     "sibling", "bruv", "kids", "mummy", "mama", "papa", "baba", "trainer", "supervisor",
     "senco", "ta", "escort", "chaperone", "facilitator", "colleague", "manager", "nurse"]
)  # fmt: skip
CALLED = frozenset(["called", "named", "nicknamed", "name's", "names"])
SPOKE = frozenset(
    [
        "said",
        "says",
        "told",
        "tells",
        "asked",
        "asks",
        "replied",
        "reckons",
        "rang",
        "phoned",
        "texted",
        "shouted",
        "shouts",
        "promised",
        "explained",
    ]
)
# Said before a name so often that they are part of what somebody is called.
ADDRESSED = frozenset(
    ["ask", "asked", "tell", "told", "thank", "thanked", "ring", "rang", "phone", "phoned", "text",
     "texted", "dear", "hey", "hug", "thx", "ty"]
)  # fmt: skip
BEGINNING = frozenset(
    ["when", "if", "until", "since", "because", "then", "but", "and", "that", "cos", "after",
     "before", "why", "how"]
)  # fmt: skip
NICKNAME = frozenset(["big", "lil", "wee", "mad"])
TOLD = frozenset(
    ["ask", "asked", "tell", "told", "thank", "thanks", "cheers", "with", "from", "by", "to", "for",
     "miss", "love", "like", "see", "met", "meet", "saw", "and", "had", "have", "was", "dear", "hi",
     "that", "heard", "about", "want", "wish", "hope"]
)  # fmt: skip
VERBS = frozenset(
    ["is", "was", "has", "had", "said", "says", "told", "came", "comes", "did", "does", "went",
     "made", "sat", "got", "left", "gave", "helped", "never", "always", "can", "could", "should",
     "who", "took", "rang", "knew", "knows", "really", "also", "fought", "kept", "put", "let",
     "lets", "wrote", "spoke", "thinks", "explained", "from", "at", "and", "hits", "shouts",
     "laughs", "lives", "moved", "goes", "just", "wants", "asks", "came", "or", "speaks", "sees",
     "listens", "helps", "gives", "takes", "makes", "gets", "keeps", "sits", "talks", "rings",
     "visits", "understands", "understood", "understands", "listened", "forgets", "forgot", "sent",
     "believed", "ran", "cooks", "plays", "likes", "loves", "loved", "hates", "hit", "cried"]
)  # fmt: skip
FINITE = VERBS - {"and", "or", "from", "at", "never", "always", "just", "really", "also", "can",
                    "could", "should"}  # fmt: skip
# As a verb these follow "my brother" too often.
VERB_LIKE = frozenset(["will", "may", "hope", "mark", "pat", "rob", "sue", "drew", "chase", "trip",
                        "grant", "ward", "wade", "skip", "van", "pip", "love",
                        "prince", "art", "lark", "guy"])  # fmt: skip
BEFORE_MONTH = frozenset(["in", "since", "by", "until", "last", "next", "this", "early", "late"])
MISSING = frozenset(["i", "we", "they", "really", "will", "to", "you", "kids", "still", "do"])
PARTICLES = frozenset(["de", "van", "von", "al", "el", "bin", "ibn", "da", "di", "o", "mc", "mac"])
WORDLIKE = ("s", "ed", "ing", "ly")  # an unknown word that ends so is rather a word
# Before a word that no list knows these announce somebody, if a sentence may end behind it.
BEFORE_SOMEBODY = frozenset(
    ["except", "with", "without", "by", "from", "like", "than", "trust", "trusts", "miss",
     "missed", "love", "loves", "loved", "hate", "hates", "met", "saw", "see", "believe",
     "believed", "called", "visit", "visiting", "hug", "hugged", "unless", "poor", "hi",
     "hello", "bye", "sorry", "cheers", "thanks", "thankyou", "and", "about", "let", "made",
     "asking", "telling"]
)  # fmt: skip
GOES_ON = frozenset(
    ["and", "or", "but", "who", "because", "cos", "to", "at", "in", "on", "when", "so", "for",
     "again", "from", "next", "if", "please", "x", "xx", "too", "more", "now", "instead",
     "as", "since", "was", "is", "has", "did", "came", "said", "does", "had", "that", "then",
     "every", "about", "will", "they", "he", "she", "we", "i"]
)  # fmt: skip
WITH_ME = frozenset(["me", "i", "him", "he", "she", "mum", "dad", "us"])
