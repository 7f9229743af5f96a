"""The whole way of a contribution, in a real browser, in front of a real server."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page

from tests.accessibility import list_violations
from tests.sending import NAME, PASSWORD


def check(page: Page) -> None:
    """Nothing to complain of for people who don't see or don't use a mouse."""
    assert list_violations(page) == []


def send_in_spanish(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/es/contribute")
    check(page)
    page.get_by_label("Ciudad y estado").fill("Boise, ID")
    page.get_by_label("Título", exact=True).fill("Huertos zafirinos en solares vacíos")
    page.get_by_label("Texto", exact=True).fill("Boise abrió doce huertos zafirinos.")
    page.get_by_label("Su nombre").fill("Ana Ruiz")
    page.get_by_label("Su correo de trabajo").fill("ana")
    page.get_by_role("button", name="Enviar").click()
    assert "1 campo necesita otra mirada" in page.get_by_role("alert").inner_text()
    check(page)
    page.get_by_label("Su correo de trabajo").fill("ana@example.org")
    page.get_by_role("button", name="Enviar").click()


def correct_by_the_private_link(page: Page) -> None:
    private_link = page.url
    assert "/es/contributions/" in private_link
    check(page)
    page.get_by_role("link", name="Corregirlo").click()
    page.get_by_label("Texto", exact=True).fill("Boise abrió trece huertos zafirinos.")
    page.get_by_role("button", name="Enviar").click()
    assert page.url == private_link
    assert "trece huertos" in page.locator("main").inner_text()


def approve_with_an_edit(reviewer: Page, site_url: str) -> None:
    reviewer.goto(f"{site_url}/review")
    check(reviewer)
    reviewer.get_by_label("Name").fill(NAME)
    reviewer.get_by_label("Password").fill(PASSWORD)
    reviewer.get_by_role("button", name="Sign in").click()
    assert "1 submission waits" in reviewer.locator("h1").inner_text()
    check(reviewer)
    reviewer.get_by_role("link", name="Huertos zafirinos").click()
    check(reviewer)
    reviewer.get_by_label("Title", exact=True).fill("Trece huertos zafirinos")
    reviewer.get_by_role("button", name="Approve and publish").click()
    assert "Approved; it can be found now." in reviewer.get_by_role("status").inner_text()


def find_in_every_process(page: Page, site_url: str) -> str:
    """The record's id, found whichever process answers."""
    for _ in range(6):
        page.goto(f"{site_url}/search?q=zafirinos")
        assert page.get_by_role("link", name="Trece huertos zafirinos").count() >= 1
    page.get_by_role("link", name="Trece huertos zafirinos").first.click()
    return re.split("[?#]", page.url.rpartition("/")[2])[0]


def revise(page: Page, reviewer: Page, site_url: str, doc_id: str) -> None:
    page.goto(f"{site_url}/contribute?corrects={doc_id}")
    page.get_by_label("Mayor (optional)").fill("Lauren McLean")
    page.get_by_label("Your name").fill("Ana Ruiz")
    page.get_by_label("Your work e-mail").fill("ana@example.org")
    page.get_by_role("button", name="Send").click()
    reviewer.goto(f"{site_url}/review")
    reviewer.get_by_role("link", name="Trece huertos zafirinos").first.click()
    assert "Lauren McLean" in reviewer.get_by_role("table").first.inner_text()
    reviewer.get_by_role("button", name="Approve and publish").click()
    page.goto(f"{site_url}/statements/{doc_id}/history")
    assert "Revision 2" in page.locator("main").inner_text()
    check(page)


def take_down(reviewer: Page, site_url: str, doc_id: str) -> None:
    reviewer.goto(f"{site_url}/review/statements/{doc_id}")
    check(reviewer)
    reviewer.get_by_label("Reason").fill("The city closed the gardens.")
    reviewer.get_by_role("button", name="Take it down").click()
    reviewer.goto(f"{site_url}/review/trail")
    check(reviewer)


def test_from_a_form_in_spanish_to_the_log_of_removals(
    browser: Browser, open_page: Page, site_url: str
) -> None:
    page = open_page
    reviewer = browser.new_context(bypass_csp=True).new_page()
    send_in_spanish(page, site_url)
    correct_by_the_private_link(page)
    approve_with_an_edit(reviewer, site_url)
    doc_id = find_in_every_process(page, site_url)
    revise(page, reviewer, site_url, doc_id)
    take_down(reviewer, site_url, doc_id)
    reviewer.context.close()
    page.goto(f"{site_url}/search?q=zafirinos")
    assert page.get_by_role("link", name="Trece huertos zafirinos").count() == 0
    page.goto(f"{site_url}/removals")
    assert "The city closed the gardens." in page.get_by_role("row").nth(1).inner_text()
    check(page)


def test_sending_needs_no_scripts(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}/contribute?about=boise-id")
    page.get_by_label("What is wrong").fill("The number is dead.")
    page.get_by_label("Your name").fill("Ana Ruiz")
    page.get_by_label("Your work e-mail").fill("ana@example.org")
    page.get_by_role("button", name="Send").click()
    assert "It has arrived" in page.locator("main").inner_text()
    context.close()
