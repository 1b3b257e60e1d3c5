// page.js -- small comforts on every page; each page is whole without them.
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

// Errors are read first.
document.querySelector("[data-focus=now]")?.focus();

// What was typed is not lost by a slip: leaving a changed form asks once.
let changed = false;
each("form[data-leave=warn]", (form) => {
  form.addEventListener("input", () => { changed = true; });
  for (const done of ["submit", "kept"]) form.addEventListener(done, () => { changed = false; }); // kept: draft.js
});
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

// A code is copied whole.
each("button[data-copy]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.querySelector("use").setAttribute("href", button.querySelector("use").getAttribute("href").replace(/#.*/, "#done"));
  });
});

// Menus close with Escape, or when one looks elsewhere.
const menus = "details.menu[open], details.more[open]";
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  each(menus, (menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});
addEventListener("click", (event) => {
  each(menus, (menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

// Long work shows itself: the page asks again until it says no more.
const again = async () => {
  const part = document.querySelector("[data-refresh]");
  if (!part) return;
  await new Promise((done) => setTimeout(done, Number(part.dataset.refresh) * 1000));
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok) document.getElementById("main").replaceWith(fresh.getElementById("main"));
  } catch { /* the network will come back */ }
  again();
};
again();

// What was typed is there again after Back, as long as the tab is open.  Not in history.state:
// to set that makes a page that was posted one that was not.  Last here: a browser may refuse.
each("form[data-keep]", (form) => {
  const place = `${location.pathname} ${form.elements.page?.value ?? ""}`;
  const fields = [...form.querySelectorAll("input:not([type=hidden], [type=file], [type=password]), select, textarea")];
  const value = (field) => (["radio", "checkbox"].includes(field.type) ? "checked" : "value");
  const keep = () => sessionStorage.setItem(place, JSON.stringify(fields.map((f) => [f.name, f[value(f)]])));
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward")
    JSON.parse(sessionStorage.getItem(place) ?? "[]").forEach(([name, typed], i) => {
      if (fields[i]?.name === name) fields[i][value(fields[i])] = typed;
    });
  form.addEventListener("change", keep);
  form.addEventListener("submit", keep);
});
// Nor is it there for whoever sits down next.
each('form[action="/dang-xuat"]', (form) => form.addEventListener("submit", () => sessionStorage.clear()));
