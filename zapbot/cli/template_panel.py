"""A template drawn in the shape of a phone, and the command that sends it."""

import shlex

import typer

from zapbot import model
from zapbot.desk.template_preview import Preview, preview
from zapbot.store.templates import Template
from zapbot.templates import FILES, Definition, variables

WIDTH = 46
ENDINGS = {"image": "jpg", "video": "mp4", "document": "pdf"}


def show(template: Template) -> None:
    """Print a template, what is known of it and how to send it."""
    facts = [template.status, template.category.lower(), template.quality and f"quality {template.quality}"]
    typer.echo(f"{template.name} ({template.language})  {' · '.join(filter(None, facts))}")
    for fact in (template.reason, template.next_category and f"becomes {template.next_category.lower()}"):
        if fact:
            typer.echo(f"  {fact}")
    if template.definition is None:
        typer.echo("Its text is not known yet. Read it with: zapbot templates sync")
        return
    draw(template.definition)


def draw(definition: Definition) -> None:
    """Print what a template says with its examples, its variables and how it is sent."""
    phone(definition)
    if definition.variables:
        examples = (f"{name} ({definition.examples.get(name, '?')})" for name in definition.variables)
        typer.echo(f"Variables: {', '.join(examples)}")
    if definition.other:
        typer.echo(f"Not shown: {', '.join(definition.other)}")
    typer.echo(f"Send it: {command(definition)}")


def phone(definition: Definition, template: model.Template | None = None) -> None:
    """Print what a customer sees: filled in as it is sent, or with the examples."""
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    Console().print(Panel(Text(_words(preview(definition, template))), width=WIDTH))


def command(definition: Definition) -> str:
    """The command that sends a template with its examples to somebody."""
    words = ["zapbot", "send", "5511987654321", "--template", definition.name, "--language", definition.language]
    for name in definition.variables:
        example = definition.examples.get(name) or "..."
        words += ["--param", f"{name}={example}" if definition.named else example]
    header = definition.header
    if header and header.format in FILES:
        words += ["--header", f"FILE.{ENDINGS[header.format]}"]
    elif header and header.format == "location":
        words += ["--header", "-23.561414,-46.655881"]
    elif header and variables(header.text):
        words += ["--header", header.example or "..."]
    for i, button in enumerate(definition.buttons):
        if button.takes_value:
            words += ["--button", f"{i}={'url' if button.type == 'otp' else button.type}:..."]
    return shlex.join(words)


def _words(shown: Preview) -> str:
    above = f"[{shown.format}]" if shown.format not in (None, "text") else shown.header
    parts = [part for part in (above, shown.body, shown.footer) if part]
    buttons = "\n".join(_button(button.text or button.type, button.value) for button in shown.buttons)
    return "\n\n".join([*parts, buttons] if buttons else parts)


def _button(text: str, value: str) -> str:
    return f"[ {text} ]" + (f" {value}" if value else "")
