"""Customers who talk with an office while its clock moves."""

from pathlib import Path

from tests.desk.office import Office
from tests.desk.webhooks import ANA, echo, post, tap, text
from zapbot.desk import flow_files
from zapbot.store import bursts, executions

COTACAO = """zapbot: 1
flow: cotacao
name: Cotação
triggers:
  - keyword: [cotação, cotar]
  - {webhook: site, template: lead, next: pergunta}
vars: {tipo: option, placa: text, origem: {type: text, default: whatsapp}}
nodes:
  ola:
    tag: cotacao
    message: Olá, {{ contact.first_name }}!
  pergunta:
    message: {text: Qual é o veículo?, buttons: {carro: Carro, moto: Moto}}
  espera:
    wait:
      save: tipo
      options: {carro: placa, moto: placa}
      on_invalid: pessoa
      timeout: 30m
      on_timeout: lembrete
  placa:
    message: E a placa?
  espera_placa:
    wait: {save: placa, accept: plate, clean: upper, retry: Assim não., on_invalid: pessoa, next: pessoa}
  lembrete:
    message: Ainda está aí?
  ultima:
    wait:
      save: tipo
      options: {carro: placa, moto: placa}
      on_invalid: pessoa
      timeout: 20h
      on_timeout: fim
  fim:
    end:
  pessoa:
    transfer: {to: vendas, note: "{{ tipo }} {{ placa }} {{ origem }}"}
"""


def put(folder: Path, source: str = COTACAO, name: str = "cotacao.yaml") -> Path:
    """A flow file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(source)
    return folder / name


def learn(office: Office, file: Path) -> None:
    """Import a flow file."""
    flow_files.import_(office.db, flow_files.read([file]), office.now)


class Talk:
    """One customer of an office."""

    def __init__(self, office: Office, who: str = ANA) -> None:
        self.office = office
        self.who = who
        self._count = 0

    def say(self, words: str, after: float = 20) -> None:
        """The customer writes, some seconds later."""
        self.pause(after)
        self.office.post(post(text(self._id(), words, self.who, self.office.now)))

    def tap(self, option: str, title: str, after: float = 20) -> None:
        """The customer taps a button, some seconds later."""
        self.pause(after)
        self.office.post(post(tap(self._id(), option, title, self.who, self.office.now)))

    def phone(self, words: str, after: float = 20) -> None:
        """Somebody of the business answers from the phone."""
        self.pause(after)
        self.office.post(echo(self._id(), words, self.who, self.office.now))

    def pause(self, seconds: float) -> None:
        """Time passes; timers go off when they are due."""
        office, end = self.office, self.office.now + seconds
        while due := [at for at in (executions.next_wake(office.db), bursts.next_due(office.db)) if at and at <= end]:
            office.now = max(office.now, min(due))
            office.wake()
        office.now = end

    def _id(self) -> str:
        self._count += 1
        return f"wamid.{self.who}.{self._count}"
