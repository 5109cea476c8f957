"""How is the web application put together? The only wiring."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from feedback.console.menu import give_menu
from feedback.console.pages import PAGES as CONSOLE_PAGES
from feedback.participant.kiosk import kiosk_start
from feedback.participant.pages import PAGES as PARTICIPANT_PAGES
from feedback.services import Services, services_from
from feedback.settings import Settings, Surfaces, read_settings
from feedback.web.assets import serve_assets
from feedback.web.council import set_up_council
from feedback.web.errors import tell_errors
from feedback.web.health import PAGES as HEALTH_PAGES
from feedback.web.pages import register
from feedback.web.security import guard_replies
from feedback.web.sign_in import set_up_sign_in

ROOT = Path(__file__).resolve().parents[1]
# The longest form a participant can send, and more: 40 texts of 5,000 letters. A form beyond
# it is cut off with a page that says so, and the words stay on the person's screen.
LONGEST_FORM_BYTES = 4 * 1024 * 1024


def create_app(settings: Settings | None = None, services: Services | None = None) -> Flask:
    """The application. Raises UnsafeSettings where production settings put people at risk."""
    settings = settings or (services.settings if services else read_settings())
    app = Flask(
        "feedback", template_folder=str(ROOT / "templates"), static_folder=None, root_path=str(ROOT)
    )
    app.config.update(
        MAX_CONTENT_LENGTH=LONGEST_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=LONGEST_FORM_BYTES,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["feedback"] = services or services_from(settings)
    app.jinja_env.globals["partnership"] = settings.partnership
    guard_replies(app)
    tell_errors(app)
    serve_assets(app)
    register(app, HEALTH_PAGES)
    if settings.surfaces in {Surfaces.PARTICIPANT, Surfaces.BOTH}:
        register(app, PARTICIPANT_PAGES)
        app.jinja_env.globals["kiosk_start"] = kiosk_start
    if settings.surfaces in {Surfaces.CONSOLE, Surfaces.BOTH}:
        set_up_sign_in(app, settings)
        set_up_council(app, settings)
        register(app, CONSOLE_PAGES)
        give_menu(app)
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=1)  # type: ignore[method-assign]
    return app
