"""The pages' words: the same in both languages, all of them used, all that is used there."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import zapbot.web
from zapbot.web import assets, catalogue

HERE = Path(zapbot.web.__file__).parent
SOURCE = "".join(file.read_text("utf-8") for file in [*HERE.rglob("*.html"), *HERE.rglob("*.py")]).replace("'", '"')
DYNAMIC = (
    *re.findall(r'"([\w.]+\.)"\s*(?:~|\+)', SOURCE),
    *re.findall(r'f"([\w.]+\.)\{', SOURCE),
    "dashboard.trouble.",
    "contacts.seen.",
    "contacts.order.",
)
"""How the keys begin that are put together: `"line." ~ kind` in a template, `f"line.{kind}"` in Python."""
PORTUGUESE, ENGLISH = catalogue.words("pt_BR"), catalogue.words("en")


def test_both_languages_say_the_same_things() -> None:
    assert list(PORTUGUESE) == list(ENGLISH)
    for key, sentence in PORTUGUESE.items():
        assert sorted(re.findall(r"{\w+}", sentence)) == sorted(re.findall(r"{\w+}", ENGLISH[key])), key


def test_every_sentence_is_used() -> None:
    assert [key for key in ENGLISH if f'"{key}"' not in SOURCE and not key.startswith(DYNAMIC)] == []


def test_every_sentence_a_template_asks_for_is_there() -> None:
    for file in HERE.rglob("*.html"):
        asked = re.findall(r"""t\[["']([\w.]+)["']\]""", file.read_text("utf-8"))
        assert [key for key in asked if key not in ENGLISH] == [], file.name


def test_no_page_shows_a_word_of_the_programs() -> None:
    words = "status|quality|category|kind|role|state|owner|origin|throughput|wants"
    bare = re.compile(rf"(?<!HTTP ){{{{ [\w.]+\.({words}) }}}}")
    for file in HERE.rglob("*.html"):
        if file.parent.name == "flows":
            continue  # these show the very words of flow files
        drawn = re.sub(r"{%.*?%}|{#.*?#}|<code>.*?</code>", "", file.read_text("utf-8"), flags=re.DOTALL)
        said = re.sub(r"<(?:[^<>{]|{{.*?}})*>", "", drawn, flags=re.DOTALL)
        assert [found[0] for found in bare.finditer(said)] == [], file.name


def test_numbers_and_times_are_written_as_people_there_do() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    assert catalogue.number("pt_BR", 1234567) == "1.234.567"
    assert catalogue.number("en", 1234567) == "1,234,567"
    assert catalogue.moment("pt_BR", 1_790_000_000, zone) == "21/09/2026 11:13"


def test_no_script_builds_markup_from_text() -> None:
    scripts = [name for name in assets.load() if name.endswith(".js") and not name.endswith(".min.js")]
    assert scripts
    for name in scripts:
        assert not re.search(r"\.innerHTML|insertAdjacentHTML|\.outerHTML|eval\(", assets.text(name)), name
