// What a page does beyond being a page: live figures by server-sent events, and the keyboard. Everything works without it.
"use strict";

const live = document.querySelector(".live");
const show = (state, text) => {
    if (!live || live.dataset.state === state && live.textContent === text) return;
    live.dataset.state = state;
    live.querySelector("span").textContent = text;
};

// Each page names the fragments that may be redrawn; the server renders them, so there is one truth for how a thing looks.
const fragments = () => [...document.querySelectorAll("[data-fragment]")];

// What the reader is doing inside a fragment stays as it is: the focus, what is unfolded, and a selection until it is let go.
function replace(old, fresh) {
    const active = old.contains(document.activeElement) ? document.activeElement : null;
    if (active?.matches("input, select, textarea") || old.querySelector("input:checked")) return false;
    const selection = getSelection();
    if (selection && !selection.isCollapsed && old.contains(selection.anchorNode)) return false;
    const unfolded = [...old.querySelectorAll("details[open]")].map((element) => element.id);
    const place = active?.getAttribute("href");
    const rank = active ? [...old.querySelectorAll("a, summary, button")].indexOf(active) : -1;
    old.innerHTML = fresh.innerHTML;
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    if (!active) return true;
    const all = [...old.querySelectorAll("a, summary, button")];
    (all.find((element) => place && element.getAttribute("href") === place) ?? all[Math.min(rank, all.length - 1)])?.focus({ preventScroll: true });
    return true;
}

// One redraw at a time, one a second at the most, and none that takes the server more than a twentieth of its time.
let drawing = false;
let again = false;
let earliest = 0;
const drawn = new Map();
async function redraw() {
    if (document.hidden) return;
    if (drawing) { again = true; return; }
    drawing = true;
    await new Promise((resume) => setTimeout(resume, Math.max(0, earliest - Date.now())));
    again = false;
    const began = Date.now();
    try {
        const response = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
        if (response.ok) {
            const page = new DOMParser().parseFromString(await response.text(), "text/html");
            for (const old of fragments()) {
                const fresh = page.querySelector(`[data-fragment="${old.dataset.fragment}"]`);
                // What the server sent is compared with what it sent before: the ages are written into the page since.
                if (!fresh || fresh.innerHTML === drawn.get(old.dataset.fragment)) continue;
                const html = fresh.innerHTML;
                if (replace(old, fresh)) drawn.set(old.dataset.fragment, html);
            }
        }
    } catch { /* The stream of events tells whether there is a connection. */ }
    earliest = Date.now() + Math.max(1000, 20 * (Date.now() - began));
    drawing = false;
    if (again) redraw();
}

if (live && window.EventSource && fragments().length) {
    const { slug: wanted, topic } = document.body.dataset;
    const quiet = 40_000;
    let source;
    let heard = 0;
    let wait = 1000;
    function listen() {
        source?.close();
        heard = Date.now();
        source = new EventSource(topic ? `/api/v1/events?topic=${topic}` : "/api/v1/events");
        const on = (name, act) => source.addEventListener(name, (event) => { heard = Date.now(); act?.(event); });
        on("open", () => { wait = 1000; show("on", "live"); redraw(); });
        // Also what no event tells, such as a directory that was added, shows soon.
        on("pulse", () => redraw());
        on("work", () => redraw());
        on("counts", () => { if (!wanted) redraw(); });
        on("incident", () => redraw());
        on("missed", () => redraw());
        on("observed", (event) => { if (wanted && JSON.parse(event.data).slug === wanted) redraw(); });
        source.addEventListener("error", () => {
            show("off", "not live: reconnecting");
            // A browser tries again by itself after a broken line, but not after a refusal.
            if (source.readyState === EventSource.CLOSED) { setTimeout(listen, wait); wait = Math.min(30_000, wait * 2); }
        });
    }
    listen();
    // A line that died without a word: the server sends a pulse every fifteen seconds.
    setInterval(() => {
        if (source.readyState === EventSource.OPEN && Date.now() - heard > quiet) { show("off", "not live: reconnecting"); listen(); }
    }, 5000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) redraw(); });
}

// A page of which nothing is drawn anew is neither live nor not.
if (live && !fragments().length) live.hidden = true;

// Times are served as UTC and shown in the reader's own terms.
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
function ages() {
    for (const element of document.querySelectorAll("time[datetime]")) {
        const time = Date.parse(element.dateTime);
        if (Number.isNaN(time)) continue;
        const date = new Date(time);
        const title = date.toLocaleString();
        if (element.title !== title) element.title = title;
        let text = element.textContent;
        if (element.dataset.clock !== undefined) text = date.toLocaleTimeString();
        if (element.dataset.age !== undefined) {
            // A reader's clock that is behind does not see the future.
            const seconds = Math.min(0, Math.round((time - Date.now()) / 1000));
            const [span, unit] = seconds > -90 ? [seconds, "second"] : seconds > -5400 ? [Math.round(seconds / 60), "minute"]
                : seconds > -129600 ? [Math.round(seconds / 3600), "hour"] : [Math.round(seconds / 86400), "day"];
            text = relative.format(span, unit);
        }
        // Only when it differs: what is written here is a change that calls us again.
        if (element.textContent !== text) element.textContent = text;
    }
}
ages();
setInterval(ages, 5000);
new MutationObserver(ages).observe(document.body, { childList: true, subtree: true });

// A key that belongs to a question does what its button does, or goes to its input.
function answered(event) {
    const control = event.target.closest?.("[data-question]")?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!control) return false;
    if (control.matches("input")) control.focus(); else control.click();
    event.preventDefault();
    return true;
}

// Keyboard: / searches, g then o, d, l, i, q, p, s goes; j and k walk the rows, Enter opens.
let going = false;
document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape" && typing) { event.target.blur(); return; }
    if (typing) return;
    if (going) {
        going = false;
        const place = { o: "/", d: "/directories", l: "/listings", i: "/incidents", n: "/onboarding", q: "/queues", p: "/pipelines", s: "/status" }[event.key];
        if (place) { location.href = place; event.preventDefault(); }
        return;
    }
    if (answered(event)) return;
    if (event.key === "g") { going = true; setTimeout(() => { going = false; }, 1200); return; }
    if (event.key === "/") {
        const search = document.querySelector("input[type=search]");
        if (search) { search.focus(); search.select(); } else location.href = "/directories#search";
        event.preventDefault();
        return;
    }
    if (event.key === "j" || event.key === "k") {
        const rows = [...document.querySelectorAll("a[data-row]")];
        if (!rows.length) return;
        const at = rows.indexOf(document.activeElement);
        const next = event.key === "j" ? Math.min(rows.length - 1, at + 1) : Math.max(0, at - 1);
        rows[next].focus();
        event.preventDefault();
    }
});
if (location.hash === "#search") document.querySelector("input[type=search]")?.focus();
// The next one, after an answer; the browser goes to the fragment first, which takes the focus away.
if (location.hash === "#questions") {
    addEventListener("load", () => setTimeout(() => document.querySelector("#questions a[data-row]")?.focus()));
}

// On questions the digits answer: the one in which the focus is, else the first.
document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea") || !/^[1-9]$/.test(event.key)) return;
    const question = document.activeElement?.closest("[data-question]") ?? document.querySelector("[data-question]");
    const pick = question?.querySelector(`button[data-key="${event.key}"]`);
    if (pick) { pick.click(); event.preventDefault(); }
});

// Filters apply as soon as a choice is made.
for (const select of document.querySelectorAll("form.filters[method=get] select")) select.addEventListener("change", () => select.form.requestSubmit());
