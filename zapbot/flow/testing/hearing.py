"""Whether a message of the bot is the one a step asks for."""

from collections.abc import Iterator, Sequence
from typing import Any

from zapbot.flow import patterns, template
from zapbot.flow.source import Path
from zapbot.flow.testing import contents
from zapbot.flow.testing.failing import Difference, Failure, Fix, Mismatch
from zapbot.flow.testing.steps import Bot, Said
from zapbot.flow.testing.steps import Template as TemplateStep
from zapbot.model import Buttons, Content, Media, Menu, Template

UPDATE = "if that is right, --update writes it into the test"


def compare(step: Bot | TemplateStep, path: Path, content: Content) -> None:
    """Compare one message; of several counted the last is compared. Mismatch says in what it differs."""
    if isinstance(step, TemplateStep):
        _compare_template(step, path, content)
        return
    found = list(_differences(step, path, content))
    if found:
        shown = tuple(difference for difference, _ in found)
        raise Mismatch(Failure(path, "the bot said something else", shown, UPDATE, found[0][1]))


def wanted(step: Bot | TemplateStep) -> str:
    """What a step asks for, in words."""
    if isinstance(step, TemplateStep):
        return f"template {step.template}"
    said = step.bot
    if said.count:
        return f"{said.count} message{'s' * (said.count > 1)}"
    if said.is_ is not None:
        return said.is_.strip() or "(no text)"
    return " and ".join(_conditions(said))


def _conditions(said: Said) -> Iterator[str]:
    yield from (f"… {part} …" for part in said.contains)
    if said.matches:
        yield f"what matches {said.matches}"


def _differences(step: Bot, path: Path, content: Content) -> Iterator[tuple[Difference, Fix | None]]:
    said = contents.text(content)
    if not _holds(step.bot, said):
        fix = Fix("set", (*path, "bot"), said)
        yield Difference("text", wanted(step), said or contents.line(content), step.bot.is_ is not None), fix
    options = {"buttons": (step.buttons, Buttons), "list": (step.list_, Menu)}
    for part, (titles, kind) in options.items():
        if titles is not None:
            yield from _titles(part, titles, content, kind, path)
    for part in ("header", "footer"):
        asked, shown = getattr(step, part), _edge(content, part)
        if asked is not None and asked.strip() != shown.strip():
            yield Difference(part, asked, shown or "(none)", True), Fix("set", (*path, part), shown)
    if step.media:
        yield from _media(step.media, content, path)


def _holds(said: Said, text: str) -> bool:
    if said.is_ is not None:
        return said.is_.strip() == text
    return all(part in text for part in said.contains) and (not said.matches or patterns.matches(said.matches, text))


def _edge(content: Content, part: str) -> str:
    """The text of a header or footer; a file above a message has none."""
    text = getattr(content, part, None)
    return text if isinstance(text, str) else ""


def _titles(
    part: str, titles: Sequence[str], content: Content, kind: Any, path: Path
) -> Iterator[tuple[Difference, Fix | None]]:
    shown = [option.title for option in content.options] if isinstance(content, kind) else []
    if list(titles) != shown:
        fix = Fix("set", (*path, part), shown) if shown else None
        yield Difference(part, _row(titles), _row(shown) or "(none)", True), fix


def _row(titles: Sequence[str]) -> str:
    return " ".join(f"[{title}]" for title in titles)


def _media(media: tuple[str, str], content: Content, path: Path) -> Iterator[tuple[Difference, Fix | None]]:
    kind, source = media
    shown = contents.source(content) if isinstance(content, Media) and content.type == kind else ""
    if source != shown:
        fix = Fix("set", (*path, kind), shown) if shown else None
        yield Difference(kind, source, shown or contents.line(content), bool(shown)), fix


def _compare_template(step: TemplateStep, path: Path, content: Content) -> None:
    name = content.name if isinstance(content, Template) else ""
    if name != step.template:
        fix = Fix("set", (*path, "template"), name) if name else None
        difference = Difference("template", step.template, name or contents.line(content), bool(name))
        raise Mismatch(Failure(path, "the bot sent something else", (difference,), UPDATE if fix else "", fix))
    assert isinstance(content, Template)
    params = _filled(content)
    if step.params is not None and step.params != params:
        shown = Difference("params", _spell(step.params), _spell(params), True)
        raise Mismatch(Failure(path, "the template is filled otherwise", (shown,), ""))


def _filled(content: Template) -> list[str] | dict[str, str]:
    if isinstance(content.params, dict):
        return {name: contents.shown(param) for name, param in content.params.items()}
    return [contents.shown(param) for param in content.params]


def _spell(params: list[str] | dict[str, str]) -> str:
    pairs = [f"{key}: {value}" for key, value in params.items()] if isinstance(params, dict) else params
    return template.show(pairs)
