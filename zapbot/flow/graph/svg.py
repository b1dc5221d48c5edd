"""A flow as SVG. Looks come from a style sheet by class names, so that it is at home in light and dark.

No script and no style attribute: it obeys the strictest content policy. Plain colours stand in attributes for
programs that do not understand custom properties.
"""

from collections.abc import Callable, Iterator

from zapbot.flow.graph import captions, fit, shapes
from zapbot.flow.graph.curves import Curve
from zapbot.flow.graph.edges import Entry
from zapbot.flow.graph.layout import Box
from zapbot.flow.graph.markup import element, escape, text
from zapbot.flow.graph.plan import LABEL_SIZE, LABEL_WIDTH, LINE_HEIGHT, Bundle, Plan, lines
from zapbot.flow.graph.traffic import Traffic
from zapbot.flow.graph.words import Words, percent
from zapbot.flow.node import Node

PAD = 20.0
WIDE = 1500.0
"""Wider pictures would be unreadable if they were made to fit a screen."""
_TROUBLE = {"on_timeout": "late", "on_invalid": "odd", "on_error": "odd", "closed": "odd"}


def draw(
    plan: Plan,
    traffic: Traffic | None = None,
    words: Words | None = None,
    style: str = "",
    link: Callable[[str], str] | None = None,
    chosen: str | None = None,
) -> str:
    """The picture; with `style` it stands by itself, with `link` each node leads somewhere and can be led to.

    The node that is chosen stands out.
    """
    return _Drawing(plan, traffic, words or Words(), style, link, chosen).svg()


class _Drawing:
    def __init__(
        self,
        plan: Plan,
        traffic: Traffic | None,
        words: Words,
        style: str,
        link: Callable[[str], str] | None,
        chosen: str | None,
    ) -> None:
        self._plan, self._layout, self._graph = plan, plan.layout, plan.graph
        self._traffic, self._words = traffic, words
        self._style, self._link, self._chosen = style, link, chosen

    def svg(self) -> str:
        graph, layout = self._graph, self._layout
        names = f"fg-{graph.flow}-title", f"fg-{graph.flow}-desc"
        inside = [
            element("title", escape(graph.name), id=names[0]),
            element("desc", escape(self._summary()), id=names[1]),
            self._sheet(),
            element("g", "".join(self._ways()), class_="fg-ways", fill="none", stroke="#777777"),
            element("g", "".join(self._labels()), class_="fg-labels", fill="#ffffff"),
            element("g", "".join(self._leads()), class_="fg-leads", fill="#e2f2ea", stroke="#2d7a5d"),
            element("g", "".join(self._nodes()), class_="fg-nodes", fill="#f4f4f2", stroke="#555555"),
        ]
        return element(
            "svg", "\n".join(filter(None, inside)), xmlns="http://www.w3.org/2000/svg",
            class_=" ".join(self._manner()), viewBox=f"0 0 {layout.width:g} {layout.height:g}",
            width=layout.width, height=layout.height, role="group" if self._link else "img",
            aria_labelledby=" ".join(names), font_family="system-ui, sans-serif", font_size="12",
        )  # fmt: skip

    def _manner(self) -> Iterator[str]:
        yield "fg"
        if self._traffic:
            yield "fg-counted"
        if self._layout.width > WIDE:
            yield "fg-wide"

    def _sheet(self) -> str:
        """What a picture in a file of its own brings along; whatever the sheet holds cannot end it."""
        if not self._style:
            return ""
        paper = element("rect", width="100%", height="100%", class_="fg-paper", fill="#ffffff")
        return f"<style>{self._style.replace('<', '').replace('&', '')}</style>{paper}"

    def _summary(self) -> str:
        graph = self._graph
        size = self._words.nodes.format(nodes=len(graph.nodes), ways=len(graph.ways), entries=len(graph.entries))
        if not self._traffic:
            return size
        return f"{size}; {self._words.say(self._words.executions, self._traffic.executions)}"

    def _ways(self) -> Iterator[str]:
        for entry, curves in zip(self._graph.entries, self._layout.lead_ways, strict=True):
            count = self._traffic.entered(entry) if self._traffic else 0
            yield self._way(curves, f"{entry.label} → {entry.target}", count, "fg-way fg-entry")
        for i, (bundle, curves) in enumerate(zip(self._plan.bundles, self._layout.ways, strict=True)):
            count = sum(map(self._traffic.taken, bundle.ways)) if self._traffic else 0
            kinds = {_TROUBLE.get(way.exit, "") for way in bundle.ways}
            kind = f" fg-{kinds.pop()}" if len(kinds) == 1 and kinds != {""} else ""
            kind += " fg-back" if i in self._layout.back else ""
            yield self._way(curves, self._tooltip(bundle), count, f"fg-way{kind}")

    def _way(self, curves: tuple[Curve, ...], title: str, count: int, kind: str) -> str:
        width = 0.0
        if self._traffic:
            width = 1.2 + 6 * min(1.0, self._traffic.part(count))
            kind += "" if count else " fg-never"
        line = element("path", d=_path(curves), stroke_width=width or "")
        head = element("path", d=_head(curves[-1], width), class_="fg-head", fill="#777777", stroke="none")
        return element("g", element("title", escape(title)) + line + head, class_=kind)

    def _tooltip(self, bundle: Bundle) -> str:
        exits = ", ".join(
            f"{way.exit} {self._share(way.source, self._traffic.taken(way))}" if self._traffic else way.exit
            for way in bundle.ways
        )
        return f"{bundle.source} → {bundle.target}: {exits}"

    def _share(self, source: str, count: int) -> str:
        """A count and which part of those who came it is."""
        visits = self._traffic.visits[source] if self._traffic else 0
        return f"{self._words.number(count)} · {percent(count / visits if visits else 0)}"

    def _labels(self) -> Iterator[str]:
        for bundle, box in zip(self._plan.bundles, self._layout.labels, strict=True):
            if bundle.labelled:
                yield element("g", "".join(self._label(bundle, box)), class_="fg-label")

    def _label(self, bundle: Bundle, box: Box) -> Iterator[str]:
        yield element("title", escape(self._tooltip(bundle)))
        yield element("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx="4", class_="fg-plate")
        shown = lines(bundle)
        for i, way in enumerate(shown):
            number = self._share(way.source, self._traffic.taken(way)) if self._traffic else ""
            label = fit.clip(way.label, LABEL_WIDTH, LABEL_SIZE)
            if len(bundle.labelled) == 1:
                yield from _stacked(label, number, box, 12)
            else:
                yield from _beside(label, number, box, LINE_HEIGHT * (i + 1) - 3, self._plan.numbered)
        if len(shown) < len(bundle.labelled):
            rest = f"+ {len(bundle.labelled) - len(shown)}"
            yield from _stacked(rest, "", box, LINE_HEIGHT * (len(shown) + 1) - 3)

    def _leads(self) -> Iterator[str]:
        for entry, box in zip(self._graph.entries, self._layout.leads, strict=True):
            yield element("g", "".join(self._lead(entry, box)), class_=f"fg-lead fg-{entry.kind}")

    def _lead(self, entry: Entry, box: Box) -> Iterator[str]:
        yield element("title", escape(f"{entry.kind}: {entry.label}"))
        yield element(
            "rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=box.height / 2, class_="fg-shape"
        )
        number = ""
        if self._traffic:
            count = self._traffic.entered(entry)
            number = f"{self._words.number(count)} · {percent(self._traffic.part(count))}"
        yield from _stacked(fit.clip(entry.label, box.width - 22, LABEL_SIZE), number, box, 16)

    def _nodes(self) -> Iterator[str]:
        for node, box in zip(self._graph.nodes, self._layout.nodes, strict=True):
            kind = f"fg-node fg-{node.kind}" + (" fg-chosen" if node.id == self._chosen else "")
            drawn = element("g", "".join(self._node(node, box)), class_=kind)
            yield element("a", drawn, id=f"node-{node.id}", href=self._link(node.id)) if self._link else drawn

    def _node(self, node: Node, box: Box) -> Iterator[str]:
        caption = captions.node(node)
        room = box.width - 2 * PAD
        kind = fit.width(node.kind, 10)
        yield element("title", escape(f"{node.id} ({node.kind}) {caption}".strip()))
        yield element("path", d=shapes.outline(node.kind, box), class_="fg-shape")
        yield text(
            fit.clip(node.id, room - kind - 8, 14), x=box.x + PAD, y=box.y + 20,
            class_="fg-id", font_size="13", font_weight="600", fill="#111111", stroke="none",
        )  # fmt: skip
        yield text(
            node.kind, x=box.x + box.width - PAD, y=box.y + 20, class_="fg-kind",
            font_size="10", text_anchor="end", fill="#444444", stroke="none",
        )  # fmt: skip
        yield text(
            fit.clip(caption, room, 12), x=box.x + PAD, y=box.y + 38, class_="fg-caption", fill="#333333", stroke="none"
        )
        if self._traffic:
            yield from self._counts(node.id, box, self._traffic)

    def _counts(self, node: str, box: Box, traffic: Traffic) -> Iterator[str]:
        dropped, visits, words = traffic.dropped(node), traffic.visits[node], self._words
        said = words.number(visits)
        if traffic.standing[node]:
            said += f" · {words.say(words.standing, traffic.standing[node])}"
        room, y = box.width - 2 * PAD, box.y + 57
        yield text(said, x=box.x + PAD, y=y, class_="fg-count", font_size="11", fill="#333333", stroke="none")
        if dropped:
            yield text(
                f"−{words.number(dropped)} ({percent(dropped / visits)})", x=box.x + box.width - PAD, y=y,
                class_="fg-loss", font_size="11", text_anchor="end", fill="#b3261e", stroke="none",
            )  # fmt: skip
        if dropped:
            yield element("rect", x=box.x + PAD, y=box.y + 64, width=room, height="4", rx="2", class_="fg-track")
            part = max(4.0, room * dropped / visits)
            yield element("rect", x=box.x + PAD, y=box.y + 64, width=part, height="4", rx="2", class_="fg-dropped")


def _stacked(label: str, number: str, box: Box, y: float) -> Iterator[str]:
    """Words, and the numbers below them."""
    yield text(label, x=box.middle, y=box.y + y, class_="fg-words", text_anchor="middle", fill="#333333")
    if number:
        below = box.y + y + LINE_HEIGHT - 1
        yield text(number, x=box.middle, y=below, class_="fg-number", text_anchor="middle", fill="#333333")


def _beside(label: str, number: str, box: Box, y: float, numbered: bool) -> Iterator[str]:
    """Words on the left, the numbers on the right."""
    if not numbered:
        yield from _stacked(label, "", box, y)
        return
    yield text(label, x=box.x + 4, y=box.y + y, class_="fg-words", fill="#333333")
    right = box.x + box.width - 4
    yield text(number, x=right, y=box.y + y, class_="fg-number", text_anchor="end", fill="#333333")


def _path(curves: tuple[Curve, ...]) -> str:
    """Curves that follow each other as one path; upright parts are lines, and lines that go on are one."""
    x, y = curves[0][:2]
    parts = [f"M{x:g} {y:g}"]
    for x0, _, x1, y1, x2, y2, x3, y3 in curves:
        upright = x0 == x1 == x2 == x3
        if upright and parts[-1][0] == "V":
            parts.pop()
        parts.append(f"V{y3:g}" if upright else f"C{x1:g} {y1:g} {x2:g} {y2:g} {x3:g} {y3:g}")
    return "".join(parts)


def _head(curve: Curve, width: float) -> str:
    """An arrowhead that points down onto the end of a curve."""
    x, y = curve[6:]
    half = max(4.5, width * 0.95)
    return f"M{x:g} {y:g}l{-half:g} -8h{2 * half:g}z"
