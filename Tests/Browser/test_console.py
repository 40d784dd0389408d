"""What a person does with the console, done in a browser."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

VERDICTS = ["up", "degraded", "blocked", "parked", "changed", "down"]


def wait_until_watched(page):
    page.goto("/")
    expect(page.locator(".count.up b")).not_to_have_text("0", timeout=60_000)


def any_slug(page):
    return page.request.get("/api/v1/directories?limit=1").json()["items"][0]["slug"]


def mark_and_wait_for_change(page, timeout=60_000):
    """Waits until the page was redrawn without having been loaded again."""
    page.evaluate("window.mark = 1")
    before = page.locator("[data-fragment=when] time").get_attribute("datetime")
    page.wait_for_function(
        "before => { const time = document.querySelector('[data-fragment=when] time'); return time && time.dateTime !== before; }",
        arg=before, timeout=timeout)
    assert page.evaluate("window.mark") == 1


# Overview


def test_the_overview_counts_every_verdict_and_goes_live(page):
    wait_until_watched(page)
    for verdict in VERDICTS:
        expect(page.locator(f".count.{verdict}")).to_be_visible()
    expect(page.locator(".live")).to_have_attribute("data-state", "on")
    expect(page.get_by_role("heading", name="Worst first")).to_be_visible()
    # The moment it stands for is a time of day, which does not read as "now" for ever.
    assert re.search(r"as of \d", page.locator("[data-fragment=when]").inner_text())


def test_a_count_leads_to_the_directories_of_that_verdict(page):
    wait_until_watched(page)
    page.locator(".count.up").click()
    expect(page).to_have_url(re.compile("verdict=up"))
    verdicts = page.locator("tbody .verdict").all_inner_texts()
    assert verdicts and set(verdicts) == {"up"}


# Live


def test_two_readers_see_the_same_change_without_a_reload(reader, demo):
    first, second = reader(demo["console"]), reader(demo["console"], color_scheme="dark")
    wait_until_watched(first)
    wait_until_watched(second)
    mark_and_wait_for_change(first)
    mark_and_wait_for_change(second)


def test_a_page_says_when_it_is_not_live_and_comes_back_after_a_restart(reader, restartable):
    demo = restartable()
    page = reader(demo.where["console"])
    page.goto("/")
    expect(page.locator(".live")).to_have_text("live", timeout=15_000)
    demo.stop()
    expect(page.locator(".live")).to_have_text("not live: reconnecting", timeout=15_000)
    restartable()
    expect(page.locator(".live")).to_have_text("live", timeout=30_000)
    mark_and_wait_for_change(page)
    # A server that is away is an error in the browser's console, as it should be; any other is not.
    reader.problems[:] = [problem for problem in reader.problems if "net::ERR" not in problem]


def test_a_redraw_keeps_the_focus_and_what_is_unfolded(page):
    wait_until_watched(page)
    expect(page.locator("a[data-row]").first).to_be_visible(timeout=60_000)
    page.locator("[data-fragment=incidents] a, [data-fragment=worst] a").first.wait_for(timeout=60_000)
    page.keyboard.press("j")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused.startswith("/directories/")
    mark_and_wait_for_change(page)
    assert page.evaluate("document.activeElement.matches('a')"), "the focus fell back to the page's beginning"


def test_without_scripts_a_page_is_whole_and_says_that_it_is_not_live(reader, demo):
    page = reader(demo["console"], java_script_enabled=False)
    page.goto("/directories")
    expect(page.locator("a[data-row]").first).to_be_visible()
    expect(page.locator(".live")).to_have_text("not live")
    page.locator("select[name=importance]").select_option("critical")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("importance=critical"))


# The list


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


def test_a_choice_filters_at_once_and_can_be_cleared(page):
    wait_until_watched(page)
    page.goto("/directories")
    page.locator("select[name=importance]").select_option("critical")
    expect(page).to_have_url(re.compile("importance=critical"))
    expect(page.locator("[data-fragment=total]")).to_contain_text("match")
    importances = page.locator("tbody td:nth-child(6)").all_inner_texts()
    assert importances and set(importances) == {"critical"}
    page.get_by_role("link", name="Clear").click()
    expect(page.locator("[data-fragment=total]")).to_contain_text("60 on the register")


def test_nothing_found_says_so_and_leads_back(page):
    page.goto("/directories?search=zzzzzz")
    expect(page.get_by_text("No directory matches.")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("a[data-row]")).to_have_count(50)


def test_sorting_is_said_and_done(page):
    wait_until_watched(page)
    page.goto("/directories")
    page.get_by_role("link", name=re.compile("^Directory")).click()
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    names = [text.casefold() for text in page.locator("a[data-row]").all_inner_texts()]
    assert names == sorted(names)
    page.get_by_role("link", name=re.compile("^Directory")).click()
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)


def test_pages_lead_forth_and_back(page):
    page.goto("/directories?sort=name")
    expect(page.locator("[data-fragment=pages]")).to_contain_text("1–50 of 60")
    first = page.locator("a[data-row]").all_inner_texts()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("[data-fragment=pages]")).to_contain_text("51–60 of 60")
    assert not set(first) & set(page.locator("a[data-row]").all_inner_texts())
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("[data-fragment=pages]")).to_contain_text("1–50 of 60")


# A directory


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


def test_a_tag_leads_to_the_directories_that_bear_it(page):
    page.goto(f"/directories/{any_slug(page)}")
    tag = page.locator("a.tag", has_text="#").first
    name = tag.inner_text()
    tag.click()
    expect(page.locator("[data-fragment=total]")).to_contain_text(name)
    expect(page.locator("a[data-row]").first).to_be_visible()


def test_a_failing_directory_shows_its_evidence(page):
    wait_until_watched(page)
    expect(page.locator("[data-fragment=worst] a[data-row]").first).to_be_visible(timeout=60_000)
    page.locator("[data-fragment=worst] a[data-row]").first.click()
    expect(page.get_by_role("heading", name="Evidence of the last failure")).to_be_visible()


# Incidents


def test_an_incident_is_followed_to_its_evidence(page):
    page.goto("/")
    expect(page.locator("[data-fragment=incidents] a").first).to_be_visible(timeout=90_000)
    page.goto("/incidents?state=all")
    page.locator("tr", has_not_text="part of").locator("a[data-row]", has_text="·").last.click()
    expect(page.get_by_role("term").filter(has_text="Confirmed")).to_be_visible()
    expect(page.get_by_role("heading", name="How it went")).to_be_visible()
    expect(page.locator(".steps li").first).to_be_visible()
    page.get_by_role("link", name="Evidence of the last failure").click()
    expect(page).to_have_url(re.compile("/directories/.+#evidence"))
    expect(page.get_by_role("heading", name="Evidence of the last failure")).to_be_visible()


# The public page


def test_the_status_page_stands_alone_and_badges_are_pictures(page, demo):
    page.goto(demo["status"])
    expect(page.get_by_role("status")).to_be_visible()
    assert page.locator("nav a[href='/directories']").count() == 0
    with urllib.request.urlopen(f"{demo['console']}/badges/{any_slug(page)}.svg") as badge:
        assert badge.headers["content-type"].startswith("image/svg+xml")
        assert b"</svg>" in badge.read()


# Nothing there


def test_an_empty_register_says_what_to_do_and_shows_what_was_added(reader, empty):
    address, run = empty
    page = reader(address)
    page.goto("/")
    expect(page.get_by_text("rollcall import FILE")).to_be_visible()
    for path, text in [("/directories", "rollcall add URL"), ("/incidents", "No open incident"), ("/status", "No directory was looked at")]:
        page.goto(path)
        expect(page.get_by_text(text)).to_be_visible()
    run("add", "https://directory.invalid/members", "--name", "<b>Bold & Söhne</b>")
    page.goto("/directories")
    expect(page.locator("a[data-row]")).to_have_text("<b>Bold & Söhne</b>")


def test_an_unknown_page_says_so_and_leads_back(reader, demo):
    page = reader(demo["console"])
    response = page.goto("/directories/no-such-directory")
    assert response.status == 404
    expect(page.get_by_role("heading", name="No such directory")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Directories").click()
    expect(page.locator("a[data-row]").first).to_be_visible()
    reader.problems[:] = [problem for problem in reader.problems if "404" not in problem]


# Everywhere


@pytest.mark.parametrize("scheme,ground", [("light", "rgb(246, 247, 249)"), ("dark", "rgb(18, 22, 28)")])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_fits_and_follows_the_reader(reader, demo, scheme, ground, width):
    page = reader(demo["console"], viewport={"width": width, "height": 844}, color_scheme=scheme, has_touch=width < 500)
    wait_until_watched(page)
    incidents = page.request.get("/api/v1/incidents?limit=1").json()["items"]
    paths = ["/", "/directories", f"/directories/{any_slug(page)}", "/incidents", "/status"]
    for path in paths + [f"/incidents/{incident['id']}" for incident in incidents]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground, path


def test_a_phone_reaches_every_page_by_touch(phone):
    wait_until_watched(phone)
    for name, path in [("Directories", "/directories"), ("Incidents", "/incidents"), ("Overview", "/")]:
        phone.get_by_role("navigation", name="Main").get_by_role("link", name=name).tap()
        expect(phone).to_have_url(re.compile(re.escape(path) + "$"))
    phone.get_by_role("navigation", name="Main").get_by_role("link", name="Directories").tap()
    phone.locator("a[data-row]").first.tap()
    expect(phone.get_by_role("heading", name="Latency")).to_be_visible()


def test_the_keyboard_alone_skips_walks_and_sees_where_it_is(page):
    wait_until_watched(page)
    page.goto("/directories")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("input[type=search]")).to_be_focused()
    for expected in ["verdict", "importance"]:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == expected
    page.locator("input[type=search]").focus()
    page.keyboard.press("Escape")
    for _ in range(3):
        page.keyboard.press("j")
    expect(page.locator("a[data-row]").nth(2)).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page).to_have_url(re.compile("/incidents$"))


def test_text_from_strangers_is_never_markup(page):
    response = page.request.get("/directories?search=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in response.text()
    assert "default-src 'self'" in response.headers["content-security-policy"]
