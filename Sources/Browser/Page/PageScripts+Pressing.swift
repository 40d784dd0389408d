extension PageScripts {
    /// Where pages say what is wrong.
    private static let notes =
        "[role=alert],[role=alertdialog],[aria-live=assertive],[class*=error i],[class*=invalid i],[class*=alert i],[class*=warning i],"
        + "[class*=danger i],[class*=notice i],[class*=message i],[class*=feedback i],[class*=toast i]"
    private static let shown =
        "const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';"

    /// Presses the button that sends the form filled last, and remembers what the page said before.
    /// - Parameter words: JSON of texts that such a button has, folded: `sending`, and `leading` for one that leads on to a further step.
    static func press(_ words: String) -> String {
        """
        (words => {
          \(shown)
          const {form, controls} = globalThis.rollcallFilled ?? {form: null, controls: []};
          const kinds = 'button,input[type=submit],input[type=image],input[type=button],[role=button],a[class*=btn i],a[class*=button i]';
          let root = form;
          if (!root) {
            root = controls[0]?.parentElement ?? null;
            while (root && (!controls.every(c => root.contains(c)) || !root.querySelector(kinds))) root = root.parentElement;
          }
          const none = {button: null, isDisabled: false, invalid: []};
          if (!root) return none;
          const all = [...new Set([...(form ? form.elements : []), ...root.querySelectorAll(kinds)])].filter(e => e.matches(kinds));
          const text = e => (e.innerText || e.value || e.ariaLabel || e.title || e.alt || e.textContent || '').trim();
          const fold = text => ' ' + text.toLowerCase().normalize('NFD').replace(/\\p{M}/gu, '').replace(/[^\\p{L}\\p{N}]+/gu, ' ').trim();
          const has = (e, words) => words.some(word => fold(text(e)).includes(word));
          const [says, leads] = [e => has(e, words.sending), e => has(e, words.leading)];
          const submits = e => form && e.form === form && (e.type === 'submit' || e.type === 'image');
          // First what a person would see and press; then what Enter presses.
          const seen = all.filter(shown);
          const button = seen.find(e => submits(e) && says(e)) ?? seen.find(e => submits(e) && leads(e)) ?? seen.find(submits)
            ?? seen.find(says) ?? seen.find(leads) ?? all.find(e => submits(e) && says(e)) ?? all.find(submits);
          const fields = [...document.querySelectorAll('input,select,textarea')];
          const invalid = form && !form.noValidate && !button?.formNoValidate
            ? [...form.elements].filter(c => fields.includes(c) && c.willValidate && !c.validity.valid).slice(0, 20)
              .map(c => ({ordinal: fields.indexOf(c), words: c.validationMessage})) : [];
          globalThis.rollcallSaid = new Set([...document.querySelectorAll('\(notes)')].filter(shown).map(e => e.innerText.trim()));
          if (!button) {
            if (!form) return none;
            form.requestSubmit();
            return {...none, button: '', invalid};
          }
          const isDisabled = button.disabled || button.ariaDisabled === 'true';
          button.click();
          return {button: text(button).slice(0, 80), isDisabled, invalid};
        })(\(words))
        """
    }

    /// What the page says since ``press(_:)`` that it did not say before: the innermost texts, each once, and whether they look like what went wrong. None
    /// where it is another page.
    static let complaints = """
        (() => {
          \(shown)
          const before = globalThis.rollcallSaid;
          if (!before) return [];
          const fresh = [...document.querySelectorAll('\(notes)')].filter(e => shown(e) && !e.querySelector('input,select,textarea'))
            .map(e => [e, e.innerText.trim()]).filter(([, text]) => text && text.length <= 400 && !before.has(text));
          const inner = fresh.filter(([e]) => !fresh.some(([other]) => other !== e && e.contains(other)));
          const wrong = '[class*=error i],[class*=invalid i],[class*=danger i],[class*=warning i]';
          const said = new Map();
          for (const [e, text] of inner.slice(0, 20)) {
            const isWrong = !!e.closest(wrong) && !e.closest('[class*=success i]') && !e.querySelector('[class*=success i]');
            const words = text.replace(/\\s+/g, ' ').slice(0, 200);
            said.set(words, said.get(words) || isWrong);
          }
          return [...said].map(([words, isWrong]) => ({words, isWrong}));
        })()
        """
}
