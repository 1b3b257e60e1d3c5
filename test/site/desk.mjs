// desk.mjs -- at the desk of a commune after the reform of July 2025: online dossiers are
// filed elsewhere, an officer enters one for somebody present, and every page says why its
// promised date is no earlier.  Sunday, 22 November 2026; the procedure is a test's own.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshDatabase, Province } from "../browser/lib.mjs";
import { Client, errorAt, said } from "./client.mjs";

const COMMUNE = "11296", KEY = "three-days", FORM = `/thu-tuc/${KEY}/nop`;
const FRIDAY = /Thứ Sáu, 27\/11\/2026/, WHY = /Thứ Ba, 24\/11\/2026 không tính: Ngày Văn hóa Việt Nam/;
const REST = /Ngày nghỉ hằng tuần không tính: Chủ nhật(?!, )/;
const WHOSE = { "intake-entered_by": "helped", "intake-channel": "1", "intake-applicant_kind": "0",
                "intake-applicant_name": "Trần Thị Mẫu", "intake-applicant_number": "000190000077" };

async function province(binary, store) {
  const p = new Province();
  p.binary = binary;
  p.clock = "2026-11-22T09:30";
  p.dev = false; // the pack is the test's own
  p.folder = mkdtempSync(join(tmpdir(), "tinhso-desk-"));
  p.dir = join(p.folder, "province");
  p.log = join(p.folder, "log");
  execFileSync(binary, ["init", p.dir, "--simulated", "--province", "31", "--pack", "test/packs/ba-ngay",
                        ...(store === "sqlite" ? [] : ["--store", freshDatabase(store)])]);
  p.people = {};
  for (const [account, role] of [["quay", "desk"], ["xuly", "specialist"]]) {
    const [, password, secret] = p.run("user", "add", p.dir, account, "--name", `Tài khoản ${account}`,
                                       "--role", role, "--unit", COMMUNE).trimEnd().split("\t");
    p.people[account] = { account, password, secret };
  }
  await p.serve();
  return p;
}

async function guide(t, p) {
  const c = new Client(p), r = await c.get(`/thu-tuc/${KEY}`);
  t.ok(FRIDAY.test(said(r)), "filed on Sunday 22/11/2026, three working days end on Friday 27/11", said(r).slice(0, 900));
  t.ok(WHY.test(said(r)), "and the page says why 24/11 is skipped");
  t.ok(REST.test(said(r)), "and that the Sunday is no working day", said(r).slice(0, 900));
  t.ok(/href="https:\/\/dichvucong\.gov\.vn"/.test(r.text) && !r.text.includes(`href="${FORM}"`), "the button leads to the national portal");
  t.ok(/623\/TTg-KSTT/.test(said(r)), "with the rule's source");
  const en = await new Client(p, { lang: "en" }).get(`/thu-tuc/${KEY}`);
  t.ok(/Tuesday, 24\/11\/2026 is not counted: Viet Nam Culture Day/.test(said(en)), "in English too", said(en).slice(0, 900));
  const form = await c.get(FORM);
  t.ok(form.status === 403 && /quốc gia/.test(said(form)), "our own form is closed to the public, and says where to go", `${form.status} ${said(form).slice(0, 300)}`);
  const sent = await c.send("POST", "/api/command/dossier.submit", { json: true, headers: { "content-type": "application/json" },
    body: JSON.stringify({ procedure: KEY, unit: COMMUNE, form: { who: "Nguyễn Văn Thử" } }) });
  t.ok(sent.status === 403, "and so is the command", `${sent.status} ${sent.text.slice(0, 200)}`);
}

async function intake(t, c) {
  const offer = await c.get(`/thu-tuc/${KEY}`);
  t.ok(offer.text.includes(`href="${FORM}"`), "an officer of a desk is offered the form");
  let r = await c.fileStep(FORM, KEY, { unit: COMMUNE, who: "Trần Thị Mẫu" }, "next");
  t.ok(errorAt(r, "intake-applicant_name") !== "", "whose dossier it is must be said", said(r).slice(0, 600));
  t.ok(r.text.includes('value="Trần Thị Mẫu"'), "what was typed is kept");
  r = await c.fileStep(r, KEY, { ...WHOSE, "intake-applicant_number": "12345", unit: COMMUNE, who: "Trần Thị Mẫu" }, "next");
  t.ok(/12/.test(errorAt(r, "intake-applicant_number")), "a personal number has twelve digits", said(r).slice(0, 600));
  r = await c.fileStep(r, KEY, { ...WHOSE, unit: COMMUNE, who: "Trần Thị Mẫu" }, "next");
  t.ok(r.text.includes('name="file-paper"'), "then the papers", said(r).slice(0, 400));
  r = await c.fileStep(r, KEY, {}, "next");
  t.ok(/Người dân có mặt, tôi gõ giúp/.test(said(r)) && /000190000077/.test(said(r)), "the check shows whose it is, and who typed", said(r).slice(0, 900));
  t.ok(FRIDAY.test(said(r)) && WHY.test(said(r)), "and the date with its reasons");
  r = await c.fileStep(r, KEY, {}, "submit");
  t.ok(r.status === 201, "filed", said(r).slice(0, 400));
  return { code: /\w+\.31\.11296-261122-\d{4}/.exec(said(r))?.[0], secret: /\b[2-9A-HJ-NP-Z]{10}\b/.exec(said(r))?.[0] };
}

async function other_name(t, c) {
  const r = await c.fileStep(FORM, KEY, { ...WHOSE, "intake-applicant_name": "Lê Văn Khác", unit: COMMUNE, who: "Lê Văn Khác" }, "submit");
  t.ok(r.status === 200 && /tên khác/.test(said(r)), "a number on record under another name is refused, everything kept", `${r.status} ${said(r).slice(0, 500)}`);
  t.ok(r.text.includes("Lê Văn Khác"), "as typed");
}

async function handled(t, p, c, code) {
  await p.again("2026-11-23T08:00");
  c.url = p.url;
  await c.submit(`/ho-so/${code}/lam/tiep-nhan`, `/ho-so/${code}/lam/tiep-nhan`);
  const r = await c.get(`/ho-so/${code}`);
  t.ok(FRIDAY.test(said(r)) && WHY.test(said(r)), "accepted on Monday: Friday, and why", said(r).slice(0, 900));
  t.ok(/Tại bộ phận một cửa|Nộp tại quầy|Nộp trực tiếp/i.test(said(r)), "filed at the desk", said(r).slice(0, 500));
}

/* Once, to a working day after the promised one, and before that one has come. */
async function extended(t, p, c, code) {
  const at = `/ho-so/${code}/lam/gia-han`;
  const ask = (day, month, year) => c.submit(at, at, { "until-day": day, "until-month": month, "until-year": year, note: "Chờ xác minh mẫu" });
  let r = await ask("27", "11", "2026");
  t.ok(r.status === 422 && /sau 27\/11\/2026/.test(errorAt(r, "until")), "the day promised now is no extension", `${r.status} ${said(r).slice(0, 400)}`);
  t.ok(/Chờ xác minh mẫu/.test(r.text) && /value="27"/.test(r.text), "what was typed is kept, without JavaScript too");
  r = await ask("28", "11", "2026");
  t.ok(r.status === 422 && /ngày nghỉ/.test(errorAt(r, "until")), "nor is a Saturday", `${r.status} ${said(r).slice(0, 400)}`);
  r = await ask("31", "11", "2026");
  t.ok(r.status === 422 && errorAt(r, "until") !== "", "nor a day that is in no calendar", `${r.status} ${said(r).slice(0, 400)}`);
  r = await ask("5", "1", "2027");
  t.ok(r.status === 422 && /chưa công bố/.test(said(r)), "nor one beyond the published calendar", `${r.status} ${said(r).slice(0, 400)}`);
  r = await ask("1", "12", "2026");
  t.ok(r.status === 303, "a working day after it is", `${r.status} ${said(r).slice(0, 400)}`);
  r = await c.get(`/ho-so/${code}`);
  t.ok(/Thứ Ba, 01\/12\/2026, 17:00/.test(said(r)) && /Đã gia hạn/.test(said(r)), "it is the promised day now", said(r).slice(0, 900));
  t.ok(r.text.includes("/giay/04") && !r.text.includes("/lam/gia-han"), "form 04 is there, and no second extension is offered");
  const again = await c.get(at);
  t.ok(again.status === 409 && /một lần/.test(said(again)), "nor given", `${again.status} ${said(again).slice(0, 300)}`);
  const paper = await c.get(`/ho-so/${code}/giay/04`, { bytes: true });
  const file = join(p.folder, "04.pdf");
  writeFileSync(file, paper.bytes);
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  t.ok(/XIN LỖI/.test(text) && /27 tháng 11 năm 2026/.test(text) && /01 tháng 12 năm 2026/.test(text) && /Chờ xác minh mẫu/.test(text),
       "form 04 names both days and the reason", text.slice(0, 900));
}

async function stopped(t, p, c, code) {
  const at = `/ho-so/${code}/lam/dung`;
  let r = await c.submit(at, at, {});
  t.ok(r.status === 422 && errorAt(r, "note") !== "", "stopping needs a reason", `${r.status}`);
  r = await c.submit(at, at, { note: "Không đủ điều kiện mẫu" });
  t.ok(r.status === 303, "stopped", `${r.status} ${said(r).slice(0, 300)}`);
  const paper = await c.get(`/ho-so/${code}/giay/05`, { bytes: true });
  const file = join(p.folder, "05.pdf");
  writeFileSync(file, paper.bytes);
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  const control = await c.get(`/ho-so/${code}/giay/06`, { bytes: true }), sheet = join(p.folder, "06.pdf");
  writeFileSync(sheet, control.bytes);
  const steps = execFileSync("pdftotext", ["-layout", sheet, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
  t.ok(/KIỂM SOÁT QUÁ TRÌNH/.test(steps) && /Thẩm tra – Tài khoản xuly: nhận 08 giờ 00 phút/.test(steps) && /đúng hạn/.test(steps),
       "form 06 says who had it, and for how long", steps.slice(0, 900));
  t.ok(/Thời gian từng bước/.test(said(await c.get(`/ho-so/${code}`))), "and so does the dossier's page");
  t.ok(/THÔNG BÁO DỪNG/.test(text) && /Không đủ điều kiện mẫu/.test(text), "form 05 says why", text.slice(0, 600));
}

const rate = (c, code, fields) => c.send("POST", `/ho-so/${code}/danh-gia`, { body: new URLSearchParams({ idempotency_key: String(Math.random()), ...fields }) });

/* While it is being handled there is nothing to rate. */
async function early(t, p, code, secret) {
  const r = await rate(new Client(p), code, { secret, score: "5" });
  t.ok(r.status === 409 && /giải quyết xong/.test(said(r)), "no rating before the handling is over", `${r.status} ${said(r).slice(0, 300)}`);
}

async function rates(t, p, code, secret) {
  const c = new Client(p);
  const page = await c.submit("/tra-cuu", "/tra-cuu", { code, secret });
  t.ok(/Gửi đánh giá/.test(said(page)), "the person is asked how it went", said(page).slice(0, 600));
  let r = await rate(c, code, { secret, text: "Mẫu: chờ lâu quá" });
  t.ok(r.status === 422 && errorAt(r, "score") !== "" && r.text.includes("Mẫu: chờ lâu quá"), "a rating needs a choice; the words are kept", `${r.status} ${said(r).slice(0, 400)}`);
  r = await rate(c, code, { secret: "AAAAAAAAAA", score: "1" });
  t.ok(r.status === 404, "with the receipt's secret only", r.status);
  r = await rate(c, code, { secret, score: "2", text: "Mẫu: chờ lâu quá" });
  t.ok(r.status === 200 && /Không hài lòng/.test(said(r)) && /chờ lâu quá/.test(said(r)), "then it stands there", `${r.status} ${said(r).slice(0, 400)}`);
  r = await rate(c, code, { secret, score: "5" });
  t.ok(r.status === 409 && /đã đánh giá/.test(said(r)), "once", `${r.status} ${said(r).slice(0, 300)}`);
}

export async function desk(t, binary) {
  for (const store of ["sqlite", process.env.TINHSO_PG]) {
    const p = await province(binary, store);
    await guide(t, p);
    const officer = new Client(p), specialist = new Client(p);
    await officer.as("quay");
    await specialist.as("xuly");
    const { code, secret } = await intake(t, officer);
    t.ok(code !== undefined && secret !== undefined, "with a code of that day, and the receipt's secret", `${code} ${secret}`);
    await other_name(t, officer);
    if (code) {
      await handled(t, p, officer, code);
      specialist.url = p.url;
      await extended(t, p, specialist, code);
      await early(t, p, code, secret);
      await stopped(t, p, specialist, code);
      await rates(t, p, code, secret);
    }
    t.ok(p.complaints().length === 0, "the server had nothing to complain of", p.complaints().join(" | "));
    await p.stop();
    rmSync(p.folder, { recursive: true });
  }
}
