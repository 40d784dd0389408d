/// The scripts that are run in a page, in a world of their own: they see the page's elements, and the page's scripts see nothing of them.
enum PageScripts {
    /// Resolves when the document is complete and nothing has changed for `quiet` milliseconds, or after `longest`; to whether it is complete.
    static func rest(quiet: Int, longest: Int) -> String {
        """
        new Promise(done => {
          const start = performance.now();
          let last = start;
          const watch = new MutationObserver(() => { last = performance.now(); });
          watch.observe(document, {subtree: true, childList: true, characterData: true});
          const look = () => {
            const now = performance.now(), complete = document.readyState === 'complete';
            if (complete && now - last >= \(quiet) || now - start >= \(longest)) {
              watch.disconnect();
              done(complete);
            } else setTimeout(look, 25);
          };
          look();
        })
        """
    }

    /// The document's address and markup, at most `longest` UTF-16 units of it.
    static func markup(longest: Int) -> String {
        """
        (() => {
          const root = document.documentElement;
          const text = root ? root.outerHTML : '';
          const doctype = document.doctype ? '<!DOCTYPE ' + document.doctype.name + '>\\n' : '';
          return {
            url: location.href, html: doctype + text.slice(0, \(longest)).toWellFormed(), isCut: text.length > \(longest),
            isHTML: document.contentType.includes('html')
          };
        })()
        """
    }

    /// Puts values into controls as a person would leave them, tells the page's scripts, and says which were found and where their form stands. What was
    /// filled is remembered for ``press(_:)``.
    /// - Parameters:
    ///   - entries: JSON of ``FieldEntry`` values.
    ///   - form: The form's place among the page's, for where nothing is filled.
    static func fill(_ entries: String, form: Int = -1) -> String {
        """
        ((entries, place) => {
          let all = [];
          const find = entry => {
            const there = all[entry.ordinal];
            if (!entry.key) return there && !there.name && !there.id ? there : null;
            const like = all.filter(c => c.name ? c.name === entry.key : c.id === entry.key);
            return like.includes(there) ? there : like[0];
          };
          const tell = c => { for (const kind of ['input', 'change']) c.dispatchEvent(new Event(kind, {bubbles: true})); };
          // One control takes its value: the control, or null where there is none that takes it.
          const put = entry => {
            const c = find(entry);
            if (!c) return null;
            let took = false;
            if (c.type === 'radio' || c.type === 'checkbox') {
              for (const one of all.filter(o => o.type === c.type && o.form === c.form && (c.name ? o.name === c.name : o === c))) {
                if (!entry.values.includes(one.value)) continue;
                if (!one.checked) one.click();
                if (!one.checked) { one.checked = true; tell(one); }
                took = took || one.checked;
              }
            } else if (c.localName === 'select') {
              for (const option of c.options) {
                option.selected = entry.values.includes(option.value);
                took = took || option.selected;
              }
              tell(c);
            } else if (c.type === 'file') {
              const held = new DataTransfer();
              for (const {name, type, content} of entry.files ?? []) {
                held.items.add(new File([Uint8Array.from(atob(content), one => one.charCodeAt(0))], name, {type}));
              }
              if (held.files.length) { c.files = held.files; tell(c); }
              took = held.files.length > 0;
            } else {
              c.value = entry.values[0] ?? '';
              // An editor that stands in the text's place hands over what its frame holds.
              const page = c.id && document.getElementById(c.id + '_ifr')?.contentDocument?.body;
              if (page) {
                page.replaceChildren(...c.value.split('\\n').map(line => {
                  const part = page.ownerDocument.createElement('p');
                  part.textContent = line;
                  return part;
                }));
              }
              tell(c);
              took = c.value !== '';
            }
            return took ? c : null;
          };
          const took = new Map();
          // One value may bring the controls of others, or take them away and bring them anew.
          for (let round = 0; round < 3; round++) {
            const waiting = entries.filter(entry => !took.get(entry)?.isConnected);
            if (!waiting.length) break;
            all = [...document.querySelectorAll('input,select,textarea')];
            for (const entry of waiting) {
              const c = put(entry);
              if (c) took.set(entry, c);
            }
          }
          const filled = entries.filter(entry => took.has(entry)).map(entry => entry.ordinal);
          const before = (globalThis.rollcallFilled?.controls ?? []).filter(c => c.isConnected);
          const controls = [...took.values()], first = controls[0] ?? before[0];
          const form = first?.form ?? document.forms[place] ?? null;
          globalThis.rollcallFilled = {form, controls: [...before.filter(c => c.form === form), ...controls]};
          // Controls without a form stand together in what holds all of them.
          let area = form ?? controls[0]?.parentElement ?? document.body;
          while (!form && area.parentElement && !controls.every(c => area.contains(c))) area = area.parentElement;
          // What is seen of the form: its own box is often as wide as the page, and empty beside its fields.
          const whole = area.getBoundingClientRect();
          const seen = {left: Infinity, right: -Infinity};
          const take = rect => {
            if (rect.width < 1 || rect.height < 1 || rect.right <= whole.left || rect.left >= whole.right) return;
            seen.left = Math.min(seen.left, Math.max(rect.left, whole.left));
            seen.right = Math.max(seen.right, Math.min(rect.right, whole.right));
          };
          const words = document.createTreeWalker(area, NodeFilter.SHOW_TEXT), range = document.createRange();
          for (let node = words.nextNode(), left = 5000; node && left; node = words.nextNode(), left--) {
            if (!node.data.trim()) continue;
            range.selectNodeContents(node);
            for (const rect of range.getClientRects()) take(rect);
          }
          for (const one of area.querySelectorAll('input,select,textarea,button,img')) take(one.getBoundingClientRect());
          const isSeen = seen.right > seen.left;
          const x = isSeen ? seen.left : whole.x, width = isSeen ? seen.right - seen.left : whole.width;
          return {
            filled, x: x + scrollX, y: whole.y + scrollY, width, height: whole.height,
            pageWidth: document.documentElement.scrollWidth, pageHeight: document.documentElement.scrollHeight
          };
        })(\(entries), \(form))
        """
    }
}
