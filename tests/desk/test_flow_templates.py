"""Flows are checked against the templates that were read."""

from pathlib import Path

import pytest

from tests.desk.approved import NUMBERED, PLAIN, keep
from tests.desk.office import Office
from zapbot.desk import flow_files, flow_templates
from zapbot.errors import FlowFilesError

FLOW = """\
zapbot: 1
flow: lembrar
triggers:
  - {webhook: lembrar, template: bom_dia}
nodes:
  um:
    message:
      template: {name: lembrete, params: [Ana, "{{ contact.first_name }}"]}
  fim:
    end: {}
"""


def problems(office: Office, text: str) -> list[str]:
    """What is wrong with a flow, on account of its templates."""
    file = office.folder / "lembrar.yaml"
    file.write_text(text)
    loaded = flow_files.read([file])
    flow_templates.report(office.db, loaded)
    return [str(problem).partition(": ")[2] for problem in flow_files.problems(loaded) if problem.severity == "error"]


def test_a_flow_with_approved_templates_has_no_problem(office: Office) -> None:
    keep(office.db, PLAIN, NUMBERED)
    assert problems(office, FLOW) == []


def test_nothing_is_said_before_templates_were_read(office: Office) -> None:
    assert problems(office, FLOW.replace("bom_dia", "ninguem_sabe")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("bom_dia", "bom_dai", "there is no approved template 'bom_dai'; did you mean bom_dia?"),
        ("[Ana, ", "[", "the template 'lembrete': a variable is missing: 2"),
        ("params:", "language: en_US, params:", "the template 'lembrete': it is not there in en_US: it is in pt_BR"),
        ("[Ana, ", "[Ana, Bia, ", "the template 'lembrete': a variable is too many: 3 (it takes 1, 2)"),
    ],
)
def test_what_could_not_be_sent_is_an_error(office: Office, old: str, new: str, said: str) -> None:
    keep(office.db, PLAIN, NUMBERED)
    (problem,) = problems(office, FLOW.replace(old, new))
    assert problem.endswith(said)


def test_a_template_that_is_paused_is_not_approved(office: Office) -> None:
    keep(office.db, PLAIN, status="PAUSED")
    assert len(problems(office, FLOW)) == 2


def test_a_flow_with_a_wrong_template_is_not_imported(office: Office, tmp_path: Path) -> None:
    keep(office.db, PLAIN, NUMBERED)
    file = tmp_path / "lembrar.yaml"
    file.write_text(FLOW.replace("bom_dia", "bom_dai"))
    with pytest.raises(FlowFilesError, match="bom_dai"):
        flow_files.import_(office.db, flow_files.read([file]), office.now)
    assert office.one("select count(*) from flow_versions") == 0
