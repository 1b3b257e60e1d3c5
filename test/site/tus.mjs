// tus.mjs -- files in pieces, sent by a client that is not ours (tus-js-client), over lines that
// break and a server that is killed; then named by a form as if they had come with it.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
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
    const p = await Province.found(binary, store), c = new Client(p);
    await protocol(t, p);
    await given(t, p, await resumes(t, p, c));
    await refused(t, p, c);
    t.ok(p.complaints().every((l) => /serve.died/.test(l)), "without a complaint but of the server that was killed", p.complaints());
    await p.close();
  }
}
