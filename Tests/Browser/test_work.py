"""What a person does with jobs, pipelines and listings in the console, done in a browser."""

import re
import time

import pytest
from playwright.sync_api import expect


@pytest.fixture
def working(server):
    """A server with a pipeline whose input is missing, and one that has a lot to read."""
    folder = server.folder / "pipelines"
    (folder / "late.yaml").write_text("about: Reads what is not there yet.\nsource: {read: late.csv}\noutputs:\n  - write: out/late.csv\n")
    (folder / "members.yaml").write_text(
        "about: Keeps each member once.\nsource: {read: members.csv}\nstages:\n  - filter: city != \"\"\n  - dedupe: {by: email}\n"
        "outputs:\n  - write: out/members.csv\n  - write: out/members.jsonl\n")
    with open(folder / "members.csv", "w") as file:
        file.write("name,email,city\n")
        for number in range(120_000):
            file.write(f"Member {number},m{number % 90_000}@example.org,{'Austin' if number % 3 else ''}\n")
    return server


def dead_letter(server):
    server.run("run", "late", "--detach")
    deadline = time.monotonic() + 60
    while not (items := server.json("/api/v1/jobs?state=dead")["items"]):
        assert time.monotonic() < deadline, "the run did not fail"
        time.sleep(0.1)
    return items[0]["id"]


# Jobs


def test_a_dead_letter_is_read_mended_and_replayed(reader, working):
    job = dead_letter(working)
    page = reader(working.address)
    page.goto("/queues")
    page.get_by_role("row", name=re.compile("pipelines")).get_by_role("link", name="1", exact=True).click()
    page.get_by_role("link", name=re.compile(f"#{job} ")).click()
    expect(page.get_by_role("heading", name="The last error")).to_be_visible()
    # What cannot be used stays as it was typed, beside what is wrong with it.
    payload = page.get_by_label(re.compile("JSON"))
    good = payload.input_value()
    payload.fill('{"run": "first"}')
    page.get_by_role("button", name="Store the payload").click()
    expect(page.get_by_role("alert")).to_contain_text("run is of the wrong type")
    expect(payload).to_have_value('{"run": "first"}')
    payload.fill(good)
    page.get_by_role("button", name="Store the payload").click()
    expect(page.locator("main > [role=status]")).to_have_text("It is changed.")
    (working.folder / "pipelines" / "late.csv").write_text("name\nJane\n")
    page.get_by_role("button", name="Replay it").click()
    expect(page.locator("main > [role=status]")).to_have_text("It is worked once more.")
    # The page follows by itself.
    expect(page.locator("[data-fragment=head] .verdict")).to_have_text("done", timeout=30_000)
    reader.problems[:] = [problem for problem in reader.problems if "422" not in problem]


def test_dead_letters_are_chosen_and_replayed_together(reader, working):
    for _ in range(2):
        working.run("run", "late", "--detach")
    deadline = time.monotonic() + 60
    while len(working.json("/api/v1/jobs?state=dead")["items"]) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    (working.folder / "pipelines" / "late.csv").write_text("name\nJane\n")
    page = reader(working.address)
    page.goto("/dead")
    page.get_by_role("checkbox").first.check()
    # A redraw leaves what is chosen.
    page.wait_for_timeout(2500)
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_role("button", name="Replay the chosen").click()
    expect(page.locator("main > [role=status]")).to_have_text("1 is worked once more.")
    page.get_by_role("button", name="Replay all").click()
    expect(page.locator("main > [role=status]")).to_have_text("1 is worked once more.")


def test_a_queue_is_paused_by_the_keyboard_and_says_why_a_job_waits(reader, working):
    page = reader(working.address)
    dead_letter(working)
    page.goto("/queues")
    page.get_by_role("button", name="Pause pipelines").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name=re.compile("pipelines"))).to_contain_text("paused")
    working.run("run", "members", "--detach")
    page.goto("/jobs?queue=pipelines")
    page.locator("a[data-row]").first.click()
    expect(page.get_by_text("The queue pipelines is paused")).to_be_visible()
    page.goto("/queues")
    page.get_by_role("button", name="Resume pipelines").click()
    expect(page.get_by_role("button", name="Pause pipelines")).to_be_visible()


def test_a_page_of_another_site_changes_nothing(reader, working):
    dead_letter(working)
    page = reader("http://127.0.0.1")
    answers = []
    page.on("response", lambda response: answers.append(response.status) if "/queues/pause" in response.url else None)
    page.set_content(f'<form method="post" action="{working.address}/queues/pause"><input name="queue" value="pipelines"><button>Win</button></form>')
    page.get_by_role("button").click()
    page.wait_for_load_state()
    assert answers == [403]
    assert not any(queue["paused"] for queue in working.json("/api/v1/queues")["items"])
    reader.problems.clear()


# Runs


def test_a_run_is_started_and_followed_to_its_end(reader, working):
    page = reader(working.address)
    page.goto("/pipelines")
    page.get_by_role("link", name="members").click()
    expect(page.get_by_role("img", name=re.compile("read: source; filter: stage"))).to_be_visible()
    page.get_by_role("button", name="Start a run").click()
    expect(page).to_have_url(re.compile(r"/runs/\d+"))
    page.evaluate("window.mark = 1")
    expect(page.locator("[data-fragment=head] .verdict")).to_have_text("done", timeout=120_000)
    picture = page.locator(".flow svg.wide")
    expect(picture).to_contain_text("120,000 read")
    expect(picture).to_contain_text("40,000 dropped")
    assert page.evaluate("window.mark") == 1, "it was drawn anew, not loaded again"


def test_a_failed_run_is_resumed_from_its_page(reader, working):
    dead_letter(working)
    page = reader(working.address, viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto("/runs?state=failed")
    page.locator("a[data-row]").first.tap()
    expect(page.locator(".flow svg.tall")).to_be_visible()
    (working.folder / "pipelines" / "late.csv").write_text("name\nJane\n")
    page.get_by_role("button", name="Resume from its checkpoint").tap()
    expect(page.locator("[data-fragment=head] .verdict")).to_have_text("done", timeout=30_000)


# Listings


def test_a_listing_is_found_with_its_history_and_everywhere(reader, server, members):
    server.run("add", members.address, "--slug", "members")
    server.run("roll", "members")
    members.people["Ada Byron"] = ("512-555-0177", "12 Oak Street")
    server.run("roll", "members")
    page = reader(server.address)
    page.goto("/listings")
    page.get_by_label("Search").fill("byron")
    page.keyboard.press("Enter")
    page.locator("a[data-row]", has_text="Ada Byron").click()
    expect(page.get_by_role("heading", name="Ada Byron")).to_be_visible()
    history = page.locator("section", has_text="History")
    expect(history.locator("del")).to_contain_text("0101")
    expect(history.locator("ins")).to_contain_text("0177")
    expect(page.locator(f'a[href^="{members.address}"]').first).to_be_visible()
    page.get_by_role("link", name="Where else is it listed?").click()
    expect(page.locator("tbody .w-listed")).to_have_text("listed")
    page.get_by_label("Telephone").fill("512 555 0101")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("tbody .w-other")).to_have_text("listed with other values")
    expect(page.locator("tbody")).to_contain_text("asked for 512 555 0101")


# Everywhere


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_of_work_fits(reader, working, members, scheme, width):
    job = dead_letter(working)
    working.run("add", members.address, "--slug", "members")
    working.run("roll", "members")
    page = reader(working.address, viewport={"width": width, "height": 844}, color_scheme=scheme, has_touch=width < 500)
    for path in ["/queues", "/jobs?state=dead", "/dead", f"/jobs/{job}", "/pipelines", "/pipelines/members", "/runs", "/runs/1", "/listings",
                 "/listings/1", "/directories/members/listings", "/changes", "/where?name=Ada+Byron&phone=512-555-0000"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        nameless = page.evaluate(
            "[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea, main button')]"
            ".filter(e => !(e.labels?.length || e.ariaLabel || e.textContent.trim())).map(e => e.outerHTML)")
        assert nameless == [], path
