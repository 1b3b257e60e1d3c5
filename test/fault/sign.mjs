/* A leader who signs, writes down what was promised, and later holds the province to it.
 *
 *   sign.mjs fill PORT OUT DIR N          N dossiers more that wait for a signature
 *   sign.mjs sign PORT OUT DIR            signs all that are not promised, 20 at a time
 *   sign.mjs walk PORT OUT DIR POWER CONTROL   signs one by one, the nth operation failing
 *   sign.mjs check PORT OUT DIR           the claims
 *
 * OUT/sign.jsonl, a line each: {wait: code}, {begin: key, codes}, {signed: code, sha}.
 *
 * The claims: a signature acknowledged is on record, and its result is the same file for
 * ever; a dossier either waits as before or has a result that is on record whole, with a
 * signature that fits; a batch of unknown outcome sent again ends with each of its
 * dossiers signed once. */
import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import http from "node:http";

const [mode, port, out, dir, ...rest] = process.argv.slice(2);
const path = `${out}/sign.jsonl`, LEADER = "lanhdao";
const note = (line) => appendFileSync(path, JSON.stringify(line) + "\n");
const lines = () => (existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean).map((l) => JSON.parse(l)) : []);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function ask(options, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ method: "POST", timeout: 60000, ...options }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString();
        if (!answer.complete) reject(new Error("cut short"));
        else resolve({ status: answer.statusCode, text, json: () => JSON.parse(text) });
      });
    });
    request.on("timeout", () => request.destroy(new Error("no answer in 60 s")));
    request.on("error", reject);
    request.end(body);
  });
}

/* As the command line does it. */
const call = (name, input, as = "", key = "") =>
  ask({ socketPath: `${dir}/run/sock`, path: `/local/${name}`,
        headers: { Host: "localhost", "Content-Type": "application/json", Accept: "application/json",
                   "X-Account": as, ...(key ? { "Idempotency-Key": key } : {}) } }, JSON.stringify(input));

async function must(name, input, as, key) {
  const r = await call(name, input, as, key);
  if (r.status >= 300) throw new Error(`${name}: ${r.status} ${r.text.slice(0, 300)}`);
  return r.json();
}

/* -- dossiers that wait ---------------------------------------------------------------- */

const form = {
  child_name: "Trần Minh Thử", child_born: "2024-06-28", child_sex: "female", child_birth_place: "Nơi mẫu",
  child_ethnic_group: "Kinh", child_home_town: "Hải Dương", mother_name: "Trần Thị Thử", mother_id: "000195000123",
  parents_married: "no", requester_relation: "mother", requester_phone: "0912345678",
};

async function ticket() {
  const edge = randomUUID();
  const body = `--${edge}\r\nContent-Disposition: form-data; name="file-birth_certificate"; filename="a.pdf"\r\n` +
    `Content-Type: application/pdf\r\n\r\n%PDF-1.4\n${edge}\n%%EOF\n\r\n--${edge}--\r\n`;
  const r = await ask({ host: "127.0.0.1", port, path: "/api/upload",
    headers: { "Content-Type": `multipart/form-data; boundary=${edge}`, Accept: "application/json" } }, body);
  return r.json().files;
}

async function one_waiting() {
  const made = await must("dossier.submit", { procedure: "birth-registration", form, unit: "10507", files: await ticket() });
  for (const action of ["accept", "propose"]) await must(`dossier.${action}`, { code: made.code });
  note({ wait: made.code });
  return made.code;
}

async function fill(n) {
  for (let i = 0; i < n; i++) await one_waiting();
}

/* -- what is on record ------------------------------------------------------------------ */

/* The result's digest, or null while it waits; what does not hold is told. */
async function on_record(code, faults) {
  const r = await call("dossier.paper", { code, which: "ket-qua" }, LEADER);
  if (r.status === 404) return null;
  if (r.status !== 200) { faults.push(`LOST: ${code}: its result answers ${r.status}`); return null; }
  const { pdf_base64 } = r.json();
  const judged = await call("dossier.result_check", { pdf_base64 });
  const verdict = judged.status === 200 ? judged.json().verdict : { state: judged.text, lines: [] };
  if (verdict.state !== "good" || verdict.lines.filter((l) => l.state === "good").length < 3)
    faults.push(`TORN: ${code}: ${JSON.stringify(verdict).slice(0, 400)}`);
  return createHash("sha256").update(Buffer.from(pdf_base64, "base64")).digest("hex");
}

async function check() {
  const faults = [], log = lines(), promised = new Map(), batches = new Map();
  for (const l of log) {
    if (l.signed) promised.set(l.signed, l.sha);
    if (l.begin) batches.set(l.begin, l.codes);
  }
  for (const [code, sha] of promised) {
    const now = await on_record(code, faults);
    if (now === null) faults.push(`LOST: ${code} was signed, and is not`);
    else if (sha && now !== sha) faults.push(`OTHER: ${code} had another result`);
  }
  /* Of unknown outcome: whatever is on record now stays when the batch is sent again. */
  for (const [key, codes] of batches) {
    if (codes.every((c) => promised.has(c))) continue;
    const before = new Map();
    for (const c of codes) before.set(c, await on_record(c, faults));
    const { done, refused } = await must("dossier.sign_many", { codes }, LEADER, key);
    if (refused.length > 0) faults.push(`REFUSED: ${JSON.stringify(refused).slice(0, 300)}`);
    for (const { name } of done) {
      const sha = await on_record(name, faults);
      if (before.get(name) && before.get(name) !== sha) faults.push(`TWICE: ${name} was signed again`);
      note({ signed: name, sha });
    }
  }
  for (const f of faults) console.log(f);
  console.log(`${promised.size} promised, ${batches.size} batches; ${faults.length} faults`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

/* -- signing ------------------------------------------------------------------------------- */

async function sign() {
  const log = lines(), taken = new Set(log.flatMap((l) => (l.begin ? l.codes : [])));
  const waiting = log.filter((l) => l.wait && !taken.has(l.wait)).map((l) => l.wait);
  for (let at = 0; at < waiting.length; at += 20) {
    const key = randomUUID(), codes = waiting.slice(at, at + 20);
    note({ begin: key, codes });
    let r;
    try {
      r = await call("dossier.sign_many", { codes }, LEADER, key);
    } catch { return; } /* the server is gone */
    if (r.status === 200) for (const { name } of r.json().done) note({ signed: name });
  }
}

/* One result after another, each with one more operation that goes well before one fails;
 * what was refused is asked for again with the same key. */
async function walk(power, control) {
  const page = (...args) => Number(execFileSync(power, args.map(String), { encoding: "utf8" }));
  let reached = 0, refusals = 0;
  for (let n = 1, missed = 0; missed < 5 && n < 400; n++) {
    const code = await one_waiting(), key = randomUUID();
    const aim = page("get", control, "operations") + n;
    note({ begin: key, codes: [code] });
    page("set", control, "fail_at", aim);
    let r = await call("dossier.sign_many", { codes: [code] }, LEADER, key);
    const hit = page("get", control, "operations") >= aim;
    page("set", control, "fail_at", 0); /* what was not reached is not for the next to fall over */
    const gave = (a) => a.status === 200 && a.json().done.length === 1;
    if (!gave(r)) {
      refusals++;
      const why = r.status === 200 ? r.json().refused[0].message : r.text;
      if (!/\S{3}/.test(why) || ![200, 500, 503, 507].includes(r.status)) console.log(`UNCLEAR: operation ${n}: ${r.status} ${why.slice(0, 200)}`);
    }
    for (let i = 0; i < 100 && !gave(r); i++) {
      await pause(100);
      r = await call("dossier.sign_many", { codes: [code] }, LEADER, key);
    }
    if (!gave(r)) throw new Error(`operation ${n}: it is not signed any more: ${r.text.slice(0, 300)}`);
    note({ signed: code });
    missed = hit ? 0 : missed + 1;
    reached += hit;
  }
  console.log(`${reached} operations failed in turn, ${refusals} refusals`);
  if (reached < 5) process.exitCode = 1;
}

if (mode === "fill") await fill(Number(rest[0]));
else if (mode === "sign") await sign();
else if (mode === "walk") await walk(rest[0], rest[1]);
else await check();
