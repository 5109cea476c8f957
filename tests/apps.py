"""How does each test get the whole application without putting it together anew?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

from feedback.app import create_app
from feedback.services import Services


class _Compiled(BytecodeCache):
    """Templates compiled once per process, whichever application asks first."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (held := self._held.get(bucket.key)) is not None:
            bucket.bytecode_from_string(held)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._held[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()
_idle: defaultdict[str, list[Flask]] = defaultdict(list)


def make_app(services: Services) -> Flask:
    """The whole application over a world, its templates compiled once for all."""
    app = create_app(services.settings, services)
    environment: Environment = app.jinja_env
    environment.bytecode_cache = _compiled
    return app


@contextmanager
def lent_app(services: Services) -> Iterator[Flask]:
    """The same, given back at the end: the next world with the same settings gets it.

    Routing over 200 addresses takes longer to build than most tests to run. Only for a test that
    leaves the application as it found it. The world behind it is looked up at each request.
    """
    alike = services.settings.model_dump_json(exclude={"data_dir", "database_url", "secret_key"})
    alike += services.settings.secret_key.get_secret_value()
    app = _idle[alike].pop() if _idle[alike] else make_app(services)
    app.extensions["feedback"] = services
    yield app
    _idle[alike].append(app)
