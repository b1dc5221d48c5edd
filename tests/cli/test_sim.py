"""`zapbot flows sim`: a conversation in the terminal, on a clock of its own."""

from pathlib import Path

from tests.cli.conftest import Zapbot
from zapbot import starter

QUOTE = starter.folder() / "cotacao.yaml"


def said(out: str) -> list[str]:
    """What the bot said and did, without times and prompts."""
    lines = (line.replace("> ", "").strip() for line in out.splitlines()[1:])
    return [line.split("  ", 1)[-1] for line in lines if line]


def test_a_whole_quote(zapbot: Zapbot) -> None:
    done = zapbot("flows", "sim", QUOTE, input="quero uma cotação\n:tap Carro\nabc1d23\n2019\n")
    assert done.code == 0
    talk = "\n".join(said(done.out))
    parts = (
        "Olá, Maria! Vou fazer sua cotação em 1 minuto.",
        "Qual é o seu veículo?",
        "[Carro]  [Moto]  [Outro]",
        "Qual é a placa?",
        "E o ano do modelo?",
        "+lead-quente +veiculo:",
        "ABC1D23, 2019",
        "vendas",
    )
    places = [talk.find(part) for part in parts]
    assert -1 not in places, talk
    assert places == sorted(places)


def test_time_passes_when_told(zapbot: Zapbot) -> None:
    done = zapbot("flows", "sim", QUOTE, input="cotação\n:after 29m\n:after 2m\n")
    assert done.out.count("Ainda está aí?") == 1


def test_a_wrong_answer_is_asked_again_and_then_handed_over(zapbot: Zapbot) -> None:
    done = zapbot("flows", "sim", QUOTE, input="cotação\n:tap Moto\nx\ny\nz\n")
    assert done.out.count("Essa placa não parece certa") == 2
    assert "Pediu uma pessoa" in done.out


def test_the_customer_has_the_name_given(zapbot: Zapbot) -> None:
    done = zapbot("flows", "sim", QUOTE, "--name", "João Lima", input="cotação\n")
    assert "Olá, João!" in done.out


def test_what_cannot_be_done_is_said_and_the_chat_goes_on(zapbot: Zapbot) -> None:
    done = zapbot("flows", "sim", QUOTE, input="cotação\n:tap Avião\n:after soon\n:dance\n\n:tap Carro\n:quit\nnever\n")
    assert done.code == 0
    assert done.out.count("  ! ") == 3
    assert "Qual é a placa?" in done.out


def test_a_trace_says_why(zapbot: Zapbot) -> None:
    plain = zapbot("flows", "sim", QUOTE, input="cotação\n:tap Carro\n")
    traced = zapbot("flows", "sim", QUOTE, "--trace", input="cotação\n:tap Carro\n")
    assert "espera_tipo" not in plain.out
    assert "espera_tipo" in traced.out


def test_broken_flows_are_not_played(zapbot: Zapbot, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("zapbot: 1\nflow: x\nnodes: {}\n")
    done = zapbot("flows", "sim", tmp_path / "x.yaml", input="oi\n")
    assert done.code == 1
    assert "x.yaml" in done.err


def test_the_store_is_not_touched(zapbot: Zapbot, tmp_path: Path) -> None:
    zapbot("flows", "sim", QUOTE, input="cotação\n")
    assert not (tmp_path / "data").exists()
