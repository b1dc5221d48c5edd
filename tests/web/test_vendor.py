"""What others wrote and we carry: whole, licensed, and all there is; nothing comes from elsewhere."""

import json
import re
from base64 import b64encode
from hashlib import sha384
from pathlib import Path

import pytest

import zapbot.web
from zapbot.web import assets

SITE = Path(zapbot.web.__file__).parent
SHIPPED, FOR_TESTS = assets.FOLDER / "vendor", Path(__file__).parent.parent / "e2e" / "vendor"
ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)[\w.-]+")
LOADING = re.compile(r"<(?:script|link|img|iframe|source|video|audio|use)[^>]*?(?:src|href)=[\"'](?!\{\{|/)[^\"'#]")


def _manifest(folder: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return entries


@pytest.mark.parametrize("folder", [SHIPPED, FOR_TESTS], ids=["shipped", "for tests"])
def test_every_file_of_others_is_the_one_its_hash_says(folder: Path) -> None:
    entries = _manifest(folder)
    assert {entry["file"] for entry in entries} == {file.name for file in folder.glob("*.js")}
    for entry in entries:
        content = (folder / entry["file"]).read_bytes()
        assert b64encode(sha384(content).digest()).decode() == entry["sha384"]
        assert entry["version"] in entry["file"]


@pytest.mark.parametrize("folder", [SHIPPED, FOR_TESTS], ids=["shipped", "for tests"])
def test_every_file_of_others_has_its_licence_beside_it(folder: Path) -> None:
    for entry in _manifest(folder):
        name = entry["name"].removesuffix(".org")
        licence = (folder / f"{name}-LICENSE.txt").read_text("utf-8")
        assert {"0BSD": "Zero-Clause BSD", "MPL-2.0": "Mozilla Public License"}[entry["licence"]] in licence


def test_the_browser_checks_what_others_wrote_against_the_same_hash() -> None:
    for entry in _manifest(SHIPPED):
        assert assets.integrity(entry["file"]) == f"sha384-{entry['sha384']}"


def test_a_changed_file_would_be_noticed() -> None:
    content = (SHIPPED / _manifest(SHIPPED)[0]["file"]).read_bytes()
    assert b64encode(sha384(content + b" ").digest()).decode() != _manifest(SHIPPED)[0]["sha384"]


def test_no_style_or_script_of_ours_knows_an_address_elsewhere() -> None:
    for file in assets.FOLDER.rglob("*"):
        if file.suffix in (".css", ".js", ".svg") and file.parent != SHIPPED:
            assert ADDRESS.findall(file.read_text("utf-8")) == [], file.name


def test_no_page_loads_anything_from_elsewhere_or_has_script_or_style_in_it() -> None:
    for file in (SITE / "templates").rglob("*.html"):
        html = file.read_text("utf-8")
        assert LOADING.findall(html) == [], file.name
        assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on|javascript:|js:", html), file.name
        assert not re.search(r"<script(?![^>]*\bsrc=)", html), file.name


def test_no_script_has_a_text_over_several_lines_that_packing_would_change() -> None:
    for file in (assets.FOLDER / "scripts").glob("*.js"):
        assert [line for line in file.read_text("utf-8").splitlines() if line.count("`") % 2] == [], file.name


def test_the_app_can_be_put_on_a_phone() -> None:
    manifest = json.loads(assets.text("app.webmanifest"))
    assert manifest["display"] == "standalone"
    assert manifest["start_url"] == manifest["scope"] == "/"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    assert "maskable" in {icon.get("purpose") for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        content = assets.load()[Path(icon["src"]).name].content
        if icon["type"] == "image/png":
            width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
            assert f"{width}x{height}" == icon["sizes"]
