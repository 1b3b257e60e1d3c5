// draft.js -- what is typed into a form is kept on the server: two seconds after the last
// change, at most every ten, and when the page is left.  Without it each Continue and Back
// keeps it.  A network that is down is tried again, later each time.
const form = document.querySelector("form[data-draft]");
const line = form?.querySelector("[data-saved]"), box = form?.querySelector("[data-clash]");
const REST = 2000, APART = 10000, LONGEST = 60000;
let dirty = false, clashed = false, leaving = false, last = -APART, wait = APART, timer, sending;

const say = (words) => { if (line.textContent !== words) line.textContent = words; };

const make = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text, ...more });

/* Saved elsewhere meanwhile, or filed: whoever types here chooses. */
const clash = ({ words, load, keep }) => {
  const panel = make("div", "", { className: "panel panel--ask" });
  const choice = make("div", "", { className: "govuk-button-group" });
  if (keep) choice.append(make("button", box.dataset.keepWords, { className: "govuk-button govuk-button--secondary", type: "submit", name: "go", value: "keep" }));
  if (load) choice.append(make("a", load.label, { className: "govuk-link", href: load.url }));
  panel.append(make("p", words), choice);
  box.replaceChildren(panel);
  say("");
  clashed = true;
};

const typed = () => {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
};

const later = (ms) => { clearTimeout(timer); if (!clashed && !leaving) timer = setTimeout(save, ms); };

async function save(keepalive = false) {
  if (clashed || leaving || (keepalive ? !dirty && !sending : !dirty || sending)) return;
  dirty = false;
  last = performance.now();
  sending = new AbortController();
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: typed(), keepalive, signal: sending.signal, headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (answer.ok) {
      form.elements.draft.value = said.seen;
      form.elements.csrf.value = said.csrf;
      wait = APART;
      say([said.saved_words, said.gone_words].filter(Boolean).join(". "));
      if (!dirty) form.dispatchEvent(new Event("kept"));
    } else if (said.clash) clash(said.clash);
    else if (answer.status === 429 || answer.status >= 500) throw answer;
    else say(said.message);
  } catch {
    dirty = true;
    if (leaving) return;
    say(line.dataset.failed);
    later(wait);
    wait = Math.min(wait * 2, LONGEST);
    return;
  } finally { sending = null; }
  if (dirty) change();
}

const change = () => {
  dirty = true;
  leaving = false;
  if (wait === APART) later(Math.max(REST, last + APART - performance.now()));
};

if (form) {
  form.addEventListener("input", change);
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); sending?.abort(); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("online", () => later(0));
  addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
}
