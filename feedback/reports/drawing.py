"""How is a chart drawn where there is no page: in a file? By the same template as on a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from feedback.reports.charts import BarChart

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def chart_svg(chart: BarChart) -> str:
    """The drawing as SVG, with its title, description and patterns."""
    return str(_macros("reports/chart.html").bar_chart(chart))


def file_body(**given: object) -> str:
    """The body of a chapter in HTML, as the preview has it."""
    return _environment().get_template("reports/chapter-body.html").render(**given)


@cache
def _macros(name: str) -> Any:
    return _environment().get_template(name).module


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
