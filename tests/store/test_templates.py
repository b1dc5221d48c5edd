"""What is kept of templates: the newest of what was read and what was told."""

from typing import Any

import pytest
from sqlite_utils import Database

from zapbot.connector import TemplateChange, TemplateCopy
from zapbot.store import templates
from zapbot.templates import Definition

T0 = 1_790_000_000.0


def copy(name: str = "aviso", status: str = "APPROVED", **told: Any) -> TemplateCopy:
    """A template as Meta has it."""
    reason = told.pop("reason", None)
    return TemplateCopy(Definition(name=name, body="Olá {{1}}, tudo bem?", **told), status, "1", "GREEN", reason)


def change(db: Database, at: float, name: str = "aviso", **told: Any) -> bool:
    """Tell of a change."""
    return templates.change(db, TemplateChange(name, "pt_BR", at, **told))


def get(db: Database, name: str = "aviso") -> templates.Template:
    """The template in Portuguese."""
    found = templates.get(db, name, "pt_BR")
    assert found is not None
    return found


def test_a_template_is_kept_with_all_it_says(db: Database) -> None:
    templates.put(db, copy(), T0, T0)
    found = get(db)
    assert (found.status, found.category, found.quality, found.remote_id) == ("APPROVED", "UTILITY", "GREEN", "1")
    assert found.definition == copy().definition
    assert templates.get(db, "aviso", "en_US") is None


def test_what_was_told_after_it_was_asked_for_is_newer(db: Database) -> None:
    templates.put(db, copy(), T0, T0)
    assert change(db, T0 + 5, status="PAUSED", reason="FIRST_PAUSE")
    templates.put(db, copy(), T0 + 4, T0 + 6)
    assert (get(db).status, get(db).reason) == ("PAUSED", "FIRST_PAUSE")
    templates.put(db, copy(), T0 + 5, T0 + 7)
    assert (get(db).status, get(db).reason) == ("APPROVED", None)


def test_an_old_change_that_comes_late_changes_nothing(db: Database) -> None:
    templates.put(db, copy(), T0, T0)
    assert not change(db, T0 - 1, status="PAUSED")
    assert get(db).status == "APPROVED"


def test_a_change_sets_what_it_names_and_nothing_else(db: Database) -> None:
    templates.put(db, copy(), T0, T0)
    change(db, T0 + 1, quality="RED")
    change(db, T0 + 2, category="UTILITY", next_category="MARKETING")
    assert (get(db).status, get(db).quality, get(db).next_category) == ("APPROVED", "RED", "MARKETING")
    change(db, T0 + 3, category="MARKETING")
    assert (get(db).category, get(db).next_category) == ("MARKETING", None)


def test_the_reason_of_a_pause_lasts_as_long_as_the_pause(db: Database) -> None:
    templates.put(db, copy(), T0, T0)
    change(db, T0 + 1, status="PAUSED", reason="FIRST_PAUSE")
    templates.put(db, copy(status="PAUSED"), T0 + 2, T0 + 2)
    assert get(db).reason == "FIRST_PAUSE"
    change(db, T0 + 3, status="APPROVED")
    assert get(db).reason is None


def test_a_template_unheard_of_is_added_without_words(db: Database) -> None:
    assert change(db, T0, name="novo", status="APPROVED", category="UTILITY")
    assert (get(db, "novo").definition, get(db, "novo").usable) == (None, True)
    change(db, T0, name="outro", quality="RED")
    assert (get(db, "outro").status, get(db, "outro").usable) == ("UNKNOWN", True)


def test_what_is_gone_is_marked_and_keeps_its_words(db: Database) -> None:
    for name in ("aviso", "velho", "ouvido"):
        templates.put(db, copy(name), T0, T0)
    change(db, T0 + 9, name="ouvido", quality="GREEN")
    gone = templates.remove_others(db, {("aviso", "pt_BR")}, T0 + 5, T0 + 10)
    assert gone == [("velho", "pt_BR")]
    assert get(db, "velho").definition is not None
    assert [one.name for one in templates.listed(db)] == ["aviso", "ouvido"]
    assert [one.name for one in templates.listed(db, "DELETED")] == ["velho"]
    assert templates.in_all_languages(db, "velho") == []


def test_a_list_is_of_one_status_and_one_category(db: Database) -> None:
    templates.put(db, copy("a"), T0, T0)
    templates.put(db, copy("b", "PENDING"), T0, T0)
    templates.put(db, copy("c", category="MARKETING"), T0, T0)
    assert [one.name for one in templates.listed(db)] == ["a", "b", "c"]
    assert [one.name for one in templates.listed(db, "PENDING")] == ["b"]
    assert [one.name for one in templates.listed(db, None, "MARKETING")] == ["c"]


def test_a_mark_is_said_once(db: Database) -> None:
    templates.put(db, copy(), T0, T0)
    assert templates.mark(db, "aviso", "pt_BR", "PAUSED", "paused", T0 + 1)
    assert not templates.mark(db, "aviso", "pt_BR", "PAUSED", "paused", T0 + 2)
    assert not templates.mark(db, "ninguem", "pt_BR", "PAUSED", "paused", T0 + 2)
    assert not get(db).usable


@pytest.mark.parametrize("id", [0, 99])
def test_a_message_that_is_not_there_is_no_template(db: Database, id: int) -> None:
    assert templates.of_message(db, id) is None


def test_a_quotation_mark_in_a_name_is_only_a_name(db: Database) -> None:
    templates.put(db, copy("a'; drop table templates --"), T0, T0)
    assert [one.name for one in templates.listed(db)] == ["a'; drop table templates --"]
