/// The script that fills a page's controls to see which others come and go. It runs beside the page's own scripts, which see the values and nothing of it.
enum SurveyScript {
    /// Resolves to the controls that are not always seen, with what decides of them. Every control is known by what it is called, not by its element, which
    /// scripts like to replace. What was seen for a while is put back, where it is gone in the end, and everything of interest gets an attribute `mark`.
    static func text(mark: String, tries: Int, milliseconds: Int) -> String {
        """
        (async () => {
          const mark = '\(mark)', end = performance.now() + \(milliseconds);
          let left = \(tries), isCut = false;
          const unfilled = ['hidden', 'submit', 'button', 'image', 'reset', 'file', 'password', 'color', 'range'];
          const choice = c => c.type === 'radio' || c.type === 'checkbox';
          const kept = c => c.localName !== 'input' || !['hidden', 'submit', 'button', 'image', 'reset'].includes(c.type);
          const visible = e => e.checkVisibility({visibilityProperty: true});
          const shown = c => !c.matches(':disabled') && (visible(c) || choice(c) && [...(c.labels || [])].some(visible));
          const look = () => {
            const all = new Map(), seen = new Set(), counts = new Map();
            for (const c of document.querySelectorAll('input,select,textarea')) {
              if (!kept(c)) continue;
              if (all.size >= 1000) break;
              const plain = [c.localName, c.type, c.name || c.id || (c.labels?.[0]?.textContent ?? '').trim().slice(0, 60),
                choice(c) ? c.value : ''].join('\\n');
              const count = (counts.get(plain) ?? 0) + 1;
              counts.set(plain, count);
              const key = plain + '\\n' + count;
              all.set(key, c);
              if (shown(c)) seen.add(key);
            }
            return {all, seen};
          };
          const tell = c => { for (const kind of ['input', 'change']) c.dispatchEvent(new Event(kind, {bubbles: true})); };
          const rest = () => new Promise(done => {
            const start = performance.now();
            let last = start;
            const watch = new MutationObserver(() => { last = performance.now(); });
            watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
            const check = () => {
              const now = performance.now();
              if (now - last >= 30 || now - start >= 300) { watch.disconnect(); done(); } else setTimeout(check, 15);
            };
            setTimeout(check, 15);
          });
          const called = c => ((c.labels?.[0]?.textContent ?? '').trim() || c.value).replace(/\\s+/g, ' ').slice(0, 80);
          const samples = {email: 'a@b.example', tel: '+16145550142', url: 'https://www.example.com/', number: '1'};

          // What can be filled in of a look: the states of each control, the one that it is in first.
          const triggers = ({all, seen}) => {
            const found = [], groups = new Map();
            for (const [key, c] of all) {
              if (!seen.has(key) || c.readOnly || unfilled.includes(c.type)) continue;
              if (c.localName === 'select') {
                if (c.multiple) continue;
                const own = c.value;
                const options = [...c.options].filter(o => !o.disabled && o.value !== own).slice(0, 24);
                const put = value => e => { e.value = value; tell(e); };
                found.push({key, rank: 0, states: [{value: own, label: (c.selectedOptions[0]?.label ?? '').trim()},
                  ...options.map(o => ({key, value: o.value, label: o.label.trim().slice(0, 80), put: put(o.value), back: put(own)}))]});
              } else if (c.type === 'radio') {
                const name = (c.form ? [...document.forms].indexOf(c.form) : -1) + '\\n' + (c.name || key);
                if (!groups.has(name)) {
                  const group = {key, rank: 0, states: []};
                  groups.set(name, group);
                  found.push(group);
                }
                groups.get(name).states.push({key, value: c.value, label: called(c), isNow: c.checked,
                  put: e => e.click(), back: e => { if (e.checked) { e.checked = false; tell(e); } }});
              } else if (c.type === 'checkbox') {
                const click = e => e.click();
                const [on, off] = [{key, value: c.value, label: called(c)}, {key, value: '', label: ''}];
                const other = {...(c.checked ? off : on), put: click, back: click};
                found.push({key, rank: 1, states: [c.checked ? on : off, other]});
              } else if (['text', 'email', 'tel', 'url', 'number', 'search', 'textarea'].includes(c.type) && !c.value && !c.list) {
                const put = value => e => { e.value = value; tell(e); };
                found.push({key, rank: 2, isTyped: true, states: [{value: '', label: ''},
                  {key, value: null, label: '', put: put(samples[c.type] ?? 'Example'), back: put('')}]});
              }
            }
            for (const group of groups.values()) {
              const now = group.states.find(s => s.isNow);
              if (now) {
                group.states = [now, ...group.states.filter(s => s !== now)
                  .map(s => ({...s, back: () => look().all.get(now.key)?.click()}))];
              } else group.states.unshift({value: '', label: ''});
            }
            return found.sort((a, b) => a.rank - b.rank);
          };

          const first = look(), found = new Map(), lost = [];
          const lone = (c, isOther) => {
            let top = c;
            while (top.parentElement && !['form', 'body', 'html'].includes(top.parentElement.localName)
              && ![...top.parentElement.querySelectorAll('input,select,textarea')].some(isOther)) top = top.parentElement;
            return top;
          };
          // Keeps a copy of what scripts have brought in, and what it stood behind.
          const keep = (now, base) => {
            const keyOf = new Map([...now.all].map(([key, c]) => [c, key]));
            const isOld = c => keyOf.has(c) && base.all.has(keyOf.get(c));
            let previous = null;
            for (const [key, c] of now.all) {
              if (base.all.has(key)) { previous = key; continue; }
              if (lost.some(one => one.keys.includes(key))) continue;
              const top = lone(c, isOld);
              const inside = [...top.querySelectorAll('input,select,textarea')];
              if (!inside.length) inside.push(top);
              lost.push({keys: inside.map(one => keyOf.get(one) ?? ''), copy: top.cloneNode(true), previous});
            }
          };
          const survey = async (base, depth, skip) => {
            for (const trigger of triggers(base).filter(t => !skip.has(t.key))) {
              const views = [];
              for (const state of trigger.states) {
                if (!state.put) { views.push({state, now: base}); continue; }
                if (left <= 0) break;
                if (performance.now() > end) { isCut = true; return; }
                left--;
                const c = look().all.get(state.key);
                if (!c) continue;
                state.put(c);
                await rest();
                const now = look();
                views.push({state, now});
                const come = [...now.seen].filter(key => !base.seen.has(key));
                if (come.length) keep(now, base);
                if (come.length && depth < 2) await survey(now, depth + 1, new Set([...skip, ...base.all.keys()].filter(k => !come.includes(k))));
                const back = look().all.get(state.key);
                if (back) { state.back(back); await rest(); }
              }
              const all = new Set(views.flatMap(view => [...view.now.seen]));
              for (const key of all) {
                const where = views.filter(view => view.now.seen.has(key));
                if (where.length === views.length || key === trigger.key || trigger.states.some(s => s.key === key)) continue;
                const one = found.get(key) ?? {isShownFirst: first.seen.has(key), isAdded: !first.all.has(key), conditions: []};
                found.set(key, one);
                const typed = where.some(view => view.state.value === null);
                one.conditions.push({trigger: trigger.key, values: typed ? [] : where.map(view => view.state.value),
                  labels: typed ? [] : where.map(view => view.state.label)});
              }
            }
          };
          await survey(first, 1, new Set());
          if (!found.size) return {appearances: [], isCut};

          // What is gone again stands in the markup where it was.
          const after = new Map();
          for (const one of lost) {
            const now = look();
            if (one.keys.some(key => now.all.has(key))) continue;
            const previous = one.previous === null ? null : now.all.get(one.previous);
            const place = after.get(one.previous) ?? (previous ? lone(previous, c => c !== previous) : null);
            if (place) place.after(one.copy);
            else (document.querySelector('form') ?? document.body).prepend(one.copy);
            after.set(one.previous, one.copy);
          }
          const numbers = new Map(), last = look();
          const number = key => {
            const c = last.all.get(key);
            if (!c) return -1;
            if (!numbers.has(key)) { numbers.set(key, numbers.size); c.setAttribute(mark, numbers.get(key)); }
            return numbers.get(key);
          };
          const appearances = [];
          for (const [key, one] of found) {
            const conditions = one.conditions.map(({trigger, values, labels}) => ({control: number(trigger), values, labels}))
              .filter(condition => condition.control >= 0);
            const control = number(key);
            if (control >= 0 && conditions.length)
              appearances.push({control, isShownFirst: one.isShownFirst, isAdded: one.isAdded, conditions});
          }
          return {appearances, isCut};
        })()
        """
    }
}
