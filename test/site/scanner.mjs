// scanner.mjs -- files before they are kept, shown to a virus scanner: clamd itself with a
// signature of our own, then servers in its place that answer as it never should.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Province } from "../browser/lib.mjs";
import { BIRTH, PHOTO } from "../browser/papers.mjs";
import { Client, errorAt, said } from "./client.mjs";

const FIELD = "file-birth_certificate";
const BYTES = "this paper is unwell, for a test of tinhso";
const pdf = (text) => ({ name: "giấy.pdf", mimeType: "application/pdf", buffer: Buffer.from(`%PDF-1.4\n${text}\n`) });

const until = async (holds) => {
  for (let i = 0; i < 300 && !holds(); i++) await new Promise((done) => setTimeout(done, 100));
  return holds();
};

const kept = (p) => readdirSync(join(p.dir, "files"), { recursive: true }).length;

function scanner(folder) {
  const base = join(folder, "signatures"), conf = join(folder, "clamd.conf"), socket = join(folder, "clamd.sock");
  mkdirSync(base);
  writeFileSync(join(base, "tinhso.ndb"), `TinhSo.Test:0:*:${Buffer.from(BYTES).toString("hex")}\n`);
  writeFileSync(conf, [`LocalSocket ${socket}`, "LocalSocketMode 600", `DatabaseDirectory ${base}`, "Foreground yes",
                       "StreamMaxLength 25M", "ConcurrentDatabaseReload no", ""].join("\n"));
  return { socket, process: spawn("/usr/sbin/clamd", ["--config-file", conf], { stdio: "ignore" }) };
}

/* The form's page of files, everything before it answered. */
async function atFiles(c) {
  let r = `/thu-tuc/${BIRTH.key}/nop`;
  for (const page of BIRTH.pages.slice(0, 3))
    r = await c.fileStep(r, BIRTH.key, page, "next");
  return r;
}

async function real(t, p, c, page, socket) {
  const before = kept(p);
  const ill = await c.fileStep(page, BIRTH.key, { [FIELD]: pdf(BYTES) }, "next");
  t.ok(/vi-rút/.test(errorAt(ill, FIELD)) && errorAt(ill, FIELD).includes("TinhSo.Test"), "an infected file is refused at its field, with what was found", said(ill).slice(0, 600));
  t.ok(ill.text.includes("Nguyễn Thị Mẫu"), "and everything answered is kept");
  t.ok(kept(p) === before, "nothing of it stays in the folder", kept(p));
  const at_once = await c.fileStep(page, BIRTH.key, { [FIELD]: pdf(BYTES) }, "submit");
  t.ok(/TinhSo\.Test/.test(said(at_once)) && at_once.status !== 201, "nor is a dossier filed with it", `${at_once.status} ${said(at_once).slice(0, 400)}`);
  const well = await c.fileStep(page, BIRTH.key, { [FIELD]: PHOTO }, "next");
  t.ok(said(well).includes("giấy chứng sinh.png"), "a clean one is held", said(well).slice(0, 500));
  const large = await c.fileStep(page, BIRTH.key, { [FIELD]: pdf(" ".repeat(19 << 20)) }, "next");
  t.ok(said(large).includes("giấy.pdf"), "one of 19 MB too", said(large).slice(0, 500));

  const body = new FormData();
  body.set("file-paper", new Blob([pdf(BYTES).buffer], { type: "application/pdf" }), "x.pdf");
  const machine = await c.send("POST", "/api/upload", { body, json: true });
  t.ok(machine.status === 422 && machine.json().files.length === 0 && machine.json().faults.length === 1, "a program's file as well", machine.text);
  t.ok(existsSync(socket), "the scanner was there to the end");
}

/* Each says something else than a verdict, or nothing. */
async function odd(t, c, page, socket) {
  const answers = ["", "stream: OK", "INSTREAM size limit exceeded. ERROR\0", "stream:  FOUND\0", "stream: OKAY\0", "\0", "x".repeat(5000)];
  for (const answer of answers) {
    const server = createServer((s) => {
      s.on("error", () => {});
      s.once("data", () => setTimeout(() => s.end(answer), 50));
      s.resume();
    });
    await new Promise((done) => server.listen(socket, done));
    const r = await c.fileStep(page, BIRTH.key, { [FIELD]: PHOTO }, "next");
    t.ok(/vi-rút/.test(errorAt(r, FIELD)) && !said(r).includes("giấy chứng sinh.png"), `"${answer.slice(0, 30).replace("\0", "\\0")}" is no verdict`, said(r).slice(0, 500));
    server.close();
    rmSync(socket, { force: true });
  }
  const nobody = await c.fileStep(page, BIRTH.key, { [FIELD]: PHOTO }, "next");
  t.ok(/vi-rút.*vài phút/.test(errorAt(nobody, FIELD)), "a scanner that is not there: the file is not taken, and what to do", said(nobody).slice(0, 500));
}

export async function scannerSuite(t, binary) {
  const folder = mkdtempSync(join(tmpdir(), "tinhso-clamd-"));
  const clamd = scanner(folder);
  const p = await Province.found(binary, "sqlite", { data: false });
  const settings = join(p.dir, "tinhso.json"), as = (where) =>
    writeFileSync(settings, JSON.stringify({ ...JSON.parse(readFileSync(settings, "utf8")), scanner: where }));

  t.ok(await until(() => existsSync(clamd.socket)), "clamd listens");
  as(clamd.socket);
  await p.again();
  const c = new Client(p), page = await atFiles(c);
  await real(t, p, c, page, clamd.socket);
  const gone = new Promise((done) => clamd.process.once("exit", done));
  clamd.process.kill("SIGKILL");
  await gone;
  rmSync(clamd.socket, { force: true });
  await odd(t, c, page, clamd.socket);
  t.ok(p.complaints().filter((l) => /"scanner"/.test(l)).length === 8, "each of these is in the log", p.complaints());

  as("nowhere");
  let refused = "";
  try {
    execFileSync(binary, ["verify", p.dir], { encoding: "utf8", stdio: "pipe" });
  } catch (e) {
    refused = e.stderr;
  }
  t.ok(/scanner.*HOST:PORT/.test(refused), "an address that is none is named when the folder is opened", refused);
  as("");
  await p.close();
  rmSync(folder, { recursive: true });
}
