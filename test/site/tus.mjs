// tus.mjs -- files in pieces, sent by a client that is not ours (tus-js-client), over lines that
// break and a server that is killed; then named by a form as if they had come with it.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import * as tus from "tus-js-client";
import { Province } from "../browser/lib.mjs";
import { BIRTH } from "../browser/papers.mjs";
import { Client, errorAt, said } from "./client.mjs";

const FIELD = "file-birth_certificate", NAME = "tus:birth_certificate", V = { "tus-resumable": "1.0.0" };
const pdf = (size) => Buffer.concat([Buffer.from("%PDF-1.4\n"), randomBytes(size - 9)]);

/* Sends; `stop` aborts once so many bytes are acknowledged.  The address, whole or not. */
const send = (p, bytes, { stop = Infinity, uploadUrl, name = "bản chụp.pdf" } = {}) => new Promise((done, failed) => {
  const upload = new tus.Upload(bytes, {
    endpoint: `${p.url}/api/tus`, uploadUrl, chunkSize: 256 * 1024, retryDelays: [100, 200, 400, 800, 1600], metadata: { filename: name },
    onError: failed, onSuccess: () => done({ url: upload.url, whole: true }),
    onChunkComplete: (_, sent) => { if (sent >= stop) upload.abort().then(() => done({ url: upload.url, whole: false }), failed); },
  });
  upload.start();
});

const id = (url) => url.split("/").pop();
const head = async (p, url) => (await fetch(`${p.url}/api/tus/${id(url)}`, { method: "HEAD", headers: V }));
const spooled = (p, name) => readdirSync(join(p.dir, "spool")).filter((f) => f.endsWith(name));

/* The form's page of files, everything before it answered. */
async function atFiles(c) {
  let r = `/thu-tuc/${BIRTH.key}/nop`;
  for (const page of BIRTH.pages.slice(0, 3)) r = await c.fileStep(r, BIRTH.key, page, "next");
  return r;
}

async function protocol(t, p) {
  const at = `${p.url}/api/tus`, ask = (method, path, headers = {}, body) => fetch(at + path, { method, headers: { ...V, ...headers }, body });
  const options = await fetch(at, { method: "OPTIONS" });
  t.ok(options.status === 204 && options.headers.get("tus-version") === "1.0.0" && /creation/.test(options.headers.get("tus-extension")) && options.headers.get("tus-max-size") === String(20 << 20), "what is spoken here is asked by OPTIONS", `${options.status}`);
  const deaf = await fetch(at, { method: "POST", headers: { "upload-length": "10" } });
  t.ok(deaf.status === 412 && deaf.headers.get("tus-version") === "1.0.0", "without the version nothing is begun", `${deaf.status}`);
  for (const [length, status] of [[undefined, 400], ["0", 400], ["-1", 400], ["abc", 400], ["20971521", 413]])
    t.ok((await ask("POST", "", length ? { "upload-length": length } : {})).status === status, `a length of ${length}: ${status}`);
  const made = await ask("POST", "", { "upload-length": "10", "upload-metadata": "filename YS5wZGY=" }), path = made.headers.get("location").slice("/api/tus".length);
  t.ok(made.status === 201 && /^\/[0-9a-f]{32}$/.test(path), "a name that cannot be guessed", path);
  const piece = { "content-type": "application/offset+octet-stream" };
  t.ok((await ask("PATCH", path, { ...piece, "upload-offset": "3" }, "abc")).status === 409, "a piece that does not follow: 409");
  t.ok((await ask("PATCH", path, { ...piece, "upload-offset": "0" }, "abcdefghijk")).status === 413, "more than was said: 413");
  t.ok((await ask("PATCH", path, { "content-type": "text/plain", "upload-offset": "0" }, "abc")).status === 400, "another type: 400");
  t.ok((await ask("HEAD", path)).headers.get("upload-offset") === "0", "and none of these counts");
  const both = await Promise.all([0, 0].map(() => ask("PATCH", path, { ...piece, "upload-offset": "0" }, "abcde")));
  t.ok(both.map((r) => r.status).sort().join() === "204,409", "of two at once one counts", both.map((r) => r.status).join());
  t.ok((await ask("DELETE", path)).status === 204 && (await ask("HEAD", path)).status === 404, "taken back, it is gone");
  for (const odd of ["/x", "/../../tinhso", `/${"0".repeat(32)}`, `/${"0".repeat(31)}/`])
    t.ok((await ask("HEAD", odd)).status >= 400, `${odd} is nothing`);
  t.ok(spooled(p, ".tus").length === 0 && spooled(p, ".info").length === 0, "nothing is left of it", readdirSync(join(p.dir, "spool")).join());
}

async function resumes(t, p, c) {
  const bytes = pdf(3 << 20), first = await send(p, bytes, { stop: 1 << 20 });
  const at = Number((await head(p, first.url)).headers.get("upload-offset"));
  t.ok(!first.whole && at >= 1 << 20 && at < bytes.length, "broken off, what came is there", at);
  execFileSync("pkill", ["-KILL", "-P", String(p.process.pid)]); // the server; its parent begins another
  await new Promise((done) => setTimeout(done, 300));
  await p.awake();
  const still = Number((await head(p, first.url)).headers.get("upload-offset"));
  t.ok(still === at, "after the server was killed too", `${still} ${at}`);
  const page = await atFiles(c);
  const early = await c.fileStep(page, BIRTH.key, { [NAME]: id(first.url) }, "next");
  t.ok(/chưa gửi đủ/.test(errorAt(early, FIELD)) && early.text.includes("Nguyễn Thị Mẫu"), "a form that names it before it is whole is told so, at its field", said(early).slice(0, 500));
  const second = await send(p, bytes, { uploadUrl: `${p.url}/api/tus/${id(first.url)}` });
  t.ok(second.whole, "it goes on where it stood, and comes whole");
  const held = await c.fileStep(page, BIRTH.key, { [NAME]: id(first.url) }, "next");
  t.ok(/bản chụp\.pdf/.test(said(held)), "the form holds it by its name", said(held).slice(0, 600));
  const again = await c.fileStep(page, BIRTH.key, { [NAME]: id(first.url) }, "next");
  t.ok(/bản chụp\.pdf/.test(said(again)), "after Back, a second time too", said(again).slice(0, 400));
  const filed = await c.fileStep(held, BIRTH.key, {}, "submit", { json: true });
  t.ok(filed.status === 201, "and the dossier is filed with it", filed.text.slice(0, 300));
  return { ...filed.json(), bytes };
}

/* The same form sent twice at once, by an impatient thumb: both name one file that came in pieces. */
async function twice(t, p, c) {
  const page = await atFiles(c);
  for (let i = 0; i < 6; i++) {
    const { url } = await send(p, pdf(400000 + i), { name: "một tệp.pdf" });
    const both = await Promise.all([0, 1, 2].map(() => c.fileStep(page, BIRTH.key, { [NAME]: id(url) }, "next")));
    t.ok(both.every((r) => r.status === 200 && /một tệp\.pdf/.test(said(r))), "named by three forms at once it is held by each", both.map((r) => `${r.status} ${errorAt(r, FIELD)}`).join(" | "));
  }
}

/* The line goes down behind each thing that a browser sends: nothing is there twice or by half. */
async function cut(t, p, c) {
  const bytes = pdf(300000), page = await atFiles(c), path = (r) => new URL(r.headers.get("location"), p.url).pathname;
  const begin = () => fetch(`${p.url}/api/tus`, { method: "POST", headers: { ...V, "upload-length": String(bytes.length), "upload-metadata": `filename ${Buffer.from("đứt.pdf").toString("base64")}` } });
  await begin(); /* the answer to the beginning is lost: the file is begun again, under another name */
  const at = path(await begin());
  const piece = (from, to, whole = to) => new Promise((done) => {
    const { port } = new URL(p.url), socket = connect(port, "127.0.0.1");
    socket.on("error", done).on("close", done);
    socket.write(`PATCH ${at} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: ${from}\r\nContent-Length: ${whole - from}\r\n\r\n`);
    socket.write(bytes.subarray(from, to), () => socket.destroy());
  });
  const offset = async () => Number((await head(p, at)).headers.get("upload-offset"));
  await piece(0, 50000, 100000);
  t.ok(await offset() === 0, "cut within a piece: what came of it does not count", await offset());
  await piece(0, 100000);
  for (let i = 0; i < 100 && await offset() === 0; i++) await new Promise((done) => setImmediate(done));
  const came = await offset();
  t.ok(came === 100000 || came === 0, "cut before the answer: the piece counts whole, or not at all", came);
  const done = await send(p, bytes, { uploadUrl: p.url + at });
  t.ok(done.whole, "asked where it stood, the sender goes on to the end");
  const sending = new AbortController(), lost = c.fileStep(page, BIRTH.key, { [NAME]: id(at) }, "next", { signal: sending.signal }).catch(() => {});
  sending.abort();
  await lost;
  const held = await c.fileStep(page, BIRTH.key, { [NAME]: id(at) }, "next");
  t.ok(/đứt\.pdf/.test(said(held)), "the page that names it is sent again", said(held).slice(0, 400));
  const first = await c.fileStep(held, BIRTH.key, {}, "submit", { json: true }), again = await c.fileStep(held, BIRTH.key, {}, "submit", { json: true });
  t.ok(first.status === 201 && again.json().code === first.json().code, "and the last one too: one dossier", `${first.text} ${again.text}`.slice(0, 300));
}

async function given(t, p, { code, bytes }) {
  const desk = new Client(p);
  await desk.as("canbo");
  const page = await desk.get(`/ho-so/${code}`), href = /href="([^"]*\/tep\/\d+)"/.exec(page.text)?.[1];
  const file = href && await desk.get(href, { bytes: true });
  t.ok(file?.bytes.equals(bytes), "the officer gets the same bytes", `${href} ${file?.bytes.length}`);
}

async function refused(t, p, c) {
  const page = await atFiles(c);
  for (const [what, bytes, name, says] of [["no paper of ours", Buffer.from("không phải ảnh"), "ảnh.png", /PDF|JPEG/], ["a program", Buffer.from("MZ\x90\0"), "x.exe", /PDF|JPEG/],
    ["a PDF with a program", Buffer.from("%PDF-1.7\n1 0 obj << /S /JavaScript /JS (x) >> endobj\n%%EOF"), "x.pdf", /mã lệnh/],
    ["a picture as large as a town", Buffer.from("89504e470d0a1a0a0000000d494844527fffffff7fffffff0802000000", "hex"), "x.png", /triệu điểm/]]) {
    const { url } = await send(p, bytes, { name });
    const r = await c.fileStep(page, BIRTH.key, { [NAME]: id(url) }, "next");
    t.ok(says.test(errorAt(r, FIELD)), `${what} is refused at its field, as one that came with the form`, said(r).slice(0, 400));
  }
  const unknown = await c.fileStep(page, BIRTH.key, { [NAME]: "0".repeat(32) }, "next");
  t.ok(/chưa gửi đủ/.test(errorAt(unknown, FIELD)), "one that there is none of, too", said(unknown).slice(0, 400));
  const rogue = await c.fileStep(page, BIRTH.key, { [NAME]: "../../secret" }, "next");
  t.ok(/chưa gửi đủ/.test(errorAt(rogue, FIELD)), "nor does a path lead anywhere", said(rogue).slice(0, 400));
}

export async function tusSuite(t, binary) {
  for (const store of ["sqlite", process.env.TINHSO_PG]) {
    const p = await Province.found(binary, store, { data: false }), c = new Client(p);
    await protocol(t, p);
    await given(t, p, await resumes(t, p, c));
    await twice(t, p, c);
    await cut(t, p, c);
    await refused(t, p, c);
    t.ok(p.complaints().every((l) => /serve.died/.test(l)), "without a complaint but of the server that was killed", p.complaints());
    await p.close();
  }
}
