// sweep.mjs -- files that nothing names are taken away, beside a running server; what a dossier, a
// result, a draft or an open form names stays.  Killed in the middle, nothing else is gone, and the
// next run ends it.  On both stores.
import { createHash, randomBytes } from "node:crypto";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Province } from "../browser/lib.mjs";
import { BIRTH } from "../browser/papers.mjs";
import { Client, said } from "./client.mjs";

const pdf = () => ({ name: "giay.pdf", mimeType: "application/pdf", buffer: Buffer.concat([Buffer.from("%PDF-1.4\n"), randomBytes(300)]) });
const at = (p, bytes) => {
  const name = createHash("sha256").update(bytes).digest("hex");
  return join(p.dir, "files", name.slice(0, 2), name.slice(2));
};
const contents = (p) => readdirSync(join(p.dir, "files")).filter((s) => s.length === 2)
  .flatMap((s) => readdirSync(join(p.dir, "files", s)).map((f) => join(p.dir, "files", s, f)));
const age = (paths, days = 10) => paths.forEach((path) => utimesSync(path, new Date(), new Date(Date.now() - days * 86400e3)));
const sweepOnce = (binary, p) => spawnSync(binary, ["sweep", p.dir], { encoding: "utf8", env: { ...process.env, LANG: "en_GB.UTF-8" } });

/* As far as the page of papers, one of them held. */
async function held(c, file) {
  let r = `/thu-tuc/${BIRTH.key}/nop`;
  for (const page of [...BIRTH.pages.slice(0, 3), { "file-birth_certificate": file }]) r = await c.fileStep(r, BIRTH.key, page, "next");
  return r;
}

async function act(p, account, code, action) {
  const c = new Client(p), to = `/ho-so/${code}/lam/${action}`;
  await c.as(account);
  const r = await c.submit(to, to);
  if (r.status !== 303) throw new Error(`${action}: ${r.status} ${said(r).slice(0, 300)}`);
}

async function taken(t, p, binary) {
  const files = Object.fromEntries(["filed", "draft", "never", "again", "open"].map((name) => [name, pdf()]));
  const c = new Client(p), citizen = new Client(p), later = new Client(p);
  await citizen.as("congdan");
  const filed = await c.file({ ...BIRTH, pages: [...BIRTH.pages.slice(0, 3), { "file-birth_certificate": files.filed }] }, { json: true });
  t.ok(filed.status === 201, "one is filed", filed.text.slice(0, 300));
  for (const [account, action] of [["canbo", "tiep-nhan"], ["chuyenvien", "trinh"], ["lanhdao", "ky"]]) await act(p, account, filed.json().code, action);
  await held(citizen, files.draft);
  const stale = await held(new Client(p), files.never), fresh = await held(later, files.again);
  const all = contents(p);
  t.ok(all.length >= 5 && all.includes(at(p, files.never.buffer)), "each is kept by its content", all.length);
  age(all);
  writeFileSync(join(p.dir, "files", "new-0123456789abcdef"), "x");
  age([join(p.dir, "files", "new-0123456789abcdef")]);
  await held(later, files.again); /* the same photo once more */
  await held(later, files.open);
  const r = sweepOnce(binary, p);
  t.ok(r.status === 0 && /^1 files that nothing names were taken away, 309 bytes\./.test(r.stdout), "what nothing names goes, and is counted", `${r.status} ${r.stdout} ${r.stderr}`);
  t.ok(!existsSync(at(p, files.never.buffer)), "the file of a form that was never filed");
  for (const name of ["filed", "draft", "again", "open"]) t.ok(existsSync(at(p, files[name].buffer)), `${name}: it stays`);
  t.ok(!existsSync(join(p.dir, "files", "new-0123456789abcdef")), "what a killed server was writing is gone too");
  const verified = spawnSync(binary, ["verify", p.dir], { encoding: "utf8" });
  t.ok(verified.status === 0, "verify misses nothing: papers and the result are there", verified.stdout.slice(0, 600));
  const gone = await c.fileStep(stale, BIRTH.key, {}, "submit");
  t.ok(gone.status === 200 && /xin đính kèm lại|đính kèm lại/.test(said(gone)), "a form that stood open for weeks is told to attach it again", `${gone.status} ${said(gone).slice(0, 500)}`);
  t.ok((await later.fileStep(fresh, BIRTH.key, {}, "submit")).status === 201, "one whose paper came again is filed");
}

/* Thousands of orphans; killed as soon as some are gone. */
async function killed(t, p, binary) {
  const orphans = [];
  for (let i = 0; i < 4000; i++) {
    const bytes = Buffer.from(`mồ côi ${i}`), path = at(p, bytes);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, bytes);
    orphans.push(path);
  }
  const rest = contents(p).filter((path) => !orphans.includes(path));
  age([...orphans, ...rest]);
  const process = spawn(binary, ["sweep", p.dir], { stdio: "ignore" }), ended = new Promise((done) => process.once("exit", (code, signal) => done(signal ?? code)));
  let over;
  ended.then((how) => { over = how; });
  while (over === undefined && orphans.every((path) => existsSync(path))) await new Promise((done) => setImmediate(done));
  process.kill("SIGKILL");
  const how = await ended, left = orphans.filter((path) => existsSync(path)).length;
  t.ok(how === "SIGKILL" || left === 0, "killed in the middle", `${how}, ${left} left`);
  const named = rest.filter((path) => existsSync(path)).length;
  const r = sweepOnce(binary, p);
  t.ok(r.status === 0 && orphans.every((path) => !existsSync(path)), "the next run takes the rest", `${r.status} ${r.stdout} ${r.stderr}`);
  t.ok(spawnSync(binary, ["verify", p.dir], { encoding: "utf8" }).status === 0 && named >= 3, "and what is named was never touched", `${rest.length} ${named}`);
}

export async function sweep(t, binary) {
  for (const store of ["sqlite", process.env.TINHSO_PG]) {
    const p = await Province.found(binary, store, { data: false });
    await taken(t, p, binary);
    await killed(t, p, binary);
    t.ok(p.complaints().length === 0, "the server had nothing to complain of", p.complaints().join(" | "));
    await p.close();
  }
}
