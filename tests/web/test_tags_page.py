"""`/admin/tags`: labels renamed, painted, joined and removed, for everybody at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.store.people import T0, person
from tests.web.office_door import Browser, Site, site_of
from zapbot.store import audit, contact_pane, contacts, conversations, views
from zapbot.store.db import transaction
from zapbot.web import assets
from zapbot.web.inbox.contact import HUES

HOSTILE = '<b>"x"</b>/&'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Three customers with labels, and a view that asks for one."""
    with site_of(tmp_path / "data") as site:
        with site.store() as db, transaction(db):
            for n, tags in enumerate((["vip", HOSTILE], ["vip"], ["Vips"])):
                contact = person(db, f"551195555010{n}")
                conversations.current(db, contact, T0)
                contacts.tag(db, contact, tags, [], T0)
            db.execute("update conversations set status = 'resolved' where id = 2")
            views.add(db, None, "Importantes", "tab=all&status=open&tag=vip&tag=Vips", T0)
        yield site


@pytest.fixture
def bia(site: Site) -> Browser:
    """A supervisor."""
    return site.browser("supervisor")


def _of(site: Site) -> list[tuple[str, ...]]:
    with site.store() as db:
        return [contacts.get(db, id).tags for id in (1, 2, 3)]


def test_each_label_is_listed_with_how_much_it_is_used(bia: Browser) -> None:
    page = bia.get("/admin/tags").text
    assert re.findall(r"<bdi>([^<]+)</bdi></span> <small>([^<]+)<", page) == [
        ("&lt;b&gt;&#34;x&#34;&lt;/b&gt;/&amp;", "Contatos: 1 · Conversas em aberto: 1"),
        ("vip", "Contatos: 2 · Conversas em aberto: 1"),
        ("Vips", "Contatos: 1 · Conversas em aberto: 1"),
    ]
    assert "<b>" not in page
    assert 'href="/admin/tags" aria-current="page"' in page


def test_a_new_name_and_colour_hold_for_everybody_and_in_views(site: Site, bia: Browser) -> None:
    answer = bia.post("/admin/tags", {"tag": "vip", "name": " Cliente  fiel ", "colour": "4"})
    assert answer.headers["location"] == "/admin/tags?done=saved"
    assert _of(site) == [(HOSTILE, "Cliente fiel"), ("Cliente fiel",), ("Vips",)]
    with site.store() as db:
        assert contact_pane.colours(db) == {"Cliente fiel": "4"}
        assert views.listed(db, 1)[0].query == "tab=all&status=open&tag=Cliente+fiel&tag=Vips"
        (line,) = audit.listed(db, kind="tag")
        assert (line.what, line.about, line.data) == ("tag.saved", "tag:vip", {"name": "Cliente fiel", "contacts": 2})
        kinds = db.execute("select kind, data from journal order by id desc limit 1").fetchone()
    assert kinds[0] == "tag.changed"
    assert 'data-hue="4" dir="auto"><span class="out-of-sight">Etiqueta: </span>Cliente fiel' in (
        bia.get("/inbox/list?tab=all").text
    )


def test_the_name_of_another_label_asks_before_the_two_become_one(site: Site, bia: Browser) -> None:
    form = {"tag": "vip", "name": "Vips", "colour": "4"}
    asked = bia.post("/admin/tags", form)
    assert asked.status_code == 409
    assert re.search(r'<dialog[^>]*id="ask-join"[^>]* open>', asked.text)
    assert _of(site) == [(HOSTILE, "vip"), ("vip",), ("Vips",)]
    assert bia.post("/admin/tags", {**form, "join": "1"}).headers["location"] == "/admin/tags?done=joined"
    assert _of(site) == [(HOSTILE, "Vips"), ("Vips",), ("Vips",)]
    with site.store() as db:
        assert views.listed(db, 1)[0].query == "tab=all&status=open&tag=Vips"
        assert contact_pane.colours(db) == {}
        assert [line.what for line in audit.listed(db, kind="tag")] == ["tag.joined"]


def test_a_label_is_removed_after_a_question_that_works_without_scripts(site: Site, bia: Browser) -> None:
    bia.post("/admin/tags", {"tag": HOSTILE, "name": HOSTILE, "colour": "2"})
    page = bia.get("/admin/tags").text
    link = re.findall(r'href="(/admin/tags\?confirm=remove-\w+)"', page)[0]
    assert "<dialog" in page
    assert not re.search(r"<dialog[^>]* open>", page.partition('id="keys"')[0])
    assert re.search(r'<dialog[^>]*id="ask-remove-\w+"[^>]* open>', bia.get(link).text)
    assert bia.post("/admin/tags/remove", {"tag": HOSTILE}).headers["location"] == "/admin/tags?done=removed"
    assert _of(site) == [("vip",), ("vip",), ("Vips",)]
    with site.store() as db:
        assert contact_pane.colours(db) == {}
    assert bia.post("/admin/tags/remove", {"tag": HOSTILE}).status_code == 404


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"tag": "vip", "name": "  ", "colour": "1"}, 400),
        ({"tag": "vip", "name": "a,b", "colour": "1"}, 400),
        ({"tag": "vip", "name": "x" * 101, "colour": "1"}, 400),
        ({"tag": "vip", "name": "vip", "colour": "8"}, 400),
        ({"tag": "vip", "name": "vip", "colour": "blue"}, 400),
        ({"tag": "nada", "name": "outra", "colour": "1"}, 404),
    ],
)
def test_what_makes_no_sense_changes_nothing(site: Site, bia: Browser, form: dict[str, str], code: int) -> None:
    answer = bia.post("/admin/tags", form)
    assert answer.status_code == code
    assert 'role="alert"' in answer.text
    assert _of(site) == [(HOSTILE, "vip"), ("vip",), ("Vips",)]


def test_an_agent_and_a_form_of_another_site_change_nothing(site: Site, bia: Browser) -> None:
    assert site.browser("agent").post("/admin/tags/remove", {"tag": "vip"}).status_code == 403
    assert bia.bare_post("/admin/tags/remove", {"tag": "vip"}).status_code == 403
    assert _of(site)[1] == ("vip",)


def test_every_colour_can_be_seen_in_light_and_in_dark() -> None:
    style = assets.text("app.css")
    pair = r"light-dark\((#\w{6}),\s*(#\w{6})\)"
    hues = re.findall(rf"\.label(?:\[data-hue=\"\d\"\])?\s*\{{[^}}]*--hue:\s*{pair}", style)
    grounds = re.findall(rf"--(?:raised|surface):\s*{pair}", style)
    assert (len(hues), len(grounds)) == (HUES, 2)
    for hue, ground in product(hues, grounds):
        for colour, behind in zip(hue, ground, strict=True):
            assert _contrast(colour, behind) >= 4.5, (colour, behind)


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
