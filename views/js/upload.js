// upload.js -- a file goes ahead of its form, in pieces that a broken network does not undo
// (tus 1.0.0), while one goes on typing; photos are turned upright and made smaller first.
// Without it, or where it fails, the file goes with the form as it always did.
const PIECE = 256 * 1024, LONGEST = 30000, EDGE = 2400, LIGHT = 1500 * 1024;
const HEADERS = { "Tus-Resumable": "1.0.0" };
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); addEventListener("online", done, { once: true }); });

/* The canvas draws a photo as its camera was held; text stays readable at 2400 points. */
async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < LIGHT || !self.createImageBitmap) return file;
  try {
    const photo = await createImageBitmap(file), scale = Math.min(1, EDGE / Math.max(photo.width, photo.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(photo.width * scale), height: Math.round(photo.height * scale) });
    canvas.getContext("2d").drawImage(photo, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return made && made.size < file.size ? new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch { return file; }
}

/* An answer, or NaN of a line that broke; 4xx ends it. */
async function ask(address, options) {
  try {
    const answer = await fetch(address, { ...options, headers: { ...HEADERS, ...options.headers } });
    if (answer.status >= 500 || answer.status === 429) return null;
    if (answer.ok || answer.status === 409) return answer;
    throw new TypeError(`refused: ${answer.status}`);
  } catch (error) {
    if (/^refused/.test(error.message) || error.name === "AbortError") throw error;
    return null;
  }
}

async function send(file, signal, say) {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  const begin = { method: "POST", signal, headers: { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${name}` } };
  let address, offset = 0, wait = 1000;
  while (!address || offset < file.size) {
    const answer = !address ? await ask("/api/tus", begin)
      : offset === null ? await ask(address, { method: "HEAD", signal })
      : await ask(address, { method: "PATCH", signal, body: file.slice(offset, offset + PIECE), headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) } });
    if (!answer || answer.status === 409) {
      if (address) offset = null; // where it stands is asked before it goes on
      if (!answer) { say("broken"); await pause(wait); wait = Math.min(wait * 2, LONGEST); }
      continue;
    }
    wait = 1000;
    address ??= answer.headers.get("Location");
    offset = Number(answer.headers.get("Upload-Offset"));
    say("sent", Math.floor(100 * offset / file.size));
  }
  return address.split("/").pop();
}

const active = new Set();

/* What was sent is there again after Back, as what is typed (page.js). */
const place = (form) => `sent ${location.pathname} ${form.elements.page?.value ?? ""}`;
const keep = (form) => sessionStorage.setItem(place(form), JSON.stringify([...form.querySelectorAll(".sending--whole")]
  .map((line) => [line.querySelector("input").name, line.querySelector("input").value, line.textContent])));

function stand(input, line, id, words) {
  line.textContent = words;
  line.className = "sending sending--whole";
  line.append(Object.assign(document.createElement("input"), { type: "hidden", name: `tus:${input.name.slice(5)}`, value: id }));
}

function hold(input, line, file, id) {
  const size = file.size < 1048576 ? `${Math.ceil(file.size / 1024)} kB` : `${(file.size / 1048576).toFixed(1).replace(".", document.documentElement.lang === "en" ? "." : ",")} MB`;
  stand(input, line, id, `${input.dataset.whole} ${file.name} (${size})`);
  input.value = "";
  keep(input.form);
}

async function take(input) {
  const lines = [...input.files].map((chosen) => {
    const line = Object.assign(document.createElement("p"), { className: "sending", role: "status" });
    input.before(line);
    return [chosen, line];
  });
  for (const [chosen, line] of lines) {
    const job = new AbortController();
    active.add(job);
    try {
      const file = await smaller(chosen);
      const say = (what, percent) => { line.textContent = what === "broken" ? input.dataset.broken : `${input.dataset.sending} ${chosen.name}: ${percent}%`; };
      say("sent", 0);
      hold(input, line, file, await send(file, job.signal, say));
    } catch { line.remove(); } // it goes with the form
    active.delete(job);
  }
  document.dispatchEvent(new Event("sent"));
}

const inputs = [...document.querySelectorAll("input[type=file][data-sending]")], forms = new Set(inputs.map((input) => input.form));

for (const input of inputs)
  input.addEventListener("change", () => {
    if (!input.multiple) for (const old of input.parentNode.querySelectorAll(".sending")) old.remove();
    keep(input.form);
    if (input.files.length > 0) take(input);
  });

if (performance.getEntriesByType("navigation")[0]?.type === "back_forward")
  for (const form of forms)
    for (const [name, id, words] of JSON.parse(sessionStorage.getItem(place(form)) ?? "[]")) {
      const input = inputs.find((one) => one.form === form && `tus:${one.name.slice(5)}` === name);
      if (input) stand(input, input.parentNode.insertBefore(document.createElement("p"), input), id, words);
    }

/* Continue waits for what is under way; pressed again, the files go with the form. */
for (const form of forms)
  form.addEventListener("submit", (event) => {
    if (active.size === 0 || form.dataset.waiting) { for (const job of active) job.abort(); return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    form.dataset.waiting = "yes";
    document.addEventListener("sent", () => { delete form.dataset.waiting; if (active.size === 0) form.requestSubmit(event.submitter); }, { once: true });
  }, { capture: true });
