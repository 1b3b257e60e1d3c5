// mail.mjs -- e-mail of notices: through a mail server that is not ours (smtp-server), read by
// a reader that is not ours (Python's email); refused, put off, away, over TLS with a password.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Province } from "../browser/lib.mjs";
import { BIRTH } from "../browser/papers.mjs";
import { mailbox, settings, until } from "./mailbox.mjs";
import { Client, errorAt, said } from "./client.mjs";

const FROM = "khong-tra-loi@tinh.example.invalid", TO = "cong.dan@example.invalid";
const file = async (c) => (await c.file(BIRTH, { json: true })).json();

async function act(c, code, action, fields = {}) {
  const at = `/ho-so/${code}/lam/${action}`, r = await c.submit(at, at, fields);
  if (r.status !== 303) throw new Error(`${action}: ${r.status} ${said(r).slice(0, 300)}`);
}

async function address(t, c) {
  const before = await c.get("/hop-thu");
  t.ok(/chưa khai địa chỉ e-mail/.test(said(before)), "the inbox says that no address is on record", said(before).slice(0, 600));
  const wrong = await c.submit("/toi", "/toi/lien-he", { phone: "12", email: "a@b@c", address: "Số 5" });
  t.ok(errorAt(wrong, "phone") && errorAt(wrong, "email"), "both wrong fields are said at once", said(wrong).slice(0, 900));
  t.ok(wrong.text.includes('value="a@b@c"') && wrong.text.includes('value="Số 5"'), "and what was typed is kept");
  const right = await c.submit("/toi", "/toi/lien-he", { phone: "0220 3853 123", email: ` ${TO} `, address: "" });
  t.ok(right.status === 303, "an address is kept", `${right.status} ${said(right).slice(0, 400)}`);
  t.ok(said(await c.get("/hop-thu")).includes(TO), "and the inbox says where we write");
}

async function arrives(t, p, who, box) {
  const nobody = new Client(p);
  await file(nobody);
  const { code, secret } = await file(who.citizen);
  t.ok(await until(() => box.letters.length > 0), "a letter comes when a dossier is filed", readFileSync(p.log, "utf8").slice(-600));
  const [l] = box.letters;
  t.ok(l.from === FROM && l.to.join() === TO, "from us, to the address on record", JSON.stringify([l.from, l.to]));
  t.ok(l.headers.subject === `[SỐ LIỆU MÔ PHỎNG] Đã ghi nhận hồ sơ ${code}`, "its subject is whole", l.headers.subject);
  t.ok(l.defects.length === 0 && l.type === "text/plain", "another reader finds no defect in it", JSON.stringify(l.defects));
  t.ok(Math.abs(l.at - Date.now() / 1000) < 60, "it is dated when it is sent, whatever the province's clock says", l.headers.date);
  t.ok(l.headers["auto-submitted"] === "auto-generated" && /^<notice-\d+\.[0-9a-f]+@tinh\.example\.invalid>$/.test(l.headers["message-id"]), "it says that a machine wrote it, under a name of its own", JSON.stringify(l.headers));
  t.ok(l.text.includes(`/ho-so/${code}`) && /Kính gửi Ông\/Bà/.test(l.text) && /\[English\]/.test(l.text) && l.text.includes("SỐ LIỆU MÔ PHỎNG"), "Vietnamese first, then English, with the way to the dossier", l.text);
  t.ok(!l.text.includes(secret) && !l.text.includes("Nguyễn") && !/khai sinh/i.test(l.text + l.headers.subject), "neither a name, nor the secret, nor what it is about", l.text);
  await act(who.desk, code, "tiep-nhan");
  t.ok(await until(() => box.letters.length > 1) && /Đã tiếp nhận/.test(box.letters[1].headers.subject) && /Hẹn trả kết quả: Thứ/.test(box.letters[1].text), "another when it is accepted, with the promised day", JSON.stringify(box.letters[1]));
  const inbox = await who.citizen.get("/hop-thu"), words = said(inbox);
  t.ok(words.indexOf("Đã tiếp nhận hồ sơ") < words.indexOf("Đã ghi nhận hồ sơ"), "the inbox has both, the newest first", words.slice(0, 900));
  t.ok(inbox.text.split("card--fresh").length === 3, "both are new");
  t.ok(/2 thông báo mới/.test(said(await who.citizen.get("/"))), "which the first page says", said(await who.citizen.get("/")).slice(0, 500));
  const read = await who.citizen.submit("/hop-thu", "/hop-thu");
  t.ok(read.status === 303 && !/card--fresh/.test((await who.citizen.get("/hop-thu")).text), "read, they are not");
  t.ok(!/thông báo mới/.test(said(await who.citizen.get("/ho-so"))), "nor does any page say so");
  await until(() => false, 3);
  t.ok(box.letters.length === 2, "who gave no address is written to by nobody", box.letters.length);
  t.ok(/Đã gửi e-mail/.test(said(await who.citizen.get("/hop-thu"))), "and each says when its e-mail went");
  return code;
}

async function refused(t, who, box) {
  box.says = { rcpt: [550, "5.1.1 <cong.dan@example.invalid> nobody of that name"] };
  await file(who.citizen);
  const words = () => who.citizen.get("/hop-thu").then(said);
  let page = "";
  await until(() => { words().then((w) => { page = w; }); return /Không gửi được e-mail/.test(page); });
  t.ok(/Không gửi được e-mail: máy chủ thư từ chối địa chỉ của Ông\/Bà \(trả lời 550 5\.1\.1, /.test(page), "an address that is refused is explained in the inbox", page.slice(0, 700));
  box.says = { data: [451, "4.3.0 later"] };
  await file(who.citizen);
  await until(() => { words().then((w) => { page = w; }); return /Chưa gửi được e-mail/.test(page); });
  t.ok(/Chưa gửi được e-mail; hệ thống sẽ gửi lại/.test(page), "a letter that is put off is too", page.slice(0, 700));
  const tries = box.tries;
  await until(() => false, 3);
  t.ok(box.tries === tries, "neither is tried again at once", `${tries} ${box.tries}`);
  box.says = {};
}

async function away(t, p, who, box) {
  const before = box.letters.length;
  await box.close();
  const { code } = await file(who.citizen);
  t.ok(await until(() => /"mail.away"/.test(readFileSync(p.log, "utf8"))), "a server that is away is in the log");
  t.ok(box.letters.length === before, "nothing goes");
  await p.again();
  await act(who.desk, code, "tiep-nhan");
  const back = await mailbox(box.port);
  t.ok(await until(() => back.letters.length >= 2, 40), "after a restart, and when it is back, all of it goes", readFileSync(p.log, "utf8").slice(-500));
  t.ok(back.letters.length === 2 && back.letters.every((l, i) => l.headers.subject.endsWith(code) && /ghi nhận|tiếp nhận/.test(l.headers.subject.slice(0)) && (i === 0) === /ghi nhận/.test(l.headers.subject)), "once, in order", JSON.stringify(back.letters.map((l) => l.headers.subject)));
  await back.close();
}

/* smtps with a certificate of our own making, and a password. */
async function secured(t, p, who) {
  const at = (name) => join(p.folder, name);
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                           "-addext", "subjectAltName=DNS:localhost", "-keyout", at("key.pem"), "-out", at("cert.pem")], { stdio: "ignore" });
  const box = await mailbox(0, { secure: true, key: readFileSync(at("key.pem")), cert: readFileSync(at("cert.pem")) });
  const mail = { server: `smtps://localhost:${box.port}`, from: FROM, user: "tinhso", password_file: at("password") };
  const away = () => readFileSync(p.log, "utf8").split('"mail.away"').length;
  let seen = away();
  writeFileSync(at("password"), "mật khẩu thử\n");
  settings(p, mail);
  await p.again();
  await file(who.citizen);
  t.ok(await until(() => away() > seen) && box.letters.length === 0 && box.logins.length === 0, "a certificate that nobody vouches for gets neither password nor letter", readFileSync(p.log, "utf8").slice(-500));
  writeFileSync(at("password"), "sai");
  settings(p, { ...mail, ca_file: at("cert.pem") });
  seen = away();
  await p.again();
  t.ok(await until(() => away() > seen) && box.logins[0] === "tinhso:sai" && box.letters.length === 0, "a wrong password holds everything back", JSON.stringify(box.logins));
  writeFileSync(at("password"), "mật khẩu thử\n");
  await p.again();
  t.ok(await until(() => box.letters.length > 0) && box.logins.at(-1) === "tinhso:mật khẩu thử", "the right one lets it go", JSON.stringify(box.logins));
  await box.close();
}

function wrongSettings(t, p) {
  for (const [mail, says] of [[{ server: "http://x", from: FROM }, /smtp:\/\/HOST:PORT/], [{ server: "smtp://127.0.0.1:25", from: "nobody" }, /e-mail address/],
                              [{ server: "smtp://127.0.0.1:25", from: FROM, user: "a" }, /password_file/]]) {
    settings(p, mail);
    let refusal = "";
    try { execFileSync(p.binary, ["verify", p.dir], { encoding: "utf8", stdio: "pipe" }); } catch (e) { refusal = e.stderr; }
    t.ok(says.test(refusal), `${JSON.stringify(mail)} is named when the folder is opened`, refusal);
  }
  settings(p, undefined);
}

async function on(t, binary, store) {
  const p = await Province.found(binary, store, { data: false }), box = await mailbox();
  p.clock = ""; // it goes on from its last act
  const early = new Client(p);
  await early.as("congdan");
  await file(early); // before there was e-mail: nobody is written to about it
  settings(p, { server: `smtp://127.0.0.1:${box.port}`, from: FROM });
  await p.again();
  const who = { citizen: early, desk: new Client(p) };
  await who.desk.as("canbo");
  for (const c of Object.values(who)) Object.defineProperty(c, "url", { get: () => p.url });
  await until(() => false, 3);
  await address(t, who.citizen);
  await who.citizen.submit("/hop-thu", "/hop-thu");
  await arrives(t, p, who, box);
  await refused(t, who, box);
  await away(t, p, who, box);
  await secured(t, p, who);
  const said = p.complaints().filter((l) => !/"mail\.away"/.test(l));
  t.ok(said.length === 0, "the log has no other complaint", said.join(" | "));
  await p.stop();
  wrongSettings(t, p);
  t.ok(/agrees|All/.test(execFileSync(binary, ["verify", p.dir], { encoding: "utf8" })), "and all of it is verified");
  await p.serve();
  await p.close();
}

export async function mailSuite(t, binary) {
  // Both at once: it is mostly waiting, for servers that are away.
  await Promise.all(["sqlite", process.env.TINHSO_PG].map((store) => on(t, binary, store)));
}
