"""What does a worker do with the answers to a question? Heavy imports: the worker only."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.books import book_of
from feedback.coding.questions import OpenQuestion, chunks
from feedback.coding.runs import Read, ToRead, claim_answers, note_read, start, take_sorting
from feedback.coding.sorting import Heard, NewTheme, Proposed, Sorted, coded_of, note_sorted
from feedback.collection.responses import key_owner
from feedback.reports.words import read_words
from feedback.sealing.keystore import OpenKey
from feedback.services import Services
from feedback.store.rounds import RoundInstrument
from feedback.store.themes import ThemeAnswer, ThemeRun
from feedback.themes.clean import has_words, parts_of, tidy
from feedback.themes.codebook import Codebook
from feedback.themes.embedding import Remembered, choose_embedder, has_minilm
from feedback.themes.reading import PARTS_MOST, Embedder, Floats
from feedback.themes.scoring import LEARNED
from feedback.themes.whole import Wanted, Whole, read_whole

HASHED = "theme answer"  # the purpose of the keyed hash
LIBRARIES = ("numpy", "scikit-learn", "scipy", "onnxruntime", "rapidfuzz")
Vectors = np.float16  # 768 bytes a sentence; every reading goes through it, the first one too


def go_on(
    services: Services, run_id: str, question: OpenQuestion, *, ending: Callable[[], bool]
) -> int:
    """Read batches while there are any, then sort if nobody else does; how many were read."""
    with services.sessions.writing() as session:
        start(session, run_id, question, services.clock.now())
        parameters = _parameters(session.get(ThemeRun, run_id))
    name = parameters.get("embedder")
    embedder = _minilm(name if isinstance(name, str) else None)
    read = 0
    while not ending():
        with services.sessions.writing() as session:
            batch = claim_answers(session, run_id, services.clock.now())
        if not batch:
            break
        found = read_batch(services, question, batch, embedder)
        with services.sessions.writing() as session:
            note_read(session, run_id, found)
        read += len(batch)
    if ending():
        return read
    with services.sessions.writing() as session:
        fence = take_sorting(session, run_id, services.clock.now())
    if fence is not None:
        _sort(services, run_id, fence, question, embedder)
    return read


def read_batch(
    services: Services,
    question: OpenQuestion,
    batch: Sequence[ToRead],
    embedder: Embedder | None,
) -> list[Read]:
    """Vectors of the sentences nobody has read yet, sealed under each response's own key."""
    texts = _texts(services, question, [one.response_id for one in batch])
    keys = services.keys.open_many([key_owner(one.response_id) for one in batch])
    kind = "minilm" if embedder is not None else "words"
    hashes = {
        one.id: services.keys.keyed_hash(
            # With the response in it: two equal texts of two people have nothing in common.
            HASHED, f"{kind}|{one.response_id}|{question.key}|{texts.get(one.response_id, '')}"
        )
        for one in batch
    }  # fmt: skip
    fresh = [
        one
        for one in batch
        if embedder is not None
        and one.response_id in texts
        and not (one.has_vectors and one.text_hash == hashes[one.id])
    ]
    sealed = {}
    if embedder is not None and fresh:
        sentences = {one.id: _sentences(texts[one.response_id]) for one in fresh}
        every = list(dict.fromkeys(part for parts in sentences.values() for part in parts))
        vectors = dict(zip(every, embedder.embed(every), strict=True)) if every else {}
        for one in fresh:
            key = keys.get(key_owner(one.response_id))
            if key is not None:
                held = [vectors[part] for part in sentences[one.id]]
                sealed[one.id] = _sealed(key, question, np.array(held, Vectors))
    return [Read(one.id, hashes[one.id], sealed.get(one.id)) for one in batch]


def _sort(
    services: Services, run_id: str, fence: int, question: OpenQuestion, embedder: Embedder | None
) -> None:
    """Put all answers into themes and keep what came of it."""
    begun = services.clock.monotonic()
    with services.sessions.reading() as session:
        run = session.get(ThemeRun, run_id)
        parameters, seed = _parameters(run), run.seed if run is not None else 0
        book = book_of(session, question)
        coded_by = coded_of(session, question)
        asked = _wording(services, session, question)
        sealed = _sealed_vectors(session, run_id)
    texts = _texts(services, question, list(sealed))
    ids = [one for one in sealed if one in texts]
    turn: str | Embedder | None = str(parameters["embedder"]) if "embedder" in parameters else None
    if embedder is not None:
        turn = Remembered(_remembered(services, question, texts, sealed), embedder)
    coded = {row: sorted(coded_by[one]) for row, one in enumerate(ids) if one in coded_by}
    whole = read_whole([texts[one] for one in ids], book, coded, Wanted(turn, asked, seed))
    seconds = round(services.clock.monotonic() - begun, 1)
    more = {"seconds": seconds, "coded": len(coded)}
    told = _told(ids, whole, _versions(book, whole.embedder), more)
    with services.sessions.writing() as session:
        note_sorted(session, run_id, fence, question, told, services.clock.now())


def _sealed_vectors(session: Session, run_id: str) -> dict[str, bytes | None]:
    """Response id -> sealed vectors, always in the same order."""
    rows = session.execute(
        select(ThemeAnswer.response_id, ThemeAnswer.vectors)
        .where(ThemeAnswer.run_id == run_id)
        .order_by(ThemeAnswer.response_id)
    )
    return {row.response_id: row.vectors for row in rows}


def _wording(services: Services, session: Session, question: OpenQuestion) -> str:
    held = session.get(RoundInstrument, question.instrument_id)
    if held is None:
        return ""
    return services.surveys.get(session, held.survey_version_id).question(question.key).ask


def _told(
    ids: Sequence[str], whole: Whole, versions: Mapping[str, object], more: Mapping[str, object]
) -> Sorted:
    return Sorted(
        matches=[
            Proposed(ids[one.row], one.theme, one.score, one.is_placed, one.spans)
            for one in whole.suggested
        ],
        found=[
            NewTheme(one.name, one.words, tuple(ids[row] for row in one.rows))
            for one in whole.found
        ],
        heard={
            one: Heard(feeling, useful)
            for one, feeling, useful in zip(ids, whole.feelings, whole.usefulness, strict=True)
        },
        alike=[(one.one, one.other, one.why) for one in whole.alike],
        versions=versions,
        figures={
            **more,
            "answers": len(ids),
            "unplaced": whole.unplaced,
            "found": len(whole.found),
            "bands": [[one.least, one.right, one.of] for one in whole.bands],
            "against": whole.against,
            "cut": round(whole.cut, 3),
            "cuts": {key: round(cut, 3) for key, cut in whole.cuts.items()},
        },
    )


def _texts(services: Services, question: OpenQuestion, ids: Sequence[str]) -> dict[str, str]:
    """Response id -> words, of those whose key is still there."""
    found: dict[str, str] = {}
    for some in chunks(ids):
        with services.sessions.reading() as session:
            opened = read_words(session, services.keys, some, [question.key])
        found |= {one: said[question.key] for one, said in opened.items()}
    return found


def _sentences(text: str) -> list[str]:
    """What is embedded of an answer, each once, in order: as feedback.themes.reading takes it."""
    if not has_words(text):
        return []
    return list(dict.fromkeys(tidy(part.text) for part in parts_of(text)[:PARTS_MOST]))


def _place(question: OpenQuestion) -> str:
    return f"{question.key}|vectors"


def _sealed(key: OpenKey, question: OpenQuestion, vectors: np.ndarray) -> bytes:
    return key.seal(base64.b64encode(vectors.tobytes()).decode(), _place(question))


def _remembered(
    services: Services,
    question: OpenQuestion,
    texts: Mapping[str, str],
    sealed: Mapping[str, bytes | None],
) -> dict[str, Floats]:
    """Sentence -> vector, of every answer that was read."""
    keys = services.keys.open_many([key_owner(one) for one in texts])
    found: dict[str, Floats] = {}
    for one, text in texts.items():
        key, held = keys.get(key_owner(one)), sealed.get(one)
        sentences = _sentences(text)
        if key is None or held is None or not sentences:
            continue
        raw = np.frombuffer(base64.b64decode(key.unseal(held, _place(question))), Vectors)
        if len(raw) % len(sentences) == 0:  # else the words were changed after they were read
            vectors = raw.reshape(len(sentences), -1).astype(np.float32)
            found |= dict(zip(sentences, vectors, strict=True))
    return found


def _minilm(name: str | None) -> Embedder | None:
    """MiniLM where the run is to use it and it is installed; else nothing is kept to embed with."""
    if name not in {None, "minilm"} or not has_minilm():
        return None
    return choose_embedder("minilm", ())


def _parameters(run: ThemeRun | None) -> Mapping[str, object]:
    return {} if run is None else run.parameters


def _versions(book: Codebook, embedder: str) -> dict[str, object]:
    """What read: enough to know later whether two runs can be compared."""
    found: dict[str, object] = {"embedder": embedder}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    found["weights"] = hashlib.sha256(LEARNED.read_bytes()).hexdigest()[:12]
    found["codebook"] = hashlib.sha256(repr(book).encode()).hexdigest()[:12]
    return found
