// lead.mjs -- what a manager reads: why dossiers were late, who handled how many, and both as
// files.  Three birth registrations at a commune, handled by its own accounts: one in time, one
// that the case officer held over its term, one that still is in their hands.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIRTH } from "../browser/papers.mjs";
import { Client, said } from "./client.mjs";

const UNIT = "10507", WHO = ["canbo", "chuyenvien", "lanhdao", "tinh", "lanhdao.huyen"];

/* Signed in once each: a code of the authenticator counts once. */
async function staff(p) {
  const all = {};
  for (const account of WHO) {
    all[account] = new Client(p);
    await all[account].as(account);
  }
  return all;
}

async function act(people, code, who, action) {
  const at = `/ho-so/${code}/lam/${action}`, r = await people[who].submit(at, at);
  if (r.status !== 303) throw new Error(`${action}: ${r.status} ${said(r).slice(0, 300)}`);
}

async function dossiers(p, people) {
  const person = new Client(p), made = [];
  for (let i = 0; i < 3; i++) {
    const { code } = (await person.file(BIRTH, { json: true })).json();
    await act(people, code, "canbo", "tiep-nhan");
    made.push(code);
  }
  const [good, late, held] = made;
  await act(people, good, "chuyenvien", "trinh");
  await act(people, good, "lanhdao", "ky");
  await act(people, held, "chuyenvien", "nhan-viec");
  await p.again("2024-07-10T09:00");
  for (const c of Object.values(people)) c.url = p.url;
  await act(people, late, "chuyenvien", "trinh");
  await act(people, late, "lanhdao", "ky");
  return { good, late, held };
}

async function whyLate(t, people, { good, late }) {
  const c = people.tinh, path = `/thong-ke/tre-han?don-vi=${UNIT}&ky=2024-07`;
  const report = await c.get(`/thong-ke?don-vi=${UNIT}&ky=2024-07`);
  t.ok(report.text.includes(`href="/thong-ke/tre-han?don-vi=${UNIT}&amp;ky=2024-07"`), "the column of late ones leads to why", said(report).slice(0, 600));
  const r = await c.get(path), model = (await c.get(path, { json: true })).json();
  t.ok(model.sum.n === 1 && model.by_role.length === 1 && model.by_role[0].who === "Công chức chuyên môn",
       "one was late, waiting for the case officer", JSON.stringify(model).slice(0, 900));
  t.ok(/Kiểm tra|thẩm tra/i.test(model.by_step[0].step) && /làm việc/.test(model.by_step[0].over_words), "at the step, and how long", JSON.stringify(model.by_step));
  t.ok(r.text.includes(`href="/ho-so/${late}"`) && !r.text.includes(good), "the late one is listed, the other is not");
  t.ok(/Tài khoản chuyenvien/.test(said(r)), "with who had it");
  t.ok(/hồ sơ kết thúc quá hạn/.test(said(await people.chuyenvien.get("/toi"))), "who sees who looked");
  const none = await c.get(`${path}&cho=leader`), same = await c.get(`${path}&cho=specialist`);
  t.ok(/Không có\./.test(said(none)) && !none.text.includes(`/ho-so/${late}`) && same.text.includes(`/ho-so/${late}`), "the chips choose whom they waited for");
  const en = new Client(c.province, { lang: "en" });
  for (const [k, v] of c.cookies) if (k !== "ngon-ngu") en.cookies.set(k, v);
  t.ok(/1 dossier ended late/.test(said(await en.get(path))), "in English too");
  const above = (await c.get("/thong-ke/tre-han?ky=2024-07", { json: true })).json();
  t.ok(above.sum.n === 1 && above.below.units.length === 1 && above.own === undefined, "a province sees it, and where", JSON.stringify(above).slice(0, 600));
}

async function byOfficer(t, people) {
  const path = `/thong-ke/can-bo?don-vi=${UNIT}&ky=2024-07`;
  const rows = async () => (await people.tinh.get(path, { json: true })).json().rows;
  const list = await rows(), of = (name) => list.find((x) => x.name === `Tài khoản ${name}`) ?? {};
  for (const name of ["canbo", "chuyenvien", "lanhdao"])
    t.ok(of(name).finished === 2 && of(name).late === 1 && of(name).early + of(name).on_time === 1, `${name}: two handled, one of them late`, JSON.stringify(list));
  t.ok(of("chuyenvien").open === 1 && of("chuyenvien").open_late === 1 && of("lanhdao").open === 0, "one in the case officer's hands, late by now", JSON.stringify(list));
  const seen = said(await people.chuyenvien.get("/toi"));
  t.ok(/Tài khoản tinh/.test(seen) && /số liệu công việc/.test(seen), "the officer sees who looked", seen.slice(0, 1500));
  const own = await people.lanhdao.get(path);
  t.ok(own.status === 200, "the commune's own leader may", own.status);
}

async function monthly(t, p, people) {
  const path = `/thong-ke/thang?don-vi=${UNIT}&ky=2024-07`, page = (await people.tinh.get(path, { json: true })).json(), { sum } = page;
  t.ok(sum.new === 3 && sum.carried === 0 && sum.total === 3 && sum.solved === 1 && sum.in_time === 1 && sum.late === 0 && sum.otherwise === 0 && sum.pending === 2 && sum.pending_late === 2,
       "the monthly report has each, as yesterday ended", JSON.stringify(sum));
  t.ok(sum.in_time_words === "100,0%" && sum.pending_late_words === "100,0%", "with percentages", JSON.stringify(sum));
  const shown = said(await people.tinh.get(path));
  t.ok(/Kỳ này chưa hết/.test(shown) && /09\/07\/2024/.test(shown), "a month that runs says so, and up to when", shown.slice(0, 600));
  const whole = (await people.tinh.get("/thong-ke/thang?ky=2024", { json: true })).json();
  t.ok(whole.rows.length === 1 && whole.sum.new === 3 && whole.period_words === "năm 2024", "a year by organisation", JSON.stringify(whole.rows));
  const june = (await people.tinh.get("/thong-ke/thang", { json: true })).json();
  t.ok(june.period_words === "tháng 06/2024" && june.running_words === undefined && june.rows.length === 0, "first of all the last whole month", june.period_words);
  const row = cells(p, (await people.tinh.get(page.xlsx_url, { bytes: true })).bytes).at(-1);
  t.ok(JSON.stringify(row.slice(1)) === JSON.stringify([3, 0, 3, 1, 1, "100,0%", 0, "0,0%", 0, 2, 2, "100,0%"]), "and as a spreadsheet", JSON.stringify(row));
  t.ok(/Cộng\s+3\s+0\s+3\s+1\s+1\s+100,0%/.test(words((await people.tinh.get(page.pdf_url, { bytes: true })).bytes)), "and for paper");
  t.ok((await people.tinh.get(page.csv_url)).text.includes("Cộng,3,0,3,1,1,\"100,0%\",0,\"0,0%\",0,2,2,\"100,0%\""), "and as a table");
  const late = await people.tinh.get(`/thong-ke/tre-han?don-vi=${UNIT}&ky=2024`, { json: true });
  t.ok(late.status === 200 && late.json().sum.n === 1, "why late, of a year");
}

async function online(t, p, people) {
  const path = `/thong-ke/truc-tuyen?don-vi=${UNIT}&ky=2024-07`, page = (await people.tinh.get(path, { json: true })).json(), { sum, rows } = page;
  t.ok(rows.length === 1 && sum.received === 3 && sum.online === 3 && sum.online_words === "100,0%" && sum.finished === 2, "online filing by procedure", JSON.stringify(page.rows));
  const field = (await people.tinh.get(`${path}&theo=field`, { json: true })).json();
  t.ok(field.rows.length === 1 && field.rows[0].name !== rows[0].name && field.sum.online === 3, "and by field", JSON.stringify(field.rows));
  const row = cells(p, (await people.tinh.get(page.xlsx_url, { bytes: true })).bytes).at(-1);
  t.ok(row[1] === 3 && row[2] === 3 && row[3] === "100,0%", "and as a spreadsheet", JSON.stringify(row));
}

/* A month later anybody reads July as it was published, and where that is written. */
async function published(t, p) {
  await p.again("2024-08-02T09:00");
  const c = new Client(p), table = (await c.get("/so-lieu/emc-online-dossiers/bang", { json: true })).json();
  t.ok(table.period_words === "tháng 07/2024" && table.whole.closed && table.rows.every((r) => r.closed || r.under === 0), "three dossiers are too few to show", JSON.stringify(table.whole));
  t.ok(/^\/nhat-ky\/\d+$/.test(table.published_url) && (await c.get(table.published_url)).status === 200, "the entry that published them is named", table.published_words);
  const figure = (await c.get("/so-lieu/emc-online-dossiers?ky=2024-07", { json: true })).json();
  t.ok(figure.readings.every((r) => r.hidden_words) && figure.proof_url === table.published_url, "and by the figure", JSON.stringify(figure.readings));
  t.ok((await c.get("/so-lieu/emc-online-dossiers/bang?ky=2024-08")).status === 422, "what runs is not public");
}

async function reach(t, people) {
  for (const page of ["tre-han", "can-bo", "thang", "truc-tuyen"]) {
    const path = `/thong-ke/${page}?don-vi=${UNIT}&ky=2024-07`;
    t.ok((await people["lanhdao.huyen"].get(path)).status === 200, `${page}: the district's leader reaches the commune`);
    t.ok((await people.lanhdao.get(`/thong-ke/${page}?don-vi=288`)).status === 403, `${page}: the commune's leader not the district`);
    t.ok((await people.canbo.get(path)).status === 403, `${page}: nobody without the right`);
    const bad = await people.tinh.get(`/thong-ke/${page}?ky=2024-13`);
    t.ok(bad.status === 422 && /2024-13/.test(said(bad)), `${page}: a period that is none is named`, `${bad.status} ${said(bad).slice(0, 300)}`);
    t.ok((await people.tinh.get(`/thong-ke/${page}?don-vi=khong-co`)).status === 404, `${page}: a unit that is none is not found`);
  }
}

/* The cells of a spreadsheet by row, read by Python. */
function cells(p, bytes) {
  const file = join(p.folder, "file.xlsx");
  writeFileSync(file, bytes);
  return JSON.parse(execFileSync("python3", ["-c", `
import sys, json, zipfile, xml.etree.ElementTree as E
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
sheet = E.fromstring(zipfile.ZipFile(sys.argv[1]).read('xl/worksheets/sheet1.xml'))
value = lambda c: ''.join(c.itertext()) if c.get('t') == 'inlineStr' else float(c.find(n + 'v').text)
print(json.dumps([[value(c) for c in r.findall(n + 'c') if list(c)] for r in sheet.iter(n + 'row')]))`, file], { encoding: "utf8" }));
}

const words = (bytes) => execFileSync("pdftotext", ["-layout", "-", "-"], { input: bytes, encoding: "utf8" });

async function files(t, p, people, made) {
  const asked = `don-vi=${UNIT}&theo=procedure&ky=2024-07`, page = (await people.tinh.get(`/thong-ke?${asked}`, { json: true })).json();
  const sheet = await people.tinh.get(page.xlsx_url, { bytes: true });
  t.ok(sheet.status === 200 && /spreadsheetml/.test(sheet.headers.get("content-type")) && /thong-ke-10507-2024-07-procedure\.xlsx/.test(sheet.headers.get("content-disposition")),
       "statistics for a spreadsheet", `${sheet.status} ${sheet.headers.get("content-disposition")}`);
  const rows = cells(p, sheet.bytes), sum = rows.at(-1), { received, carried, total, closed, early, on_time, late, otherwise, open, open_late } = page.sum;
  t.ok(JSON.stringify(sum.slice(1)) === JSON.stringify([received, carried, total, closed, early, on_time, late, otherwise, open, open_late]),
       "with the numbers of the page, as numbers", JSON.stringify(rows));
  const paper = words((await people.tinh.get(page.pdf_url, { bytes: true })).bytes);
  t.ok(/SỐ LIỆU MÔ PHỎNG/.test(paper) && /Cộng\s+3\s+0\s+3/.test(paper) && /Trang 1\/1/.test(paper), "and for paper", paper);

  const days = `don-vi=${UNIT}&tu=2024-07-01&den=2024-07-31`, register = await people.chuyenvien.get(`/so-theo-doi?${days}`);
  t.ok(register.text.includes(`href="/so-theo-doi.xlsx?${days.replace(/&/g, "&amp;")}"`) && /2\.000/.test(said(register)) && /20\.000/.test(said(register)), "the register says what a file takes", said(register).slice(0, 900));
  const list = cells(p, (await people.chuyenvien.get(`/so-theo-doi.xlsx?${days}`, { bytes: true })).bytes);
  t.ok(list.length === 7 && JSON.stringify(list.slice(-3).map((r) => r[1]).sort()) === JSON.stringify(Object.values(made).sort()) && Math.floor(list.at(-1)[5]) === 45474,
       "as a spreadsheet it holds each, received on 1 July", JSON.stringify(list));
  const printed = words((await people.chuyenvien.get(`/so-theo-doi.pdf?${days}`, { bytes: true })).bytes);
  t.ok(Object.values(made).every((code) => printed.includes(code)) && /Quá hạn/.test(printed), "and so on paper", printed);
  for (const [who, path, status] of [["canbo", `/thong-ke.pdf?${asked}`, 403], ["canbo", `/thong-ke.xlsx?${asked}`, 403], ["lanhdao", "/so-theo-doi.pdf?don-vi=288", 403],
    ["tinh", `/so-theo-doi.xlsx?don-vi=${UNIT}&tu=2024-07-31&den=2024-07-01`, 422], ["tinh", "/thong-ke.pdf?ky=2024-13", 422]]) {
    const r = await people[who].get(path);
    t.ok(r.status === status, `${who} ${path}: ${status}`, `${r.status} ${said(r).slice(0, 200)}`);
  }
  const inspector = new Client(p);
  await people.chuyenvien.get(`/so-theo-doi.pdf?${days}`, { bytes: true });
  await inspector.as("thanhtra");
  const last = (await inspector.get("/nhat-ky", { json: true })).json().rows.slice(0, 3);
  const before = (await inspector.get(`/nhat-ky/${last[2].index}`, { json: true })).text; /* behind the two of signing in */
  t.ok(/"what":"journal\.disclose"/.test(before) && /"disclosure/.test(before), "that a register was taken is recorded", before.slice(-700));
}

/* Erased, the late one is in no figure any more. */
async function erased(t, p, people, { late }) {
  p.run("call", p.dir, "dossier.erase", JSON.stringify({ code: late, reason: "bài thử" }));
  const why = (await people.tinh.get(`/thong-ke/tre-han?don-vi=${UNIT}&ky=2024-07`, { json: true })).json();
  const { rows } = (await people.tinh.get(`/thong-ke/can-bo?don-vi=${UNIT}&ky=2024-07`, { json: true })).json();
  t.ok(why.sum.n === 0 && why.own === undefined, "an erased dossier is late nowhere", JSON.stringify(why).slice(0, 600));
  t.ok(rows.length === 3 && rows.every((x) => x.finished === 1 && x.late === 0), "and was handled by nobody", JSON.stringify(rows));
}

export async function lead(t, p) {
  const people = await staff(p);
  const made = await dossiers(p, people);
  await whyLate(t, people, made);
  await byOfficer(t, people);
  await monthly(t, p, people);
  await online(t, p, people);
  await reach(t, people);
  await files(t, p, people, made);
  await erased(t, p, people, made);
  await published(t, p);
}
