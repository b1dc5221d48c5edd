"""Ways in which a condition may be wrong: each comparison the other way round, each limit off by one, and for or."""

import ast
from collections.abc import Iterator

_INVERSE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_EDGE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


def variants(text: str) -> Iterator[str]:
    """Every condition that differs in one place."""
    tree = ast.parse(text.strip(), mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from _compared(tree, node)
        elif isinstance(node, ast.BoolOp):
            before, node.op = node.op, ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield _spell(tree)
            node.op = before


def _compared(tree: ast.Expression, node: ast.Compare) -> Iterator[str]:
    for i, operator in enumerate(node.ops):
        for table in (_INVERSE, _EDGE):
            other = table.get(type(operator))
            if other:
                node.ops[i] = other()
                yield _spell(tree)
                node.ops[i] = operator


def _spell(tree: ast.Expression) -> str:
    """A condition as authors write it, with double quotes."""
    text = ast.unparse(tree)
    return text if '"' in text else text.replace("'", '"')
