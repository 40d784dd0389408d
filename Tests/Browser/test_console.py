"""What a person does with the console, done in a browser."""

import re
import urllib.request

from playwright.sync_api import expect

VERDICTS = ["up", "degraded", "blocked", "parked", "changed", "down"]


def wait_until_watched(page):
    page.goto("/")
    expect(page.locator(".count.up b")).not_to_have_text("0", timeout=60_000)


def test_the_overview_counts_every_verdict_and_goes_live(page):
    wait_until_watched(page)
    for verdict in VERDICTS:
        expect(page.locator(f".count.{verdict}")).to_be_visible()
    expect(page.locator(".live")).to_have_attribute("data-state", "on")
    expect(page.get_by_role("heading", name="Worst first")).to_be_visible()


def test_the_counts_change_without_a_reload(page):
    page.goto("/")
    page.evaluate("window.mark = 1")
    before = page.locator("[data-fragment=when]").inner_text()
    page.wait_for_function(
        "before => document.querySelector('[data-fragment=counts]') && "
        "document.querySelector('time[data-age]').dateTime && "
        "document.querySelector('[data-fragment=when] time').dateTime !== before",
        arg=page.locator("[data-fragment=when] time").get_attribute("datetime"), timeout=60_000)
    assert page.evaluate("window.mark") == 1, before


def test_a_count_leads_to_the_directories_of_that_verdict(page):
    wait_until_watched(page)
    page.locator(".count.up").click()
    expect(page).to_have_url(re.compile("verdict=up"))
    verdicts = page.locator("tbody .verdict").all_inner_texts()
    assert verdicts and set(verdicts) == {"up"}


def test_searching_by_keyboard_finds_a_directory_and_opens_it(page):
    wait_until_watched(page)
    page.goto("/directories")
    name = page.locator("a[data-row]").first.inner_text()
    page.keyboard.press("/")
    expect(page.locator("input[type=search]")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("search="))
    expect(page.locator("a[data-row]").first).to_have_text(name)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_sorting_is_said_and_done(page):
    wait_until_watched(page)
    page.goto("/directories")
    page.get_by_role("link", name=re.compile("^Directory")).click()
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    names = [text.casefold() for text in page.locator("a[data-row]").all_inner_texts()]
    assert names == sorted(names) or names == sorted(names, reverse=True)


def test_a_directory_page_shows_timeline_latency_phases_and_observations(page):
    wait_until_watched(page)
    page.goto("/directories?verdict=up")
    page.locator("a[data-row]").first.click()
    expect(page.locator("svg.strip rect").first).to_be_attached()
    expect(page.get_by_role("heading", name="Latency")).to_be_visible()
    expect(page.locator("svg.phases rect").first).to_be_attached()
    expect(page.locator("[data-fragment=recent] tbody tr").first).to_be_visible()
    page.get_by_role("link", name="7 days").click()
    expect(page.locator(".tabs a[aria-current]")).to_have_text("7 days")


def test_a_failing_directory_shows_its_evidence(page):
    wait_until_watched(page)
    expect(page.locator("[data-fragment=worst] a[data-row]").first).to_be_visible(timeout=60_000)
    page.locator("[data-fragment=worst] a[data-row]").first.click()
    expect(page.get_by_role("heading", name="Evidence of the last failure")).to_be_visible()


def test_incidents_open_and_are_explained(page):
    page.goto("/")
    expect(page.locator("[data-fragment=incidents] a").first).to_be_visible(timeout=90_000)
    page.goto("/incidents")
    page.locator("a[data-row]").first.click()
    expect(page.get_by_text("Confirmed")).to_be_visible()


def test_the_status_page_stands_alone_and_badges_are_pictures(page, demo):
    page.goto(demo["status"])
    expect(page.get_by_role("status")).to_be_visible()
    assert page.locator("nav a[href='/directories']").count() == 0
    slug = urllib.request.urlopen(demo["console"] + "/api/v1/directories?limit=1").read().decode().split('"slug":"')[1].split('"')[0]
    with urllib.request.urlopen(f"{demo['console']}/badges/{slug}.svg") as badge:
        assert badge.headers["content-type"].startswith("image/svg+xml")
        assert b"</svg>" in badge.read()


def test_an_unknown_page_says_so_and_leads_back(page):
    response = page.request.get("/directories/no-such-directory", headers={"accept": "text/html"})
    assert response.status == 404
    assert "No such directory" in response.text()


def test_every_page_fits_a_phone(phone):
    wait_until_watched(phone)
    slug = phone.request.get("/api/v1/directories?limit=1").json()["items"][0]["slug"]
    for path in ["/", "/directories", f"/directories/{slug}", "/incidents", "/status"]:
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert phone.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 28)"


def test_text_from_strangers_is_never_markup(page):
    response = page.request.get("/directories?search=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in response.text()
    assert "default-src 'self'" in response.headers["content-security-policy"]
