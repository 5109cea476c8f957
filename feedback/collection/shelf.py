"""Which survey does a stored version hold? Read once, kept for ever: versions never change."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from threading import Lock

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.store.base import new_id
from feedback.store.rounds import SurveyVersion
from surveys.definition import Survey
from surveys.loading import from_document, to_document


class SurveyShelf:
    """Published surveys by version id, cached in the process."""

    def __init__(self) -> None:
        self._held: dict[str, Survey] = {}
        self._lock = Lock()

    def get(self, session: Session, version_id: str) -> Survey:
        """The survey of a version. Raises NotFound."""
        survey = self._held.get(version_id)
        if survey is None:
            document = session.scalar(
                select(SurveyVersion.document).where(SurveyVersion.id == version_id)
            )
            if document is None:
                raise NotFound
            survey = from_document(document)
            with self._lock:
                self._held[version_id] = survey
        return survey

    def publish(self, session: Session, survey: Survey, now: datetime) -> str:
        """The id of this very survey as a published version; made where it is new."""
        document = to_document(survey)
        told = json.dumps(document, sort_keys=True, ensure_ascii=True)
        digest = hashlib.sha256(told.encode()).hexdigest()
        found = session.scalar(
            select(SurveyVersion.id).where(
                SurveyVersion.survey_key == survey.key,
                SurveyVersion.version == survey.version,
                SurveyVersion.digest == digest,
            )
        )
        if found:
            return found
        version_id = new_id()
        session.execute(
            insert(SurveyVersion).values(
                id=version_id,
                survey_key=survey.key,
                version=survey.version,
                audience=survey.audience.value,
                title=survey.title,
                document=document,
                digest=digest,
                published_at=now,
            )
        )
        return version_id
