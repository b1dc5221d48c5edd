"""The outline of each kind of node."""

from zapbot.flow.graph.layout import Box


def outline(kind: str, box: Box) -> str:
    """The path around a node."""
    if kind in ("delay", "end"):
        return _rounded(box, box.height / 2)
    if kind == "wait":
        return _pointed(box, 10, 10)
    if kind == "condition":
        return _pointed(box, 20, 20)
    if kind == "transfer":
        return _pointed(box, 0, 18)
    if kind in ("tag", "set"):
        return _clipped(box, 12)
    return _rounded(box, 12)


def _rounded(box: Box, r: float) -> str:
    x, y, w, h = box.x, box.y, box.width, box.height
    return (
        f"M{x + r:g} {y:g}h{w - 2 * r:g}a{r:g} {r:g} 0 0 1 {r:g} {r:g}v{h - 2 * r:g}a{r:g} {r:g} 0 0 1 {-r:g} {r:g}"
        f"h{2 * r - w:g}a{r:g} {r:g} 0 0 1 {-r:g} {-r:g}v{2 * r - h:g}a{r:g} {r:g} 0 0 1 {r:g} {-r:g}z"
    )


def _pointed(box: Box, left: float, right: float) -> str:
    """Drawn out to a point at the left and the right."""
    x, y, w, h = box.x, box.y, box.width, box.height
    half = h / 2
    return (
        f"M{x + left:g} {y:g}H{x + w - right:g}L{x + w:g} {y + half:g}L{x + w - right:g} {y + h:g}"
        f"H{x + left:g}L{x:g} {y + half:g}z"
    )


def _clipped(box: Box, cut: float) -> str:
    """A label on a parcel: one corner is missing."""
    x, y, w, h = box.x, box.y, box.width, box.height
    return f"M{x + cut:g} {y:g}H{x + w:g}V{y + h:g}H{x:g}V{y + cut:g}z"
