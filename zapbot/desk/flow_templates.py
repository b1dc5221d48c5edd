"""Flows against the templates that were read from the provider: is each approved, and filled in as it must be?"""

from collections.abc import Iterator

from sqlite_utils import Database

from zapbot import model
from zapbot.desk import template_sync, template_values
from zapbot.flow.checks.templates import unknown_templates, wrong_templates
from zapbot.flow.reader import Loaded
from zapbot.store import templates


def report(db: Database, loaded: list[Loaded]) -> None:
    """Note the templates that flows name and that cannot be sent; nothing while templates were never read."""
    if template_sync.read_at(db) is None:
        return
    approved = {known.name for known in templates.listed(db) if known.usable}
    for one in loaded:
        if one.draft is not None:
            unknown_templates(one.draft, approved, one.source.report)
            wrong_templates(one.draft, lambda template: _problems(db, template), one.source.report)


def _problems(db: Database, template: model.Template) -> Iterator[str]:
    found = templates.get(db, template.name, template.language)
    others = [other.language for other in templates.in_all_languages(db, template.name)]
    if found is None and others:
        yield f"it is not there in {template.language}: it is in {', '.join(others)}"
    if found is not None and found.definition:
        yield from template_values.problems(found.definition, template)
