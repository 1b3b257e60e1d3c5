// worklist.js -- j and k move through the list, x ticks, Enter opens; clocks stay true.
const table = document.querySelector("[data-keys=rows]");
const links = table ? [...table.querySelectorAll("tbody th a")] : [];
let here = -1;

const go = (to) => {
  if (to < 0 || to >= links.length) return;
  links[here]?.closest("tr").removeAttribute("data-here");
  here = to;
  links[here].closest("tr").setAttribute("data-here", "");
  links[here].focus();
};

addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") go(here + 1);
  if (event.key === "k") go(here - 1);
  if (event.key === "x") links[here]?.closest("tr").querySelector("[name=codes]")?.click();
});
table?.addEventListener("focusin", (event) => { here = Math.max(here, links.indexOf(event.target)); });

// Every minute the clocks are read again; nothing else moves under the hand.
const clocks = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const link of links) {
      const row = fresh.querySelector(`tbody th a[href="${CSS.escape(link.getAttribute("href"))}"]`);
      const clock = row?.closest("tr").querySelector(".clock");
      if (clock) link.closest("tr").querySelector(".clock")?.replaceWith(clock);
    }
  } catch { /* the next minute tries again */ }
};
if (links.length) setInterval(clocks, 60000);
