"""A number's own page in the Graph API. Cloud API fact sheet, section 11.2."""

from zapbot.connector import NumberChange, Outcome, Unknown, Unsent
from zapbot.whatsapp import answers, notices
from zapbot.whatsapp.wire import Wire


async def about(wire: Wire, url: str, number: str) -> NumberChange | Outcome:
    """How a number stands now, or how asking failed."""
    answer = await wire.ask("GET", f"{url}?fields={notices.ABOUT}")
    if isinstance(answer, Unsent | Unknown):
        return answer
    data = answers.management(*answer)
    return notices.about(data, number) if isinstance(data, dict) else data
