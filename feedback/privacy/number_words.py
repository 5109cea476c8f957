"""How are numbers, months and feasts written? Pieces of patterns, all to be read without case."""

from __future__ import annotations

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
YEAR = r"(?:19|20)\d\d"
# Days that come once a year: with a year they are a date, and some are one without.
FEAST = (
    r"(?:(?:christmas|boxing|new year'?s?|easter|mother'?s|father'?s|bonfire|valentine'?s|"
    r"pancake|mothering|palm)"
    r" (?:eve|day|night|sunday|monday|saturday)|good friday|halloween|diwali|hanukkah)"
)
_UNITS = r"(?:one|two|three|four|five|six|seven|eight|nine)"
TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
TEENS = (
    r"(?:thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty)"
)
NUMBER = (
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    rf"fifteen|sixteen|seventeen|eighteen|nineteen|{TENS}(?:[ -]{_UNITS})?)"
)
HALF = (
    r"(?:[ -](?:and|&)[ -](?:a[ -](?:half|bit|quarter)|three[ -]quarters)|"
    r" ?[\u00bd\u00bc\u00be]| 1/2|\.5)"
)
ORDINAL = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|"
    r"nineteenth|twentieth|thirtieth)"
)
