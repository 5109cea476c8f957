"""The floor: a bare Flask page with WTForms and one insert, as little as a survey can be."""

from __future__ import annotations

import os
import sqlite3
import threading

from flask import Flask, redirect, session
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import (
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
)

PAGE = """<!doctype html><html lang="en"><head><title>Survey</title></head><body><h1>Survey</h1>
<form method="post">{{ form.hidden_tag() }}
{% for field in form if field.name != "csrf_token" %}
<p>{{ field.label }} {{ field() }}</p>{% endfor %}
<button>Send</button></form></body></html>"""
FIVE = [SelectChoice(str(n), f"Answer {n}") for n in range(5)]
YES_NO = [SelectChoice("yes", "Yes"), SelectChoice("no", "No")]


class SurveyForm(FlaskForm):
    """Two five-point questions, two yes or no, one multiple, two long texts, one short."""

    q1 = RadioField("One", choices=FIVE, validators=[validators.Optional()])
    q2 = RadioField("Two", choices=FIVE, validators=[validators.Optional()])
    q3 = RadioField("Three", choices=YES_NO, validators=[validators.Optional()])
    q4 = RadioField("Four", choices=YES_NO, validators=[validators.Optional()])
    q5 = SelectMultipleField("Five", choices=FIVE)
    q6 = TextAreaField("Six", validators=[validators.Length(max=5000)])
    q7 = TextAreaField("Seven", validators=[validators.Length(max=5000)])
    q8 = StringField("Eight", validators=[validators.Length(max=300)])


def create_app() -> Flask:
    """One page, one insert with synchronous=FULL, one thank-you."""
    app = Flask(__name__)
    app.secret_key = "the floor of a benchmark"  # noqa: S105 - no secret, a measurement
    local = threading.local()
    template = app.jinja_env.from_string(PAGE)

    def database() -> sqlite3.Connection:
        if not hasattr(local, "held"):
            local.held = sqlite3.connect(os.environ["FLOOR_DATABASE"], timeout=10)
            local.held.execute("PRAGMA journal_mode=WAL")
            local.held.execute("PRAGMA synchronous=FULL")
        held: sqlite3.Connection = local.held
        return held

    with sqlite3.connect(os.environ["FLOOR_DATABASE"]) as first:
        first.execute("CREATE TABLE IF NOT EXISTS answer (q1, q2, q3, q4, q5, q6, q7, q8)")

    @app.route("/", methods=["GET", "POST"])
    def survey() -> str | Response:
        form = SurveyForm()
        if not form.validate_on_submit():
            return template.render(form=form)
        values = [form[f"q{n}"].data for n in range(1, 9)]
        values[4] = ",".join(values[4])
        with database() as held:
            held.execute("INSERT INTO answer VALUES (?,?,?,?,?,?,?,?)", values)
        session["done"] = True
        return redirect("/thanks", 303)

    @app.get("/thanks")
    def thanks() -> str:
        return "<!doctype html><title>Thanks</title><h1>Thank you</h1>"

    return app
