"""What a person does with a directory's recipe in the console, done in a browser: pointing at a stored page that would rather act."""

import re

import pytest
from playwright.sync_api import expect
from sites import Members

RECIPE = """version: 1
records: "li.member"
fields:
  - kind: name
    class: "a.n"
  - kind: telephone
    class: "i.fax"
"""


class Guild(Members):
    """A list whose page runs, fetches, frames, sends and moves whatever it can."""

    def page(self, path):
        items = "".join(
            f'<li class=member><a class=n href="/member/{index}" onclick="top.hacked=1">{name}</a> <i class=fax>512-555-0{index}99</i>'
            f"<br>Phone: <b class=tel>{phone}</b><br>{street}</li>"
            for index, (name, (phone, street)) in enumerate(self.people.items()))
        return (
            "<!doctype html><html lang=en><head><title>Guild</title><meta http-equiv=refresh content='1;url=http://evil.example/'>"
            "<base href=http://evil.example/><link rel=stylesheet href=http://evil.example/x.css><style>@import 'http://evil.example/y.css';"
            "body{background:url(http://evil.example/z.png)} li.member{padding:8px;font:16px sans-serif}</style></head>"
            "<body onload='top.hacked=1'><script>top.hacked=1;parent.document.title='hacked'</script><h1>Our members</h1>"
            f"<img src=http://evil.example/a.png onerror='top.hacked=1'><iframe src=http://evil.example/></iframe><ul>{items}</ul>"
            "<form action=http://evil.example/ ><input name=q autofocus onfocus='top.hacked=1'><button>Send</button></form></body></html>"
        ) if path == "/" else None


@pytest.fixture
def guild(server):
    site = Guild()
    server.run("add", site.address, "--slug", "guild")
    server.run("roll", "guild")
    (server.folder / "recipe.yaml").write_text(RECIPE)
    server.run("recipe", "edit", "guild", "--file", str(server.folder / "recipe.yaml"))
    yield server
    site.http.shutdown()


def version(server):
    return server.run("recipe", "history", "guild").split()[0]


def point_at(page, selector, index=0):
    """Presses the mouse where an element of the stored page stands."""
    page.locator("#stage").scroll_into_view_if_needed()
    x, y = page.evaluate(
        """([selector, index]) => {
            const frame = document.getElementById("stored");
            const [outer, inner] = [frame, frame.contentDocument.querySelectorAll(selector)[index]].map((e) => e.getBoundingClientRect());
            return [outer.left + inner.left + inner.width / 2, outer.top + inner.top + inner.height / 2];
        }""", [selector, index])
    page.mouse.move(x, y)
    page.mouse.click(x, y)


def test_a_field_is_corrected_by_pointing_and_another_named_and_removed(reader, guild):
    before = int(version(guild))
    page = reader(guild.address)
    page.goto("/directories/guild")
    page.get_by_role("link", name="how its pages are read").click()
    expect(page.locator(".mark.record")).to_have_count(6)
    expect(page.locator(".mark.field")).to_have_count(12)
    # The wrong number is read by now: the field is taken up by pressing where it is drawn.
    point_at(page, "i.fax", 1)
    expect(page.get_by_role("heading", name="Correct: telephone")).to_be_visible()
    expect(page.locator(".mark.chosen")).to_have_count(6)
    point_at(page, "b.tel", 1)
    expect(page.locator(".proposal")).to_contain_text("6 of 6 records on 1 stored page change")
    expect(page.locator(".proposal li")).to_have_text(["label “Phone”", "class b.tel", "position :scope > b:nth-of-type(1)"])
    expect(page.locator(".trial ins").first).to_contain_text("+1512555010")
    page.locator("#choice form").first.get_by_label("Your name").fill("Eva")
    page.get_by_label("Why, for those who come after").fill("that was the fax")
    page.get_by_role("button", name="Save this correction").click()
    expect(page.locator("main > [role=status]")).to_contain_text("holds from the next roll on")
    told = guild.run("recipe", "history", "guild")
    assert int(told.split()[0]) == before + 1
    assert "Eva: telephone pointed at: 6 of 6 records on 1 pages change; that was the fax" in told
    assert "lists: ~ telephone class: i.fax → b.tel" in told
    # A new field, and it goes again.
    page.get_by_label("A new field").select_option("faxNumber")
    page.get_by_role("button", name="Point at it").click()
    expect(page.get_by_role("heading", name="A new field: fax number")).to_be_visible()
    point_at(page, "i.fax")
    page.get_by_role("button", name="Add this field").click()
    expect(page.locator("#fields li")).to_have_count(3)
    page.locator("#fields").get_by_role("link", name=re.compile("fax number")).click()
    page.get_by_text("Remove this field").click()
    page.get_by_role("button", name="Remove fax number").click()
    expect(page.locator("#fields li")).to_have_count(2)
    assert int(version(guild)) == before + 3
    # Nothing of the page ran, and nothing was pressed in it.
    assert page.evaluate("window.hacked") is None and "hacked" not in page.title()
    assert page.url.startswith(guild.address)


def test_records_are_pointed_at_and_seen_before_they_are_saved(reader, guild):
    before = int(version(guild))
    page = reader(guild.address)
    page.goto("/directories/guild/recipe")
    expect(page.locator(".mark.record")).to_have_count(6)
    page.get_by_role("link", name="Point at the records").click()
    expect(page.get_by_role("heading", name="Which elements are records")).to_be_visible()
    point_at(page, "b.tel", 0)
    expect(page.locator(".proposal b")).to_have_text("li.member")
    # The second point settles what is meant; the smaller elements are there to be chosen.
    point_at(page, "b.tel", 3)
    expect(page.locator(".mark.pointed")).to_have_count(2)
    expect(page.locator(".proposal")).to_contain_text("6 records on 1 stored page, 6 now: 0 come, 0 go.")
    page.locator("#choice .candidates a", has_text="b.tel").first.click()
    expect(page.locator(".proposal b")).to_have_text("b.tel")
    expect(page.locator("#reading h2")).to_have_text("What would be read from this page")
    page.locator("#choice .candidates a", has_text="li.member").first.click()
    expect(page.locator(".proposal b")).to_have_text("li.member")
    page.locator("#choice form").get_by_label("Your name").fill("Eva")
    page.get_by_role("button", name="Save these records").click()
    expect(page.locator("main > [role=status]")).to_contain_text("holds from the next roll on")
    assert int(version(guild)) == before + 1
    assert "Eva: records pointed at: 6 on 1 pages, 6 before" in guild.run("recipe", "history", "guild")
    # Without a pointer, from the groups of the page.
    page.goto("/directories/guild/recipe?records=true")
    group = page.locator("#choice a[data-node]").first
    group.focus()
    expect(page.locator(".mark.hover")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".proposal b")).to_have_text("li.member")


def test_the_keyboard_does_the_same_on_a_phone_in_the_dark(reader, guild):
    before = int(version(guild))
    page = reader(guild.address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme="dark")
    page.goto("/directories/guild/recipe")
    expect(page.locator(".mark.record")).to_have_count(6)
    page.locator("#fields").get_by_role("link", name=re.compile("telephone")).focus()
    page.keyboard.press("Enter")
    number = page.locator("#choice a[data-node]", has_text="b.tel")
    number.focus()
    expect(page.locator(".mark.hover")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".proposal")).to_contain_text("6 of 6 records")
    page.get_by_label("Why, for those who come after").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main > [role=status]")).to_be_visible()
    assert int(version(guild)) == before + 1
    # A title of the page belongs to no record.
    page.goto("/directories/guild/recipe?field=0")
    expect(page.locator(".mark.record")).to_have_count(6)
    point_at(page, "h1")
    expect(page.locator("#choice [role=alert]")).to_contain_text("belongs to no record")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    nameless = page.evaluate(
        "[...document.querySelectorAll('main input:not([type=hidden]), main select, main button')]"
        ".filter(e => !(e.labels?.length || e.ariaLabel || e.textContent.trim())).map(e => e.outerHTML)")
    assert nameless == []


def test_everything_works_without_a_script(reader, guild):
    before = int(version(guild))
    page = reader(guild.address, java_script_enabled=False)
    page.goto("/directories/guild/recipe")
    page.locator("#fields a", has_text="telephone").click()
    page.locator("#choice .candidates a", has_text="b.tel").click()
    page.locator("#choice button", has_text="Save this correction").click()
    assert int(version(guild)) == before + 1
