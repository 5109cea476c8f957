"""How does an e-mail leave the house? By SMTP."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from feedback.ports import DeliveryFailed, Letter
from feedback.settings import Settings

SECONDS = 30
PERMANENT = 500  # an SMTP reply from here on will not change by trying again


class SmtpPostman:
    """Hands e-mails to the council's mail server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, letter: Letter) -> None:
        """Hand one e-mail over. Raises DeliveryFailed; its reason holds no address."""
        settings = self._settings
        try:
            with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS) as server:
                if settings.smtp_starttls:
                    server.starttls()
                if settings.smtp_user:
                    server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
                server.send_message(message_of(letter, settings.mail_from))
        except smtplib.SMTPRecipientsRefused as refused:
            code = max(code for code, _ in refused.recipients.values())
            raise DeliveryFailed(
                f"the mail server refused the address ({code})", permanent=code >= PERMANENT
            ) from None
        except smtplib.SMTPResponseException as answer:
            raise DeliveryFailed(
                f"the mail server answered {answer.smtp_code}",
                permanent=answer.smtp_code >= PERMANENT,
            ) from None
        except (OSError, smtplib.SMTPException) as fault:
            raise DeliveryFailed(f"the mail server was not reached ({type(fault).__name__})") from (
                None
            )


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """The e-mail with the headers that let people leave in one tap."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    # The same reference on a second try: a mail program shows the two as one.
    message["Message-ID"] = f"<{letter.reference}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    return message
