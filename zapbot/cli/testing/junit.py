"""Test results as JUnit XML, which every CI server shows."""

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from zapbot.cli.testing import telling
from zapbot.desk.flow_tests import Result, Suite

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters XML cannot hold in any form."""


def write(found: Sequence[Result], file: Path) -> None:
    """Write the results of a run."""
    suites = {id(result.suite): result.suite for result in found}.values()
    root = ElementTree.Element("testsuites", _counts(found))
    for suite in suites:
        _add(root, suite, [result for result in found if result.suite is suite])
    ElementTree.indent(root)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(root: ElementTree.Element, suite: Suite, own: Sequence[Result]) -> None:
    element = ElementTree.SubElement(root, "testsuite", {"name": _clean(suite.script.flow), **_counts(own)})
    for result in own:
        case = ElementTree.SubElement(element, "testcase", _case(result))
        if result.failure:
            failed = ElementTree.SubElement(case, "failure", {"message": _clean(result.failure.message)})
            failed.text = _clean("\n".join(line.plain for line in telling.failure(result, telling.WIDTH)))


def _case(result: Result) -> dict[str, str]:
    source = result.suite.script.source
    return {
        "classname": _clean(result.suite.script.flow),
        "name": _clean(result.name),
        "file": _clean(source.file),
        "line": str(result.line),
        "time": f"{result.seconds:.4f}",
    }


def _counts(found: Sequence[Result]) -> dict[str, str]:
    failed = sum(result.failure is not None for result in found)
    seconds = sum(result.seconds for result in found)
    return {"tests": str(len(found)), "failures": str(failed), "errors": "0", "time": f"{seconds:.4f}"}


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
