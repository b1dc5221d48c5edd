"""Two flows that want the same message, the same webhook or the same id."""

from collections.abc import Hashable, Iterator

from zapbot.flow.definition import Flow
from zapbot.flow.reader import Loaded
from zapbot.flow.triggers import Trigger

PRIORITY = "change one of them, or set settings: {priority: 1}"


def check(files: list[Loaded]) -> None:
    """Each id, keyword, webhook and new contact belongs to one flow."""
    ids: dict[str, Loaded] = {}
    owners: dict[Hashable, str] = {}
    for one in files:
        flow = one.draft
        if flow is None or not flow.id:
            continue
        if flow.id in ids:
            other = ids[flow.id].source.file
            one.source.report(("flow",), f"{other} is also the flow {flow.id!r}", "give one another id")
        ids.setdefault(flow.id, one)
        for i, trigger in enumerate(flow.triggers if _all_read(one, flow) else ()):
            for claim, name, advice in _claims(flow, trigger):
                owner = owners.setdefault(claim, flow.id)
                if owner != flow.id:
                    one.source.report(("triggers", i), f"{name} also starts the flow {owner!r}", advice)


def _all_read(one: Loaded, flow: Flow) -> bool:
    """Whether the triggers are those of the file, one by one; a broken one is missing in a draft."""
    return len(flow.triggers) == len(one.source.data.get("triggers") or ())


def _claims(flow: Flow, trigger: Trigger) -> Iterator[tuple[Hashable, str, str]]:
    """What a trigger wants for itself: the claim, its name, how to settle a quarrel."""
    for keyword in trigger.keywords or ((trigger.regex,) if trigger.regex else ()):
        yield (flow.priority, trigger.match, keyword), repr(keyword), PRIORITY
    if trigger.kind == "new_contact":
        yield (flow.priority, "new_contact"), "a new contact", PRIORITY
    if trigger.webhook:
        yield ("webhook", trigger.webhook), f"the webhook {trigger.webhook!r}", "give one another name"
