"""Which words beside a school or a street say what kind it is, or whose, and not which?"""

from __future__ import annotations

# Words that say what kind of school or road it is, or whose, and not which.
KIND_TEXT = (
    "a an the my your his her its our their this that these those some any no every each "
    "another other same new old big small large little local nearest good bad nice great best "
    "worst first last next second third main high back side busy quiet long short right wrong "
    "whole mixed state public private special boarding primary secondary junior infant "
    "nursery pre after before during summer sunday saturday language driving night day art "
    "drama music church catholic religious faith mainstream middle lower upper normal "
    "ordinary different previous current own present mum's dad's kids kids' children's "
    "child's son's sons daughter's daughters brother's brothers sister's sisters everyone's "
    "people's to at in on from of and or with without for by is was be go goes going went "
    "back talk come came leave left start started attend school home house work class college "
    "when while because if then so not very much more less lots all both it me you him them "
    "us we they i one two three four five six seven eight nine ten being having get got take "
    "took see saw like love hate hard easy happy sad late early about into onto out off over "
    "under down up across along through our memory one-way country cross rest way there here "
    "quiet dark"
)
KIND = frozenset(KIND_TEXT.split())
SORTS = frozenset(["special", "primary", "junior", "infant", "secondary", "church", "middle"])
# What somebody is put out of without leaving a school.
CLASSES = frozenset(
    ["lessons", "lesson", "class", "meetings", "meeting", "clubs", "club", "trips", "sport",
     "games", "team", "group", "care", "services", "work", "bed", "football",
     "assembly", "everything"]
)  # fmt: skip
WHOSE = frozenset(
    ["my", "your", "his", "her", "our", "their", "a", "an", "the", "this", "that", "at", "in",
     "to", "from", "when", "while", "because", "if", "local"]
)  # fmt: skip
# Words before a club, a centre or a church that say what sort it is, and not which.
GENERIC_TEXT = (
    "family families children children's childrens community youth local sure start early "
    "help health central city town our every each football boxing sports social breakfast "
    "after homework holiday book lunch gay golf tennis rugby gym dance drama baby toddler "
    "parent parents women's men's boys girls food warm mental young carers adult student "
    "university leisure shopping retail public swimming the this that my your his her their "
    "what which chess films fight craft coffee stay play lego gaming art music choir running "
    "walking cycling fishing sailing model medical dental eye walk-in gp nhs council hospital "
    "police ward emergency sexual vaccination covid doctors doctor's nurse memory pain "
    "fracture asthma diabetes eating church parish village village-hall corner water skate "
    "caravan car theme dog splash business beach sandy nursing team leg brunch blood "
    "outpatient day night in at from to near by so and or with we i he she they it was is are "
)
GENERIC = frozenset(GENERIC_TEXT.split())
