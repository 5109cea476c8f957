"""What can be set from outside? The only module that reads the environment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class UnsafeSettings(Exception):  # noqa: N818 - a story, told to the operator as a list
    """The settings would put people at risk; `faults` says each in a plain sentence."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Environment(StrEnum):
    """Where the platform runs."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Surfaces(StrEnum):
    """Which pages this process serves: the public host need not know the staff pages."""

    PARTICIPANT = "participant"
    CONSOLE = "console"
    BOTH = "both"


SECRET_LETTERS = 32
DEVELOPMENT_SECRET = "for development only: never in production"  # noqa: S105 - refused in production


class Settings(BaseSettings):
    """Every setting, read from FEEDBACK_*; each is described in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="FEEDBACK_", frozen=True, extra="ignore")

    env: Environment = Environment.DEVELOPMENT
    data_dir: Path = Path("instance")
    database_url: str = ""
    keys_url: str = ""
    key_file: Path | None = None
    secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    base_url: str = "http://127.0.0.1:8000"
    console_base_url: str = ""
    surfaces: Surfaces = Surfaces.BOTH
    behind_proxy: bool = False
    exit_url: str = "https://www.bbc.co.uk/weather"
    partnership: str = "Portsmouth Safeguarding Children Partnership"
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = False
    mail_from: str = "Your views <no-reply@localhost>"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_trusts_mfa: bool = False
    queue_url: str = ""
    web_workers: int = Field(default=2, ge=1, le=64)
    web_threads: int = Field(default=4, ge=1, le=64)
    port: int = Field(default=8000, ge=1, le=65535)
    languages_dir: Path | None = None
    scan_budget_ms: int = Field(default=50, ge=1, le=5000)
    story: bool = False
    acknowledge_minutes: int = Field(default=60, ge=5, le=1440)
    office_hours: str = "Mon-Fri 08:30-17:00"
    bank_holidays: str = ""
    notify_api_key: SecretStr = SecretStr("")
    notify_base_url: str = ""
    notify_sms_template: str = ""
    notify_email_template: str = ""
    keep_words_months: int = Field(default=24, ge=1, le=240)
    keep_answers_months: int = Field(default=72, ge=1, le=240)
    keep_contacts_months: int = Field(default=3, ge=1, le=240)
    keep_aside_months: int = Field(default=3, ge=1, le=240)
    keep_concerns_months: int = Field(default=72, ge=1, le=600)
    keep_messages_months: int = Field(default=24, ge=1, le=240)

    @property
    def database(self) -> str:
        """SQLAlchemy URL of the data; a SQLite file unless set."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'feedback.sqlite'}"

    @property
    def keys(self) -> str:
        """SQLAlchemy URL of the key store, which the data's backups must not hold."""
        return self.keys_url or f"sqlite:///{self.data_dir.resolve() / 'keys' / 'keys.sqlite'}"

    @property
    def key_encryption_file(self) -> Path:
        """File with the key-encryption keys, newest first."""
        return self.key_file or self.data_dir.resolve() / "keys" / "kek"

    @property
    def can_text(self) -> bool:
        """Whether text messages leave; in development they are noted, as e-mails are."""
        is_set = bool(self.notify_api_key.get_secret_value() and self.notify_sms_template)
        return is_set or self.env is Environment.DEVELOPMENT

    @property
    def staff_base_url(self) -> str:
        """Address staff links start with."""
        return self.console_base_url or self.base_url


def read_settings(**given: object) -> Settings:
    """Read the environment; `given` wins. Raises UnsafeSettings listing every fault."""
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic checks the types
    except ValidationError as error:
        raise UnsafeSettings(
            [
                f"FEEDBACK_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}."
                for fault in error.errors()
            ]
        ) from None
    faults = production_faults(settings) if settings.env is Environment.PRODUCTION else []
    if faults:
        raise UnsafeSettings(faults)
    return settings


def production_faults(settings: Settings) -> list[str]:
    """Each reason not to serve real people with these settings, in a plain sentence."""
    return [sentence for is_fault, sentence in _CHECKS if is_fault(settings)]


def _weak_secret(settings: Settings) -> bool:
    secret = settings.secret_key.get_secret_value()
    return secret == DEVELOPMENT_SECRET or len(secret) < SECRET_LETTERS


_CHECKS: tuple[tuple[Callable[[Settings], bool], str], ...] = (
    (
        _weak_secret,
        "FEEDBACK_SECRET_KEY is missing or shorter than 32 letters: make one with "
        "`python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`.",
    ),
    (
        lambda s: not s.base_url.startswith("https://"),
        "FEEDBACK_BASE_URL must start with https:// - answers may not travel unprotected.",
    ),
    (
        lambda s: bool(s.console_base_url) and not s.console_base_url.startswith("https://"),
        "FEEDBACK_CONSOLE_BASE_URL must start with https://.",
    ),
    (
        lambda s: not s.behind_proxy,
        "FEEDBACK_BEHIND_PROXY must be true: put nginx in front (docs/production.md), "
        "because gunicorn alone stops answering when 200 slow connections hold it.",
    ),
    (
        lambda s: s.key_file is None,
        "FEEDBACK_KEY_FILE must name the key-encryption file, kept apart from the data.",
    ),
    (
        lambda s: not s.keys_url,
        "FEEDBACK_KEYS_URL must name the key store, kept apart from the data and its backups.",
    ),
    (
        lambda s: bool(s.keys_url) and s.keys_url == s.database_url,
        "FEEDBACK_KEYS_URL is the same as FEEDBACK_DATABASE_URL: "
        "a backup of the data would hold the keys to it.",
    ),
    (
        lambda s: not s.smtp_host,
        "FEEDBACK_SMTP_HOST is missing: invitations and alerts could not be sent.",
    ),
    (
        lambda s: "localhost" in s.mail_from,
        "FEEDBACK_MAIL_FROM still names localhost: set the address that people will see.",
    ),
    (
        lambda s: bool(s.oidc_issuer) and not s.oidc_issuer.startswith("https://"),
        "FEEDBACK_OIDC_ISSUER must start with https://.",
    ),
    (
        lambda s: bool(s.oidc_issuer) and not (s.oidc_client_id and s.oidc_client_secret),
        "FEEDBACK_OIDC_CLIENT_ID and FEEDBACK_OIDC_CLIENT_SECRET must be set with the issuer.",
    ),
    (lambda s: s.story, "FEEDBACK_STORY fills the database with invented people: unset it."),
)


VERIFIED_FOR_DAYS = 90  # decisions 21: an unverified help number closes the door for children


def is_verified(last_verified: date | None, today: date) -> bool:
    """Whether a help number was checked by a person within the last 90 days."""
    return last_verified is not None and (today - last_verified).days <= VERIFIED_FOR_DAYS
