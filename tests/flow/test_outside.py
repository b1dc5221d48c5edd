"""What a flow needs of the world around it: teams, approved templates, files."""

from collections.abc import Callable
from typing import Any

from zapbot.flow import reader
from zapbot.flow.checks.files import missing_files
from zapbot.flow.checks.teams import unknown_teams
from zapbot.flow.checks.templates import unknown_templates

FLOW = """\
zapbot: 1
flow: teste
triggers:
  - {keyword: oi}
  - {webhook: lead, template: retorno}
  - {schedule: {cron: 0 9 * * 1-5, template: retomada}}
vars: {time: text}
nodes:
  a: {message: {image: media/foto.png}}
  b: {message: {document: "media/{{ time }}.pdf"}}
  c: {message: {video: https://example.com/a.mp4}}
  d: {message: {template: aviso}}
  e: {message: {template: {name: lembrete}}}
  f: {ai_reply: {prompt: prompts/faq.md, knows: [saber/*.md, saber/x.md], next: g, on_handoff: g, on_error: h}}
  g: {transfer: {to: vendsa, closed: h}}
  h: {transfer: "{{ time }}"}
"""


def said(check: Callable[..., None], known: Any) -> list[str]:
    loaded = reader.load(FLOW, "f.yaml")
    assert loaded.flow is not None, loaded.problems
    check(loaded.flow, known, loaded.source.report)
    return [str(problem) for problem in loaded.problems]


def test_a_transfer_names_a_team_there_is() -> None:
    assert said(unknown_teams, {"vendsa": ()}) == []
    assert said(unknown_teams, ["vendas", "atendimento"]) == [
        "f.yaml:15:18: error: g: there is no team 'vendsa'; did you mean vendas?"
    ]
    assert said(unknown_teams, []) == ["f.yaml:15:18: error: g: there is no team 'vendsa'; add it to teams.yaml"]


def test_a_template_is_one_that_is_approved() -> None:
    assert said(unknown_templates, {"retorno", "retomada", "aviso", "lembrete"}) == []
    assert said(unknown_templates, ["retomada", "avisos"]) == [
        "f.yaml:5:21: error: there is no approved template 'retorno'; use retomada, avisos",
        "f.yaml:12:17: error: there is no approved template 'aviso'; did you mean avisos?",
        "f.yaml:13:28: error: there is no approved template 'lembrete'; use retomada, avisos",
    ]
    assert said(unknown_templates, [])[0].endswith("'retorno'; have it approved by Meta first")


def test_a_file_is_there_unless_it_is_named_by_a_variable_or_an_address() -> None:
    assert said(missing_files, lambda name: True) == []
    advice = "its path begins at the flow's folder"
    assert said(missing_files, lambda name: name == "saber/x.md") == [
        f"f.yaml:9:17: error: a: there is no file 'media/foto.png'; {advice}",
        f"f.yaml:14:18: error: f: there is no file 'prompts/faq.md'; {advice}",
        f"f.yaml:14:50: error: f: no file fits 'saber/*.md'; {advice}",
    ]
