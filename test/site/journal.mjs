// journal.mjs -- the journal taken away as one file: for whom, what it holds, while more is
// recorded, and when the way breaks off.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { BIRTH } from "../browser/papers.mjs";
import { Client } from "./client.mjs";

const FILE = "/nhat-ky.csv", ENTRIES = 450; /* more than two pages */
const SIMULATED = "SỐ LIỆU MÔ PHỎNG";

/* Read by a program that knows nothing of ours. */
const csv = (bytes) => JSON.parse(execFileSync("python3", ["-c",
  "import csv, io, json, sys; print(json.dumps(list(csv.reader(io.TextIOWrapper(sys.stdin.buffer, 'utf-8-sig', newline=''), strict=True))))"],
  { input: bytes, maxBuffer: 1 << 28 }).toString());

const file = async (c, path = FILE) => {
  const r = await c.get(path, { bytes: true });
  const [simulated, head, ...rows] = csv(r.bytes);
  return { ...r, simulated, head, rows };
};

/* Every entry as the journal's own pages show it, the newest first. */
async function pages(c) {
  const all = [];
  for (let at = "/nhat-ky"; at;) {
    const m = (await c.get(at, { json: true })).json();
    all.push(...m.rows);
    at = m.older_url;
  }
  return all.reverse();
}

const size = async (c) => Number((await c.get("/nhat-ky", { json: true })).json().rows[0].index);

/* Somebody at work: a note is an entry. */
async function worker(p) {
  const citizen = new Client(p), officer = new Client(p);
  const { code } = (await citizen.file(BIRTH, { json: true })).json();
  await officer.as("canbo");
  return async () => {
    const r = await officer.send("POST", "/api/command/dossier.note", { json: true,
      headers: { "content-type": "application/json" }, body: JSON.stringify({ code, note: "Đã gọi điện" }) });
    if (r.status !== 200) throw new Error(`a note: ${r.status} ${r.text}`);
  };
}

async function rights(t, p, inspector) {
  const nobody = new Client(p), officer = new Client(p);
  await officer.as("chuyenvien"); /* a code counts once, and the other officer has used theirs */
  const asked = await nobody.get(FILE);
  t.ok(asked.status === 303 && asked.to.startsWith("/dang-nhap"), "nobody is asked to sign in", `${asked.status} ${asked.to}`);
  t.ok((await nobody.get(FILE, { json: true })).status === 401, "a program is told");
  t.ok((await officer.get(FILE)).status === 403, "an officer may not have it");
  t.ok((await officer.get("/api/query/journal.export", { json: true })).status === 403, "nor its pages");
  t.ok(!(await nobody.get("/nhat-ky")).text.includes(FILE), "nor are they led there");
  t.ok((await inspector.get("/nhat-ky")).text.includes(`href="${FILE}"`), "an inspector is");
}

async function whole(t, inspector) {
  const before = await size(inspector), r = await file(inspector), shown = await pages(inspector);
  t.ok(r.status === 200 && /^text\/csv; charset=utf-8/.test(r.headers.get("content-type")), "an inspector gets a file", r.status);
  t.ok(/attachment; filename="nhat-ky\.csv"/.test(r.headers.get("content-disposition")) && r.headers.get("transfer-encoding") === "chunked", "of its name, in chunks");
  t.ok(r.bytes.subarray(0, 3).toString("hex") === "efbbbf", "which Excel reads as UTF-8");
  t.ok(r.bytes.toString().endsWith("\r\n") && !/[^\r]\n/.test(r.bytes.toString()), "in lines as RFC 4180 has them");
  t.ok(r.simulated.join() === SIMULATED, "it says that it is simulated", r.simulated);
  t.ok(r.head.join("|") === "Mục|Xảy ra lúc|Ghi lúc|Thao tác|Tài khoản|Đơn vị|Liên quan đến|Mã băm", "its columns have names", r.head.join("|"));
  t.ok(before > ENTRIES && r.rows.length === before, "one line an entry", `${r.rows.length} of ${before}`);
  t.ok(await size(inspector) === before, "and the reading is no entry: it shows nobody's data");
  const differ = shown.filter((s, i) => {
    const [entry, , recorded, command, account, unit, subject, leaf] = r.rows[i] ?? [];
    const who = account ? `Tài khoản ${account}${unit ? `, đơn vị ${unit}` : ""}` : s.who;
    return entry !== s.index || recorded !== s.at || (subject ? `${command} · ${subject}` : command) !== s.what ||
      who !== s.who || `${leaf.slice(0, 16)}…` !== s.leaf;
  });
  t.ok(shown.length === before && differ.length === 0, "each as the journal's pages show it", JSON.stringify(differ[0]));
  const api = [];
  for (let after = 0, upto; after !== undefined;) {
    const { out } = (await inspector.get(`/api/query/journal.export?after=${after}${upto ? `&upto=${upto}` : ""}`, { json: true })).json();
    api.push(...out.rows);
    ({ next: after, upto } = out);
  }
  t.ok(api.length === before && api.every((o, i) => String(o.entry) === r.rows[i][0] && o.leaf === r.rows[i][7]), "a program's pages are the same");
  t.ok((await file(inspector, `${FILE}?ngon-ngu=en`)).head[2] === "Recorded at", "columns in the reader's language");
  inspector.cookies.set("ngon-ngu", "vi");
}

async function ranges(t, inspector) {
  for (const [query, first, last] of [["?tu=5&den=9", 5, 9], ["?tu=200&den=201", 200, 201], ["?den=3", 1, 3], ["?tu=400&den=440", 400, 440]]) {
    const { rows } = await file(inspector, FILE + query);
    t.ok(rows.length === last - first + 1 && rows.every((r, i) => Number(r[0]) === first + i), `${query} gives these entries`, rows.map((r) => r[0]).join());
  }
  t.ok((await file(inspector, `${FILE}?tu=999999`)).rows.length === 0, "past the end there are none");
  for (const query of ["?tu=x", "?den=0", "?tu=-1", "?tu=1.5"]) {
    const r = await inspector.get(FILE + query);
    t.ok(r.status === 422 && r.text.includes("“tu” và “den”"), `${query} is refused with what to give`, r.status);
  }
  const head = await inspector.send("HEAD", FILE);
  t.ok(head.status === 200 && head.bytes.length === 0, "HEAD has no content");
}

/* Each file is the journal as it was when the file began, whatever is recorded meanwhile. */
async function whileWorking(t, inspector, note) {
  let on = true, outgrown = 0;
  const working = (async () => { while (on) await note(); })();
  for (let i = 0; i < 5; i++) {
    const before = await size(inspector), { rows } = await file(inspector), after = await size(inspector);
    t.ok(rows.length >= before && rows.length <= after && rows.every((r, k) => Number(r[0]) === k + 1), "a file made meanwhile is whole up to its beginning", `${before} ${rows.length} ${after}`);
    outgrown += rows.length < after;
  }
  on = false;
  await working;
  t.ok(outgrown > 0, "and the journal went on");
}

/* In the store itself, for no command lets anybody begin a subject so. */
async function formulas(t, p, inspector) {
  const { store } = JSON.parse(readFileSync(join(p.dir, "tinhso.json"), "utf8"));
  const sql = `UPDATE entry SET payload = replace(payload, '"subject":"', '"subject":"=1+1,') WHERE act = 7`;
  if (store.startsWith("sqlite:")) execFileSync("sqlite3", ["-cmd", ".timeout 5000", store.slice(7), sql]);
  else execFileSync("psql", ["-qX", store, "-c", sql]);
  const { rows } = await file(inspector, `${FILE}?tu=7&den=7`);
  t.ok(rows[0][6].startsWith("'=1+1,"), "no cell is a formula", rows[0].join("|"));
}

/* Half read, then gone: the server is none the worse. */
async function brokenOff(t, p, inspector) {
  const cookie = [...inspector.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
  for (let i = 0; i < 5; i++)
    await new Promise((done) => get(p.url + FILE, { headers: { cookie } }, (r) => { r.once("data", () => { r.destroy(); done(); }); }));
  t.ok((await file(inspector)).rows.length === await size(inspector), "clients that leave in the middle are no harm to the next");
}

export async function journal(t, p) {
  const inspector = new Client(p), note = await worker(p);
  await inspector.as("thanhtra");
  while (await size(inspector) <= ENTRIES)
    await Promise.all(Array.from({ length: 50 }, note));
  await rights(t, p, inspector);
  await whole(t, inspector);
  await ranges(t, inspector);
  await whileWorking(t, inspector, note);
  await brokenOff(t, p, inspector);
  await formulas(t, p, inspector);
}
