"""Does the story show the report's four numbers, and does nothing untidy in it change them?"""

from __future__ import annotations

import html
import io
import re
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from flask.testing import FlaskClient

from feedback.cli import main
from feedback.cli_seed import DEMONSTRATION, PASSWORD, seed_story
from feedback.collection.responses import key_owner
from feedback.jobs.exporting import export_due, path_of
from feedback.reports.errands import ask_for
from feedback.reports.errands import key_owner as export_key
from feedback.sealing.sealed_file import read_sealed
from feedback.services import Services
from feedback.store.sight import EVERYTHING
from feedback.story.telling import NAME
from feedback.story.words import NASTY
from tests.apps import make_app
from tests.factories import make_services
from tests.fakes import FixedClock
from tests.feedback.chapter_numbers import Recount, same, share
from tests.feedback.page_numbers import compared, file_lines, plain, sections_of
from tests.feedback.reports.yearly.reading import words_of
from tests.staff import sign_in

NOW = datetime(2024, 11, 4, 10, 0, tzinfo=UTC)
MOST_SECONDS = 60
CHAPTER_MOST_SECONDS = 20
EVERY_COURSE = 5
REPORT = Path(__file__).resolve().parents[3] / "shared/domain/yearly-report-2023-24.txt"
LINK = re.compile(r'href="(/staff/[^"#]*)')
CARD = re.compile(r'<section class="app-figure" id="figure-(\w+)">(.*?)</section>', re.DOTALL)
IN_PLAN = "('CIN','CP')"


@dataclass(frozen=True)
class Told:
    """The story, told once for all tests here; none of them changes it."""

    services: Services
    seconds: float

    @property
    def store(self) -> Path:
        return self.services.settings.data_dir / "feedback.sqlite"

    def ask(self, query: str, *given: str) -> list[tuple[object, ...]]:
        """What a stranger with the file and SQL would find."""
        with sqlite3.connect(f"file:{self.store}?mode=ro", uri=True) as store:
            found = store.execute(query, given).fetchall()
        store.close()
        return found

    def count(self, query: str, *given: str) -> object:
        return self.ask(query, *given)[0][0]

    def sign_in(self, email: str) -> FlaskClient:
        """By the form, as the person at the demonstration would."""
        client = make_app(self.services).test_client()
        assert sign_in(client, self.services, email, PASSWORD).location == "/staff/"
        return client

    @property
    def round_id(self) -> str:
        return str(self.count("SELECT id FROM round WHERE name = ?", NAME))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    services = make_services(tmp_path_factory.mktemp("story"))
    services = replace(services, clock=FixedClock(NOW))
    began = (
        time.process_time()
    )  # the processor's time: what else runs here is no fault of the story
    seed_story(services, say=lambda _words: None)
    yield Told(services, time.process_time() - began)
    services.sessions.close()


@pytest.fixture(scope="module")
def officer(told: Told) -> FlaskClient:
    return told.sign_in("officer@example.org")


# --- the four numbers


@pytest.mark.parametrize(
    ("figure", "percent", "counts", "of_whom", "rule"),
    [
        ("F1", "42%", "105 of 250", "parents", "on hold"),
        ("F2", "38%", "95 of 250", "child protection plan", "on hold"),
        ("F3", "92%", "87 of 95", "things that are important to you", "are not yes"),
        ("F4", "94%", "89 of 95", "have your say", "are not yes"),
    ],
)
def test_the_results_page_shows_the_number_its_counts_and_its_rule(
    told: Told,
    officer: FlaskClient,
    figure: str,
    percent: str,
    counts: str,
    of_whom: str,
    rule: str,
) -> None:
    page = officer.get(f"/staff/rounds/{told.round_id}/results")
    card = dict(CARD.findall(page.text))[figure]
    assert f'<span class="app-figure__value">{percent}</span>' in card
    assert f'app-figure__counts">{counts}</p>' in card
    assert of_whom in card
    assert rule in card


PEOPLE = """
    FROM cohort_member m
    JOIN cohort c ON c.id = m.cohort_id
    JOIN round_instrument i ON i.id = c.round_instrument_id
    JOIN round r ON r.id = i.round_id AND r.state = 'closed'
    JOIN survey_version v ON v.id = i.survey_version_id
"""
INVITED = f"SELECT count(*) {PEOPLE} WHERE {{who}} AND m.hold IS NULL"
TOOK_PART = f"""
    SELECT count(DISTINCT m.id) {PEOPLE}
    JOIN response p ON p.member_id = m.id AND p.state IN ('sent')
    JOIN answer a ON a.response_id = p.id AND a.status = 'given'
    WHERE {{who}} AND m.hold IS NULL
"""
ANSWERED = f"""
    SELECT sum(a.code = 'yes'), count(*) {PEOPLE}
    JOIN response p ON p.member_id = m.id AND p.state IN ('sent')
    JOIN answer a ON a.response_id = p.id AND a.status = 'given'
    WHERE {{who}} AND m.hold IS NULL AND a.item_key = ?
"""
PARENTS = "v.audience = 'parent'"
ON_PLAN = f"v.audience IN ('child_5_8', 'child_8_11', 'young_person') AND m.kind IN {IN_PLAN}"
ALL_CHILDREN = ON_PLAN.replace(f" AND m.kind IN {IN_PLAN}", "")


def test_the_same_numbers_come_from_a_few_lines_of_sql(told: Told) -> None:
    for who, took_part in ((PARENTS, 105), (ON_PLAN, 95)):
        assert told.count(INVITED.format(who=who)) == 250
        assert told.count(TOOK_PART.format(who=who)) == took_part
    assert told.ask(ANSWERED.format(who=ON_PLAN), "talk_important") == [(87, 95)]
    assert told.ask(ANSWERED.format(who=ON_PLAN), "have_say") == [(89, 95)]


def test_year_on_year_has_the_same_numbers(told: Told, officer: FlaskClient) -> None:
    page = plain(officer.get("/staff/past").text)
    asked = {who: told.count(INVITED.format(who=who)) for who in (PARENTS, ON_PLAN)}
    for who, invited in asked.items():
        assert f"{told.count(TOOK_PART.format(who=who))} of {invited}" in page
    for item in ("talk_important", "have_say"):
        ((yes, answered),) = told.ask(ANSWERED.format(who=ON_PLAN), item)
        assert f"{yes} of {answered}" in page


def test_each_thing_left_out_is_there_and_would_have_changed_a_number(told: Told) -> None:
    yes = ANSWERED.format(who=ON_PLAN)
    everybody = INVITED.replace("AND m.hold IS NULL", "")
    looser = {
        "children looked after": told.ask(ANSWERED.format(who=ALL_CHILDREN), "talk_important"),
        "doubles": told.ask(yes.replace("('sent')", "('sent', 'superseded')"), "talk_important"),
        "withdrawn": told.ask("SELECT 1 FROM response WHERE state = 'withdrawn'"),
        "drafts": told.ask(yes.replace("('sent')", "('sent', 'open')"), "have_say"),
        "holds": told.ask(everybody.format(who=PARENTS)),
        "holds of children": told.ask(everybody.format(who=ON_PLAN)),
        "declines": told.ask(TOOK_PART.replace("'sent'", "'sent','declined'").format(who=ON_PLAN)),
    }
    for what, found in looser.items():
        assert found, what
        assert found[0] not in {(87, 95), (89, 95), (250,), (95,)}, what
    of_the_children = told.count(
        f"SELECT count(*) {PEOPLE} JOIN participation t ON t.member_id = m.id "
        f"WHERE {ON_PLAN} AND t.declined_on IS NOT NULL"
    )
    assert of_the_children == 3


# --- nasty words, and telling it again


def test_nasty_words_are_stored_and_read_back_as_they_were(told: Told) -> None:
    kept = told.ask(
        "SELECT a.response_id, a.question_key, a.sealed FROM answer a "
        "JOIN response p ON p.id = a.response_id AND p.state = 'sent' "
        "WHERE a.question_key = 'good' AND a.sealed IS NOT NULL"
    )
    keys = told.services.keys.open_many([key_owner(str(one[0])) for one in kept])
    read = {
        keys[key_owner(str(owner))].unseal(bytes(sealed), str(place))  # type: ignore[call-overload]
        for owner, place, sealed in kept
    }
    assert set(NASTY) <= read
    raw = told.store.read_bytes()
    assert not any(words.encode() in raw for words in NASTY if len(words) > 8)


def test_a_duty_officer_reads_the_nasty_words_as_words(told: Told) -> None:
    duty = told.sign_in("duty@example.org")
    (parent,) = told.ask(
        "SELECT i.id FROM round_instrument i JOIN survey_version v ON v.id = i.survey_version_id "
        "WHERE i.round_id = ? AND v.audience = 'parent'",
        told.round_id,
    )
    address = f"/staff/rounds/{told.round_id}/results/{parent[0]}/words/good"
    pages = [duty.get(f"{address}?page={page}").text for page in range(1, 7)]
    shown = html.unescape("".join(pages))
    assert [words for words in NASTY if words not in shown] == []
    assert not any("<script>alert" in page for page in pages)


def test_few_of_the_invented_people_want_to_be_rung(told: Told) -> None:
    """A duty officer who looks at the story is not met by a hundred calls to make."""
    wanting = told.count("SELECT count(*) FROM concern WHERE level IN ('urgent', 'same_day')")
    assert 5 < int(str(wanting)) < 50


def test_telling_it_again_changes_nothing(told: Told) -> None:
    def everything() -> list[str]:
        with sqlite3.connect(f"file:{told.store}?mode=ro", uri=True) as store:
            lines = list(store.iterdump())
        store.close()
        return lines

    heard: list[str] = []
    before = everything()
    seed_story(told.services, say=heard.append)
    assert heard == ["The story is here already."]
    assert everything() == before


def test_telling_it_takes_less_than_a_minute(told: Told) -> None:
    assert told.seconds < MOST_SECONDS


def test_there_is_a_board_of_themes_to_try(told: Told) -> None:
    """Most answers to three questions are coded, some by two people, and some are left."""
    assert told.count('SELECT count(DISTINCT "by") FROM coding') == 2
    listed = told.count("SELECT count(*) FROM theme_answer")
    coded = told.count("SELECT count(DISTINCT response_id) FROM coding")
    assert isinstance(listed, int)
    assert isinstance(coded, int)
    assert listed > coded > 40


def test_quotes_are_on_the_desk_in_the_results_and_in_the_chapter(
    told: Told, officer: FlaskClient, printed: dict[str, Path]
) -> None:
    """Two people decided: some words may be read out, others wait, two may not."""
    states = {str(one[0]) for one in told.ask("SELECT DISTINCT state FROM quote")}
    assert states == {"proposed", "redacted", "approved", "refused", "blocked"}
    alone = told.count("SELECT count(*) FROM quote WHERE redacted_by = decided_by OR is_lone")
    assert alone == 0
    instruments = told.ask("SELECT DISTINCT round_instrument_id FROM quote")
    approved = {str(one[0]) for one in told.ask("SELECT text FROM quote WHERE text IS NOT NULL")}
    assert any("[name]" in text for text in approved)
    shown = ""
    for (instrument,) in instruments:
        shown += officer.get(f"/staff/rounds/{told.round_id}/results/{instrument}").text
    assert all(text in html.unescape(shown) for text in approved)
    chapter = words_of("docx", printed["docx"].read_bytes())
    assert sum(text in chapter for text in approved) >= 4


# --- labelled as invented; never among real people


@pytest.mark.parametrize("email", [email for email, _role in DEMONSTRATION])
def test_every_page_about_a_round_says_that_it_is_invented(told: Told, email: str) -> None:
    client = told.sign_in(email)
    rounds = [str(one[0]) for one in told.ask("SELECT id FROM round UNION SELECT id FROM course")]
    # A few of the courses on the first page of the list, and one session, stand for five hundred.
    courses = [str(one[0]) for one in told.ask("SELECT id FROM course ORDER BY rowid")]
    of_many = [str(one[0]) for one in told.ask("SELECT id FROM training_session")][1:]
    of_many += sorted(set(courses) - set(courses[::EVERY_COURSE]))
    # And one organisation's return for the hundreds.
    of_many += [str(one[0]) for one in told.ask("SELECT id FROM compact_request")][1:]
    themes = [str(one[0]) for one in told.ask("SELECT id FROM theme")][1:]
    # And one quote, whose address does not name its round.
    quotes = [str(one[0]) for one in told.ask("SELECT id FROM quote")]
    rounds.append(quotes.pop())
    of_many += quotes
    waiting, seen, silent = ["/staff/"], {"/staff/"}, []
    about = 0
    while waiting:
        path = waiting.pop()
        reply = client.get(path)
        assert reply.status_code == 200, path
        if reply.mimetype != "text/html":
            continue
        if any(one in path for one in rounds):
            about += 1
            if "invented" not in reply.text.partition("<body")[2].lower():
                silent.append(path)
        fresh = {html.unescape(link) for link in LINK.findall(reply.text)} - seen
        # One person, one page of words, one printed sheet stand for all of their kind.
        fresh = {one for one in fresh if "page=" not in one and "/people/" not in one}
        fresh = {one for one in fresh if not any(part in of_many for part in one.split("/"))}
        # Of themes: one question's board, one theme and the next answer.
        fresh = {one for one in fresh if "/themes/" not in one or "/themes/good" in one}
        fresh = {one for one in fresh if "answer=" not in one and "sector=" not in one}
        fresh = {one for one in fresh if not any(part in themes for part in one.split("/"))}
        seen |= fresh
        waiting += sorted(fresh)
    assert silent == []
    assert about > 8


def test_production_refuses_the_story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    safe = {
        "ENV": "production",
        "DATA_DIR": str(tmp_path / "data"),
        "SECRET_KEY": "x" * 48,
        "BASE_URL": "https://views.example.org",
        "BEHIND_PROXY": "true",
        "KEY_FILE": str(tmp_path / "kek"),
        "KEYS_URL": f"sqlite:///{tmp_path / 'keys.sqlite'}",
        "SMTP_HOST": "mail.example.org",
        "MAIL_FROM": "Your views <views@example.org>",
    }
    for name, value in safe.items():
        monkeypatch.setenv(f"FEEDBACK_{name}", value)
    assert main(["seed"]) == 2
    assert "FEEDBACK_ENV=development only" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# --- the chapter of the yearly report


@pytest.fixture(scope="module")
def printed(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """The chapter by the command, from a copy of the store, as each kind of file."""
    folder = tmp_path_factory.mktemp("chapter")
    with sqlite3.connect(told.store) as source, sqlite3.connect(folder / "feedback.sqlite") as copy:
        source.backup(copy)
    source.close()
    copy.close()
    files = {ending: folder / f"chapter.{ending}" for ending in ("docx", "pdf", "html")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FEEDBACK_ENV", "development")
        patch.setenv("FEEDBACK_DATA_DIR", str(folder))
        for path in files.values():
            began = time.monotonic()
            assert main(["report", "--year", "2023-24", "--out", str(path)]) == 0
            assert time.monotonic() - began < CHAPTER_MOST_SECONDS
        assert main(["report", "--year", "2023-24", "--out", str(files["docx"])]) == 2
        assert main(["report", "--year", "2023-25", "--out", str(folder / "x.pdf")]) == 2
        assert main(["report", "--year", "2023-24", "--out", str(folder / "x.odt")]) == 2
        yield files


def test_the_chapter_prints_the_reports_own_figures_in_every_kind_of_file(
    printed: dict[str, Path],
) -> None:
    for ending, path in printed.items():
        words = words_of(ending, path.read_bytes())
        for figure in ("42% of parents", "38% of children in need", "92% said yes", "94% said yes",
                       "105 of 250", "95 of 250", "87 of 95", "89 of 95", "91% agree (228 of 250)",
                       "98% agree (245 of 250)", "73.9%", "7.47%", "6 of 12", "Draft.",
                       "invented demonstration", "Down 19.8 points since 2022-23"):  # fmt: skip
            assert figure in words, (ending, figure)
        for year in ("2022-23 5 0 32", "2023-24 30 1 272"):
            # Word's cells are read table by table, in the order they stand in.
            assert year in words, (ending, year)


def test_every_number_of_the_chapters_tables_comes_from_a_few_lines_of_sql(
    told: Told, printed: dict[str, Path]
) -> None:
    recount = Recount(told.store)
    tables = tables_of(printed["docx"].read_bytes())
    for caption, rows in recount.tables().items():
        (found,) = [cells for name, cells in tables.items() if name.startswith(caption)]
        assert same(found[1:], rows), (caption, found)
    for item, wording in (
        ("svc_rating", "I think Portsmouth City Council's services"),
        ("sw_rating", "I think that the support"),
    ):
        (found,) = [cells for name, cells in tables.items() if name.startswith(wording)]
        counted = recount.rated(item)
        for label, count, percent in found[1:]:
            people = counted[label.lower().replace(" ", "_")]
            if count.isdigit():
                assert (int(count), percent) == (
                    people,
                    f"{share(people, sum(counted.values()), '1')}%",
                )
            else:
                assert percent == "not shown"
                assert count in {"fewer than 5", "not shown"}
        assert any(people < 5 for people in counted.values()) == any(
            not row[1].isdigit() for row in found[1:]
        )


def test_the_chapters_lists_are_the_reports_own_word_for_word(printed: dict[str, Path]) -> None:
    if not REPORT.exists():
        pytest.skip("the yearly report is not on this machine")
    lines = REPORT.read_text("utf-8").splitlines()
    points = {line.removeprefix("- ").strip() for line in lines if line.startswith("- ")}
    document = docx.Document(str(printed["docx"]))
    listed = [one.text for one in document.paragraphs
              if one.style is not None and one.style.name == "List Bullet"]  # fmt: skip
    kept = [one for one in listed if one in points]
    assert len(kept) == 4 + 10 + 5 + 10 + 3 + 5
    assert all(
        "Nothing is written" in one or "No quote" in one for one in listed if one not in kept
    )


def tables_of(content: bytes) -> dict[str, list[list[str]]]:
    """Each table of a Word file by its caption, as rows of cells."""
    found = {}
    for table in docx.Document(io.BytesIO(content)).tables:
        caption = table._tbl.tblPr.xpath("./w:tblCaption/@w:val")[0]
        found[caption] = [[cell.text for cell in row.cells] for row in table.rows]
    return found


# --- every number of the results pages, their charts and files, and of Explore


def codes_of(told: Told, instrument: str) -> dict[str, dict[str, str]]:
    """The code of each answer's label, by question."""
    (version,) = told.ask(
        "SELECT survey_version_id FROM round_instrument WHERE id = ?", instrument
    )[0]
    with told.services.sessions.reading() as session:
        survey = told.services.surveys.get(session, str(version))
    return {one.key: {choice.label: choice.code for choice in one.choices}
            for one in survey.questions}  # fmt: skip


def results_file(told: Told, instrument: str, ending: str) -> bytes:
    """A file of results, asked for and made by the worker."""
    who = "officer@example.org"
    with told.services.sessions.writing() as session:
        one = ask_for(session, "any", (instrument,), f"results.{ending}", by=who,
                      with_words=False, now=NOW, sight=EVERYTHING)  # fmt: skip
    assert export_due(told.services) == 1
    key = told.services.keys.open(export_key(one))
    return b"".join(read_sealed(path_of(told.services, one), key))


def test_page_chart_csv_and_excel_of_each_survey_say_what_sql_counts_or_nothing(
    told: Told, officer: FlaskClient
) -> None:
    seen = hidden = 0
    for (found,) in told.ask("SELECT id FROM round_instrument WHERE round_id = ?", told.round_id):
        instrument = str(found)
        page = officer.get(f"/staff/rounds/{told.round_id}/results/{instrument}").text
        codes, sections = codes_of(told, instrument), sections_of(page)
        for one in sections:
            seen += compared(told.ask, instrument, one, codes[one.key])
            hidden += sum(line.number is None for line in one.lines)
        lines = [line for one in sections for line in one.lines]
        for ending in ("csv", "xlsx"):
            assert file_lines(results_file(told, instrument, ending), ending) == lines
    print(f"compared {seen} counts with SQL; {hidden} are hidden everywhere alike")
    assert seen > 100
    assert hidden > 10


EXPLORED = """
    SELECT {by}, count(*) FROM answer a JOIN response p ON p.id = a.response_id
    JOIN round_instrument i ON i.id = p.round_instrument_id
    JOIN round r ON r.id = i.round_id AND r.state = 'closed'
    JOIN fixed_round f ON f.round_id = r.id
    JOIN survey_version v ON v.id = i.survey_version_id
    LEFT JOIN cohort_member m ON m.id = p.member_id
    WHERE a.item_key = 'have_say' AND p.state = 'sent' AND a.status = 'given' AND a.code = ?
    AND v.audience IN ('child_5_8', 'child_8_11', 'young_person') GROUP BY {by}
"""


@pytest.mark.parametrize(("by", "column"), [("kind", "m.kind"), ("team", "m.team")])
def test_every_number_of_explore_is_what_sql_counts_rounded_down_or_not_shown(
    told: Told, officer: FlaskClient, by: str, column: str
) -> None:
    page = officer.get(f"/staff/explore?question=children.have_say&by={by}").text
    codes: dict[str, str] = {}
    for (one,) in told.ask("SELECT id FROM round_instrument WHERE round_id = ?", told.round_id):
        codes |= codes_of(told, str(one)).get("have_say", {})
    table = page.partition("<table")[2]
    heads = [plain(one).lower() for one in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table)]
    seen = 0
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table.partition("<tbody")[2], re.DOTALL):
        label, *cells = [
            plain(one) for one in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        if label not in codes:
            continue
        found = told.ask(EXPLORED.format(by=column), codes[label])
        counts = {str(value).lower(): int(str(count)) for value, count in found}
        counts["everyone"] = sum(counts.values())
        for group, cell in zip(heads[1:], cells, strict=True):
            if cell[:1].isdigit():
                seen += 1
                shown = int(cell.split()[0].replace(",", ""))
                assert shown == counts[group] // 5 * 5 >= 10, (label, group, counts)
    assert seen >= 4


def test_the_story_shows_the_chat_beside_the_form(told: Told, officer: FlaskClient) -> None:
    place = told.count(
        "SELECT i.id FROM round_instrument i JOIN survey_version v ON v.id = i.survey_version_id"
        " WHERE i.round_id = ? AND v.survey_key = 'young-person'", told.round_id,
    )  # fmt: skip
    page = officer.get(f"/staff/rounds/{told.round_id}/results/{place}/chat").text
    began = {
        plain(row[0]): plain(row[1])
        for row in re.findall(
            r"<th scope=\"row\"[^>]*>(.*?)</th><td[^>]*>(.*?)</td>", page, re.DOTALL
        )
    }
    assert began["The chat only"].startswith("about ")
    assert began["The form only"].startswith("about ")
    assert "Nobody has chatted yet" not in page
