"""Styles and scripts as they are sent: without what is only for the eye, and only where they are needed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.office_door import Site, site_of
from zapbot.web import assets


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The site."""
    with site_of(tmp_path / "data") as site:
        yield site


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        (b'say ("a, b", { c : 1 });', b'say("a, b",{c:1});'),
        (b"if (a === 'x = y') return a ? .5 : b;", b"if(a==='x = y')return a?.5:b;"),
        (b"const found = text.match(/a, b/);", b"const found = text.match(/a, b/);"),
        (b"say(`a, ${ b }`, c);", b"say(`a, ${ b }`,c);"),
        (b"say(`a, ${ b ? `c, d` : e }`, f);", b"say(`a, ${ b ? `c, d` : e }`, f);"),
        (b'go("https://padaria.example", 1 + -1);', b'go("https://padaria.example",1 + -1);'),
    ],
)
def test_what_a_script_says_and_looks_for_stays_as_it_is(line: bytes, sent: bytes) -> None:
    assert assets._packed(b"  // what is only for the reader\n  " + line) == sent


def test_a_line_that_ends_by_itself_is_followed_at_once() -> None:
    assert assets._packed(b"if (a) {\n  b();\n}\nc();\n") == b"if(a){b();}\nc();"


def test_a_rule_keeps_its_meaning() -> None:
    rule = b'.a > b:is(i, u) {\n  content: "\xe2\x86\x90 " / "";\n  inset: calc(1px + 2px) 0;\n}\n'
    assert assets._tight(rule) == b'.a>b:is(i,u){content:"\xe2\x86\x90 " / "";inset:calc(1px + 2px) 0}'


def test_the_inbox_does_not_load_the_styles_of_other_pages(site: Site) -> None:
    ana = site.browser("admin")
    styles = assets.url("pages.css")
    assert styles not in ana.get("/").text
    for path in ("/contacts", "/reports", "/admin/people", "/profile", "/flows"):
        assert styles in ana.get(path).text, path
    assert b".figures" in assets.load()["pages.css"].content
    assert b".figures" not in assets.load()["app.css"].content


def test_a_file_says_once_what_it_is(site: Site) -> None:
    types = {name: site.browser().get(f"/static/{name}").headers["content-type"] for name in ("app.css", "app.js")}
    assert types == {"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8"}
