"""Do text messages and e-mails leave by Notify's own client, against a stand-in on this machine?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feedback.adapters.notify import NotifyPostman, NotifyTexter
from feedback.ports import DeliveryFailed, Letter, TextMessage
from feedback.settings import Settings
from tests.notify_stand_in import Provider, notify_here

TEXT = TextMessage("07700900123", "Somebody needs to look, now.", "alert-1")
LETTER = Letter(to="duty@council.example", subject="Somebody needs to look: now", text="Sign in.",
                reference="alert-2")  # fmt: skip


@pytest.fixture
def provider() -> Iterator[Provider]:
    with notify_here() as made:
        yield made


def settings(provider: Provider) -> Settings:
    return Settings(**provider.settings)  # type: ignore[arg-type]  # pydantic checks the types


def test_a_text_message_carries_number_words_and_reference(provider: Provider) -> None:
    NotifyTexter(settings(provider)).send(TEXT)
    (one,) = provider.sent
    assert one["path"] == "/v2/notifications/sms"
    assert (one["phone_number"], one["reference"]) == (TEXT.to, TEXT.reference)
    assert one["personalisation"] == {"text": TEXT.text}
    assert provider.keys == {"Bearer"}


def test_an_email_carries_subject_and_text(provider: Provider) -> None:
    NotifyPostman(settings(provider)).send(LETTER)
    (one,) = provider.sent
    assert one["path"] == "/v2/notifications/email"
    assert one["personalisation"] == {"subject": LETTER.subject, "text": LETTER.text}


def test_what_went_already_is_not_sent_again(provider: Provider) -> None:
    """A worker that was killed between Notify's yes and its own note comes back and asks."""
    for _ in range(2):
        NotifyTexter(settings(provider)).send(TEXT)
    assert len(provider.sent) == 1


@pytest.mark.parametrize(("status", "permanent"), [(400, True), (403, True), (500, False)])
def test_a_refusal_is_final_only_where_another_try_cannot_help(
    provider: Provider, status: int, permanent: bool
) -> None:
    provider.status = status
    with pytest.raises(DeliveryFailed) as failed:
        NotifyTexter(settings(provider)).send(TEXT)
    assert failed.value.permanent is permanent
    assert TEXT.to not in str(failed.value)


def test_a_provider_that_is_away_is_tried_again_later(provider: Provider) -> None:
    given = settings(provider).model_copy(update={"notify_base_url": "http://127.0.0.1:1"})
    with pytest.raises(DeliveryFailed) as failed:
        NotifyTexter(given).send(TEXT)
    assert not failed.value.permanent
