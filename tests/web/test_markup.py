"""What customers write is text: WhatsApp's marks become markup of ours, and nothing else does."""

import pytest

from zapbot.web.markup import html, plain


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*oi* _a_ ~x~ `c`", "<strong>oi</strong> <em>a</em> <s>x</s> <code>c</code>"),
        ("*_os dois_*", "<strong><em>os dois</em></strong>"),
        ("2 * 3 * 4, nome_de_coisa", "2 * 3 * 4, nome_de_coisa"),
        ("antes\n> citação *b*\n- um\n- dois\nfim", None),
        ("1. um\n2. dois", '<ol start="1"><li>um</li><li>dois</li></ol>'),
        ("```a\n*b*```", "<code>a\n*b*</code>"),
    ],
)
def test_the_marks_of_whatsapp_are_understood(written: str, shown: str | None) -> None:
    wanted = "antes<blockquote>citação <strong>b</strong></blockquote><ul><li>um</li><li>dois</li></ul>fim"
    assert str(html(written)) == (shown or wanted)


def test_links_lead_to_web_mail_and_phone_only() -> None:
    link = str(html("*https://loja.example/a_b_c*, fim"))
    assert 'href="https://loja.example/a_b_c"' in link
    assert 'rel="noopener noreferrer nofollow"' in link
    assert 'href="mailto:ana@loja.example"' in str(html("ana@loja.example."))
    assert 'href="tel:+5511999990000"' in str(html("tel:+5511999990000"))
    for other in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x"):
        assert "href" not in str(html(other))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "*<b onclick=x>*",
        "```</code><script>```",
        'https://x.example/"onmouseover="alert(1)',
        "> </blockquote><svg onload=x>",
        "\ue0000\ue001<i>",
    ],
)
def test_no_tag_of_a_customer_becomes_one_of_the_page(hostile: str) -> None:
    made = str(html(hostile))
    for tag in ("<script", "<img", "<b ", "<svg", "<i>"):
        assert tag not in made
    assert '"onmouseover' not in made


@pytest.mark.parametrize("piece", ["*", "_a", "a@", "> ", "`", "https://.", "1. ", "a\u0301"])
def test_the_longest_message_is_shown_at_once(piece: str) -> None:
    assert html(piece * 30_000)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*Oi*, _tudo_ ~bem~?\nsegunda `linha`", "Oi, tudo bem? segunda linha"),
        ("<b>2 * 3 * 4</b> &lt;i&gt;", "<b>2 * 3 * 4</b> &lt;i&gt;"),
        ("veja https://padaria.example/a_b_c", "veja https://padaria.example/a_b_c"),
    ],
)
def test_in_one_line_the_marks_go_and_every_sign_stays(written: str, shown: str) -> None:
    assert plain(written) == shown
