"""The files beside a flow: found, kept per version, given back byte for byte."""

from pathlib import Path

import pytest

from tests.desk.shop import Shop
from zapbot.desk import companions, flow_files
from zapbot.errors import FlowFilesError
from zapbot.flow import reader
from zapbot.flow.definition import Flow
from zapbot.store import flow_files as stored
from zapbot.store import media, media_file

FLOW = """
zapbot: 1
flow: loja
triggers:
  - keyword: oi
nodes:
  foto:
    message: {image: FILE, caption: Nossa loja}
  ia:
    ai_reply: {prompt: prompts/loja.md, knows: ["saber/*.md"], next: fim, on_handoff: fim, on_error: fim}
  fim:
    end: {}
"""
PICTURE = bytes(range(256)) * 10


def flow(file: str = "media/loja.png") -> str:
    """The flow with another picture."""
    return FLOW.replace("FILE", file)


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    """A shop with all the files its flow needs."""
    shop.file("media/loja.png", PICTURE)
    shop.file("prompts/loja.md", "Você atende a loja.\r\n")
    shop.file("saber/a.md", "# Horário\n\nDas 8h às 18h.")
    shop.file("saber/b.md", "# Entrega\n\nEm dois dias.")
    return shop


def kept(shop: Shop) -> list[str]:
    """The paths kept with the newest version."""
    (version,) = shop.column("select max(id) from flow_versions")
    return [file.path for file in stored.of_version(shop.db, version)]


def test_every_file_is_kept_with_its_bytes_and_kind(stocked: Shop) -> None:
    assert stocked.imports(flow()) == ["new"]
    files = {file.path: file for file in stored.of_version(stocked.db, 1)}
    assert list(files) == ["media/loja.png", "prompts/loja.md", "saber/a.md", "saber/b.md"]
    assert (files["media/loja.png"].mime, files["saber/a.md"].mime) == ("image/png", "text/plain")
    assert media.get(stocked.data_dir, files["media/loja.png"].sha256) == PICTURE


def test_a_changed_or_new_file_makes_a_new_version_and_nothing_else_does(stocked: Shop) -> None:
    stocked.imports(flow())
    assert stocked.imports() == ["unchanged"]
    stocked.file("prompts/loja.md", "Você atende outra loja.")
    assert stocked.imports() == ["changed"]
    stocked.file("saber/c.md", "Novo.")
    assert stocked.imports() == ["changed"]
    (stocked.folder / "flows/saber/c.md").unlink()
    assert stocked.imports() == ["changed"]
    assert stocked.imports() == ["unchanged"]


def test_the_same_bytes_are_kept_once(stocked: Shop) -> None:
    stocked.imports(flow())
    stocked.file("prompts/loja.md", "Outro.")
    stocked.imports()
    connection = media_file.connect(stocked.data_dir)
    (count,) = connection.execute("select count(*) from files").fetchone()
    connection.close()
    assert count == 5


def test_export_gives_back_every_byte_of_the_active_version(stocked: Shop) -> None:
    stocked.imports(flow())
    stocked.file("prompts/loja.md", "Nova instrução.")
    stocked.imports()
    out = stocked.folder / "out"
    flow_files.export(stocked.db, out)
    source = stocked.folder / "flows"
    exported = {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert exported == {p.relative_to(source): p.read_bytes() for p in source.rglob("*") if p.is_file()}


def test_export_says_when_bytes_are_gone_instead_of_writing_an_empty_file(stocked: Shop) -> None:
    stocked.imports(flow())
    (stocked.data_dir / "media.db").unlink()
    with pytest.raises(FlowFilesError, match=r"media/loja\.png"):
        flow_files.export(stocked.db, stocked.folder / "out")


@pytest.mark.parametrize(
    "name",
    [
        "../segredo.png",
        "media/../../segredo.png",
        "/etc/passwd",
        "../flows/media/loja.png",
        "media/../media/loja.png",
        "../*.png",
    ],
)
def test_a_name_that_leads_out_of_the_folder_is_refused(stocked: Shop, name: str) -> None:
    (stocked.folder / "segredo.png").write_bytes(b"x")
    with pytest.raises(FlowFilesError, match="keep a flow's files in its folder"):
        companions.find(loaded(stocked, flow(name)), stocked.folder / "flows")


def test_a_link_that_leads_out_of_the_folder_is_refused(stocked: Shop) -> None:
    (stocked.folder / "segredo.md").write_text("x")
    (stocked.folder / "flows/media/fora.png").symlink_to(stocked.folder / "segredo.md")
    (stocked.folder / "flows/saber/fora.md").symlink_to(stocked.folder / "segredo.md")
    for file in ("media/fora.png", "media/loja.png"):
        with pytest.raises(FlowFilesError, match="leads out of"):
            companions.find(loaded(stocked, flow(file)), stocked.folder / "flows")


def test_a_missing_file_is_named_and_nothing_is_imported(stocked: Shop) -> None:
    (stocked.folder / "flows/prompts/loja.md").unlink()
    with pytest.raises(FlowFilesError, match=r"prompts/loja\.md does not exist"):
        stocked.imports(flow())
    assert stocked.column("select count(*) from flow_versions") == [0]


def test_a_pattern_without_a_file_is_named(stocked: Shop) -> None:
    for name in ("a.md", "b.md"):
        (stocked.folder / "flows/saber" / name).unlink()
    with pytest.raises(FlowFilesError, match=r"no file fits saber/\*\.md"):
        stocked.imports(flow())


def test_a_folder_that_fits_a_pattern_is_passed_over(stocked: Shop) -> None:
    (stocked.folder / "flows/saber/old.md").mkdir()
    stocked.imports(flow())
    assert kept(stocked)[-2:] == ["saber/a.md", "saber/b.md"]


def test_a_file_that_is_too_large_is_named(stocked: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companions, "LARGEST", 1024)
    with pytest.raises(FlowFilesError, match=r"media/loja\.png is larger than"):
        stocked.imports(flow())


def test_a_file_that_cannot_be_read_is_named(stocked: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(FlowFilesError, match="cannot be read: Permission denied"):
        companions.find(loaded(stocked, flow()), stocked.folder / "flows")


@pytest.mark.parametrize("name", ["./media/loja.png", "media//loja.png", "media/./loja.png"])
def test_a_name_written_in_a_roundabout_way_finds_its_bytes(stocked: Shop, name: str) -> None:
    stocked.imports(flow(name))
    stocked.writes("oi")
    (content,) = stocked.column("select content from messages where direction = 'out'")
    assert f"sha256:{media.hash_of(PICTURE)}" in content


def test_a_prompt_that_is_knowledge_too_is_searched_all_the_same(stocked: Shop) -> None:
    both = flow().replace("prompts/loja.md", "saber/a.md")
    stocked.imports(both)
    assert len(stored.search(stocked.db, 1, ["horario"], 5)) == 1


def test_knowledge_is_cut_into_passages_under_their_heading() -> None:
    text = "# Um\n\nA.\n\nB.\n\n# Dois\r\n\r\nC.\n\n" + "D" * 900 + "\n\nE."
    found = list(companions.passages(text))
    assert found == ["# Um\n\nA.\n\nB.", "# Dois\n\nC.", f"# Dois\n{'D' * 900}", "# Dois\nE."]


@pytest.mark.parametrize("text", ["", "\n\n \n", "#", "a"])
def test_a_text_with_little_in_it_makes_few_passages(text: str) -> None:
    assert len(list(companions.passages(text))) == (1 if text.strip() else 0)


def test_a_text_without_blank_lines_is_cut_all_the_same() -> None:
    found = list(companions.passages("\n".join(f"linha {n} sobre entrega" for n in range(500))))
    assert max(map(len, found)) <= 2 * companions.PASSAGE


def loaded(shop: Shop, text: str) -> Flow:
    """A flow that is not imported."""
    found = reader.load(text, str(shop.folder / "flows/fluxo.yaml")).flow
    assert found is not None
    return found
