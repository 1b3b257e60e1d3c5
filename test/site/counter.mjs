// counter.mjs -- at a commune's counters, without JavaScript: numbers drawn and called, a screen
// that names nobody, appointments, a day off that is published late, labels read by zbarimg.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIRTH } from "../browser/papers.mjs";
import { Client, errorAt, said } from "./client.mjs";

const UNIT = "10507";
const address = (page, pattern) => new RegExp(`href="(${pattern})"`).exec(page.text)?.[1].replaceAll("&amp;", "&");
const numberOf = (page) => /stub__number">(\d+)</.exec(page.text)?.[1];

/* The form that posts to `action` and holds all of `fields`. */
async function post(c, page, action, fields) {
  const shown = typeof page === "string" ? await c.get(page) : page;
  const forms = [...shown.text.matchAll(/<form\b[^>]*\baction="([^"]*)"[^>]*>(.*?)<\/form>/gs)]
    .filter((f) => f[1] === action);
  const form = forms.find((f) => Object.entries(fields).every(([n, v]) => n !== "ticket" || f[2].includes(`value="${v}"`)));
  if (!form) throw new Error(`no form posts to ${action} (${shown.status})`);
  const body = new URLSearchParams();
  for (const [, tag] of form[2].matchAll(/<input\b([^>]*type="hidden"[^>]*)>/g))
    body.append(/\bname="([^"]*)"/.exec(tag)[1], /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? "");
  for (const [n, v] of Object.entries(fields)) body.set(n, v);
  return c.send("POST", action, { body });
}

async function numbers(t, p, people) {
  const c = people.canbo, walker = new Client(p);
  let r = await walker.get(`/lay-so/${UNIT}`);
  t.ok(r.status === 200 && !/name="service"/.test(r.text) && /tại nơi đến/.test(said(r)), "from home no number is drawn, and one reads where", said(r).slice(0, 500));
  r = await c.get("/quay");
  t.ok(r.status === 200 && /Không có ai đang chờ/.test(said(r)), "an officer's counter", `${r.status} ${said(r).slice(0, 400)}`);
  const kiosk = address(r, "/lay-so/10507\\?ma=[^\"]*"), wall = address(r, "/man-hinh/10507\\?ma=[^\"]*");
  t.ok(kiosk && wall, "leads to the screens of the entrance", said(r).slice(-400));
  const drawn = [];
  for (const service of ["filing", "collecting", "asking"]) {
    r = await post(walker, kiosk, `/lay-so/${UNIT}`, { service });
    t.ok(r.status === 303 && /^\/so-thu-tu\/[\w-]{16}$/.test(r.to), `a number for ${service}`, `${r.status} ${r.to} ${said(r).slice(0, 300)}`);
    drawn.push(r.to);
  }
  r = await walker.get(drawn[2]);
  t.ok(numberOf(r) === "003" && /Còn 2 người trước/.test(said(r)), "it says how many are before", said(r).slice(0, 600));
  t.ok(/<noscript><meta http-equiv="refresh"/.test(r.text) && /data-refresh="5"/.test(r.text), "and renews itself, with JavaScript or without");
  r = await post(walker, kiosk, `/lay-so/${UNIT}`, { service: "thuong-mai" });
  t.ok(r.status === 422 && /Xin chọn việc/.test(said(r)), "what is no service is told", `${r.status} ${said(r).slice(0, 300)}`);
  r = await post(c, `/lay-so/${UNIT}`, `/lay-so/${UNIT}`, { service: "filing", priority: "true" });
  t.ok(r.status === 303 && /Sắp đến lượt/.test(said(await walker.get(r.to))), "an officer draws one for somebody, before others", `${r.status}`);
  r = await post(c, "/quay", "/quay/goi", { counter: "", service: "" });
  t.ok(r.status === 422 && errorAt(r, "counter") !== "", "the counter has to be said", `${r.status} ${said(r).slice(0, 300)}`);
  r = await post(c, "/quay", "/quay/goi", { counter: "3", service: "" });
  r = await c.get("/quay");
  t.ok(/counter__number">004</.test(r.text) && /value="3"/.test(r.text) && address(r, "/thu-tuc"), "the one with priority is called; from there a dossier is taken in", said(r).slice(0, 700));
  r = await post(c, r, "/quay/goi", { counter: "3", service: "", outcome: "served" });
  r = await walker.get(drawn[0]);
  t.ok(/Mời Ông\/Bà đến quầy 3/.test(said(r)), "who waits reads to which counter", said(r).slice(0, 500));
  r = await walker.get(wall);
  t.ok(r.status === 200 && /wall__fresh"><th scope="row">001<\/th><td>3</.test(r.text), "the wall shows it", said(r).slice(0, 400));
  t.ok(!/Tài khoản|canbo/.test(r.text) && /Number/.test(said(r)) && /lang="en"/.test(r.text), "no name, and both languages");
  t.ok(/<noscript><meta http-equiv="refresh" content="10">/.test(r.text) && /class="qr"/.test(r.text), "it renews itself; the entrance's own has the picture for telephones");
  t.ok(!/class="qr"/.test((await walker.get(`/man-hinh/${UNIT}`)).text), "without the entrance's address it has not");
  r = await post(walker, drawn[1], `${drawn[1]}/bo`, {});
  t.ok(r.status === 303 && /đã bỏ số/.test(said(await walker.get(drawn[1]))), "given up", `${r.status}`);
  r = await post(c, "/quay", "/quay/goi", { counter: "3", service: "", outcome: "absent" });
  r = await post(c, "/quay", "/quay/xong", { outcome: "served" });
  t.ok(r.status === 303 && /003/.test(numberOf(await walker.get(drawn[2]))) && /đã được phục vụ/.test(said(await walker.get(drawn[2]))), "served", `${r.status}`);
  const [back] = /name="ticket" value="(\d+)"><button class="linklike" type="submit">Gọi lại/.exec((await c.get("/quay")).text)?.slice(1) ?? [];
  r = await post(c, "/quay", "/quay/goi-lai", { ticket: back });
  t.ok(r.status === 303 && /counter__number">001</.test((await c.get("/quay")).text), "who was absent is called again", `${r.status} ${back}`);
  r = await post(c, "/quay", "/quay/xong", { outcome: "served" });
  const day = /<tr><th scope="row"[^>]*>Thứ Hai, 01\/07\/2024<\/th>(.*?)<\/tr>/.exec((await c.get("/quay")).text)?.[1] ?? "";
  t.ok(/>3<.*>0<.*>1</.test(day), "the day in figures: served, absent, given up", day);
  t.ok((await new Client(p).get("/quay")).status === 303 && (await people.chuyenvien.get("/quay")).status === 403, "only an officer of the desk has a counter");
  return { kiosk };
}

/* From the page with the times to the page of the appointment. */
async function book(c, day, index = 0) {
  const page = await c.get(`/hen/moi?don-vi=${UNIT}&ngay=${day}`);
  const slot = [...page.text.matchAll(/name="slot" type="radio" value="([^"]+)"/g)][index]?.[1];
  const r = await post(c, page, "/hen/moi", { service: "filing", slot });
  return { r, slot, code: /^\/hen\/(\d{8})$/.exec(r.to ?? "")?.[1] };
}

async function appointments(t, p, people, { kiosk }) {
  const c = people.congdan;
  let r = await people.lanhdao.get("/quay/lich-hen");
  t.ok(r.status === 200 && /cho tới khi đơn vị tự đặt/.test(said(r)), "what the pack says counts until the office sets its own", `${r.status} ${said(r).slice(0, 400)}`);
  t.ok(/\/quay\/lich-hen/.test((await people.lanhdao.get("/hom-nay/10507")).text), "the head of the unit is led there");
  const begins = { "begins-day": "1", "begins-month": "7", "begins-year": "2024" };
  r = await post(people.lanhdao, r, "/quay/lich-hen", { ...begins, minutes: "1", places: "một", days_ahead: "14" });
  t.ok(r.status === 422 && errorAt(r, "minutes") !== "" && errorAt(r, "places") !== "" && /value="một"/.test(r.text), "every fault at once, what was typed kept", `${r.status} ${said(r).slice(0, 400)}`);
  r = await post(people.lanhdao, "/quay/lich-hen", "/quay/lich-hen", { ...begins, minutes: "60", places: "1", days_ahead: "14" });
  t.ok(r.status === 303, "set", `${r.status} ${said(r).slice(0, 300)}`);
  r = await c.get("/hen/moi?q=cam+thuong");
  t.ok(address(r, "/hen/moi\\?don-vi=10507"), "the office is found without marks", said(r).slice(0, 400));
  r = await post(c, `/hen/moi?don-vi=${UNIT}&ngay=2024-07-03`, "/hen/moi", { unit: UNIT });
  t.ok(r.status === 422 && errorAt(r, "service") !== "" && errorAt(r, "slot") !== "", "what and when have to be chosen", `${r.status} ${said(r).slice(0, 400)}`);
  const one = await book(c, "2024-07-03");
  t.ok(one.code, "booked", `${one.r.status} ${said(one.r).slice(0, 400)}`);
  r = await post(people.canbo, `/hen/moi?don-vi=${UNIT}&ngay=2024-07-03`, "/hen/moi", { service: "filing", slot: one.slot });
  t.ok(r.status === 422 && /vừa có người đặt/.test(errorAt(r, "slot")), "its only place is not given again", `${r.status} ${said(r).slice(0, 500)}`);
  r = await c.get(`/hen/${one.code}`);
  t.ok(/class="qr"/.test(r.text) && said(r).includes(`${one.code.slice(0, 4)} ${one.code.slice(4)}`), "its page has the code", said(r).slice(0, 400));
  t.ok((await people.canbo.get(`/hen/${one.code}`)).status === 404, "which is nobody else's");
  r = await c.get(`/hen/${one.code}/lich.ics`);
  t.ok(/^text\/calendar/.test(r.headers.get("content-type")) && /\r\nDTSTART:20240703T000000Z\r\n/.test(r.text) && r.text.split("\r\n").every((l) => Buffer.byteLength(l) <= 75), "a file for a calendar", r.text);
  r = await c.get("/hop-thu");
  t.ok(said(r).includes(one.code) && r.text.includes(`href="/hen/${one.code}"`), "and a notice", said(r).slice(0, 500));
  const page = await c.get(`/hen/${one.code}/doi?ngay=2024-07-04`);
  const later = /name="slot" type="radio" value="([^"]+)"/.exec(page.text)?.[1];
  r = await post(c, page, `/hen/${one.code}/doi`, { slot: later });
  t.ok(r.status === 303 && /04\/07\/2024/.test(said(await c.get(`/hen/${one.code}`))), "moved", `${r.status} ${said(r).slice(0, 300)}`);
  r = await post(people.lanhdao, kiosk, `/lay-so/${UNIT}/hen`, { code: "1234" });
  t.ok(r.status === 422 && errorAt(r, "code") !== "" && /value="1234"/.test(r.text), "a wrong code at the entrance is told", `${r.status} ${said(r).slice(0, 400)}`);
  r = await post(people.lanhdao, kiosk, `/lay-so/${UNIT}/hen`, { code: one.code });
  t.ok(r.status === 409 && /ngày khác/.test(said(r)), "another day's too", `${r.status} ${said(r).slice(0, 400)}`);
  const today = await book(c, "2024-07-01");
  t.ok(said(await people.canbo.get("/quay")).includes("09:00") || today.code, "the counter expects today's", `${today.r.status} ${said(today.r).slice(0, 300)}`);
  r = await post(new Client(p), kiosk, `/lay-so/${UNIT}/hen`, { code: `${today.code.slice(0, 4)} ${today.code.slice(4)}` });
  t.ok(r.status === 303 && /Ông\/Bà có hẹn/.test(said(await c.get(r.to))), "who comes is given a number that says its turn", `${r.status} ${said(r).slice(0, 300)}`);
  r = await post(c, `/hen/${one.code}`, `/hen/${one.code}/huy`, {});
  t.ok(r.status === 303 && /đã hủy/.test(said(await c.get("/hen"))), "given up", `${r.status}`);
}

/* For somebody who calls; the ways there; and one address that draws too many numbers. */
async function calls(t, p, people, { kiosk }) {
  const c = people.canbo, page = await c.get("/quay/dat-hen?ngay=2024-07-09");
  const slot = /name="slot" type="radio" value="([^"]+)"/.exec(page.text)?.[1];
  let r = await post(c, page, "/quay/dat-hen", { service: "filing", slot, phone: "12" });
  t.ok(r.status === 422 && errorAt(r, "name") && errorAt(r, "phone") && r.text.includes(`value="${slot}" checked`), "a name and a telephone are needed, what was chosen is kept", `${r.status} ${said(r).slice(0, 600)}`);
  r = await post(c, page, "/quay/dat-hen", { service: "filing", slot, name: "Lê Văn Mẫu", phone: "0900000000" });
  const shown = said(await c.get(r.to ?? "/quay/dat-hen"));
  t.ok(r.status === 303 && /Xin đọc mã hẹn cho người gọi: \d{4} \d{4}/.test(shown), "booked for somebody who calls, with the code to read out", `${r.status} ${shown.slice(0, 600)}`);
  t.ok((await people.congdan.get("/quay/dat-hen")).status === 403, "by an officer of the desk alone");
  t.ok((await c.get(`/don-vi/${UNIT}`)).text.includes(`/hen/moi?don-vi=${UNIT}`) && (await c.get("/thu-tuc/birth-registration")).text.includes('href="/hen/moi"'), "the unit's page and a procedure's lead to booking");
  const crowd = new Client(p, { address: "203.0.113.88" });
  let n = 0;
  do r = await crowd.send("POST", `/lay-so/${UNIT}`, { body: new URLSearchParams({ service: "asking", ma: "khong-phai" }) });
  while (r.status === 403 && ++n < 60);
  t.ok(r.status === 429 && n >= 30 && /hỏi cán bộ/.test(said(r)), "one address cannot draw numbers without end", `${r.status} after ${n}`);
  t.ok((await post(new Client(p), kiosk, `/lay-so/${UNIT}`, { service: "asking" })).status === 303, "another still can");
}

/* 2024-07-05 becomes a day off while people are served. */
async function dayOff(t, p, people) {
  const c = people.congdan, one = await book(c, "2024-07-05");
  const pack = join(p.folder, "viet-nam"), file = join(pack, "calendars/2024.json"), meta = join(pack, "pack.json");
  cpSync("packs/viet-nam", pack, { recursive: true });
  const days = JSON.parse(readFileSync(file, "utf8")), about = JSON.parse(readFileSync(meta, "utf8"));
  days.exceptions.push({ day: "2024-07-05", works: false, why: { vi: "Nghỉ thử", en: "A day off, to try" }, src: "a" });
  days.exceptions.sort((a, b) => (a.day < b.day ? -1 : 1));
  writeFileSync(file, JSON.stringify(days));
  writeFileSync(meta, JSON.stringify({ ...about, version: about.version + 1 }));
  p.run("pack", "load", p.dir, pack);
  let r;
  for (let i = 0; i < 100; i++) {
    r = await c.get(`/hen/${one.code}`);
    if (/không thực hiện được/.test(said(r))) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  t.ok(/không thực hiện được/.test(said(r)), "a day off that is published late calls the appointment off", said(r).slice(0, 400));
  t.ok(/không làm việc vào giờ Ông\/Bà đã hẹn/.test(said(await c.get("/hop-thu"))), "and the person is told");
  t.ok(!/name="slot"/.test((await c.get(`/hen/moi?don-vi=${UNIT}&ngay=2024-07-05`)).text), "the day has no times any more");
}

async function labels(t, p, people) {
  const c = people.canbo, made = [];
  for (let i = 0; i < 2; i++) made.push((await new Client(p).file(BIRTH, { json: true })).json().code);
  const out = join(p.folder, "labels");
  mkdirSync(out, { recursive: true });
  const read = (bytes, name) => {
    writeFileSync(join(out, `${name}.pdf`), bytes);
    execFileSync("pdftoppm", ["-r", "203", "-gray", "-png", join(out, `${name}.pdf`), join(out, name)]);
    const pages = execFileSync("ls", [out], { encoding: "utf8" }).split("\n").filter((n) => n.startsWith(`${name}-`));
    return pages.map((n) => execFileSync("zbarimg", ["-q", "--nodbus", "--raw", join(out, n)], { encoding: "utf8" }).trim());
  };
  let r = await c.get(`/ho-so/${made[0]}`);
  t.ok(r.text.includes(`href="/ho-so/${made[0]}/nhan.pdf"`), "the dossier's page leads to its label");
  r = await c.get(`/ho-so/${made[0]}/nhan.pdf`, { bytes: true });
  t.ok(r.status === 200 && read(r.bytes, "one").join() === made[0], "at a label printer's 203 dots an inch zbarimg reads the code", `${r.status}`);
  const info = execFileSync("pdfinfo", [join(out, "one.pdf")], { encoding: "utf8" }), text = execFileSync("pdftotext", [join(out, "one.pdf"), "-"], { encoding: "utf8" });
  t.ok(/Page size:\s+141\.7\d* x 85\.0\d* pts/.test(info), "50 by 30 millimetres", info);
  t.ok(/SỐ LIỆU MÔ PHỎNG/.test(text) && !/Trần|Nguyễn/.test(text), "marked as simulated, nobody's name", text);
  const list = await c.get("/viec"), body = new URLSearchParams({ go: "labels", csrf: /name="csrf" value="([^"]*)"/.exec(list.text)[1] });
  for (const code of made) body.append("codes", new RegExp(`value="(${code.replaceAll(".", "\\.")}@\\d+)"`).exec(list.text)[1]);
  r = await c.send("POST", "/viec/nhieu", { body, bytes: true });
  t.ok(r.status === 200 && read(r.bytes, "many").join() === made.join(), "several at once, a page each", `${r.status}`);
  t.ok((await people["canbo.huyen"].get(`/ho-so/${made[0]}/nhan.pdf`)).status !== 401, "the district's desk is answered");
  t.ok((await people.congdan.get(`/ho-so/${made[0]}/nhan.pdf`)).status === 403, "a label is the office's");
  for (const typed of [made[0], made[0].toLowerCase(), `${p.url}/tra-cuu?ma=${made[0]}`]) {
    r = await c.get(`/tim?q=${encodeURIComponent(typed)}`);
    t.ok(r.status === 303 && r.to === `/ho-so/${made[0]}`, `scanned or typed into the search field it opens: ${typed}`, `${r.status} ${r.to}`);
  }
  r = await c.get(`/tim?q=${made[0].slice(-11)}`);
  t.ok(r.status === 200, "a part of it is a list as before", `${r.status}`);
}

export async function counter(t, p) {
  const people = {};
  for (const account of ["canbo", "chuyenvien", "lanhdao", "canbo.huyen", "congdan"]) {
    people[account] = new Client(p);
    await people[account].as(account);
  }
  const made = await numbers(t, p, people);
  await appointments(t, p, people, made);
  await calls(t, p, people, made);
  await dayOff(t, p, people);
  await labels(t, p, people);
}
