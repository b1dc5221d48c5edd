"""How texts are compared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zapbot.flow import words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Não, obrigado!", "nao obrigado"),
        ("COTAÇÃO", "cotacao"),
        ("cotac\u0327a\u0303o", "cotacao"),
        ("  bom \n\t dia ", "bom dia"),
        ("d'água", "d agua"),
        ("2ª via", "2a via"),
        ("Straße", "strasse"),
        ("ＡＢＣ", "abc"),
        ("𝐀𝐁𝐂 𝒶𝒷𝒸", "abc abc"),
        ("so\u200bpa\u00adra", "sopara"),
        ("👍🏽 ok", "👍🏽 ok"),
        ("R$ 10,00", "r$ 10 00"),
        ("?!.,;", ""),
        ("", ""),
    ],
)
def test_case_accents_and_punctuation_do_not_count(text: str, plain: str) -> None:
    assert words.plain(text) == plain


@pytest.mark.parametrize(
    ("text", "looked_for", "found"),
    [
        ("quero um boleto", "boleto", True),
        ("quero um boleto", "um boleto", True),
        ("quero um boletim", "boleto", False),
        ("boletos", "boleto", False),
        ("boleto", "um boleto", False),
        ("boleto", "", False),
    ],
)
def test_only_whole_words_are_found(text: str, looked_for: str, found: bool) -> None:
    assert words.contains(text, looked_for) is found


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text())
def test_a_plain_text_is_as_plain_as_it_gets(text: str) -> None:
    assert words.plain(words.plain(text)) == words.plain(text)
