// drafts.mjs -- a form that is kept while it is filled in, without JavaScript: begun on one
// device, gone on with on another, filed, dropped; and what is not asked twice.
import { BIRTH, BUSINESS, PHOTO } from "../browser/papers.mjs";
import { Client, said } from "./client.mjs";

const FORM = `/thu-tuc/${BIRTH.key}/nop`;
const OPEN = `${FORM}/tiep-tuc`;
const SAVE = `${FORM}/luu`;
const DROP = `${FORM}/bo`;
const [CHILD, PARENTS, REQUESTER, PAPERS] = BIRTH.pages;

const unescape = (s) => s.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const hidden = (r, name) => {
  const tag = [...r.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].find(([, n]) => n === name);
  return tag && unescape(tag[2]);
};
const step = (client, page, answers, go) => client.fileStep(page, BIRTH.key, answers, go);

async function citizen(p) {
  const c = new Client(p);
  await c.as("congdan");
  return c;
}

/* What draft.js posts from a page: its hidden fields, and what stands in the others. */
const type = (client, page, answers, more = {}) => {
  const body = new URLSearchParams();
  for (const [, name, value] of page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) body.append(name, unescape(value));
  for (const [name, value] of Object.entries(answers)) body.append(name, value);
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  return client.send("POST", SAVE, { body, json: true });
};

async function strangers(t, p) {
  const nobody = new Client(p);
  const r = await step(nobody, FORM, CHILD, "next");
  t.ok(r.status === 200 && hidden(r, "draft") === undefined && !/Đã lưu lúc/.test(said(r)), "nothing is kept of a stranger's form", said(r).slice(0, 400));
  t.ok((await type(nobody, r, {})).status === 401, "nor when it is asked for");
  t.ok((await nobody.get(OPEN)).to?.startsWith("/dang-nhap"), "and a draft is opened after signing in only");
  const desk = new Client(p);
  await desk.as("canbo");
  const intake = await desk.get(FORM);
  t.ok(/intake-entered_by/.test(intake.text) && hidden(intake, "draft") === undefined, "a desk's intake is finished at the desk");
  t.ok((await type(desk, intake, {})).status === 403, "and not kept");
}

async function begun(t, phone, desktop, other) {
  const first = await step(phone, FORM, { ...CHILD, child_ethnic_group: "Kinh" }, "next");
  t.ok(/Đã lưu lúc \d\d:\d\d/.test(said(first)) && Number(hidden(first, "draft")) > 0, "Continue keeps what was typed, and says when", said(first).slice(0, 600));
  for (const path of ["/", "/ho-so"]) {
    const r = await desktop.get(path);
    t.ok(r.text.includes(`href="${OPEN}"`) && /Chưa nộp/.test(said(r)), `${path} lists it on another device`, said(r).slice(0, 500));
  }
  const anew = await desktop.get(FORM);
  t.ok(/Ông\/Bà đang điền dở tờ khai này từ/.test(said(anew)) && anew.text.includes(`href="${OPEN}"`) && anew.text.includes(`href="${DROP}?lai=true"`), "the form's own address offers to go on or to start over", said(anew).slice(0, 600));
  const opened = await desktop.get(OPEN);
  t.ok(opened.text.includes('name="mother_name"') && hidden(opened, "child_name") === CHILD.child_name && hidden(opened, "child_ethnic_group") === "Kinh" && hidden(opened, "unit") === "10507", "it opens on the page it stood on, everything filled", said(opened).slice(0, 500));
  t.ok(hidden(opened, "draft") === hidden(first, "draft") && hidden(opened, "idempotency_key") !== hidden(first, "idempotency_key"), "as a filling-in of its own");
  for (const r of [await other.get(OPEN), await other.get(DROP)])
    t.ok(r.status === 404 && !said(r).includes(CHILD.child_name), "nobody else opens it", r.status);
  t.ok(!(await other.get("/ho-so")).text.includes(OPEN), "nor is it among another's");
  return { first, opened };
}

async function twoDevices(t, phone, desktop, { first, opened }) {
  const there = await step(desktop, opened, PARENTS, "next");
  t.ok(/Đã lưu lúc/.test(said(there)), "the other device goes on", said(there).slice(0, 400));
  const here = await step(phone, first, { ...PARENTS, mother_name: "Gõ Trên Điện Thoại" }, "next");
  t.ok(here.status === 200 && /đã mở trên thiết bị hoặc trang khác/.test(said(here)) && !/Đã lưu lúc/.test(said(here)), "the first device is told that it is behind", said(here).slice(0, 700));
  t.ok(hidden(here, "mother_name") === "Gõ Trên Điện Thoại" && here.text.includes('name="requester_phone"'), "and nothing it typed is lost");
  t.ok(here.text.includes(`href="${OPEN}"`) && /name="go" value="keep"/.test(here.text), "it may open the other's, or keep its own");
  t.ok(hidden(await phone.get(OPEN), "mother_name") === PARENTS.mother_name, "what is kept is still the other's");
  const typed = await type(phone, here, { requester_phone: "0900000000" });
  t.ok(typed.status === 409 && typed.json().clash.keep === true && typed.json().clash.load.url === OPEN, "typing on is told the same", typed.text.slice(0, 300));
  const kept = await step(phone, here, { requester_phone: "0900000001" }, "keep");
  t.ok(/Đã lưu lúc/.test(said(kept)) && kept.text.includes('value="0900000001"') && kept.text.includes('name="requester_phone"'), "kept, it is saved, on the same page", said(kept).slice(0, 600));
  t.ok(/đã mở trên thiết bị/.test(said(await step(desktop, there, REQUESTER, "next"))), "and now the other is behind");
  const back = await step(phone, first, { ...PARENTS, mother_name: "Trở Lại" }, "back");
  t.ok(/Đã lưu lúc/.test(said(back)), "the browser's Back is no other device", said(back).slice(0, 400));
  return back;
}

async function typing(t, phone, page) {
  const r = await type(phone, page, { child_name: "Đang Gõ Dở", "child_born-day": "5", "child_born-month": "", "child_born-year": "" });
  t.ok(r.status === 200 && /^Đã lưu lúc \d\d:\d\d$/.test(r.json().saved_words) && r.json().seen > 0 && r.json().csrf, "what is typed is kept between pages", r.text.slice(0, 300));
  const opened = await phone.get(OPEN);
  t.ok(opened.text.includes('value="Đang Gõ Dở"') && /name="child_born-day"[^>]*value="5"/.test(opened.text), "half a date too", said(opened).slice(0, 300));
  const long = await type(phone, page, { child_home_town: "x".repeat(70000) });
  t.ok(long.status === 413 && /dài quá/.test(long.json().message), "but not without end", long.text.slice(0, 300));
  const forged = await type(phone, page, {}, { csrf: "x" });
  t.ok(forged.status === 403, "and only from our own form", forged.status);
  return opened;
}

async function filed(t, p, phone, desktop, page) {
  let r = await step(phone, page, CHILD, "next");
  r = await step(phone, r, PARENTS, "next");
  r = await step(phone, r, REQUESTER, "next");
  r = await step(phone, r, PAPERS, "next");
  t.ok(/name="go" value="submit"/.test(r.text) && /Đã lưu lúc/.test(said(r)), "kept as far as the check", said(r).slice(0, 400));
  await p.again("2024-07-12T08:00");
  for (const c of [phone, desktop]) c.url = p.url;
  const opened = await desktop.get(OPEN);
  t.ok(/name="go" value="submit"/.test(opened.text) && said(opened).includes(PHOTO.name), "eleven days later it opens on the check, with its photo", said(opened).slice(0, 600));
  const stood = await step(phone, r, {}, "page-4");
  t.ok(said(stood).includes(PHOTO.name) || /đã mở trên thiết bị/.test(said(stood)), "a page that stood open holds it too", said(stood).slice(0, 500));
  const mended = await step(desktop, opened, { ...CHILD, child_born: "10/7/2024" }, "submit");
  t.ok(mended.status === 201, "filed on the other device", said(mended).slice(0, 500));
  t.ok(!(await phone.get("/ho-so")).text.includes(OPEN) && (await phone.get(OPEN)).status === 404, "and then no draft is left");
  const late = await step(desktop, opened, {}, "page-1");
  t.ok(/đã nộp rồi/.test(said(late)) && !/Đã lưu lúc/.test(said(late)), "Back after filing begins none", said(late).slice(0, 500));
  t.ok((await phone.get(OPEN)).status === 404, "neither here nor there");
}

async function dropped(t, desktop) {
  let r = await step(desktop, FORM, CHILD, "next");
  t.ok(/Đã lưu lúc/.test(said(r)), "another form is begun");
  r = await desktop.get(DROP);
  t.ok(/Bỏ bản nháp này\?/.test(said(r)) && r.text.includes(`href="${OPEN}"`), "dropping asks first", said(r).slice(0, 400));
  r = await desktop.submit(r, DROP);
  t.ok(r.status === 303 && r.to === "/ho-so", "and leads to my dossiers", r.to);
  r = await desktop.get("/ho-so");
  t.ok(/Đã bỏ bản nháp/.test(said(r)) && !r.text.includes(OPEN), "where it is said, and gone", said(r).slice(0, 400));
  await step(desktop, FORM, CHILD, "next");
  r = await desktop.submit(`${DROP}?lai=true`, DROP);
  t.ok(r.status === 303 && r.to === FORM, "starting over leads to the form", r.to);
  t.ok(!/đang điền dở/.test(said(await desktop.get(FORM))), "which begins anew");
}

async function gone(t, p, desktop) {
  let r = await step(desktop, FORM, CHILD, "next");
  r = await step(desktop, r, PARENTS, "next");
  await step(desktop, r, REQUESTER, "next");
  await p.again("2024-08-20T08:00");
  desktop.url = p.url;
  t.ok((await desktop.get(OPEN)).status === 404 && !(await desktop.get("/ho-so")).text.includes(OPEN), "after thirty days it is gone");
}

async function notAskedTwice(t, desktop) {
  const receipt = await desktop.fileStep(`/thu-tuc/${BUSINESS.key}/nop`, BUSINESS.key, { ...Object.assign({}, ...BUSINESS.pages), starts_on: "30/8/2024" }, "submit");
  t.ok(receipt.status === 201, "a business is filed", said(receipt).slice(0, 500));
  const form = await desktop.get(`/thu-tuc/${BUSINESS.key}/nop`);
  t.ok(/name="owner_phone"[^>]*value="0900000000"/.test(form.text) && /Từ hồ sơ H23\S+, ngày 20\/08\/2024/.test(said(form)), "a fact of the person is filled in, and says from where", said(form).slice(0, 800));
  t.ok(hidden(form, "business_name") === undefined && /Điền như hồ sơ H23/.test(said(form)), "the rest is offered");
  const like = await desktop.get(`/thu-tuc/${BUSINESS.key}/nop?theo=true`);
  t.ok(hidden(like, "business_name") === "Tạp hóa Mẫu" && hidden(like, "capital") === "50000000", "and filled in when asked", said(like).slice(0, 400));
  const second = await desktop.fileStep(like, BUSINESS.key, { owner_name: BUSINESS.pages[0].owner_name, owner_id: BUSINESS.pages[0].owner_id, owner_born: "1/2/1980", owner_phone: "0900000000", founded_by: "person", unit: "288" }, "next");
  t.ok(/name="business_name"[^>]*value="Tạp hóa Mẫu"/.test(second.text) && /Từ hồ sơ H23/.test(said(second)), "its origin stands on the later pages too", said(second).slice(0, 600));
}

export async function drafts(t, p) {
  const phone = await citizen(p), desktop = await citizen(p), other = new Client(p);
  await other.as("chuyenvien");
  await strangers(t, p);
  const pages = await begun(t, phone, desktop, other);
  const back = await twoDevices(t, phone, desktop, pages);
  const typed = await typing(t, phone, back);
  await filed(t, p, phone, desktop, typed);
  await dropped(t, desktop);
  await gone(t, p, desktop);
  await notAskedTwice(t, desktop);
}
