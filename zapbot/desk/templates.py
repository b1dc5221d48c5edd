"""Whether a template may be sent as it is filled in: asked before it is queued, by everybody who sends one."""

from sqlite_utils import Database

from zapbot import model
from zapbot.desk import template_sync
from zapbot.desk.template_preview import preview
from zapbot.desk.template_values import basics, problems
from zapbot.errors import InvalidContentError, NotFoundError, UsageError
from zapbot.flow.explain import nearest
from zapbot.store import templates
from zapbot.store.templates import Template
from zapbot.templates import language

_WORDS = {
    "PENDING": "waits for Meta's approval",
    "REJECTED": "was rejected by Meta",
    "PAUSED": "is paused by Meta because customers did not like it",
    "DISABLED": "was disabled by Meta",
    "IN_APPEAL": "was rejected by Meta, and the appeal is not decided",
    "MISSING": "was not found by Meta in this language",
    "ARCHIVED": "is archived at Meta because it was not used for long",
    "DELETED": "was deleted at Meta",
    "PENDING_DELETION": "is being deleted at Meta",
    "LIMIT_EXCEEDED": "is over the account's limit of templates",
}


def check(db: Database, template: model.Template, now: float) -> None:  # noqa: ARG001
    """Make sure a template may be sent. Raises InvalidContentError with all that is wrong.

    While the templates were never read, only what holds for every template is looked at.
    """
    found = templates.get(db, template.name, language(template.language))
    if found is None and template_sync.read_at(db) is not None:
        raise InvalidContentError(_unknown(db, template))
    wrong = trouble(db, template) or "; ".join(basics(template))
    if wrong:
        raise InvalidContentError(wrong)


def trouble(db: Database, template: model.Template) -> str | None:
    """What is wrong with sending a template that is known; None when nothing is, or it is not known."""
    found = templates.get(db, template.name, language(template.language))
    if found is None:
        return None
    if not found.usable:
        return _unusable(found)
    wrong = list(problems(found.definition, template)) if found.definition else []
    return f"the template {found.name!r} ({found.language}): {'; '.join(wrong)}" if wrong else None


def said(db: Database, template: model.Template) -> str | None:
    """What a template says to this customer, for lists and the search; None when unknown, or when it is a code."""
    found = templates.get(db, template.name, language(template.language))
    if found is None or found.definition is None or found.category == "AUTHENTICATION":
        return None
    return preview(found.definition, template).body


def category(db: Database, template: model.Template) -> str | None:
    """MARKETING, UTILITY or AUTHENTICATION; None when the template is not known."""
    found = templates.get(db, template.name, language(template.language))
    return found.category or None if found else None


def find(db: Database, name: str, code: str | None) -> Template:
    """A template by its name, and by its language when there are several. Raises NotFoundError, UsageError."""
    if code:
        found = templates.get(db, name, language(code))
        if found is None:
            raise NotFoundError(_unknown(db, model.Template(name, language(code))))
        return found
    there = templates.in_all_languages(db, name)
    if not there:
        raise NotFoundError(_unknown(db, model.Template(name)))
    if len(there) > 1:
        raise UsageError(f"{name} is there in {', '.join(one.language for one in there)}: say which with --language")
    return there[0]


def _unusable(found: Template) -> str:
    words = _WORDS.get(found.status, f"has the status {found.status} at Meta and cannot be sent")
    return f"the template {found.name!r} ({found.language}) {words}" + (f": {found.reason}" if found.reason else "")


def _unknown(db: Database, template: model.Template) -> str:
    others = [other.language for other in templates.in_all_languages(db, template.name)]
    if others:
        return f"the template {template.name!r} is not there in {template.language}: it is in {', '.join(others)}"
    names = sorted({known.name for known in templates.listed(db)})
    advice = nearest(template.name, names) if names else "make one with zapbot templates create"
    return f"there is no template {template.name!r}: {advice}; zapbot templates sync reads them anew"
