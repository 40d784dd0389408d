// The recipe's page: what is read is drawn over the stored page, and elements are pointed at there. Without it they are chosen from lists.
//
// The stored page stands in a frame that runs no script. This one looks into it from outside, to measure and to find what is under the pointer; a
// layer over the frame takes every click, so nothing of the page is ever pressed. Nothing is read from the page but numbers and places.
"use strict";
{
    const [tallest, widest] = [40_000, 4_000];
    const frame = document.getElementById("stored");
    const marks = document.querySelector(".marks");
    const view = document.querySelector(".viewport");
    const page = () => frame?.contentDocument;
    const element = (number) => page()?.querySelector(`[data-n="${Number(number)}"]`);
    const ready = () => page()?.readyState === "complete" && page().querySelector("[data-n]");

    function box(style, rect, title) {
        const mark = document.createElement("div");
        mark.className = `mark ${style}`;
        Object.assign(mark.style, { left: `${rect.left}px`, top: `${rect.top}px`, width: `${rect.width}px`, height: `${rect.height}px` });
        if (title) mark.dataset.title = title;
        marks.append(mark);
        return mark;
    }

    // Around all of them; nothing where none is seen.
    function around(elements) {
        const rects = elements.map((each) => each?.getBoundingClientRect()).filter((rect) => rect && rect.width > 0 && rect.height > 0);
        if (!rects.length) return null;
        const [left, top] = [Math.min(...rects.map((r) => r.left)), Math.min(...rects.map((r) => r.top))];
        const [right, bottom] = [Math.max(...rects.map((r) => r.right)), Math.max(...rects.map((r) => r.bottom))];
        return { left, top, right, bottom, width: right - left, height: bottom - top };
    }

    // The frame is as large as its page, so that what is around it scrolls and places in both are the same.
    function fit() {
        const root = page().documentElement;
        frame.style.width = "100%";
        frame.style.height = "400px";
        frame.style.width = `${Math.min(widest, Math.max(view.clientWidth, root.scrollWidth))}px`;
        frame.style.height = `${Math.min(tallest, Math.max(240, root.scrollHeight))}px`;
    }

    const chosen = () => document.querySelector("#fields a[aria-current]")?.dataset.field;
    let drawn = [];
    function draw() {
        if (!frame || !ready()) return;
        fit();
        marks.hidden = false;
        marks.replaceChildren();
        drawn = [];
        const current = chosen();
        const pointing = document.querySelector("#choice[data-pointing]");
        marks.classList.toggle("choosing", Boolean(pointing));
        marks.classList.toggle("grouping", pointing?.dataset.pointing === "records");
        for (const row of document.querySelectorAll("#reading tr[data-nodes]")) {
            const rect = around(row.dataset.nodes.split(" ").map(element));
            if (rect) box("record", rect);
        }
        for (const cell of document.querySelectorAll("#reading td[data-node]")) {
            const rect = around([element(cell.dataset.node)]);
            if (!rect) continue;
            const { field, colour, label } = cell.dataset;
            box(`field f-${colour}${current === undefined ? "" : field === current ? " chosen" : " other"}`, rect, label);
            drawn.push({ field, rect });
        }
        let last = null;
        for (const pointed of document.querySelectorAll("#choice a[data-node][aria-current], #choice input[name=node], #choice input[name=other]")) {
            const rect = around([element(pointed.dataset.node ?? pointed.value)]);
            if (rect) { box("pointed", rect); last = rect; }
        }
        if (last) show(last);
    }

    // Scrolls the page within its own region to what is meant.
    function show(rect) {
        if (rect.top < view.scrollTop || rect.bottom > view.scrollTop + view.clientHeight) view.scrollTop = rect.top - view.clientHeight / 3;
        if (rect.left < view.scrollLeft || rect.right > view.scrollLeft + view.clientWidth) view.scrollLeft = rect.left - 20;
    }

    let hover = null;
    function light(target) {
        hover?.remove();
        hover = null;
        const rect = target && around([target]);
        if (rect) hover = box("hover", rect, target.textContent.trim().slice(0, 60));
        return rect;
    }

    function under(event) {
        const { left, top } = marks.getBoundingClientRect();
        const [x, y] = [event.clientX - left, event.clientY - top];
        return { x, y, target: page()?.elementFromPoint(x, y)?.closest("[data-n]") };
    }

    // Another choice on the same page: what stands beside the frame is drawn anew, the frame stays.
    let wanted = 0;
    async function go(href, push = true) {
        const turn = ++wanted;
        try {
            const response = await fetch(href, { headers: { accept: "text/html" }, cache: "no-store" });
            const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
            if (turn !== wanted) return;
            const same = fresh.getElementById("stored")?.getAttribute("src") === frame?.getAttribute("src");
            if (!response.ok || !same) { location.href = href; return; }
            for (const id of ["work", "reading"]) document.getElementById(id)?.replaceWith(fresh.getElementById(id));
            if (push) history.pushState(null, "", href);
            draw();
            (document.querySelector("#choice .proposal, #choice [role=alert]")?.closest("#choice") ?? document.getElementById("choice")
                ?? document.getElementById("fields"))?.focus({ preventScroll: true });
        } catch { location.href = href; }
    }

    if (frame && marks && view) {
        marks.addEventListener("pointermove", (event) => {
            if (event.pointerType === "mouse") light(under(event).target);
        });
        marks.addEventListener("pointerleave", () => light(null));
        marks.addEventListener("click", (event) => {
            const { x, y, target } = under(event);
            const pointing = document.querySelector("#choice[data-pointing]");
            if (pointing) {
                if (!target) return;
                const href = new URL(location.href);
                const asked = href.searchParams;
                // Of records the second point is another one, and the third begins anew.
                const isSecond = pointing.dataset.pointing === "records" && asked.has("node") && !asked.has("other")
                    && asked.get("node") !== target.dataset.n;
                asked.set(isSecond ? "other" : "node", target.dataset.n);
                for (const name of ["done", "level", ...(isSecond ? [] : ["other"])]) asked.delete(name);
                go(href.pathname + href.search);
                return;
            }
            // Without a field that is being corrected, the innermost drawn one under the pointer is taken up.
            const inside = drawn.filter(({ rect }) => x >= rect.left && x <= rect.right && y >= rect.top && y <= rect.bottom)
                .sort((a, b) => a.rect.width * a.rect.height - b.rect.width * b.rect.height)[0];
            if (inside) document.querySelector(`#fields a[data-field="${inside.field}"]`)?.click();
        });
        document.addEventListener("click", (event) => {
            const link = event.target.closest?.("a[data-soft]");
            if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
            event.preventDefault();
            go(link.href);
        });
        document.addEventListener("submit", (event) => {
            if (event.target.id !== "adding") return;
            event.preventDefault();
            go(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`);
        });
        for (const kind of ["focusin", "pointerover"]) {
            document.addEventListener(kind, (event) => {
                const link = event.target.closest?.("#choice a[data-node]");
                const rect = link && ready() ? light(element(link.dataset.node)) : null;
                if (rect && kind === "focusin") show(rect);
            });
        }
        addEventListener("popstate", () => go(location.href, false));
        let last = view.clientWidth;
        new ResizeObserver(() => {
            if (view.clientWidth === last) return;
            last = view.clientWidth;
            draw();
        }).observe(view);
        if (ready()) draw();
        frame.addEventListener("load", draw);
    }
}
