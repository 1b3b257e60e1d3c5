/* Clients that file dossiers, write down each promise they were given, and later hold
 * the province to it.
 *
 *   load.mjs drive PORT OUT CLIENTS SECONDS   files until the time is over, or until the
 *                                             server is gone (a client then stops)
 *   load.mjs check PORT OUT DIR               the claims; LIST is a command that prints
 *                                             the code of every dossier in the store
 *   load.mjs once PORT OUT [LANG]             one submission; its statuses and messages
 *   load.mjs walk PORT OUT POWER CONTROL      submissions, the nth operation of each failing
 *
 * OUT/log.jsonl, a line each:
 *   {"upload": SHA-256}                  a file was acknowledged
 *   {"begin": key, "body": …}            a submission is about to be sent
 *   {"ack": key, "code": …, "secret": …} it was acknowledged
 *   {"checkpoint": note}                 a signed head was published
 *
 * The claims: a submission acknowledged is there once, found by its code and secret; one
 * not answered is sent again with its key and is then there once too; no code twice, and
 * none in the store that no client knows; every file acknowledged is there with its
 * content; the log served now has the root of every checkpoint seen, at its size. */
import { execSync } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { existsSync, openSync, readFileSync, writeSync } from "node:fs";
import http from "node:http";

const [mode, port, out, ...rest] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const sha = (bytes) => createHash("sha256").update(bytes).digest();

function ask(method, path, headers = {}, body = null) {
  return new Promise((resolve, reject) => {
    const options = { agent, host: "127.0.0.1", port, method, path, headers, timeout: 30000 };
    const request = http.request(options, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => answer.complete
        ? resolve({ status: answer.statusCode, headers: answer.headers,
                    body: Buffer.concat(parts) })
        : reject(new Error("cut short")));
    });
    request.on("timeout", () => request.destroy(new Error("no answer in 30 s")));
    request.on("error", reject);
    request.end(body);
  });
}

/* -- what is filed ------------------------------------------------------------------- */

const form = {
  child_name: "Trần Minh Thử", child_born: "2024-06-28", child_sex: "female",
  child_birth_place: "Nơi mẫu", child_ethnic_group: "Kinh", child_home_town: "Hải Dương",
  mother_name: "Trần Thị Thử", mother_id: "000195000123", parents_married: "no",
  requester_relation: "mother", requester_phone: "0912345678",
};
const units = ["10507", "10510", "10513"];

/* One in four comes from a few contents that many clients send at once. */
function some_file() {
  const shared = Math.random() < 0.25;
  const middle = shared ? Buffer.alloc(3000, Math.floor(Math.random() * 4))
                        : randomBytes(200 + Math.floor(Math.random() * 12000));
  return Buffer.concat([Buffer.from("%PDF-1.4\n"), middle, Buffer.from("\n%%EOF\n")]);
}

function upload(bytes, lang) {
  const edge = randomUUID();
  const head = `--${edge}\r\nContent-Disposition: form-data; name="file-birth_certificate"; ` +
    `filename="chung-sinh.pdf"\r\nContent-Type: application/pdf\r\n\r\n`;
  return ask("POST", "/api/upload",
             { "Content-Type": `multipart/form-data; boundary=${edge}`, Accept: "application/json",
               "Accept-Language": lang },
             Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${edge}--\r\n`)]));
}

const submit = (key, body, lang = "vi") =>
  ask("POST", "/api/command/dossier.submit",
      { "Content-Type": "application/json", "Idempotency-Key": key, "Accept-Language": lang },
      body);

const log_path = `${out}/log.jsonl`;
let log_fd = -1;
function note(line) {
  if (log_fd < 0) log_fd = openSync(log_path, "a");
  writeSync(log_fd, JSON.stringify(line) + "\n");
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/* Every answer is of these kinds; anything else is a fault of the product. */
const refusals = new Map();
function refused(answer) {
  const kind = String(answer.status);
  refusals.set(kind, (refusals.get(kind) ?? 0) + 1);
  if (![503, 507].includes(answer.status) || !/"message":"[^"]+"/.test(String(answer.body)) ||
      (answer.status === 503 && !answer.headers["retry-after"]))
    note({ bad: answer.status, text: String(answer.body).slice(0, 300) });
}

/* Tries until it is accepted or `until` is past; null then. */
async function insist(send, good, until) {
  for (;;) {
    const answer = await send();
    if (answer.status === good) return answer;
    refused(answer);
    if (Date.now() > until) return null;
    await pause(100);
  }
}

async function file_one(until) {
  const bytes = some_file();
  const held = await insist(() => upload(bytes, "vi"), 201, until);
  if (!held) return;
  note({ upload: sha(bytes).toString("hex") });
  const key = randomUUID();
  const body = JSON.stringify({ procedure: "birth-registration", form,
                                unit: units[Math.floor(Math.random() * units.length)],
                                files: JSON.parse(held.body).files });
  note({ begin: key, body });
  const done = await insist(() => submit(key, body), 200, until);
  if (!done) return;
  const { code, secret } = JSON.parse(done.body).out;
  note({ ack: key, code, secret });
}

async function client(until) {
  while (Date.now() < until) {
    try {
      await file_one(until);
    } catch (e) {
      if (process.env.STAY !== "1") return; /* the server is gone */
      await pause(100);
    }
  }
}

async function watch_head(state, until) {
  let last = "";
  while (Date.now() < until && !state.over) {
    try {
      const answer = await ask("GET", "/log/checkpoint");
      const text = String(answer.body);
      if (answer.status === 200 && text.includes("\n\n") && text !== last) {
        last = text;
        note({ checkpoint: text });
      }
    } catch {
      if (process.env.STAY !== "1") return;
    }
    await pause(50);
  }
}

async function drive(clients, seconds) {
  const until = Date.now() + seconds * 1000, state = { over: false };
  const watching = watch_head(state, until);
  await Promise.all(Array.from({ length: clients }, () => client(until)));
  state.over = true;
  await watching;
  console.log([...refusals].map(([status, n]) => `${n} answers ${status}`).join(", "));
}

/* -- the claims --------------------------------------------------------------------------- */

let faults = 0;
function fault(text) {
  if (faults++ < 5) console.log(`  ${text}`);
}

function read_log() {
  const seen = { begun: new Map(), acks: new Map(), uploads: new Set(), notes: [], bad: [],
                 checked: new Set() };
  for (const line of readFileSync(log_path, "utf8").split("\n")) {
    if (line === "") continue;
    const o = JSON.parse(line);
    if (o.upload) seen.uploads.add(o.upload);
    if (o.begin) seen.begun.set(o.begin, o.body);
    if (o.ack) seen.acks.set(o.ack, o);
    if (o.checkpoint) seen.notes.push(o.checkpoint);
    if (o.bad) seen.bad.push(o);
    if (o.checked) seen.checked.add(o.checked);
  }
  return seen;
}

async function in_turn(list, width, fn) {
  const queue = [...list];
  await Promise.all(Array.from({ length: width }, async () => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) await fn(one);
  }));
}

/* What was on its way when the server went: again, with the same key. */
async function send_again(seen) {
  const open = [...seen.begun.keys()].filter((key) => !seen.acks.has(key));
  await in_turn(open, 8, async (key) => {
    const done = await insist(() => submit(key, seen.begun.get(key)), 200, Date.now() + 15000);
    if (!done) return fault(`${key} is not accepted again`);
    const { code, secret } = JSON.parse(done.body).out;
    const line = { ack: key, code, secret };
    note(line);
    seen.acks.set(key, line);
  });
  return open.length;
}

/* Each is tracked once, the next time it is acknowledged and open to loss; the list of
 * codes covers all of them each time. */
async function track(seen) {
  const fresh = [...seen.acks.values()].filter((ack) => !seen.checked.has(ack.ack));
  const old = [...seen.acks.values()].filter((ack) => seen.checked.has(ack.ack));
  const some = old.sort(() => Math.random() - 0.5).slice(0, 100);
  await in_turn([...fresh, ...some], 8, async ({ ack, code, secret }) => {
    const path = `/api/query/dossier.track?code=${encodeURIComponent(code)}&secret=` +
      encodeURIComponent(secret);
    const answer = await ask("GET", path);
    if (answer.status !== 200 || JSON.parse(answer.body).out.code !== code)
      fault(`LOST: ${code} was acknowledged, tracking answers ${answer.status} ` +
            String(answer.body).slice(0, 120));
    note({ checked: ack });
  });
}

function check_codes(seen) {
  const listed = execSync(process.env.LIST, { maxBuffer: 1 << 28 }).toString().split("\n");
  const there = new Map();
  for (const code of listed.filter((line) => line !== ""))
    there.set(code, (there.get(code) ?? 0) + 1);
  const known = new Set();
  for (const { code } of seen.acks.values()) {
    if (known.has(code)) fault(`TWICE: ${code} was given to two`);
    known.add(code);
    if (!there.has(code)) fault(`LOST: ${code} was acknowledged and is not in the store`);
  }
  for (const [code, n] of there) {
    if (n > 1) fault(`TWICE: ${code} is in the store ${n} times`);
    if (!known.has(code)) fault(`SURPLUS: ${code} is in the store, and nobody has it`);
  }
}

function check_files(seen, dir) {
  for (const name of seen.uploads) {
    const path = `${dir}/files/${name.slice(0, 2)}/${name.slice(2)}`;
    if (!existsSync(path)) fault(`LOST: the file ${name} was acknowledged`);
    else if (sha(readFileSync(path)).toString("hex") !== name) fault(`TORN: the file ${name}`);
  }
}

/* RFC 6962 from the leaves, here and not with the product's code. */
async function read_leaves(size) {
  const leaves = [];
  for (let tile = 0; leaves.length < size; tile++) {
    const n = Math.min(256, size - tile * 256);
    const path = String(tile).padStart(3, "0") + (n < 256 ? `.p/${n}` : "");
    const answer = await ask("GET", `/log/tile/entries/${path}`);
    if (answer.status !== 200) throw new Error(`tile/entries/${path}: ${answer.status}`);
    for (let at = 0, i = 0; i < n; i++) {
      const end = at + 2 + answer.body.readUInt16BE(at);
      leaves.push(sha(Buffer.concat([Buffer.from([0]), answer.body.subarray(at + 2, end)])));
      at = end;
    }
  }
  return leaves;
}

function root_of(leaves, from = 0, to = leaves.length) {
  if (to - from === 0) return sha("");
  if (to - from === 1) return leaves[from];
  let half = 1;
  while (half * 2 < to - from) half *= 2;
  return sha(Buffer.concat([Buffer.from([1]), root_of(leaves, from, from + half),
                            root_of(leaves, from + half, to)]));
}

async function check_log(seen) {
  let now = [], most = 0;
  const heads = seen.notes.map((text) => text.split("\n"));
  for (const [, size] of heads) most = Math.max(most, Number(size));
  for (let tries = 0; tries < 50 && !(Number(now[1]) >= most); tries++) {
    now = String((await ask("GET", "/log/checkpoint")).body).split("\n");
    if (!(Number(now[1]) >= most)) await pause(100);
  }
  if (!(Number(now[1]) >= most))
    return fault(`SHORTER: a head of ${most} entries was published; now it is ${now[1]}`);
  const leaves = await read_leaves(Number(now[1]));
  for (const [origin, size, root] of [...heads, now])
    if (origin !== now[0] || root_of(leaves, 0, Number(size)).toString("base64") !== root)
      fault(`CONTRADICTED: the published head of ${size} entries`);
}

async function check(dir) {
  const seen = read_log();
  const again = await send_again(seen);
  await track(seen);
  check_codes(seen);
  check_files(seen, dir);
  await check_log(seen);
  for (const { bad, text } of seen.bad) fault(`UNCLEAR: ${bad} ${text}`);
  console.log(`${seen.acks.size} acknowledged (${again} sent again), ${seen.uploads.size} files, ` +
              `${seen.notes.length} heads; ${faults} faults`);
  process.exit(faults > 0 ? 1 : 0);
}

/* -- one, watched ------------------------------------------------------------------------------ */

async function once(lang = "vi") {
  const bytes = some_file(), said = [];
  const say = (what, answer) => {
    const message = /"message":"([^"]*)"/.exec(String(answer.body));
    const retry = answer.headers["retry-after"];
    said.push(`${what} ${answer.status}${retry ? ` retry ${retry}` : ""}` +
              (message ? ` ${message[1]}` : ""));
  };
  try {
    const held = await upload(bytes, lang);
    say("upload", held);
    if (held.status === 201) {
      note({ upload: sha(bytes).toString("hex") });
      const key = randomUUID();
      const body = JSON.stringify({ procedure: "birth-registration", form, unit: units[0],
                                    files: JSON.parse(held.body).files });
      note({ begin: key, body });
      const done = await submit(key, body, lang);
      say("submit", done);
      if (done.status === 200) {
        const { code, secret } = JSON.parse(done.body).out;
        note({ ack: key, code, secret });
      }
    }
  } catch (e) {
    said.push(`gone ${e.message}`);
  }
  console.log(said.join("; "));
}

/* -- the nth operation fails ------------------------------------------------------------------- */

/* With n from 1 until a whole submission no longer comes so far: refused in words or
 * accepted; sent again with its key it is accepted.  `check` then counts. */
async function walk(power, control) {
  const page = (...args) => Number(execSync([power, ...args].join(" ")).toString());
  const stay = { bad: 0, refused: 0, reached: 0 };
  const judge = (n, answer) => {
    if (answer.status < 300) return;
    stay.refused++;
    if ([500, 503, 507].includes(answer.status) && /"message":"[^"]+"/.test(String(answer.body)))
      return;
    note({ bad: answer.status, text: `operation ${n}: ${String(answer.body).slice(0, 200)}` });
  };
  const until = () => Date.now() + 20000;
  for (let n = 1, missed = 0; missed < 5 && n < 1000; n++) {
    const bytes = some_file(), key = randomUUID(), aim = page("get", control, "operations") + n;
    page("set", control, "fail_at", aim);
    let held = await upload(bytes, "vi");
    judge(n, held);
    if (held.status !== 201) held = await insist(() => upload(bytes, "vi"), 201, until());
    if (!held) throw new Error(`operation ${n}: no upload is accepted any more`);
    note({ upload: sha(bytes).toString("hex") });
    const body = JSON.stringify({ procedure: "birth-registration", form, unit: units[n % 3],
                                  files: JSON.parse(held.body).files });
    note({ begin: key, body });
    let done = await submit(key, body);
    judge(n, done);
    const hit = page("get", control, "operations") >= aim;
    missed = hit ? 0 : missed + 1;
    stay.reached += hit;
    if (done.status !== 200) done = await insist(() => submit(key, body), 200, until());
    if (!done) throw new Error(`operation ${n}: it is not accepted again`);
    const { code, secret } = JSON.parse(done.body).out;
    note({ ack: key, code, secret });
  }
  page("set", control, "fail_at", 0);
  console.log(`${stay.reached} operations failed in turn, ${stay.refused} refusals`);
}

if (mode === "drive") await drive(Number(rest[0]), Number(rest[1]));
else if (mode === "check") await check(rest[0]);
else if (mode === "walk") await walk(rest[0], rest[1]);
else await once(rest[0]);
agent.destroy();
