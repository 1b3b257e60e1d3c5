// sign.mjs -- results signed: by one and by many, judged by poppler's pdfsig and by openssl,
// checked on the page by whoever holds them, without JavaScript.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIRTH } from "../browser/papers.mjs";
import { Client, said } from "./client.mjs";

const HOLDER = "SỐ LIỆU MÔ PHỎNG – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ";
const tool = (program, ...args) => execFileSync(program, args, { encoding: "utf8" });

/* What a program prints, whatever its exit code says. */
const printed = (program, ...args) => {
  try { return tool(program, ...args); } catch (e) { return `${e.stdout ?? ""}${e.stderr ?? ""}`; }
};

/* Signed in once: a code of the authenticator counts once. */
async function staff(p) {
  const all = {};
  for (const account of ["canbo", "chuyenvien", "lanhdao", "canbo.huyen"]) {
    all[account] = new Client(p);
    await all[account].as(account);
  }
  return all;
}

/* Filed, accepted, proposed: waiting for the leader. */
async function proposed(p, people, n) {
  const person = new Client(p), made = [];
  for (let i = 0; i < n; i++) {
    const { code, secret } = (await person.file(BIRTH, { json: true })).json();
    for (const [who, action] of [["canbo", "tiep-nhan"], ["chuyenvien", "trinh"]]) {
      const at = `/ho-so/${code}/lam/${action}`, r = await people[who].submit(at, at);
      if (r.status !== 303) throw new Error(`${action}: ${r.status} ${said(r).slice(0, 300)}`);
    }
    made.push({ code, secret });
  }
  return made;
}

async function signedBy(t, p, people, claim) {
  const [made] = await proposed(p, people, 1), at = `/ho-so/${made.code}/lam/ky`;
  const r = await people.lanhdao.submit(at, at);
  t.ok(r.status === 303, claim, `${r.status} ${said(r).slice(0, 400)}`);
  return { ...made, pdf: await result(p, made) };
}

/* The result as its owner takes it: by the link of the tracking page. */
async function result(p, { code, secret }) {
  const c = new Client(p);
  const page = await c.submit("/tra-cuu", "/tra-cuu", { code, secret });
  const href = /href="([^"]*\/giay\/ket-qua[^"]*)"/.exec(page.text)?.[1];
  return href ? (await c.get(href.replace(/&amp;/g, "&"), { bytes: true })).bytes : null;
}

async function check(p, bytes, name = "ket-qua.pdf", lang = "vi") {
  const c = new Client(p, { lang }), page = await c.get("/kiem-tra"), body = new FormData();
  for (const [, tag] of page.text.matchAll(/<input\b([^>]*type="hidden"[^>]*)>/g))
    body.append(/\bname="([^"]*)"/.exec(tag)[1], /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? "");
  body.set("receipt", "");
  body.set("file", new Blob([bytes], { type: "application/pdf" }), name);
  return c.send("POST", "/kiem-tra", { body });
}

function judges(t, p, pdf) {
  const folder = join(p.folder, "judges"), file = join(folder, "ket-qua.pdf"), pem = join(folder, "ca.pem");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, pdf);
  writeFileSync(pem, p.run("signet", p.dir));
  const sig = printed("pdfsig", "-nocert", file);
  t.ok(/Signature is Valid\./.test(sig), "pdfsig: the signature is valid", sig);
  t.ok(/Total document signed/.test(sig), "pdfsig: and covers the whole document", sig);
  t.ok(sig.includes(HOLDER), "pdfsig: whose name says that this is a simulation", sig);
  const range = /\/ByteRange \[0 (\d+) (\d+) (\d+)/.exec(pdf.toString("latin1")).slice(1).map(Number);
  const hex = pdf.subarray(range[0] + 1, range[1] - 1).toString("latin1");
  const der = Buffer.from(hex, "hex"), length = 4 + der.readUInt16BE(2);
  writeFileSync(join(folder, "seal"), der.subarray(0, length));
  writeFileSync(join(folder, "content"), Buffer.concat([pdf.subarray(0, range[0]), pdf.subarray(range[1])]));
  const cms = (content) => spawnSync("openssl", ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", join(folder, "seal"),
    "-content", content, "-CAfile", pem, "-purpose", "any", "-no_check_time", "-out", "/dev/null"], { encoding: "utf8" });
  const right = cms(join(folder, "content")), wrong = cms(file);
  t.ok(right.status === 0, "openssl: the seal is CAdES, over the bytes of the range", right.stderr);
  t.ok(wrong.status !== 0, "openssl: and over nothing else", wrong.stderr);
}

async function one(t, p, people) {
  const made = await signedBy(t, p, people, "the leader signs"), { pdf } = made;
  t.ok(pdf?.subarray(0, 5).toString() === "%PDF-", "its owner takes the result");
  judges(t, p, pdf);
  const good = await check(p, pdf);
  t.ok(/verdict--good/.test(good.text) && said(good).includes(made.code), "which the page confirms", said(good).slice(300, 1200));
  t.ok(/Nguyên vẹn/.test(said(good)) && said(good).includes(HOLDER), "and whose signature it explains", said(good).slice(300, 1400));
  t.ok(/Không có tổ chức chứng thực nào/.test(said(good)), "saying that no authority vouches");
  t.ok(/It is whole/.test(said(await check(p, pdf, "x.pdf", "en"))), "in English too");
  const altered = Buffer.from(pdf);
  altered[Math.floor(pdf.length / 3)] ^= 1;
  const bad = await check(p, altered);
  t.ok(/verdict--bad/.test(bad.text) && /Không khớp với tệp/.test(said(bad)), "one byte changed is found", said(bad).slice(300, 1200));
  const longer = await check(p, Buffer.concat([pdf, Buffer.from("\n")]));
  t.ok(/verdict--bad/.test(longer.text) && /Không bao hết/.test(said(longer)), "and one byte added", said(longer).slice(300, 1200));
  const other = await check(p, Buffer.from("%PDF-1.4\nnothing of ours\n%%EOF\n"));
  t.ok(/verdict--bad/.test(other.text) && /Không có kết quả nào đã ghi/.test(said(other)), "another PDF is none of ours", said(other).slice(300, 900));
  const unknown = await check(p, Buffer.from([0x89, 0, 1, 2]), "x.bin");
  t.ok(unknown.status < 500 && !/verdict--good/.test(unknown.text), "nor is any other file", `${unknown.status}`);
  return made;
}

/* The receipt as a file, which without JavaScript was not read before. */
async function receiptFile(t, p) {
  const c = new Client(p), { entry } = (await c.file(BIRTH, { json: true })).json();
  let proof;
  for (let i = 0; i < 40 && proof?.status !== 200; i++) {
    await new Promise((done) => setTimeout(done, 100));
    proof = await c.get(`/nhat-ky/${entry}/bien-nhan.txt`);
  }
  const r = await check(p, proof.text, "bien-nhan.txt");
  t.ok(/verdict--good/.test(r.text), "a receipt may be given as a file", said(r).slice(300, 900));
}

async function many(t, p, people) {
  const made = await proposed(p, people, 4), leader = people.lanhdao;
  t.ok((await leader.get("/viec")).text.includes('href="/viec/ky"'), "the leader's work list leads to signing several");
  const page = await leader.get("/viec/ky");
  const value = (code) => new RegExp(`name="codes"[^>]*value="(${code.replace(/\./g, "\\.")}@\\d+)"`).exec(page.text)?.[1];
  t.ok(made.every((m) => value(m.code)), "where all four wait", said(page).slice(0, 900));
  t.ok(!/ checked/.test(page.text) && ((await leader.get("/viec/ky?chon=all")).text.match(/ checked/g) ?? []).length >= 4, "none is ticked unless asked for");
  const nothing = await leader.submit("/viec/ky", "/viec/ky");
  t.ok(nothing.status === 422 && /Chưa đánh dấu/.test(said(nothing)), "nothing ticked is said", `${nothing.status} ${said(nothing).slice(0, 400)}`);
  const at = `/ho-so/${made[1].code}/lam/tra-lai`;
  t.ok((await leader.submit(at, at, { note: "Xem lại" })).status === 303, "one goes back meanwhile");
  const body = new URLSearchParams();
  for (const [, tag] of page.text.matchAll(/<input\b([^>]*type="hidden"[^>]*)>/g))
    body.set(/\bname="([^"]*)"/.exec(tag)[1], /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? "");
  for (const m of made) body.append("codes", value(m.code));
  const done = await leader.send("POST", "/viec/ky", { body });
  t.ok(done.status === 200 && /Đã ký 3 kết quả/.test(said(done)), "three are signed", `${done.status} ${said(done).slice(0, 900)}`);
  t.ok(new RegExp(`Chưa ký: ${made[1].code.replace(/\./g, "\\.")}`).test(said(done)), "and the fourth is named, with why", said(done).slice(0, 900));
  const again = await leader.send("POST", "/viec/ky", { body });
  t.ok(/Đã ký 3 kết quả/.test(said(again)), "sent again it says the same, and signs nothing twice", said(again).slice(0, 900));
  for (const m of [made[0], made[2], made[3]])
    t.ok(/verdict--good/.test((await check(p, await result(p, m))).text), "each is a result on record");
  t.ok((await people["canbo.huyen"].get("/viec/ky")).status === 403, "who may not sign sees no such page");
  t.ok((await leader.send("POST", "/api/command/dossier.sign_many", { json: true, headers: { "content-type": "application/json" }, body: JSON.stringify({ codes: [] }) })).status !== 200, "an empty list is no batch");
}

/* An authority of the test's own issues a certificate; an administrator puts it in place. */
function authority(folder) {
  const at = (name) => join(folder, name), openssl = (...args) => execFileSync("openssl", args, { stdio: "ignore" });
  mkdirSync(folder, { recursive: true });
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", at("ca.key"), "-out", at("ca.pem"), "-days", "900", "-subj", "/CN=Authority Of The Test",
    "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign");
  openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", at("own.key"), "-out", at("own.csr"), "-subj", "/O=Test Province/CN=Seal Of The Test");
  writeFileSync(at("ext"), "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=emailProtection\n");
  openssl("x509", "-req", "-in", at("own.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "800", "-extfile", at("ext"), "-out", at("own.pem"));
  writeFileSync(at("chain.pem"), readFileSync(at("own.pem"), "utf8") + readFileSync(at("ca.pem"), "utf8"));
  return at;
}

async function replaced(t, p, people, earlier) {
  const at = authority(join(p.folder, "authority"));
  await p.stop();
  let refused = null;
  try { p.run("signet", p.dir, "--key", at("ca.key"), "--certificate", at("chain.pem")); } catch (e) { refused = e; }
  t.ok(refused?.status === 3, "a key with another's certificate is refused", String(refused?.stderr));
  t.ok(/issued by Authority Of The Test/.test(p.run("signet", p.dir, "--key", at("own.key"), "--certificate", at("chain.pem"))), "an authority's key is put in place");
  await p.serve(null); // the clock goes on from the last act
  for (const c of Object.values(people)) c.url = p.url;
  const { pdf } = await signedBy(t, p, people, "and signs from then on"), file = join(p.folder, "authority", "ket-qua.pdf");
  writeFileSync(file, pdf);
  tool("certutil", "-N", "-d", at("."), "--empty-password");
  tool("certutil", "-A", "-d", at("."), "-n", "ca", "-t", "CT,C,C", "-a", "-i", at("ca.pem"));
  const sig = printed("pdfsig", "-nssdir", at("."), file);
  t.ok(/Signature is Valid\./.test(sig) && /Certificate is Trusted\./.test(sig), "pdfsig: valid, and trusted by whoever trusts the authority", sig);
  const now = await check(p, pdf), before = await check(p, earlier.pdf);
  t.ok(/verdict--good/.test(now.text) && /Authority Of The Test/.test(said(now)), "the page names the authority", said(now).slice(300, 1400));
  t.ok(/verdict--good/.test(before.text) && /là chứng thư cũ/.test(said(before)), "and says of the earlier one that it is one", said(before).slice(300, 1400));
}

export async function sign(t, p) {
  const people = await staff(p);
  const earlier = await one(t, p, people);
  await receiptFile(t, p);
  await many(t, p, people);
  await replaced(t, p, people, earlier);
}
