"""Are built files served under lasting names, as built, and light enough for a phone?"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from feedback.app import create_app
from feedback.services import Services
from feedback.web.assets import SERVED, STATIC, hashed_names

BUILT = sorted(path for path in STATIC.iterdir() if path.suffix in SERVED)
# The budget for a first visit, on the wire.
MOST_BYTES, MOST_REQUESTS = 30 * 1024, 4


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services=services)


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
def test_a_compressed_form_holds_what_the_plain_file_holds(path: Path) -> None:
    plain = path.read_bytes()
    assert brotli.decompress(Path(f"{path}.br").read_bytes()) == plain
    zipped = Path(f"{path}.gz")  # absent where it would not be smaller
    assert not zipped.exists() or gzip.decompress(zipped.read_bytes()) == plain


@pytest.mark.parametrize("name", sorted(hashed_names()))
@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_a_built_file_is_kept_for_ever_under_its_hashed_name(
    app: Flask, name: str, coding: str
) -> None:
    address = app.jinja_env.globals["asset"](name)  # type: ignore[operator]
    with app.test_client().get(address, headers={"Accept-Encoding": coding}) as reply:
        assert reply.status_code == 200
        assert "immutable" in reply.headers["Cache-Control"]
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in reply.headers
        assert reply.headers.get("Content-Encoding", "") in {"", coding}


def test_a_file_under_its_own_name_is_not_served(app: Flask) -> None:
    assert app.test_client().get("/static/participant.css").status_code == 404
    assert app.test_client().get("/static/src/participant.js").status_code == 404


def test_a_changed_file_gets_another_name(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = hashed_names(tmp_path)
    (tmp_path / "a.css").write_text("b{}")
    assert hashed_names(tmp_path) != before


def test_a_first_visit_is_light(app: Flask) -> None:
    client = app.test_client()
    html = client.get("/privacy").get_data()  # the longest of the fixed pages
    wanted = re.findall(rb'(?:<link [^>]*href|<script [^>]*src)="([^"]+)"', html)
    weight = len(gzip.compress(html))
    for address in wanted:
        with client.get(address.decode(), headers={"Accept-Encoding": "gzip"}) as reply:
            assert reply.status_code == 200
            weight += len(reply.get_data())
    assert 1 + len(wanted) <= MOST_REQUESTS
    assert weight <= MOST_BYTES


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
def test_a_built_file_asks_nobody_else_for_anything(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"//[a-z]|url\((?!['\"]?(?:data:|#))|@font-face|@import", text)


def test_the_scripts_keep_nothing_on_the_device() -> None:
    for path in BUILT:
        if path.suffix == ".js":
            assert not re.search(
                r"localStorage|sessionStorage|indexedDB|document\.cookie|serviceWorker",
                path.read_text(encoding="utf-8"),
            )
