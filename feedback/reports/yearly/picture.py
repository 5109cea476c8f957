"""How does a chart become a picture for Word? Only the worker and the command load this."""

from __future__ import annotations

import typst

from feedback.reports.charts import WIDTH, BarChart
from feedback.reports.drawing import chart_svg

DOTS_PER_INCH = 220.0
SOURCE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: ("Liberation Sans", "Arial", "DejaVu Sans"))
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)
"""


def chart_png(chart: BarChart) -> bytes:
    """The chart as PNG, drawn from the same SVG as everywhere."""
    inputs = {"svg": chart_svg(chart), "width": str(WIDTH)}
    made = typst.compile(SOURCE, format="png", ppi=DOTS_PER_INCH, sys_inputs=inputs)
    if not isinstance(made, bytes):
        raise TypeError("one chart, one picture")
    return made
