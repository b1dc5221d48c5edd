"""What a program can tell about a page as it is drawn: what axe finds, what is too small, what is too wide."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (tags) => (await axe.run(document, {
  runOnly: {type: "tag", values: tags}, rules: {"target-size": {enabled: true}}, resultTypes: ["violations"],
})).violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} ${node.target}: ${node.failureSummary}`))"""
SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=option]")]
  .filter((one) => one.checkVisibility({visibilityProperty: true}))
  .filter((one) => !one.closest(".out-of-sight, .skip, .bubble, [aria-hidden=true]"))
  .map((one) => (one.matches("[type=checkbox], [type=radio]") && one.closest("label")) || one)
  .filter((one) => getComputedStyle(one).display !== "inline" && !one.matches("[type=hidden], .pick"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 2 && (box.width < 23.9 || box.height < 23.9))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} is ${box.width} x ${box.height}`)"""
"""Links in a line of text are as high as the line, `.pick` has a margin that takes the click as well."""
WIDE = """() => [document.documentElement, ...document.querySelectorAll("main")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => `${one.tagName} is ${one.scrollWidth} px wide in ${one.clientWidth}`)"""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
"""The text of somebody who needs more room between lines, words and letters (WCAG 1.4.12)."""


STILL = """() => Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getTiming().iterations !== Infinity).map((one) => one.finished))"""
"""What fades in has its colours only when it is there."""


def faults(page: Page, name: str) -> list[str]:
    """What is wrong with a page as it is now."""
    page.evaluate(STILL)
    page.evaluate(f"() => {{ {AXE} }}")
    found = [*page.evaluate(RUN, TAGS), *page.evaluate(SMALL), *page.evaluate(WIDE)]
    return [f"{name}: {fault}" for fault in found]


def too_wide(page: Page, name: str) -> list[str]:
    """What does not fit the window, however the text is spaced."""
    found = page.evaluate(WIDE)
    page.evaluate(SPACED)
    return [f"{name}: {fault}" for fault in [*found, *page.evaluate(WIDE)]]
