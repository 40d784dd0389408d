"""What a person does with values that were read with too little confidence: on the queue, and on the page of the recipe that read them."""

import json
import re

import pytest
from playwright.sync_api import expect
from sites import Members

RECIPE = """version: 1
records: "li.member"
fields:
  - kind: name
    class: "a"
  - kind: streetAddress
    class: "i"
  - kind: telephone
    class: "b"
---
"""


class Unsure(Members):
    """A list on which half of the numbers are none: they are read where a number stands, and wait for review."""

    def page(self, path):
        items = "".join(
            f'<li class=member><a href="/member/{index}">{name}</a> <i>{street}, Austin, TX 78701</i> '
            f'Call: <b>{phone if index % 2 else "ask for extension " + str(index)}</b></li>'
            for index, (name, (phone, street)) in enumerate(self.people.items()))
        return f"<!doctype html><html lang=en><title>Members</title><h1>Our members</h1><ul>{items}</ul></html>" if path == "/" else None


@pytest.fixture
def unsure(server):
    site = Unsure()
    server.run("add", site.address, "--slug", "guild")
    server.run("roll", "guild")
    (server.folder / "recipe.yaml").write_text(RECIPE)
    server.run("recipe", "edit", "guild", "--file", str(server.folder / "recipe.yaml"))
    server.run("roll", "guild")
    yield server
    site.http.shutdown()


def answers(server):
    return [(each["answer"], each.get("corrected")) for each in json.loads(server.run("review", "list", "--all", "--json"))]


def test_the_keyboard_answers_one_question_after_another(reader, unsure):
    page = reader(unsure.address)
    page.goto("/listings")
    page.get_by_role("link", name="Review", exact=True).click()
    expect(page.get_by_role("heading", name="3 wait")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("ask for extension 0")
    page.get_by_label("Your name").first.fill("Eva")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="2 wait")).to_be_visible()
    # The next one has the focus, and knows who answers.
    expect(page.locator("[data-question] a[data-row]").first).to_be_focused()
    page.keyboard.press("c")
    page.keyboard.type("512-555-0199")
    page.keyboard.press("Enter")
    expect(page.locator("main > [role=status]")).to_contain_text("as you wrote it")
    expect(page.locator("[data-question] a[data-row]").first).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_text("Nothing waits for an answer.")).to_be_visible()
    assert answers(unsure) == [("rejected", None), ("corrected", "512-555-0199"), ("accepted", None)]


def test_a_question_is_answered_on_the_recipes_page_by_touch_in_the_dark(reader, unsure):
    page = reader(unsure.address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme="dark")
    page.goto("/directories/guild/recipe")
    page.locator("#fields").get_by_role("link", name=re.compile("telephone.*3 to review")).tap()
    question = page.locator("[data-question]").first
    question.locator("a[data-row]").focus()
    expect(page.locator(".mark.hover")).to_have_count(1)
    question.get_by_role("button", name="None").tap()
    expect(page.locator("main > [role=status]")).to_contain_text("will not be in later rolls")
    expect(page.locator("#fields")).to_contain_text("2 to review")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # Without a script the same.
    plain = reader(unsure.address, java_script_enabled=False)
    plain.goto("/review?directory=guild")
    plain.locator("button", has_text="It is right").first.click()
    assert [answer for answer, _ in answers(unsure)].count("accepted") == 1
