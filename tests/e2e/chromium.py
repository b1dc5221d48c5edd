"""Debian's Chromium, driven by Playwright; tests are skipped where there is none."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@contextmanager
def page_in_chromium(excused: tuple[str, ...] = (), arguments: tuple[str, ...] = (), **options: Any) -> Iterator[Page]:
    """A fresh page; errors the page reports fail the test, but for those with one of the `excused` words in them.

    `arguments` are further ones for Chromium itself.
    """
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *arguments])
        page = browser.new_page(**options)
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        try:
            yield page
        finally:
            browser.close()
    assert not [error for error in errors if not any(word in error for word in excused)], errors
