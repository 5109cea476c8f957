"""Are files of answers whole, named, sealed to who asked, and gone when their time is over?"""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pyreadstat
import pytest

from feedback.errors import NotFound
from feedback.jobs.export_files import RowsMissing, make_file
from feedback.jobs.exporting import export_due, path_of
from feedback.reports.errands import (
    TooManyErrands,
    ask_for,
    errand_to_take,
    errands_of,
    key_owner,
)
from feedback.reports.groups import Asked
from feedback.reports.merging import Merged, merged_rows
from feedback.sealing.keystore import WordsAreGone
from feedback.sealing.sealed_file import read_sealed
from feedback.services import Services
from feedback.store.rounds import RoundInstrument
from feedback.store.sight import EVERYTHING
from tests.factories import DURING, survey
from tests.fakes import FixedClock
from tests.feedback.reports.world import YOUNG_PERSON, Instrument, World, add_round

ME = "analyst@partnership.example"
SECOND = survey(
    """
key: young-person
version: 2
title: Your views
audience: young_person
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Thank you.]
sections:
  - key: all
    title: You
    questions:
      - {key: heard, item: listen, kind: scale, options: FR, ask: Does your social worker listen?}
      - {key: new_one, kind: number, ask: How old are you?, min: 5, max: 17}
      - {key: good, kind: long_text, ask: What helped you?}
"""
)
LONG = "\x07" + "long words " * 4000  # 44,000 letters, and one that rings a bell


def two_versions(services: Services) -> tuple[str, str]:
    """Twelve people in a round of version 1, eleven in one of version 2; the instruments."""
    with services.sessions.writing() as session:
        first, (one,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        fill(first, one, 12, {"listen": "always", "why_hard": ("time",), "have_say": None})
        second, (two,) = add_round(services, session, (SECOND, "confidential"))
        fill(second, two, 11, {"heard": "never", "new_one": 12})
    return one.id, two.id


def fill(world: World, instrument: Instrument, count: int, given: dict[str, object]) -> None:
    for n, member in enumerate(world.people(instrument, count)):
        words = {"good": LONG if n == 0 else f"=kind {n}"}
        world.answer(instrument, member, given, words=words)  # type: ignore[arg-type]  # mixed


def made(services: Services, ending: str, instruments: tuple[str, ...]) -> bytes:
    """Ask, let the worker work, take the file."""
    with services.sessions.writing() as session:
        export_id = ask_for(
            session,
            "young-person",
            instruments,
            ending,
            by=ME,
            with_words=True,
            now=DURING,
            sight=EVERYTHING,
        )
    assert export_due(services) == 1
    with services.sessions.reading() as session:
        taken = errand_to_take(session, export_id, ME, DURING, sight=EVERYTHING)
        assert (taken.state, taken.rows) == ("ready", 12 + 11 * (len(instruments) - 1))
    key = services.keys.open(key_owner(export_id))
    content = b"".join(read_sealed(path_of(services, export_id), key))
    assert len(content) == taken.size
    return content


def test_an_spss_file_has_labels_missing_codes_and_merged_versions(
    services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "answers.sav"
    path.write_bytes(made(services, "sav", two_versions(services)))
    frame, about = pyreadstat.read_sav(str(path), user_missing=True)
    labels = about.variable_value_labels
    assert len(frame) == 23
    assert sorted(frame["listen"].value_counts().to_dict().items()) == [(1.0, 12), (4.0, 11)]
    assert labels["listen"][1] == "Always"
    assert labels["have_say"][98] == "skipped"
    assert (frame["have_say"] == 98).sum() == 12
    assert about.missing_ranges["have_say"] == [{"lo": n, "hi": n} for n in (97, 98, 99)]
    assert labels["why_hard_time"] == {0: "no", 1: "yes", 97: "not shown", 98: "skipped",
                                       99: "not asked (privacy)"}  # fmt: skip
    assert frame["why_hard_time"].sum() == 12
    assert frame["new_one"].count() == 11
    wording = dict(zip(about.column_names, about.column_labels, strict=True))
    assert wording["listen"] == "Does your social worker listen?"  # the newest version's
    words = [name for name in frame if name.startswith("good")]
    texts = {"".join(row).rstrip() for row in frame[words].to_numpy().tolist()}
    assert f"\u2407{LONG[1:]}".rstrip() in texts


def test_csv_and_excel_hold_the_same_rows_and_no_formula(services: Services) -> None:
    instruments = two_versions(services)
    text = made(services, "csv", instruments).decode("utf-8-sig")
    assert text.count("'=kind") == 21
    assert LONG[1:] in text
    book = openpyxl.load_workbook(io.BytesIO(made(services, "xlsx", instruments)))
    sheet = book["Answers"]
    assert sheet.max_row == 24
    assert [cell.value for cell in sheet[1]][:4] == ["row", "round", "cohort", "team"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "Long texts" in book.sheetnames


def test_the_codebook_tells_programs_and_people_what_each_column_is(services: Services) -> None:
    instruments = two_versions(services)
    book = json.loads(made(services, "json", instruments))
    by_name = {one["name"]: one for one in book["variables"]}
    assert by_name["listen"]["values"][0] == {"code": "always", "label": "Always", "number": 1}
    assert book["missing"]["99"] == "not asked (privacy)"
    page = made(services, "html", instruments).decode()
    assert "1 = Always" in page
    assert "Does your social worker listen?" in page


def test_a_file_is_there_for_whoever_asked_alone_and_until_it_expires(
    services: Services,
) -> None:
    one, _two = two_versions(services)
    made(services, "csv", (one,))
    with services.sessions.reading() as session:
        (mine,) = errands_of(session, ME)
        assert errands_of(session, "other@partnership.example") == ()
        with pytest.raises(NotFound):
            errand_to_take(session, mine.id, "other@partnership.example", DURING, sight=EVERYTHING)
        with pytest.raises(NotFound):
            errand_to_take(session, mine.id, ME, DURING + timedelta(days=3), sight=EVERYTHING)
    later = replace(services, clock=FixedClock(DURING + timedelta(days=3)))
    export_due(later)
    assert not path_of(services, mine.id).exists()
    with pytest.raises(WordsAreGone):
        services.keys.open(key_owner(mine.id))


def test_a_file_of_too_few_says_so_and_leaves_nothing(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        fill(world, young, 5, {"listen": "always"})
        ask_for(
            session,
            "young-person",
            (young.id,),
            "csv",
            by=ME,
            with_words=True,
            now=DURING,
            sight=EVERYTHING,
        )
    assert export_due(services) == 0
    with services.sessions.reading() as session:
        (one,) = errands_of(session, ME)
    assert one.state == "failed"
    assert "from 10 responses on" in one.why


def test_what_a_killed_worker_left_half_written_is_swept_away(services: Services) -> None:
    folder = path_of(services, "x").parent
    folder.mkdir(parents=True)
    now = services.clock.now().timestamp()
    ages = {".writing-old.xlsx": 3600, "tmpold": 3600, "old.xlsx": 3600, "old.sealed": 3600,
            ".writing-young.xlsx": 60}  # fmt: skip
    for name, age in ages.items():
        (folder / name).write_text("plain words")
        os.utime(folder / name, (now - age, now - age))
    (folder / "lost+found").mkdir()
    export_due(services)
    left = {one.name for one in folder.iterdir()}
    assert left == {"old.sealed", ".writing-young.xlsx", "lost+found"}


def test_a_person_cannot_fill_the_workers_day(services: Services) -> None:
    one, _two = two_versions(services)
    with services.sessions.writing() as session:
        for _ in range(5):
            ask_for(
                session,
                "young-person",
                (one,),
                "csv",
                by=ME,
                with_words=False,
                now=DURING,
                sight=EVERYTHING,
            )
        with pytest.raises(TooManyErrands):
            ask_for(
                session,
                "young-person",
                (one,),
                "csv",
                by=ME,
                with_words=False,
                now=DURING,
                sight=EVERYTHING,
            )


def test_a_file_with_fewer_rows_than_stated_is_thrown_away(
    services: Services, tmp_path: Path
) -> None:
    one, _two = two_versions(services)
    with services.sessions.reading() as session:
        row = session.get_one(RoundInstrument, one)
        asked = Asked(one, services.surveys.get(session, row.survey_version_id), row.mode)
        taken = merged_rows(session, services.keys, [("A", asked)], may_read_words=False)
        short: Merged = replace(taken, count=taken.count + 1)
        with pytest.raises(RowsMissing):
            make_file(tmp_path / "a.sealed", services.keys.make("export:x"), "csv", "A", short)
    assert list(tmp_path.glob("*.sealed")) == []
