extension PageScripts {
    /// What rows of one list have in common: their name and first class, whichever of them is odd, active or the third.
    private static let like =
        "const like = e => e.tagName + '.' + ([...e.classList].find(c => !/odd|even|first|last|active|select|alt|\\d/i.test(c)) ?? '');"

    /// One step of reading a list to its end. What the last step turned away is remembered; then the control is pressed that lengthens the list, or else the
    /// one that shows its next part in the place of this; then the page is scrolled to its end, with what scrolls within it.
    ///
    /// Which element's rows a press has replaced is known by what it held before: frameworks take rows away, or write others into the same
    /// elements. It is the outermost one of which three and more rows, alike in name and class, read otherwise.
    /// - Parameter words: JSON of ``GrowthWords``.
    /// - Returns: a script's value: the address without its fragment that the document had at first, and how much is there and remembered.
    static func grow(_ words: String) -> String {
        """
        (words => {
          const state = globalThis.rollcallList ??= {url: location.href.split('#')[0], before: null, lists: new Map(), seen: new Set(), ended: false};
          const said = e => e.textContent.trim() + '\\n' + [...e.querySelectorAll('a[href]')].map(a => a.href).join('\\n');
          \(like)
          const path = e => {
            const parts = [];
            for (; e && e !== document.documentElement; e = e.parentElement) {
              parts.unshift(`${e.localName}:nth-child(${[...e.parentElement.children].indexOf(e) + 1})`);
            }
            return ['html', ...parts].join('>');
          };
          const rowsOf = e => {
            const kinds = new Map();
            for (const child of e.children) kinds.set(like(child), [...kinds.get(like(child)) ?? [], child]);
            return [...kinds.values()].sort((a, b) => b.length - a.length)[0] ?? [];
          };
          // What stands in every list of the page, to be compared after a press.
          const lists = () => {
            const found = [];
            for (const e of document.querySelectorAll('tbody,table,ul,ol,dl,div,section,main,article')) {
              if (found.length >= 500 || e.childElementCount < 3 || e.childElementCount > 2000 || e.closest('header,footer')) continue;
              const rows = rowsOf(e);
              if (rows.length >= 3) found.push({e, path: path(e), kind: like(rows[0]), rows: rows.map(r => ({said: said(r), copy: r.cloneNode(true)}))});
            }
            return found;
          };
          if (state.before) {
            for (const list of state.before) {
              const e = list.e.isConnected ? list.e : document.querySelector(list.path);
              if (!e) continue;
              const now = [...e.children].filter(c => like(c) === list.kind).map(said);
              const gone = list.rows.filter(r => !now.includes(r.said));
              if (gone.length < 3 && gone.length < list.rows.length) continue;
              const rows = state.lists.get(list.path) ?? {kind: list.kind, copies: []};
              for (const row of gone) {
                if (state.seen.has(row.said)) continue;
                state.seen.add(row.said);
                rows.copies.push(row.copy);
              }
              state.lists.set(list.path, rows);
              // A list that begins anew has no end.
              if (now.length && now.every(text => state.seen.has(text))) state.ended = true;
              break;
            }
            state.before = null;
          }
          const kept = [...state.lists.values()].reduce((sum, rows) => sum + rows.copies.length, 0);
          const size = document.getElementsByTagName('*').length + kept * 100;
          const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
          const text = e => (e.innerText || e.value || e.ariaLabel || e.title || '').trim();
          const parts = text => text.length > 60 ? [] : text.toLowerCase().split(/[^\\p{L}]+/u).filter(Boolean);
          const isAlive = e => shown(e) && !e.disabled && e.ariaDisabled !== 'true' && !(e.form && e.type !== 'button');
          const lengthens = e => {
            const all = parts(text(e));
            return all.length <= 6 && all.some(p => words.more.includes(p)) && !all.some(p => words.other.includes(p))
              && (all.length > 1 || e.tagName === 'BUTTON');
          };
          const turns = e => [text(e), e.ariaLabel, e.title].some(text => {
            const all = parts(text ?? '');
            return all.length <= 4 && all.some(p => words.turning.includes(p))
              && all.every(p => words.turning.includes(p) || words.page.includes(p));
          });
          // An arrow, or one drawn by a style: its own name or that of what holds it says what it is for.
          const points = e => /^([›>→▶►❯⟩＞]|chevron_right|navigate_next|keyboard_arrow_right|arrow_forward(_ios)?)$/u.test(text(e))
            || !text(e) && e.closest('[class*=pag]') && [e, e.parentElement].some(e => /(^|[-_ ])next([-_ ]|$)/i.test(e.getAttribute('class') ?? ''));
          const isOff = e => {
            for (let depth = 0; e && depth < 3; e = e.parentElement, depth++) {
              if (/(^|[-_ ])(disabled|inactive)([-_ ]|$)/i.test(e.getAttribute('class') ?? '') || e.ariaDisabled === 'true') return true;
            }
            return false;
          };
          const apart = 'form,header,dialog,[role=dialog],[aria-roledescription=carousel],[class*=carousel],[class*=slide],[class*=slick],[class*=swiper],'
            + '[class*=gallery],[class*=calendar],[class*=datepicker],[class*=testimonial]';
          const controls = [...document.querySelectorAll(
            'button,[role=button],input[type=button],a:not([href]),a[href^="#"],a[href^="javascript:"]')].filter(isAlive);
          const control = controls.find(e => !e.closest('nav,header') && lengthens(e));
          if (control) control.click();
          else if (!state.ended) {
            const pages = controls.filter(e => !e.closest(apart) && !isOff(e));
            const next = pages.find(turns) ?? pages.find(points);
            if (next) {
              state.before = lists();
              next.click();
            }
          }
          for (const e of document.querySelectorAll('main,section,div,ul,ol,tbody')) {
            if (e.scrollHeight > e.clientHeight + 40 && e.clientHeight > 100 && /auto|scroll/.test(getComputedStyle(e).overflowY)) {
              e.scrollTop = e.scrollHeight;
            }
          }
          const top = document.scrollingElement;
          if (top) { window.scrollTo(0, 0); window.scrollTo(0, top.scrollHeight); }
          return {url: state.url, size};
        })(\(words))
        """
    }

    /// Puts the rows that were turned away back before those that are shown, so that the page holds its whole list, and says by its address that it is the
    /// page that was opened. To whether there were any.
    static let regather = """
        (() => {
          const state = globalThis.rollcallList;
          let gathered = false;
          for (const [path, rows] of state?.lists ?? []) {
            const list = document.querySelector(path);
            if (!list || !rows.copies.length) continue;
            \(like)
            const first = [...list.children].find(e => like(e) === rows.kind);
            const all = document.createDocumentFragment();
            all.append(...rows.copies);
            list.insertBefore(all, first ?? list.firstChild);
            gathered = true;
          }
          try { if (gathered) history.replaceState(null, '', state.url); } catch {}
          return gathered;
        })()
        """
}
