"""What a person does with onboardings in the console, done in a browser."""

import http.server
import re
import threading

import pytest
from playwright.sync_api import expect

PROFILE = """organization: Lindqvist & Sons
email: info@lindqvist.example
tel: +1 614 555 0142
street-address: 480 N High St
address-level2: Columbus
country: US
description: Plumbers since 1974.
"""


class Directory:
    """A directory built with a known platform, whose form asks for something that only a person can know."""

    def __init__(self, roll="<input name=roll_no required>"):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                pages = {
                    "/": '<h1>Find a plumber</h1><link rel=stylesheet href="/wp-content/plugins/geodir/a.css"><a href="/add">Add your listing</a>',
                    "/add": '<h1>Add your listing</h1><form method=post action=/add><label>Company <input name=company required></label>'
                            '<label>E-mail <input type=email name=mail required></label><label>Phone <input type=tel name=phone></label>'
                            '<label>City <input name=city></label><label>Chamber roll ' + roll + '</label>'
                            '<label>Description <textarea name=about></textarea></label><button>Submit listing</button></form>',
                }
                body = pages.get(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                if body:
                    self.wfile.write(f"<!doctype html><html lang=en><title>Plumbers</title>{body}</html>".encode())

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def address(self, name):
        """The same machine under names of its own, so that they are directories of their own."""
        return f"http://{name}.localhost:{self.http.server_port}/"


@pytest.fixture
def asked(server):
    """A server whose two directories, alike, wait for an answer."""
    site = Directory()
    (server.folder / "acme.yaml").write_text(PROFILE)
    server.run("onboard", site.address("one"), site.address("two"), "--profile", server.folder / "acme.yaml", "--soak", "1h", "--detach")
    yield server
    site.http.shutdown()


def unfold(page):
    """Shows the answer in words, where there are buttons to answer with."""
    other = page.locator("details.other")
    if not other.evaluate("element => element.open"):
        page.get_by_text("Another answer").click()


def wait_for_questions(page):
    page.goto("/onboarding")
    expect(page.get_by_role("row", name=re.compile("needs an answer"))).to_have_count(2, timeout=40_000)


def test_a_person_answers_once_for_all_alike_and_steers_what_follows(reader, asked):
    page = reader(asked.address)
    wait_for_questions(page)
    page.get_by_role("link", name="Questions").click()
    expect(page.get_by_text("also for 1 more alike")).to_be_visible()
    # What cannot be used stays as it was typed.
    unfold(page)
    page.locator("select[name=how]").select_option("term")
    page.get_by_label("What").fill("nonsense")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no term nonsense")
    expect(page.get_by_label("What")).to_have_value("nonsense")
    page.locator("select[name=how]").select_option("value")
    page.get_by_label("What").fill("R-77")
    page.get_by_label(re.compile("Your name")).fill("Eva")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("main > [role=status]")).to_have_text("Answered for 2 directories; 2 go on.")
    # Both go on by themselves to their canary, and the page follows.
    page.goto("/onboarding")
    expect(page.get_by_role("row", name=re.compile("canary"))).to_have_count(2, timeout=40_000)
    page.get_by_role("link", name=re.compile("one.localhost")).click()
    expect(page.locator("[data-fragment=road]")).to_contain_text("seconds of soak")
    expect(page.get_by_role("row", name=re.compile("roll_no"))).to_be_visible()
    # Nothing is done without a why.
    page.get_by_role("button", name="Promote it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    page.get_by_label(re.compile("Why, for those")).fill("I looked at it")
    page.get_by_label("Your name").fill("Eva")
    page.get_by_role("button", name="Promote it").click()
    expect(page.locator("[data-fragment=head] .verdict")).to_have_text("active")
    expect(page.locator("[data-fragment=events]")).to_contain_text("by Eva")
    expect(page.get_by_role("link", name="how it is watched")).to_be_visible()
    reader.problems[:] = [problem for problem in reader.problems if "422" not in problem]


def test_a_canary_is_held_by_the_keyboard_on_a_phone(reader, asked):
    page = reader(asked.address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme="dark")
    wait_for_questions(page)
    page.goto("/onboarding/questions")
    unfold(page)
    page.locator("select[name=how]").select_option("value")
    page.get_by_label("What").fill("R-77")
    page.keyboard.press("Enter")
    expect(page.locator("main > [role=status]")).to_contain_text("2 go on")
    page.goto("/onboarding?state=canary")
    page.get_by_role("link", name=re.compile("two.localhost")).click(timeout=40_000)
    page.get_by_label(re.compile("Why, for those")).fill("a look first")
    # The first verb is the harmless one.
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Let it go on")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_person_begins_on_the_board_and_answers_with_one_key(reader, server):
    site = Directory("<select name=roll_no required><option value=''>-<option value=a>Roll A<option value=b>Roll B</select>")
    page = reader(server.address)
    page.goto("/onboarding")
    # Nothing was ever begun: the form is all there is.
    expect(page.get_by_text("No form is sent:")).to_be_visible()
    page.get_by_label(re.compile("^Addresses")).fill(f"{site.address('one')}\n{site.address('two')}\nno address")
    page.get_by_label(re.compile("profile of the business")).fill(PROFILE)
    page.get_by_label(re.compile("^Your name")).fill("Eva")
    page.get_by_role("button", name="Set them on their way").click()
    expect(page.get_by_role("alert")).to_have_text('Line 3: "no address" names no address.')
    expect(page.get_by_label(re.compile("profile of the business"))).to_have_value(PROFILE)
    page.get_by_label(re.compile("^Addresses")).fill(f"{site.address('one')}\n{site.address('two')}")
    page.get_by_role("button", name="Set them on their way").click()
    expect(page.locator("main > [role=status]")).to_contain_text("2 directories are on the way")
    # The page follows by itself.
    expect(page.get_by_role("row", name=re.compile("needs an answer"))).to_have_count(2, timeout=40_000)
    page.goto("/onboarding/questions")
    expect(page.get_by_role("group", name="Answer with one of these").get_by_role("button")).to_have_count(2)
    page.keyboard.press("1")
    expect(page.locator("main > [role=status]")).to_contain_text("Answered for 2 directories")
    # The business is known now, and another is not needed.
    page.goto("/onboarding")
    page.get_by_text("Set directories on their way").click()
    expect(page.get_by_label("For the business")).to_contain_text("Lindqvist & Sons")
    reader.problems[:] = [problem for problem in reader.problems if "422" not in problem]
    site.http.shutdown()


def test_pictures_of_a_filled_form_come_by_themselves_and_by_hand(reader, server):
    site = Directory()
    (server.folder / "acme.yaml").write_text(PROFILE)
    server.run("onboard", site.address("one"), "--profile", server.folder / "acme.yaml", "--detach")
    page = reader(server.address)
    page.goto("/onboarding/1")
    expect(page.get_by_text("Its form was not filled in yet.")).to_be_visible()
    # The trial is not passed, as something is asked: its picture is kept all the same.
    server.run("onboard", "trial", site.address("one"), "--profile", server.folder / "acme.yaml", "--keep", status=1)
    page.reload()
    picture = page.get_by_role("img", name=re.compile("The form on its own page"))
    expect(picture).to_be_visible()
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 300
    before = picture.get_attribute("src")
    # Answered, the directory's own trial leaves another by itself, and the page follows.
    server.run("onboard", "answer", "1", "--value", "R-77")
    expect(picture).to_have_attribute("src", re.compile(f"^(?!{re.escape(before)}$)"), timeout=60_000)
    expect(page.locator("[data-fragment=picture]")).to_contain_text(re.compile(r"(\d+) of \1 fields filled"))
    site.http.shutdown()
