"""What Twilio posts, made quickly."""

from urllib.parse import urlencode

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "token-de-teste"
NUMBER = "551140000000"
OTHER = "551140000009"
ANA = "5511955550101"
PUBLIC = "https://atendimento.example"
DOOR = f"{PUBLIC}/webhook"


def message(text: str = "Oi", sid: str = "SM0001", to: str = NUMBER, **more: str) -> bytes:
    """A customer's message; an empty value leaves the field out."""
    fields = {
        "AccountSid": ACCOUNT,
        "MessageSid": sid,
        "From": f"whatsapp:+{ANA}",
        "To": f"whatsapp:+{to}",
        "Body": text,
        "NumMedia": "0",
        "ProfileName": "Ana Ribeiro",
        "WaId": ANA,
        "MessageType": "text",
        "SmsStatus": "received",
        **more,
    }
    return urlencode({name: value for name, value in fields.items() if value or name == "Body"}).encode()


def status(told: str, sid: str = "SM9001", **more: str) -> bytes:
    """What became of a message of ours."""
    fields = {
        "AccountSid": ACCOUNT,
        "MessageSid": sid,
        "MessageStatus": told,
        "From": f"whatsapp:+{NUMBER}",
        "To": f"whatsapp:+{ANA}",
        **more,
    }
    return urlencode(fields).encode()
