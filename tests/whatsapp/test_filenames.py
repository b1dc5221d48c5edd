"""A document's name: kept by every phone, within 240 bytes, with its extension."""

import pytest

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes.request import check_message
from zapbot.whatsapp.outbound.files import filename


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("boleto.pdf", "boleto.pdf"),
        ("Orçamento nº 7.pdf", "Orçamento nº 7.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a<b>:"c|d?*.pdf', "a_b___c_d__.pdf"),
        ("a\n\u202epdf.exe", "apdf.exe"),
        ("  .  ", "arquivo"),
        ("", "arquivo"),
        ("a" * 236 + ".pdf", "a" * 236 + ".pdf"),
        ("a" * 237 + ".pdf", "a" * 236 + ".pdf"),
        ("é" * 200 + ".pdf", "é" * 118 + ".pdf"),
        ("a." + "b" * 300, ("a." + "b" * 300)[:240]),
    ],
)
def test_a_name_is_made_safe_and_short(given: str, sent: str) -> None:
    assert filename(given) == sent
    assert len(filename(given).encode()) <= 240


def test_the_sandbox_takes_240_bytes_and_not_one_more() -> None:
    opening = {"messaging_product": "whatsapp", "to": "+5511955550101", "type": "document"}
    check_message({**opening, "document": {"id": "1", "filename": "é" * 118 + ".pdf"}})
    with pytest.raises(GraphError):
        check_message({**opening, "document": {"id": "1", "filename": "é" * 119 + ".pdf"}})
