"""How do text messages and e-mails leave by GOV.UK Notify, each once where it can be asked?"""

from __future__ import annotations

from typing import Any

from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from requests.exceptions import RequestException

from feedback.ports import DeliveryFailed, Letter, Returned, TextMessage
from feedback.settings import Settings

FINAL = frozenset({400, 403, 404})  # what another try would not change

MOST_RETURNED = 5_000  # a week's; more than that is a fault of ours, and staff will see it
# What Notify calls a message that did not arrive.
REASONS = {
    "permanent-failure": "the address or number is not known there",
    "temporary-failure": "the mailbox or phone could not be reached for days",
    "technical-failure": "the provider had a fault",
}


class Notify:
    """Hands messages to Notify; before each it asks whether one of this reference went already."""

    def __init__(self, settings: Settings) -> None:
        key = settings.notify_api_key.get_secret_value()
        if settings.notify_base_url:
            self._client: Any = NotificationsAPIClient(  # type: ignore[no-untyped-call]
                key, base_url=settings.notify_base_url
            )
        else:
            self._client = NotificationsAPIClient(key)  # type: ignore[no-untyped-call]
        self._sms = settings.notify_sms_template
        self._email = settings.notify_email_template

    def send_text(self, message: TextMessage) -> None:
        """Send one text message. Raises DeliveryFailed."""
        if self._is_sent(message.reference):
            return
        self._call(
            self._client.send_sms_notification,
            phone_number=message.to,
            template_id=self._sms,
            personalisation={"text": message.text},
            reference=message.reference,
        )

    def send_letter(self, letter: Letter) -> None:
        """Send one e-mail. Raises DeliveryFailed."""
        if self._is_sent(letter.reference):
            return
        more = (
            {"one_click_unsubscribe_url": letter.unsubscribe_url} if letter.unsubscribe_url else {}
        )
        self._call(
            self._client.send_email_notification,
            email_address=letter.to,
            template_id=self._email,
            personalisation={"subject": letter.subject, "text": letter.text},
            reference=letter.reference,
            **more,
        )

    def returned(self, kind: str) -> tuple[Returned, ...]:
        """What of the last week did not arrive; `kind`: "sms" or "email". Raises DeliveryFailed."""
        found: list[Returned] = []
        older: dict[str, str] = {}
        while True:
            page = self._call(
                self._client.get_all_notifications, status="failed", template_type=kind, **older
            ).get("notifications", [])
            found += [
                Returned(one["reference"], REASONS.get(one["status"], "it did not arrive"))
                for one in page
                if one.get("reference")
            ]
            if not page or len(found) > MOST_RETURNED:
                return tuple(found)
            older = {"older_than": page[-1]["id"]}

    def _is_sent(self, reference: str) -> bool:
        found = self._call(self._client.get_all_notifications, reference=reference)
        return bool(found.get("notifications"))

    def _call(self, do: Any, **given: Any) -> dict[str, Any]:
        try:
            done: dict[str, Any] = do(**given)
        except HTTPError as error:
            code = error.status_code
            raise DeliveryFailed(f"Notify said {code}", permanent=code in FINAL) from None
        except (APIError, RequestException) as error:
            raise DeliveryFailed(f"Notify: {type(error).__name__}") from None
        return done


class NotifyTexter:
    """Text messages by Notify."""

    def __init__(self, settings: Settings) -> None:
        self._notify = Notify(settings)

    def send(self, message: TextMessage) -> None:
        """Hand one message to Notify. Raises DeliveryFailed."""
        self._notify.send_text(message)

    def returned(self) -> tuple[Returned, ...]:
        """Text messages that did not arrive. Raises DeliveryFailed."""
        return self._notify.returned("sms")


class NotifyPostman:
    """E-mails by Notify."""

    def __init__(self, settings: Settings) -> None:
        self._notify = Notify(settings)

    def send(self, letter: Letter) -> None:
        """Hand one e-mail to Notify. Raises DeliveryFailed."""
        self._notify.send_letter(letter)

    def returned(self) -> tuple[Returned, ...]:
        """E-mails that did not arrive. Raises DeliveryFailed."""
        return self._notify.returned("email")
