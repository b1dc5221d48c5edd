"""A name somebody else chose is shown and offered, and does nothing else."""

import pytest

from zapbot import filenames


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("boleto março.pdf", "boleto março.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\nota.pdf", "nota.pdf"),
        ('a"\r\nSet-Cookie:x', "aSet-Cookiex"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("zero\u200bwidth.png", "zerowidth.png"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("  .htaccess ", "htaccess"),
        ("😀 festa.jpg", "😀 festa.jpg"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("a." + "b" * 300, "a." + "b" * 148),
        ("", None),
        ("..", None),
        ("\0\n", None),
        (None, None),
    ],
)
def test_a_hostile_name_becomes_harmless(given: str | None, expected: str | None) -> None:
    assert filenames.safe(given) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nota.pdf", "attachment; filename=\"nota.pdf\"; filename*=UTF-8''nota.pdf"),
        ("ação 1.pdf", "attachment; filename=\"acao 1.pdf\"; filename*=UTF-8''a%C3%A7%C3%A3o%201.pdf"),
        ('a"; x="b\r\nX: y', "attachment; filename=\"a_ x_bX y\"; filename*=UTF-8''a%3B%20x%3DbX%20y"),
        ("😀", "attachment; filename=\"file\"; filename*=UTF-8''%F0%9F%98%80"),
        ("../..", "attachment"),
    ],
)
def test_a_header_holds_the_name_and_nothing_more(name: str, expected: str) -> None:
    assert filenames.disposition("attachment", name) == expected
