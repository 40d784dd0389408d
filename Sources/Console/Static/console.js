// What a page does beyond being a page: live figures by server-sent events, and the keyboard. Everything works without it.
"use strict";

const live = document.querySelector(".live");
const show = (state, text) => { if (live) { live.dataset.state = state; live.querySelector("span").textContent = text; } };

// Each page names the fragments that may be redrawn; the server renders them, so there is one truth for how a thing looks.
const fragments = () => [...document.querySelectorAll("[data-fragment]")];
let pending = false;
let last = 0;
async function redraw() {
    if (pending || document.hidden) return;
    pending = true;
    const wait = Math.max(0, 1000 - (Date.now() - last));
    await new Promise((resume) => setTimeout(resume, wait));
    last = Date.now();
    try {
        const response = await fetch(location.href, { headers: { accept: "text/html", "x-rollcall-live": "1" } });
        if (response.ok) {
            const page = new DOMParser().parseFromString(await response.text(), "text/html");
            for (const old of fragments()) {
                if (old.contains(document.activeElement) && document.activeElement.matches("input, select")) continue;
                const fresh = page.querySelector(`[data-fragment="${old.dataset.fragment}"]`);
                if (fresh && fresh.innerHTML !== old.innerHTML) {
                    const at = document.activeElement && old.contains(document.activeElement) ? document.activeElement.id : null;
                    old.innerHTML = fresh.innerHTML;
                    if (at) document.getElementById(at)?.focus();
                }
            }
        }
    } catch { show("off", "no connection"); } finally { pending = false; }
}

if (live && window.EventSource && fragments().length) {
    const wanted = document.body.dataset.slug;
    const source = new EventSource("/api/v1/events");
    source.addEventListener("open", () => { show("on", "live"); redraw(); });
    source.addEventListener("error", () => show("off", "reconnecting"));
    source.addEventListener("counts", () => { if (!wanted) redraw(); });
    source.addEventListener("incident", () => redraw());
    source.addEventListener("missed", () => redraw());
    source.addEventListener("observed", (event) => { if (wanted && JSON.parse(event.data).slug === wanted) redraw(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) redraw(); });
}

// Times are served as UTC and shown in the reader's own zone.
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
function ages() {
    for (const element of document.querySelectorAll("time[datetime]")) {
        const time = Date.parse(element.dateTime);
        if (Number.isNaN(time)) continue;
        const date = new Date(time);
        element.title = date.toLocaleString();
        if (element.dataset.age === undefined) continue;
        const seconds = Math.round((time - Date.now()) / 1000);
        const [span, unit] = Math.abs(seconds) < 90 ? [seconds, "second"] : Math.abs(seconds) < 5400 ? [Math.round(seconds / 60), "minute"]
            : Math.abs(seconds) < 129600 ? [Math.round(seconds / 3600), "hour"] : [Math.round(seconds / 86400), "day"];
        const text = relative.format(span, unit);
        // Only when it differs: what is written here is a change that calls us again.
        if (element.textContent !== text) element.textContent = text;
    }
}
ages();
setInterval(ages, 5000);
new MutationObserver(ages).observe(document.body, { childList: true, subtree: true });

// Keyboard: / searches, g then o, d, i goes; j and k walk the rows, Enter opens.
let going = false;
document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape" && typing) { event.target.blur(); return; }
    if (typing) return;
    if (going) {
        going = false;
        const place = { o: "/", d: "/directories", i: "/incidents", s: "/status" }[event.key];
        if (place) { location.href = place; event.preventDefault(); }
        return;
    }
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

// Filters apply as soon as a choice is made.
for (const select of document.querySelectorAll(".filters select")) select.addEventListener("change", () => select.form.requestSubmit());
