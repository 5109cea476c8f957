"""How does an e-mail leave the house? By SMTP."""

from __future__ import annotations

import smtplib
import ssl
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
        try:
            server = self._connected()
        except smtplib.SMTPResponseException as answer:
            # Our own account or host is refused: that says nothing about the address.
            raise DeliveryFailed(f"the mail server answered {answer.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as fault:
            raise DeliveryFailed(_unreached(fault)) from None
        try:
            server.send_message(message_of(letter, self._settings.mail_from))
        except smtplib.SMTPRecipientsRefused as refused:
            code = max(code for code, _ in refused.recipients.values())
            raise DeliveryFailed(
                f"the mail server refused the address ({code})", permanent=code >= PERMANENT
            ) from None
        except smtplib.SMTPResponseException as answer:
            ours = isinstance(answer, smtplib.SMTPSenderRefused)
            raise DeliveryFailed(
                f"the mail server answered {answer.smtp_code}",
                permanent=answer.smtp_code >= PERMANENT and not ours,
            ) from None
        except (OSError, smtplib.SMTPException) as fault:
            raise DeliveryFailed(_unreached(fault)) from None
        finally:
            _part_from(server)

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
        try:
            if settings.smtp_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server


def _part_from(server: smtplib.SMTP) -> None:
    """Say goodbye. Once the e-mail is taken, a rude answer here must not send it again."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _unreached(fault: Exception) -> str:
    return f"the mail server was not reached ({type(fault).__name__})"


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
    if letter.html:  # after the plain words: a mail program shows the last part it can
        message.add_alternative(letter.html, subtype="html")
    return message
