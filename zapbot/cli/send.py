"""`zapbot send`: one message, or one for each row of a table or line of JSON."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from zapbot.cli.output import Json
from zapbot.cli.sending.given import Given

if TYPE_CHECKING:
    from zapbot.cli.sending.order import Order

_Option = typer.Option
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TO [TEXT]",
        help="A phone, a WhatsApp user id or contact:12, then the text; with --csv the text only; "
        "- reads one JSON submission a line.",
        show_default=False,
    ),
]
Files = "Files"
Tapped = "Something to tap"
Filled = "Templates"
Many = "Many messages"
When = "When and how"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(send)


def send(
    words: Words = None,
    preview: Annotated[bool | None, _Option("--preview/--no-preview", help="Show the first link's picture.")] = None,
    image: Annotated[
        str | None, _Option(metavar="FILE|URL", help="JPEG or PNG, up to 5 MB.", rich_help_panel=Files)
    ] = None,
    video: Annotated[
        str | None, _Option(metavar="FILE|URL", help="MP4 or 3GPP, up to 16 MB.", rich_help_panel=Files)
    ] = None,
    audio: Annotated[
        str | None, _Option(metavar="FILE|URL", help="AAC, AMR, MP3, M4A or Ogg, up to 16 MB.", rich_help_panel=Files)
    ] = None,
    voice: Annotated[
        str | None, _Option(metavar="FILE|URL", help="A voice note: Ogg with Opus.", rich_help_panel=Files)
    ] = None,
    document: Annotated[
        str | None, _Option(metavar="FILE|URL", help="Any file, up to 100 MB.", rich_help_panel=Files)
    ] = None,
    sticker: Annotated[
        str | None, _Option(metavar="FILE|URL", help="WebP, up to 500 KB.", rich_help_panel=Files)
    ] = None,
    caption: Annotated[str | None, _Option(help="Under an image, video or document.", rich_help_panel=Files)] = None,
    filename: Annotated[str | None, _Option(help="What a document is called.", rich_help_panel=Files)] = None,
    template: Annotated[
        str | None, _Option(metavar="NAME", help="A template Meta approved.", rich_help_panel=Filled)
    ] = None,
    language: Annotated[str | None, _Option(help="pt_BR unless said.", rich_help_panel=Filled)] = None,
    param: Annotated[
        list[str] | None,
        _Option(metavar="VALUE|NAME=VALUE", help="Fills the body; again for each.", rich_help_panel=Filled),
    ] = None,
    window_template: Annotated[
        str | None,
        _Option(metavar="NAME", help="Sent first when 24 hours have passed; the message waits for the answer."),
    ] = None,
    header: Annotated[
        str | None,
        _Option(metavar="TEXT|FILE|URL", help="Above it; of a template also lat,long.", rich_help_panel=Tapped),
    ] = None,
    footer: Annotated[str | None, _Option(help="Below it.", rich_help_panel=Tapped)] = None,
    buttons: Annotated[
        str | None,
        _Option(metavar="sim=Sim|Não", help="One to three, the id before = if wanted.", rich_help_panel=Tapped),
    ] = None,
    list_: Annotated[
        str | None,
        _Option("--list", metavar="ROW|ROW", help="Rows: [Section]|id=Title::description|...", rich_help_panel=Tapped),
    ] = None,
    link: Annotated[str | None, _Option(metavar="URL", help="What --button opens.", rich_help_panel=Tapped)] = None,
    button: Annotated[
        list[str] | None,
        _Option(help="Words on a link's or list's button; of a template url:A-42.", rich_help_panel=Tapped),
    ] = None,
    ask_location: Annotated[
        bool, _Option("--ask-location", help="Ask where they are.", rich_help_panel=Tapped)
    ] = False,
    ask_contact: Annotated[
        bool, _Option("--ask-contact", help="Ask for their number.", rich_help_panel=Tapped)
    ] = False,
    location: Annotated[str | None, _Option(metavar="LAT,LONG", help="A place on the map.")] = None,
    place: Annotated[str | None, _Option(help="A location's name.")] = None,
    address: Annotated[str | None, _Option(help="A location's address.")] = None,
    contact: Annotated[list[str] | None, _Option(metavar="NAME,PHONE", help="A contact card.")] = None,
    reaction: Annotated[str | None, _Option(metavar="EMOJI", help="Empty takes it back.")] = None,
    to_message: Annotated[int | None, _Option(metavar="ID", help="The message reacted to.")] = None,
    json_content: Annotated[
        str | None, _Option(metavar="JSON", help='Any message: {"kind": "form", ...}.', rich_help_panel=When)
    ] = None,
    reply_to: Annotated[int | None, _Option(metavar="ID", help="Quote a message.", rich_help_panel=When)] = None,
    number: Annotated[
        str, _Option("--from", metavar="NUMBER", help="The business's number id.", rich_help_panel=When)
    ] = "",
    at: Annotated[str | None, _Option(metavar="TIME", help="2026-12-01 09:00, or +2h.", rich_help_panel=When)] = None,
    idempotency_key: Annotated[
        str | None, _Option(metavar="KEY", help="The same key twice sends once.", rich_help_panel=When)
    ] = None,
    outside: Annotated[
        Literal["refuse", "hold"],
        _Option(help="Past the 24-hour window: refuse, or hold until the customer writes.", rich_help_panel=When),
    ] = "refuse",
    wait: Annotated[bool, _Option("--wait", help="Stay until it left or failed.", rich_help_panel=When)] = False,
    timeout: Annotated[float, _Option(min=0, help="Seconds --wait stays.", rich_help_panel=When)] = 30.0,
    csv: Annotated[
        Path | None,
        _Option(help="A row a message; {column} in texts is filled from its cells.", rich_help_panel=Many),
    ] = None,
    result: Annotated[
        Path | None, _Option(help="What became of each, as .csv or .jsonl.", rich_help_panel=Many)
    ] = None,
    dry_run: Annotated[
        bool, _Option("--dry-run", help="Check everything, send nothing.", rich_help_panel=When)
    ] = False,
    json: Json = False,
) -> None:
    """Send a message of any kind: to one person, to every row of a table, or to every line of JSON.

    It is queued at once and leaves by `zapbot worker`. Exit code 0 when all were queued (with --wait: sent), 1 when
    some failed, 2 when the command is wrong.

    Example: zapbot send "(31) 98555-0103" "Seu pedido saiu para entrega."

    Example: zapbot send "+55 31 98555-0103" --template aviso --param Ana --param A-42 --wait

    Example: zapbot send --csv clientes.csv "Olá {nome}!" --idempotency-key aviso-maio
    """
    from zapbot.cli.sending import order as orders
    from zapbot.cli.sending.order import Order

    to, text = orders.split(words or [], many=csv is not None)
    given = Given(
        text=text,
        preview=preview,
        image=image,
        video=video,
        audio=audio,
        voice=voice,
        document=document,
        sticker=sticker,
        caption=caption,
        filename=filename,
        template=template,
        language=language,
        param=tuple(param or ()),
        header=header,
        footer=footer,
        button=tuple(button or ()),
        buttons=buttons,
        list=list_,
        link=link,
        location=location,
        place=place,
        address=address,
        contact=tuple(contact or ()),
        reaction=reaction,
        to_message=to_message,
        ask_location=ask_location,
        ask_contact=ask_contact,
        content=json_content,
        window_template=window_template,
    )
    order = Order(given, to, number, reply_to, at, idempotency_key, outside, wait, timeout, csv, result, dry_run, json)
    sys.exit(_carried_out(order))


def _carried_out(order: "Order") -> int:
    """Send one or many; the exit code."""
    import time

    from zapbot import settings
    from zapbot.cli import store
    from zapbot.cli.sending import bulk, one
    from zapbot.cli.sending import order as orders
    from zapbot.store import numbers
    from zapbot.store.db import transaction

    orders.check(order)
    known = settings.load()
    with store.opened() as db:
        if known.numbers and not numbers.ids(db):
            with transaction(db):
                numbers.adopt(db, known.numbers, time.time())
        return bulk.many(db, order, known) if order.many else one.one(db, order, known)
