// procedures.mjs -- every procedure of the packs, as somebody without JavaScript meets it: its
// guide in both languages, its form page by page with the file's own sample, and filed.
import { readdirSync, readFileSync } from "node:fs";
import { PHOTO } from "../browser/papers.mjs";
import { Client, errorAt, said } from "./client.mjs";

const DAY = "2024-07-01", FOLDER = "packs/hai-duong/procedures";
const PDF = { name: "mẫu.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n% mẫu\n") };

const inForce = (p) => p.from <= DAY && (p.to === null || DAY <= p.to);
const files = () => readdirSync(FOLDER).map((f) => JSON.parse(readFileSync(`${FOLDER}/${f}`, "utf8"))).filter(inForce);

/* As people here write days and numbers. */
const people = (value) => (Array.isArray(value) ? value : /^\d{4}-\d\d-\d\d$/.test(value) ? value.split("-").reverse().map(Number).join("/")
  : typeof value === "number" ? String(value).replace(".", ",") : String(value));
const typed = (p, names) => Object.fromEntries(names.filter((n) => p.sample.form[n] !== undefined).map((n) => [n, people(p.sample.form[n])]));

const holds = (when, form) => Object.entries(when).every(([field, wanted]) => [form[field]].flat().some((one) => [wanted].flat().includes(one)));
const papers = (p) => Object.fromEntries(p.components
  .filter((c) => !c.from_form && !c.show_only && (c.required_if ? holds(c.required_if, p.sample.form) : c.required))
  .map((c) => [`file-${c.key}`, c.accept?.includes("png") ?? true ? PHOTO : PDF]));

/* What every reader of a page would take for a fault of ours. */
const broken = (r) => /undefined|\{\d\}|\bnull\b|NaN/.exec(said(r))?.[0];

async function guide(t, p, procedure) {
  for (const lang of ["vi", "en"]) {
    const r = await new Client(p, { lang }).get(`/thu-tuc/${procedure.procedure}`);
    t.ok(r.status === 200 && said(r).includes(procedure.name[lang]) && !broken(r), `${procedure.procedure}: its guide, ${lang}`, `${r.status} ${broken(r)} ${said(r).slice(0, 200)}`);
  }
}

/* Each page takes the sample's answers and leads to the next. */
async function filed(t, p, procedure) {
  const c = new Client(p), key = procedure.procedure, unit = procedure.sample.unit;
  let r = await c.get(`/thu-tuc/${key}/nop`);
  for (const [i, page] of procedure.form["x-pages"].entries()) {
    t.ok(r.status === 200 && said(r).includes(page.title.vi) && !broken(r), `${key}: page ${i + 1}`, `${r.status} ${broken(r)} ${said(r).slice(0, 400)}`);
    r = await c.fileStep(r, key, { ...(i === 0 && unit ? { unit } : {}), ...typed(procedure, page.fields) }, "next");
  }
  const attached = papers(procedure);
  if (/name="file-/.test(r.text))
    r = await c.fileStep(r, key, attached, "next");
  t.ok(/Xem lại trước khi nộp/.test(said(r)) && !broken(r), `${key}: the check`, `${r.status} ${broken(r)} ${said(r).slice(0, 700)}`);
  r = await c.fileStep(r, key, {}, "submit");
  t.ok(r.status === 201, `${key}: filed`, `${r.status} ${said(r).slice(0, 500)}`);
}

const hidden = (r, name) => [...r.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].filter(([, n]) => n === name).map(([, , v]) => v);
const ticked = (r, name) => [...r.text.matchAll(new RegExp(`name="${name}" type="checkbox" value="([^"]*)" checked`, "g"))].map(([, v]) => v);

/* Boxes: several, none, one that is not on the form; kept, carried, and said in words. */
async function choices(t, p, all) {
  const of = all.find((x) => x.procedure === "household-business-change"), key = of.procedure, c = new Client(p);
  const [first, second, third] = of.form["x-pages"].map((page) => page.fields);
  let r = await c.fileStep(`/thu-tuc/${key}/nop`, key, { unit: "288", ...typed(of, first) }, "next");
  const page = await c.fileStep(r, key, typed(of, second), "next");
  t.ok(/<fieldset[^>]*>\s*<legend[^>]*>Ông\/Bà muốn thay đổi gì\?/.test(page.text) && /Chọn tất cả/.test(said(page)), "several choices are a group of boxes with a legend", said(page).slice(0, 500));
  r = await c.fileStep(page, key, { ...typed(of, third), change: [] }, "next");
  t.ok(errorAt(r, "change") !== "", "none of them is a fault at the group", said(r).slice(0, 500));
  r = await c.fileStep(page, key, { ...typed(of, third), change: ["lines", "rogue"] }, "next");
  t.ok(errorAt(r, "change") !== "" && ticked(r, "change").join() === "lines", "one that is not on the form is a fault, the others stay ticked", `${errorAt(r, "change")} ${ticked(r, "change")}`);
  r = await c.fileStep(page, key, { ...typed(of, third), change: ["name", "lines"], change_detail: "" }, "next");
  t.ok(errorAt(r, "change_detail") !== "" && ticked(r, "change").join() === "name,lines", "what was ticked is kept beside another fault", ticked(r, "change").join());
  r = await c.fileStep(page, key, { ...typed(of, third), change: ["name", "lines", "owner"] }, "next");
  t.ok(hidden(r, "change").join() === "name,lines,owner", "all travel on", hidden(r, "change").join());
  r = await c.fileStep(r, key, {}, "next");
  t.ok(errorAt(r, "new_owner_name") !== "", "what one of them calls for is asked", said(r).slice(0, 400));
  r = await c.fileStep(r, key, { new_owner_name: "Trần Thị Thử", new_owner_id: "000190000001" }, "next");
  if (/name="file-/.test(r.text)) {
    t.ok(r.text.includes('name="file-transfer_paper"') && !r.text.includes('name="file-identity_paper"'), "and the paper that it calls for");
    r = await c.fileStep(r, key, { "file-transfer_paper": PHOTO }, "next");
  }
  t.ok(/Tên hộ kinh doanh; Ngành, nghề; Chủ hộ/.test(said(r)), "the check says them in words", said(r).slice(0, 900));
}

/* A sum by two answers, and how it came about. */
async function fees(t, p, all) {
  const of = all.find((x) => x.procedure === "karaoke-licence"), key = of.procedure, c = new Client(p);
  const guide = await c.get(`/thu-tuc/${key}`);
  t.ok(/2\.000\.000 đến 12\.000\.000 đồng/.test(said(guide)) && /Nơi khác: từ 6 phòng/.test(said(guide)), "the guide has the table", said(guide).slice(0, 900));
  let r = await c.get(`/thu-tuc/${key}/nop`);
  for (const page of of.form["x-pages"]) r = await c.fileStep(r, key, typed(of, page.fields), "next");
  r = await c.fileStep(r, key, papers(of), "next");
  t.ok(/6\.000\.000 đồng/.test(said(r)) && /Thành phố, thị xã: 4 đến 5 phòng/.test(said(r)), "the check says the sum and the row", said(r).slice(0, 900));
}

export async function procedures(t, p) {
  const all = files();
  t.ok(all.length >= 30, "the packs have their procedures", all.length);
  const listed = (await new Client(p).get("/thu-tuc", { json: true })).json();
  t.ok(listed.count === all.length, "the list has those in force", `${listed.count} of ${all.length}`);
  const fields = listed.chips.slice(1).reduce((n, chip) => n + Number(chip.count), 0);
  t.ok(fields === all.length, "each stands in one field", fields);
  for (const procedure of all) {
    await guide(t, p, procedure);
    await filed(t, p, procedure);
  }
  await choices(t, p, all);
  await fees(t, p, all);
}
