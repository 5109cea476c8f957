"""Is a page sound: axe, one heading, no sideways scroll, room for a thumb?"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from tests.conftest import DEEP

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOTS = os.environ.get("JOURNEY_SHOTS", "")  # a folder: keeps a picture of every page looked at

# What a page is built of, and what a rule of ours finds wrong with it.
LOOK = """() => {
  const all = [...document.querySelectorAll('*')];
  const parts = new Set(all.map(e => [e.tagName, e.getAttribute('class') || '', e.type || '',
    ...e.getAttributeNames().filter(n => /^(aria-|role)/.test(n))].join(' ')));
  const told = [];
  const one = document.querySelectorAll('h1').length;
  if (one !== 1) told.push(one + ' headings of the first order');
  const ids = all.map(e => e.id).filter(Boolean);
  if (new Set(ids).size !== ids.length) told.push('an id stands twice: ' + ids);
  const wide = document.documentElement.scrollWidth, seen = document.documentElement.clientWidth;
  if (wide > seen) told.push('scrolls sideways: ' + wide + ' of ' + seen);
  for (const e of document.querySelectorAll('button, input, textarea, select, a, summary')) {
    const box = e.getBoundingClientRect();
    if (!e.checkVisibility({visibilityProperty: true, opacityProperty: false})) continue;
    if (e.closest('.govuk-visually-hidden, .govuk-skip-link') || e.type === 'hidden') continue;
    const inText = e.tagName === 'A' && getComputedStyle(e).display === 'inline';
    const label = e.labels && e.labels[0] ? e.labels[0].getBoundingClientRect() : box;
    const least = inText ? 18 : LEAST;
    const high = Math.max(box.height, label.height), broad = Math.max(box.width, label.width);
    if (high < least - 0.5 || broad < 24)
      told.push('too small (' + Math.round(broad) + ' by ' + Math.round(high) + '): '
        + e.outerHTML.slice(0, 100));
  }
  return {shape: [...parts].sort().join('|'), told};
}"""

_looked: set[str] = set()


def finds_nothing(page: Page, name: str = "", *, with_axe: bool = True) -> None:
    """Our own rules on every page; axe on every page built of other parts than those before.

    In `make check-deep` axe looks at every page. A participant's buttons are 44 pixels high.
    """
    page.wait_for_load_state("load")  # a click answers before the stylesheet has come
    staff = "/staff" in page.url
    found: dict[str, Any] = page.evaluate(LOOK.replace("LEAST", "24" if staff else "44"))
    told = [f"{page.url}: {one}" for one in found["told"]]
    assert not told, told
    shape = f"{page.viewport_size}{staff}{found['shape']}"
    if SHOTS:
        _picture(page, name)
    if (shape in _looked or not with_axe) and not DEEP:
        return
    violations = axe_tells(page)
    assert not violations, violations
    _looked.add(shape)


def axe_tells(page: Page) -> list[str]:
    """Every violation with the element it is about."""
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags},"
        " resultTypes: ['violations']})",
        TAGS,
    )
    return [
        f"{page.url}: {one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def _picture(page: Page, name: str) -> None:
    words = re.sub(r"\W+", "-", name or page.locator("h1").first.inner_text())[:60]
    folder = Path(SHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    width = (page.viewport_size or {"width": 0})["width"]
    page.screenshot(path=folder / f"{len(list(folder.iterdir())):03}-{width}-{words}.png",
                    full_page=True)  # fmt: skip
