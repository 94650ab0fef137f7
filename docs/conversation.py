"""Makes docs/conversation.png anew: `python docs/conversation.py`. Chats in the playground with a headless Chromium at a phone's width."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PHONE = {"width": 375, "height": 740}
PATH = ["None of these", "None of these", "A bit sore", "Upper arm", "None of these", "My usual shot", "None of these", "Light weights"]


def main() -> None:
    """Start a playground of its own, photograph four moments of a conversation, and put them side by side."""
    playing = subprocess.Popen([sys.executable, "-m", "bot", "play", "--port", "0"], cwd=HERE.parent, stdout=subprocess.PIPE, text=True)
    try:
        assert playing.stdout
        url = playing.stdout.readline().split()[-1]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=FLAGS)
            page = browser.new_page(viewport=PHONE)
            moments = conversation(page, url)
            sheet = browser.new_page(viewport={"width": len(moments) * (PHONE["width"] + 12) - 12, "height": PHONE["height"]})
            pictures = "".join(f'<img src="data:image/png;base64,{base64.b64encode(moment).decode()}">' for moment in moments)
            sheet.set_content(f'<body style="margin:0;display:flex;gap:12px;background:#fff">{pictures}')
            sheet.screenshot(path=HERE / "conversation.png")
            browser.close()
    finally:
        playing.terminate()
        playing.wait()


def conversation(page: Page, url: str) -> list[bytes]:
    """The first question, one in the middle, the plan, and an urgent ending."""
    page.goto(url)
    page.get_by_role("button", name="Add Mia").click()
    page.get_by_role("button", name="START", exact=True).click()
    tap(page, "Start the check")
    moments = [photograph(page, "1 of about 7")]
    for number, label in enumerate(PATH):
        tap(page, label)
        if number == 1:
            moments.append(photograph(page, "How does the spot of the shot feel?"))
    moments.append(photograph(page, "Your plan for today"))
    tap(page, "Start 15 min")
    tap(page, "I'm done now")
    tap(page, "Something feels off")
    tap(page, "Hard to breathe")
    return [*moments, photograph(page, "Get urgent medical help now.")]


def tap(page: Page, label: str) -> None:
    """Press the newest button with these words, once it is there."""
    page.locator(".chat.active .key", has_text=re.compile(f"^{re.escape(label)}$")).last.click()


def photograph(page: Page, words: str) -> bytes:
    """The page as it is when these words are there and nothing moves any more."""
    page.locator(".chat.active .message", has_text=words).last.wait_for()
    page.wait_for_timeout(1500)
    return page.screenshot(animations="disabled")


if __name__ == "__main__":
    main()
