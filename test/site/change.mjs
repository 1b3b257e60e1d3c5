// change.mjs -- the rules change while people are at work: another version of a procedure comes
// into force while its form is open on a page, at the check, in a draft, at an intake desk, and
// while dossiers run; a holiday is published late; an officer leaves.  Without JavaScript, on
// both stores.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Province } from "../browser/lib.mjs";
import { BIRTH, BUSINESS } from "../browser/papers.mjs";
import { Client, errorAt, said } from "./client.mjs";

const CHANGED = /Mẫu tờ khai đã thay đổi từ khi Ông\/Bà bắt đầu điền/;
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const WHO = ["canbo", "chuyenvien", "lanhdao", "canbo.huyen", "chuyenvien.huyen", "congdan"];

/* A copy of a pack, changed and loaded while the province is served. */
class Packs {
  constructor(t, p, binary) {
    Object.assign(this, { t, p, binary, folder: mkdtempSync(join(tmpdir(), "tinhso-change-")) });
    for (const name of ["hai-duong", "viet-nam"]) cpSync(`packs/${name}`, join(this.folder, name), { recursive: true });
  }

  path(name, file) { return join(this.folder, name, file); }
  read(name, file) { return read(this.path(name, file)); }
  write(name, file, content) { writeFileSync(this.path(name, file), JSON.stringify(content)); }

  load(name) {
    const head = this.read(name, "pack.json");
    this.write(name, "pack.json", { ...head, version: head.version + 1 });
    return spawnSync(this.binary, ["pack", "load", this.p.dir, join(this.folder, name)], { encoding: "utf8" });
  }

  loaded(name, claim) {
    const r = this.load(name);
    this.t.ok(r.status === 0, claim, `${r.stdout} ${r.stderr}`);
  }

  close() { rmSync(this.folder, { recursive: true }); }
}

const BIRTH_FILE = "procedures/dang-ky-khai-sinh.json", BUSINESS_FILE = "procedures/dang-ky-ho-kinh-doanh.json";

/* Another question, two fewer, a paper fewer, another fee and term, steps of another name. */
function secondBirth(old) {
  const { copies, child_home_town, ...kept } = old.form.properties;
  const form = { ...old.form, required: [...old.form.required, "child_weight"],
                 properties: { ...kept, child_weight: { type: "integer", title: { vi: "Cân nặng khi sinh (gam)", en: "Weight at birth (g)" }, minimum: 200, maximum: 9000 } } };
  const [child, parents, requester] = old.form["x-pages"];
  form["x-pages"] = [{ ...child, fields: [...child.fields.filter((f) => f !== "child_home_town"), "child_weight"] }, parents,
                     { ...requester, fields: requester.fields.filter((f) => f !== "copies") }];
  const { examine, ...steps } = old.steps;
  return { ...old, version: 2, from: "2024-07-01", form, fee: { dong: 7000, src: null, provisional: true },
           components: old.components.filter((c) => c.key !== "birth_certificate"),
           steps: { receive: { ...steps.receive, actions: { accept: "verify", refuse: "refused" } },
                    verify: { ...examine, name: { vi: "Thẩm tra theo mẫu mới", en: "Examine, the new way" } },
                    approve: { ...steps.approve, actions: { sign: "done", return: "verify" } }, done: steps.done },
           sample: { ...old.sample, form: { ...old.sample.form, child_home_town: undefined, child_weight: 3000 } } };
}

async function act(people, who, code, action, fields = {}) {
  const at = `/ho-so/${code}/lam/${action}`, r = await people[who].submit(at, at, fields);
  if (r.status !== 303) throw new Error(`${who} ${action}: ${r.status} ${said(r).slice(0, 300)}`);
}

/* Pages of the form, as far as the n-th. */
async function filledTo(c, dossier, n, more = {}) {
  let r = `/thu-tuc/${dossier.key}/nop`;
  for (const page of dossier.pages.slice(0, n)) r = await c.fileStep(r, dossier.key, { ...page, ...more[dossier.pages.indexOf(page)] }, "next");
  return r;
}

const dossiers = async (people) => (await people.canbo.get("/viec", { json: true })).json().rows.length;

/* What stands where when the new version comes. */
async function before(p, people) {
  const made = {}, file = async (dossier) => (await new Client(p).file(dossier, { json: true })).json();
  for (const name of ["filed", "examined", "supplement"]) made[name] = await file(BIRTH);
  made.fee = await file(BUSINESS);
  for (const name of ["examined", "supplement"]) await act(people, "canbo", made[name].code, "tiep-nhan");
  await act(people, "chuyenvien", made.supplement.code, "yeu-cau-bo-sung", { note: "Chụp lại cho rõ" });
  await act(people, "canbo.huyen", made.fee.code, "tiep-nhan");
  await act(people, "canbo.huyen", made.fee.code, "thu-phi");
  const nobody = new Client(p), checker = new Client(p), payer = new Client(p);
  const open = {
    page: [nobody, await filledTo(nobody, BIRTH, 1, { 0: { child_home_town: "Hải Dương" } })],
    check: [checker, await filledTo(checker, BIRTH, 4, { 2: { copies: "3" } })],
    fee: [payer, await filledTo(payer, BUSINESS, 4)],
    draft: [people.congdan, await filledTo(people.congdan, BIRTH, 2)],
    desk: [people.canbo, await filledTo(people.canbo, BIRTH, 4, { 0: { "intake-entered_by": "helped", "intake-channel": "1", "intake-applicant_kind": "0", "intake-applicant_name": "Trần Thị Mẫu" } })],
  };
  return { made, open };
}

/* At the first page again: the new question is asked, what is no longer asked is named, the rest stays. */
function askedAnew(t, where, r, left) {
  t.ok(r.status === 200 && CHANGED.test(said(r)), `${where}: it is said that the form has changed`, `${r.status} ${said(r).slice(0, 700)}`);
  t.ok(errorAt(r, "child_weight") !== "" && r.text.includes('value="Nguyễn Thị Mẫu"'), `${where}: the new question is asked, what was typed is kept`, said(r).slice(0, 900));
  t.ok(left === undefined || said(r).includes(`Không hỏi nữa nên đã bỏ: ${left}`), `${where}: what is no longer asked is named`, said(r).slice(0, 700));
}

async function toTheEnd(t, where, c, r, more = {}) {
  for (const page of [{ ...BIRTH.pages[0], ...more, child_weight: "3200" }, BIRTH.pages[1], BIRTH.pages[2], {}]) {
    r = await c.fileStep(r, BIRTH.key, page, "next");
    t.ok(!CHANGED.test(said(r)), `${where}: said once`, said(r).slice(0, 400));
  }
  t.ok(/7\.000 đồng/.test(said(r)), `${where}: the check has the new fee`, said(r).slice(0, 900));
  const filed = await c.fileStep(r, BIRTH.key, {}, "submit");
  t.ok(filed.status === 201, `${where}: and it is filed`, `${filed.status} ${said(filed).slice(0, 600)}`);
}

async function atForms(t, people, open) {
  let [c, page] = open.page;
  let r = await c.fileStep(page, BIRTH.key, BIRTH.pages[1], "next");
  askedAnew(t, "on a page", r, "Quê quán");
  await toTheEnd(t, "on a page", c, r);
  [c, page] = open.check;
  const before = await dossiers(people);
  r = await c.fileStep(page, BIRTH.key, {}, "submit");
  askedAnew(t, "at the check", r, "Số bản sao cần thêm; Giấy chứng sinh");
  t.ok(await dossiers(people) === before, "at the check: nothing was filed that nobody had seen");
  await toTheEnd(t, "at the check", c, r);
  [c, page] = open.draft;
  r = await c.fileStep(page, BIRTH.key, BIRTH.pages[2], "next");
  askedAnew(t, "in a draft", r);
  t.ok(/Đã lưu lúc/.test(said(r)), "in a draft: it is saved as it stands", said(r).slice(0, 500));
  await toTheEnd(t, "in a draft", c, r);
  [c, page] = open.desk;
  r = await c.fileStep(page, BIRTH.key, {}, "submit");
  askedAnew(t, "at an intake desk", r);
  await toTheEnd(t, "at an intake desk", c, r, { "intake-entered_by": "helped", "intake-channel": "1", "intake-applicant_kind": "0", "intake-applicant_name": "Trần Thị Mẫu" });
}

/* Only the sum is another: the check shows it, and asks again. */
async function atPayment(t, open) {
  const [c, page] = open.fee;
  t.ok(/100\.000 đồng/.test(said(page)), "the check showed the old fee", said(page).slice(0, 700));
  let r = await c.fileStep(page, BUSINESS.key, {}, "submit");
  t.ok(r.status === 200 && CHANGED.test(said(r)) && /150\.000 đồng/.test(said(r)) && /name="go" value="submit"/.test(r.text), "a fee that changed is shown before it is owed", `${r.status} ${said(r).slice(0, 900)}`);
  r = await c.fileStep(r, BUSINESS.key, {}, "submit");
  t.ok(r.status === 201, "sent again it is filed", `${r.status} ${said(r).slice(0, 400)}`);
}

/* Dossiers keep what they were filed under: steps, term, sum, form. */
async function running(t, p, people, { filed, examined, supplement, fee }) {
  await act(people, "canbo", filed.code, "tiep-nhan");
  const page = said(await people.chuyenvien.get(`/ho-so/${filed.code}`));
  t.ok(/Công chức tư pháp - hộ tịch thẩm tra/.test(page) && !/theo mẫu mới/.test(page), "one that waited for its reception goes by the steps of its version", page.slice(0, 900));
  await act(people, "chuyenvien", examined.code, "trinh");
  await act(people, "lanhdao", examined.code, "ky");
  t.ok(/đã có kết quả|Đã giải quyết|Kết quả/i.test(said(await people.canbo.get(`/ho-so/${examined.code}`))), "one that was under way is decided");
  const person = new Client(p);
  let r = await person.submit("/tra-cuu", "/tra-cuu", supplement);
  t.ok(/name="file-birth_certificate"/.test(r.text), "who was asked for a paper is still asked for it", said(r).slice(0, 600));
  const body = new FormData(), form = /<form[^>]*bo-sung.*?<\/form>/s.exec(r.text)[0];
  for (const [, name, value] of form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) body.append(name, value);
  body.set("file-birth_certificate", new Blob([BIRTH.pages[3]["file-birth_certificate"].buffer], { type: "image/png" }), "a.png");
  r = await person.send("POST", `/ho-so/${supplement.code}/bo-sung`, { body });
  t.ok(r.status === 200 && /đang được xử lý/i.test(said(r)), "and it goes on when it came", `${r.status} ${said(r).slice(0, 400)}`);
  r = await person.submit("/tra-cuu", "/tra-cuu", fee);
  t.ok(/100\.000 đồng/.test(said(r)) && !/150\.000/.test(said(r)), "who was asked for a fee owes that fee", said(r).slice(0, 900));
  await act(people, "canbo.huyen", fee.code, "ghi-nhan-nop-phi", { way: "cash" });
  t.ok(/Phòng Tài chính - Kế hoạch thẩm tra/.test(said(await people["chuyenvien.huyen"].get(`/ho-so/${fee.code}`))), "paid, it is back where it was");
}

/* What dossiers rest on does not go away. */
async function refused(t, p, packs, people, { filed }) {
  const old = packs.read("hai-duong", BIRTH_FILE), serves = async () => (await people.canbo.get(`/ho-so/${filed.code}`)).status === 200;
  const { examine, ...steps } = old.steps;
  packs.write("hai-duong", BIRTH_FILE, { ...old, steps: { receive: { ...steps.receive, actions: { accept: "look", refuse: "refused" } }, look: examine, approve: { ...steps.approve, actions: { sign: "done" } }, done: steps.done } });
  let r = packs.load("hai-duong");
  t.ok(r.status === 3 && /dang-ky-khai-sinh\.json#\/steps.*examine/.test(r.stderr + r.stdout) && await serves(), "a step that dossiers may stand in stays: refused, with its name", `${r.status} ${r.stdout} ${r.stderr}`);
  rmSync(packs.path("hai-duong", BIRTH_FILE));
  r = packs.load("hai-duong");
  t.ok(r.status === 3 && /dang-ky-khai-sinh\.json#\/version.*birth-registration/.test(r.stderr + r.stdout) && await serves(), "so does a version: refused, with its file", `${r.status} ${r.stdout} ${r.stderr}`);
  packs.write("hai-duong", BIRTH_FILE, old);
}

async function version(t, p, packs, people) {
  const { made, open } = await before(p, people);
  packs.write("hai-duong", "procedures/dang-ky-khai-sinh-2.json", secondBirth(packs.read("hai-duong", BIRTH_FILE)));
  const business = packs.read("hai-duong", BUSINESS_FILE);
  packs.write("hai-duong", "procedures/dang-ky-ho-kinh-doanh-2.json", { ...business, version: 2, from: "2024-07-01", fee: { dong: 150000, src: null, provisional: true } });
  packs.loaded("hai-duong", "a new version of two procedures goes into a running province");
  await atForms(t, people, open);
  await atPayment(t, open);
  await running(t, p, people, made);
  await refused(t, p, packs, people, made);
}

/* Promised is promised; who comes after is told why the date is a later one. */
async function holiday(t, p, packs, people) {
  const file = async () => (await new Client(p).file(BUSINESS, { json: true })).json().code;
  const accepted = async () => {
    const code = await file();
    await act(people, "canbo.huyen", code, "tiep-nhan");
    return code;
  };
  const due = async (code) => (await people["canbo.huyen"].get(`/ho-so/${code}`, { json: true })).json();
  const old = await accepted(), promised = (await due(old)).due;
  const year = packs.read("viet-nam", "calendars/2024.json");
  packs.write("viet-nam", "calendars/2024.json", { ...year, exceptions: [...year.exceptions, { day: "2024-07-03", works: false, why: { vi: "Ngày nghỉ mẫu", en: "A day off, for the test" }, src: "a" }].sort((a, b) => (a.day < b.day ? -1 : 1)) });
  packs.loaded("viet-nam", "a holiday is published when dates that lie behind it are promised");
  const page = said(await people["canbo.huyen"].get(`/ho-so/${old}`));
  t.ok((await due(old)).due === promised && /Lịch làm việc thay đổi sau khi đã hẹn ngày này\. Ngày đã hẹn vẫn giữ nguyên/.test(page) && !/Ngày nghỉ mẫu/.test(page), "what was promised stays, and the page says so", page.slice(0, 1500));
  const later = await accepted(), told = said(await people["canbo.huyen"].get(`/ho-so/${later}`));
  t.ok((await due(later)).due > promised && /03\/07\/2024 không tính: Ngày nghỉ mẫu/.test(told) && !/thay đổi sau khi/.test(told), "who is accepted after it is promised a later day, with the reason", `${(await due(later)).due} ${promised} ${told.slice(0, 1200)}`);
}

/* The account is closed while its owner is at a dossier's page, and a leader at that of giving it. */
async function left(t, p, people) {
  const [, password, secret] = p.run("user", "add", p.dir, "roi.di", "--name", "Tài khoản roi.di", "--role", "specialist", "--unit", "10507").trimEnd().split("\t");
  p.people["roi.di"] = { account: "roi.di", password, secret };
  const leaver = new Client(p), codes = [];
  await leaver.as("roi.di");
  for (let i = 0; i < 2; i++) {
    const { code } = (await new Client(p).file({ ...BIRTH, pages: [{ ...BIRTH.pages[0], child_weight: "3000" }, ...BIRTH.pages.slice(1, 3)] }, { json: true })).json();
    await act(people, "canbo", code, "tiep-nhan");
    codes.push(code);
  }
  const [mine, other] = codes, at = `/ho-so/${mine}/lam/trinh`, give = `/ho-so/${other}/lam/phan-cong`;
  await act({ leaver }, "leaver", mine, "nhan-viec");
  const open = await leaver.get(at), giving = await people.lanhdao.get(give);
  const value = /<option value="(\d+)"[^>]*>Tài khoản roi\.di –/.exec(giving.text)?.[1];
  p.run("call", p.dir, "account.close", JSON.stringify({ account: "roi.di" }));
  let r = await leaver.submit(open, at, { note: "Đề nghị ký" });
  t.ok([303, 401, 403].includes(r.status) && (r.status !== 303 || /dang-nhap/.test(r.to)), "what they had open goes nowhere", `${r.status} ${r.to} ${said(r).slice(0, 200)}`);
  r = await leaver.signIn("roi.di", password, secret);
  t.ok(r.status !== 303 && /không đúng/.test(said(r)), "nor do they come in again", `${r.status} ${said(r).slice(0, 300)}`);
  r = await people.lanhdao.submit(giving, give, { main: value, note: "Làm sớm" });
  t.ok(r.status === 422 && errorAt(r, "main") !== "" && r.text.includes("Làm sớm"), "whoever was about to give them a dossier is told, at the field", `${r.status} ${said(r).slice(0, 600)}`);
  t.ok(!/roi\.di –/.test((await people.lanhdao.get(give)).text), "and finds them no more");
  t.ok(/Tài khoản roi\.di \(hiện không giữ vị trí tại đây\)/.test(said(await people.lanhdao.get(`/ho-so/${mine}`))), "the page of what they had says so");
  await act(people, "chuyenvien", mine, "nhan-viec");
  await act(people, "chuyenvien", mine, "trinh");
  t.ok(!/roi\.di \(hiện/.test(said(await people.lanhdao.get(`/ho-so/${mine}`))), "a colleague took it over and went on");
}

export async function change(t, binary) {
  for (const store of ["sqlite", process.env.TINHSO_PG]) {
    const p = await Province.found(binary, store, { dev: false }), packs = new Packs(t, p, binary), people = {};
    try {
      for (const account of WHO) {
        people[account] = new Client(p);
        await people[account].as(account);
      }
      await version(t, p, packs, people);
      await holiday(t, p, packs, people);
      await left(t, p, people);
      t.ok(p.complaints().length === 0, "the server had nothing to complain of", p.complaints().join(" | "));
    } finally {
      packs.close();
      await p.close();
    }
  }
}
