"""What editors show for a key, where the model itself does not say it."""

from typing import Any

KEYS = {
    "Head": {
        "zapbot": "version of the format",
        "flow": "id of the flow: lower-case letters, digits, - and _",
        "name": "what people call the flow",
        "triggers": "what starts the flow",
        "vars": "typed variables; a name that is not declared is an error",
        "anytime": "words, with | between them, that lead to a node from anywhere in the flow",
        "settings": "how the flow behaves as a whole",
        "nodes": "the steps, by name; a straight-line node falls through to the one below",
    },
    "_Settings": {
        "mode": "what its own keywords do while a contact is in it: nothing, or begin again",
        "priority": "which flow wins when two want the same message; the greater one",
    },
    "VariableEntry": {
        "type": "what the variable holds",
        "default": "its value before anything sets it",
    },
    "_Tags": {"add": "tags to put on the contact", "remove": "tags to take off"},
    "Extras": {
        "tag": "tags to put on the contact, or {add, remove}",
        "set": "variables to set, or contact.field for what stays with the contact",
        "next": "the node to go on with, when it is not the one below",
    },
    "_Keywords": {
        "words": "words or phrases; case, accents and punctuation do not count",
        "regex": "a regular expression on the text in lower case, without accents and punctuation",
    },
    "TriggerEntry": {
        "keyword": "words the customer writes, or {regex: ...}",
        "match": "where the keyword stands: anywhere as whole words, alone, or at the start",
        "new_contact": "the customer's first message ever, if no keyword fits",
        "webhook": "the name in POST /hooks/<name>; fields of the body become variables",
        "schedule": "at certain times, for certain contacts",
        "template": "the approved template to begin with when the 24-hour window is closed",
        "next": "the node to start at, when it is not the first one",
    },
    "Schedule": {
        "cron": "minute, hour, day, month, weekday: 0 9 * * 1-5",
        "for": "the contacts it reaches",
        "template": "the approved template to begin with",
    },
    "Whom": {
        "tag": "has all these tags",
        "without_tag": "has none of these tags",
        "silent": "has not written for this long",
        "fields": "contact fields with these values",
    },
    "Message": {
        "text": "what to say; {{ name }} puts in a variable",
        "buttons": "up to 3 buttons, id: title of up to 20 characters",
        "list": "a list to choose from, up to 10 rows",
        "location": "a place on the map",
        "image": "a file in the flow's folder, or an https address",
        "video": "a file in the flow's folder, or an https address",
        "audio": "a file in the flow's folder, or an https address",
        "document": "a file in the flow's folder, or an https address",
        "sticker": "a file in the flow's folder, or an https address",
        "caption": "the text under an image, video or document",
        "filename": "the name a document is shown with",
        "voice": "show the audio as a voice message",
        "template": "an approved template: all that may go out when the 24-hour window is closed",
        "header": "a line above, up to 60 characters",
        "footer": "a line below, up to 60 characters",
    },
    "Menu": {"button": "the words on the button that opens the list", "rows": "id: title of up to 24 characters"},
    "Row": {"title": "up to 24 characters", "description": "up to 72 characters"},
    "Place": {"lat": "latitude", "lng": "longitude", "name": "what the place is called", "address": "its address"},
    "ApprovedTemplate": {
        "name": "its name at Meta",
        "language": "its language, such as pt_BR",
        "params": "what fills its body: a list by position, or keys by name",
    },
    "Wait": {
        "save": "the variable the answer goes into",
        "options": "id of a button or row: the node it leads to",
        "accept": "a regex the whole answer must fit, or cpf, cep, plate, email, date, int, number, media, text",
        "clean": "what to do to the answer before keeping it: upper, lower, title, strip, alnum, digits",
        "retry": "what to say when the answer makes no sense",
        "tries": "how many answers before on_invalid",
        "timeout": "how long to wait; less than 24h if a text follows",
        "on_timeout": "the node when nobody answers in time",
        "on_invalid": "the node when no answer makes sense",
        "next": "the node after a good answer",
    },
    "Condition": {
        "value": "what the cases compare, such as last.text",
        "cases": "tried from the top; the last one is else",
    },
    "Case": {
        "if": 'an expression, such as tipo == "moto" and ano < 2005',
        "is": "the value is one of these; case, accents and punctuation do not count",
        "matches": "a regex in the value in lower case, without accents and punctuation",
        "else": "the node when no case applies",
        "next": "the node when this case applies",
    },
    "Delay": {"for": "how long", "until": 'the next time it is this hour: "next 09:00"'},
    "Transfer": {
        "to": "the team that takes over",
        "note": "what the team gets to read",
        "queue": "wait in the queue when the team is out of hours",
        "closed": "the node when the team is out of hours",
    },
    "AiReply": {
        "prompt": "the file with what the model is told",
        "knows": "files with the only facts it may use; * stands for several",
        "max_turns": "answers before a person takes over",
        "timeout": "how long the model may take",
        "next": "the node after an answer",
        "on_handoff": "the node when the model asks for a person",
        "on_error": "the node when there is no answer: down, slow, over budget",
    },
    "Http": {
        "method": "what to do there",
        "url": "where to; {{ name }} puts in a variable",
        "headers": "headers of the request; {{ secret.name }} puts in a secret",
        "json": "the body, as JSON",
        "form": "the body, as a form",
        "save": "variable: path in the JSON that comes back, such as cart.items.0.name",
        "timeout": "how long the other side may take",
        "next": "the node after an answer of 200 to 299",
        "on_error": "the node after anything else",
    },
    "Jump": {"to": "the flow to go on with"},
    "End": {"text": "a last text"},
}


def add(model: str, schema: dict[str, Any]) -> None:
    """Describe the keys of a model's schema that are not described yet."""
    for key, text in KEYS.get(model, {}).items():
        if key in schema.get("properties", {}):
            schema["properties"][key].setdefault("description", text)
