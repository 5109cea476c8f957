"""Is every setting documented, and is every unsafe one refused?"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback.settings import Settings, UnsafeSettings, read_settings

ROOT = Path(__file__).resolve().parents[2]
SAFE: dict[str, object] = {
    "env": "production",
    "secret_key": "x" * 48,
    "base_url": "https://views.example.org",
    "behind_proxy": True,
    "key_file": Path("/etc/feedback/kek"),
    "keys_url": "sqlite:////var/lib/feedback-keys/keys.sqlite",
    "database_url": "postgresql://feedback@/feedback",
    "smtp_host": "mail.example.org",
    "mail_from": "Your views <views@example.org>",
}


def test_every_setting_is_documented() -> None:
    told = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"`FEEDBACK_{name.upper()}`" not in told]
    assert not missing


def test_safe_production_settings_start() -> None:
    assert read_settings(**SAFE).env.value == "production"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"secret_key": "short"}, "FEEDBACK_SECRET_KEY"),
        ({"secret_key": "for development only: never in production"}, "FEEDBACK_SECRET_KEY"),
        ({"base_url": "http://views.example.org"}, "FEEDBACK_BASE_URL"),
        ({"console_base_url": "http://staff.example.org"}, "FEEDBACK_CONSOLE_BASE_URL"),
        ({"behind_proxy": False}, "FEEDBACK_BEHIND_PROXY"),
        ({"key_file": None}, "FEEDBACK_KEY_FILE"),
        ({"keys_url": ""}, "FEEDBACK_KEYS_URL"),
        ({"keys_url": "postgresql://feedback@/feedback"}, "FEEDBACK_KEYS_URL"),
        ({"smtp_host": ""}, "FEEDBACK_SMTP_HOST"),
        ({"mail_from": "a <b@localhost>"}, "FEEDBACK_MAIL_FROM"),
        ({"oidc_issuer": "http://login.example.org"}, "FEEDBACK_OIDC_ISSUER"),
        ({"oidc_issuer": "https://login.example.org"}, "FEEDBACK_OIDC_CLIENT_ID"),
        ({"story": True}, "FEEDBACK_STORY"),
        ({"web_workers": 0}, "FEEDBACK_WEB_WORKERS"),
    ],
)
def test_an_unsafe_setting_is_refused_in_a_plain_sentence(
    change: dict[str, object], named: str
) -> None:
    with pytest.raises(UnsafeSettings) as refusal:
        read_settings(**(SAFE | change))
    assert any(fault.startswith(named) for fault in refusal.value.faults)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(UnsafeSettings) as refusal:
        read_settings(env="production")
    assert len(refusal.value.faults) >= 6


def test_secrets_are_masked_where_settings_are_printed() -> None:
    assert "x" * 48 not in repr(read_settings(**SAFE))
