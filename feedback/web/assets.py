"""Where are stylesheets and scripts, under names that change with their content?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

STATIC = Path(__file__).resolve().parents[2] / "static"
SERVED = {".css", ".js", ".svg", ".png"}
HASHED = re.compile(r"^.+\.[0-9a-f]{12}\.[a-z]+$")


def hashed_names(folder: Path = STATIC) -> dict[str, str]:
    """File name -> name with the hash of its content, for every built file."""
    return {
        path.name: f"{path.stem}.{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}{path.suffix}"
        for path in sorted(folder.iterdir())
        if path.suffix in SERVED
    }


def serve_assets(app: Flask, folder: Path = STATIC) -> None:
    """Serve the built files, compressed as built, for ever; `asset(name)` gives an address."""
    names = hashed_names(folder)
    served = WhiteNoise(
        app.wsgi_app,
        max_age=60,
        immutable_file_test=lambda _path, url: bool(HASHED.match(url)),
        add_headers_function=_guard,
    )
    for name, hashed in names.items():
        # The file under its lasting name, its compressed forms found beside the plain one.
        served.add_file_to_dictionary(f"/static/{hashed}", str(folder / name))
    app.wsgi_app = served  # type: ignore[method-assign]  # the way WSGI middleware is put on
    app.jinja_env.globals["asset"] = _namer(names)


def _namer(names: dict[str, str]) -> Callable[[str], str]:
    def asset(name: str) -> str:
        """The address of a built file. Raises KeyError for one that is not there."""
        return f"/static/{names[name]}"

    return asset


def _guard(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["X-Robots-Tag"] = "noindex, noarchive"
