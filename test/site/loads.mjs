// loads.mjs -- a data officer loads files into registries on the pages: looked at, columns chosen,
// rehearsed, loaded, the refused rows given back; wrong files; who may; a newly declared registry
// filled from one spreadsheet.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gauges } from "./declare.mjs";
import { Client, said } from "./client.mjs";

const AT = "/du-lieu/flood_gauge/nap";
const keys = (page) => Object.fromEntries(["csrf", "idempotency_key"].map((name) =>
  [name, new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1]]));
const api = (c, kind, name, input) => c.send("POST", `/api/${kind}/${name}`, { json: true, body: JSON.stringify(input), headers: { "content-type": "application/json" } });
const ask = async (c, name, input) => (await c.get(`/api/query/${name}?${new URLSearchParams(input)}`, { json: true })).json().out;

export async function send(c, at, bytes, name, more = {}) {
  const body = new FormData();
  for (const [k, v] of Object.entries({ ...keys(await c.get(at)), ...more })) body.set(k, v);
  if (bytes !== null) body.set("file", new Blob([bytes]), name);
  return c.send("POST", at, { body });
}
async function post(c, page, at, fields) {
  return c.send("POST", at, { body: new URLSearchParams({ ...keys(page), ...fields }), headers: { "content-type": "application/x-www-form-urlencoded" } });
}
/* The fields of the page of columns, as a browser would post them. */
function columns(page) {
  const fields = {};
  for (const [, name, value] of page.text.matchAll(/<input type="hidden" name="([a-z-]+\d*|name|file|sample)" value="([^"]*)"/g))
    if (!["csrf", "idempotency_key"].includes(name)) fields[name] = value.replaceAll("&#34;", '"').replaceAll("&amp;", "&");
  for (const [, name, body] of page.text.matchAll(/<select class="govuk-select" id="[^"]*" name="([^"]*)">(.*?)<\/select>/gs))
    fields[name] = /<option value="([^"]*)" selected>/.exec(body)?.[1] ?? "";
  return fields;
}
async function until(c, at, words) {
  for (let i = 0; i < 100; i++) {
    const page = await c.get(at);
    if (said(page).includes(words)) return page;
    await new Promise((r) => setTimeout(r, 100));
  }
  return c.get(at);
}

const TABLE = "Mã trạm;Tên;Xã;Ghi chú\nT1;Trạm mẫu 1;10507;a\nT2;Trạm mẫu 2;10510;b\nT2;Trạm mẫu hai;10510;c\nT3;;10507;d\n=1+1;Trạm mẫu 4;99999;e\n";

async function whole(t, c, nobody) {
  let r = await send(c, AT, TABLE, "trạm đo.csv", { sample: "true" });
  t.ok(r.status === 303 && r.to.startsWith(`${AT}/xem?file=`), "a file is sent and looked at", `${r.status} ${r.to} ${said(r).slice(0, 300)}`);
  let page = await c.get(r.to);
  const chosen = columns(page);
  t.ok(chosen["field-0"] === "code" && chosen["field-1"] === "" && chosen["field-2"] === "commune", "what the headings mean", JSON.stringify(chosen));
  t.ok(/chưa có cột nào cho Tên trạm/.test(said(page)) && /trạm đo\.csv/.test(said(page)), "what no column is for", said(page).slice(0, 600));
  r = await post(c, page, `${AT}/xem`, { ...chosen, go: "load" });
  t.ok(r.status === 422 && /chưa có cột nào cho Tên trạm/.test(said(r)), "it does not begin so", said(r).slice(0, 400));
  r = await post(c, page, `${AT}/xem`, { ...chosen, "field-1": "name", go: "look" });
  t.ok(r.status === 200 && columns(r)["field-1"] === "name" && /2 trong các dòng đầu sẽ bị từ chối/.test(said(r)), "looked at again as chosen", said(r).slice(0, 900));
  r = await post(c, r, `${AT}/xem`, { ...columns(r), go: "rehearse" });
  t.ok(r.status === 303 && /\/nap\/\d+$/.test(r.to), "rehearsed", `${r.status} ${r.to}`);
  const at = r.to;
  page = await until(c, at, "Đã kiểm tra; chưa ghi gì");
  t.ok(/Bản ghi mới 2/.test(said(page).replace(/\s+/g, " ")) && /Bị từ chối 3/.test(said(page).replace(/\s+/g, " ")), "counted", said(page).slice(0, 700));
  t.ok((await ask(nobody, "registry.list", { registry: "flood_gauge" })).total === 0, "and nothing is there");
  r = await send(c, AT, TABLE, "again.csv");
  r = await post(c, await c.get(r.to), `${AT}/xem`, { ...columns(await c.get(r.to)), go: "load" });
  t.ok(r.status === 409 && /Một tệp khác đang được nạp/.test(said(r)), "two at once are not", `${r.status} ${said(r).slice(0, 300)}`);
  r = await post(c, page, `${at}/ghi`, {});
  t.ok(r.status === 303, "confirmed", `${r.status} ${said(r).slice(0, 200)}`);
  page = await until(c, at, "Đã nạp và công bố");
  t.ok(/dữ liệu mẫu/.test(said(page)) && /Mục nhật ký/.test(said(page)), "published, as sample data, by an entry", said(page).slice(0, 700));
  t.ok((await ask(nobody, "registry.list", { registry: "flood_gauge" })).total === 2, "everybody sees it");
  const back = await c.get(`${at}/bi-tu-choi.csv`);
  t.ok(back.status === 200 && /T2;?,?.*cùng khóa/.test(back.text) && back.text.includes("Tên trạm: còn thiếu"), "the refused rows come back with their reasons", back.text);
  t.ok(!/(^|,)=1\+1/m.test(back.text), "and no formula leaves", back.text);
  r = await send(c, AT, "Mã trạm;Tên;Xã\nT1;Trạm mẫu một;10507\n", "b.csv");
  t.ok(columns(await c.get(r.to))["field-1"] === "name", "what was chosen is remembered");
  return at;
}

async function wrongOnes(t, c) {
  let r = await send(c, AT, null);
  t.ok(r.status === 422 && /Chưa có tệp nào/.test(said(r)), "no file", `${r.status} ${said(r).slice(0, 200)}`);
  const cases = [["", "empty.csv", /tệp trống|không có/i], [Buffer.from("PK\x03\x04not a zip"), "b.xlsx", /./], [Buffer.alloc(300, 0x80), "c.bin", /./]];
  for (const [bytes, name] of cases) {
    r = await send(c, AT, bytes, name);
    const page = r.status === 303 ? await c.get(r.to) : r;
    t.ok([422, 200].includes(page.status) && page.status !== 500, `${name}: said, not swallowed`, `${page.status} ${said(page).slice(0, 200)}`);
  }
  r = await c.get(`${AT}/xem?file=${"0".repeat(64)}&name=x`);
  t.ok(r.status === 422 && /Hãy gửi lại/.test(said(r)), "a file that is gone", `${r.status} ${said(r).slice(0, 300)}`);
  r = await c.get(`${AT}/999999`);
  t.ok(r.status === 404, "a load that is none", `${r.status}`);
}

async function others(t, p, at) {
  const clerk = new Client(p), nobody = new Client(p);
  await clerk.as("chuyenvien");
  t.ok((await clerk.get(AT)).status === 403 && (await clerk.get(`${at}/bi-tu-choi.csv`)).status === 403, "a clerk loads nothing and sees no refused row");
  t.ok((await nobody.get(AT)).status === 303 && (await nobody.get(`${at}/bi-tu-choi.csv`)).status !== 200, "nor does nobody");
}

async function spreadsheet(t, p, c) {
  const folder = mkdtempSync(join(tmpdir(), "tinhso-loads-"));
  try {
    const rows = Array.from({ length: 500 }, (_, i) => `<row r="${i + 2}"><c t="inlineStr"><is><t>X${i}</t></is></c><c t="inlineStr"><is><t>Trạm bảng ${i}</t></is></c><c t="inlineStr"><is><t>10507</t></is></c></row>`).join("");
    const files = {
      "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
      "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
      "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Trạm" sheetId="1" r:id="r1"/></sheets></workbook>',
      "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      "xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c t="inlineStr"><is><t>Mã trạm</t></is></c><c t="inlineStr"><is><t>Tên trạm</t></is></c><c t="inlineStr"><is><t>Xã</t></is></c></row>${rows}</sheetData></worksheet>`,
    };
    for (const [path, text] of Object.entries(files)) {
      execFileSync("mkdir", ["-p", join(folder, path, "..")]);
      writeFileSync(join(folder, path), text);
    }
    execFileSync("zip", ["-q", "-r", "t.xlsx", "[Content_Types].xml", "_rels", "xl"], { cwd: folder });
    let r = await send(c, AT, readFileSync(join(folder, "t.xlsx")), "t.xlsx");
    const page = await c.get(r.to);
    r = await post(c, page, `${AT}/xem`, { ...columns(page), go: "load" });
    t.ok(r.status === 303, "a spreadsheet", said(r).slice(0, 400));
    await until(c, r.to, "Đã nạp và công bố");
    t.ok((await ask(new Client(p), "registry.list", { registry: "flood_gauge" })).total === 502, "its rows are there");
    // By the command line, beside the running server.
    writeFileSync(join(folder, "c.csv"), "code,name,commune\nC1,Trạm dòng lệnh,10507\n");
    const out = execFileSync(p.binary, ["import", p.dir, "flood_gauge", join(folder, "c.csv")], { encoding: "utf8" });
    t.ok(JSON.parse(out).created === 1, "tinhso import", out);
    const text = execFileSync(p.binary, ["export", p.dir, "flood_gauge"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    t.ok(text.trim().split("\n").length === 504 && /C1,Trạm dòng lệnh,10507/.test(text) && /sample data/.test(text), "tinhso export, which says that some are samples", text.slice(0, 300));
    const file = join(folder, "out.geojson");
    execFileSync(p.binary, ["export", p.dir, "planting_area", "--format", "geojson", "--out", file], { stdio: "ignore" });
    t.ok(JSON.parse(readFileSync(file, "utf8")).features.length === 318, "into a file, whole");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/* Records sent by a program: all or none, and safe to send again. */
async function pushed(t, c, nobody) {
  const push = (rows, key) => c.send("POST", "/api/command/registry.push", { json: true, body: JSON.stringify({ registry: "flood_gauge", rows }),
    headers: { "content-type": "application/json", "idempotency-key": key } });
  const rows = [1, 2, 3].map((n) => ({ code: `P${n}`, name: `Trạm gửi ${n}`, commune: "10507" }));
  const before = (await ask(nobody, "registry.list", { registry: "flood_gauge" })).total;
  let r = await push([rows[0], { code: "P2", commune: "99999" }, rows[0]], "push-0");
  const fields = r.json().faults?.map((f) => f.field) ?? [];
  t.ok(r.status === 422 && fields.includes("rows/1/name") && fields.includes("rows/1/commune") && fields.includes("rows/2"), "every fault by its row", r.text);
  t.ok((await ask(nobody, "registry.list", { registry: "flood_gauge" })).total === before, "and nothing of it is there");
  r = await push(rows, "push-1");
  t.ok(r.status === 200 && r.json().out.done.length === 3 && r.json().out.refused.length === 0, "three records", r.text.slice(0, 400));
  const again = await push(rows, "push-1");
  t.ok(again.status === 200 && JSON.stringify(again.json().out.done) === JSON.stringify(r.json().out.done), "sent again: answered as before", again.text.slice(0, 400));
  r = await push([{ ...rows[0], name: "Trạm gửi một" }, rows[1]], "push-2");
  const since = Object.fromEntries(r.json().out.done.map((d) => [d.name, d.answer.since]));
  const first = Object.fromEntries(again.json().out.done.map((d) => [d.name, d.answer.since]));
  t.ok(since.P1 !== first.P1 && since.P2 === first.P2, "what is changed gets a version, what is not is left alone", JSON.stringify([since, first]));
  t.ok((await ask(nobody, "registry.list", { registry: "flood_gauge" })).total === before + 3, "three in all");
}

/* More than a form takes: ahead of the form and in pieces (tus), as upload.js sends it. */
async function large(t, p, c) {
  const row = "L1,Trạm tệp lớn,10507," + "x".repeat(980) + "\n", bytes = Buffer.from("code,name,commune,note\n" + row.repeat(25000));
  const tus = { "tus-resumable": "1.0.0" };
  let r = await send(c, AT, bytes, "lớn.csv");
  t.ok(r.status === 413 && /gửi từng phần/.test(said(r)) && /tinhso import/.test(said(r)), "a form alone does not take it, and says what does", `${r.status} ${said(r).slice(0, 300)}`);
  const begin = (who, size) => who.send("POST", "/api/tus", { headers: { ...tus, "upload-length": `${size}`, "upload-metadata": `filename ${Buffer.from("lớn.csv").toString("base64")}` } });
  t.ok((await begin(new Client(p), bytes.length)).status === 413, "of whoever loads nothing no such file is taken");
  t.ok((await begin(c, 2 ** 30 + 1)).status === 413, "nor one above the limit of anybody");
  r = await begin(c, bytes.length);
  t.ok(r.status === 201, "begun", `${r.status} ${r.text.slice(0, 300)}`);
  const at = r.headers.get("location"), id = at.split("/").pop();
  const part = (from, to) => c.send("PATCH", at, { headers: { ...tus, "content-type": "application/offset+octet-stream", "upload-offset": `${from}` }, body: bytes.subarray(from, to) });
  t.ok((await part(0, 1000000)).status === 204, "a piece");
  r = await send(c, AT, null, "", { "tus:": id });
  t.ok(r.status === 422 && /chưa đến đủ/.test(said(r)) && /Nạp tệp vào/.test(said(r)), "not whole yet: the page says so", `${r.status} ${said(r).slice(0, 300)}`);
  for (let from = 1000000; from < bytes.length; from += 1000000) r = await part(from, Math.min(from + 1000000, bytes.length));
  t.ok(r.status === 204 && Number(r.headers.get("upload-offset")) === bytes.length, "the rest of it", `${r.status}`);
  for (const time of ["taken", "once more after Back"]) {
    r = await send(c, AT, null, "", { "tus:": id });
    t.ok(r.status === 303 && /l%E1%BB%9Bn\.csv/.test(r.to), time, `${r.status} ${r.to}`);
  }
  t.ok(/lớn\.csv/.test(said(await c.get(r.to))), "and looked at");
}

/* Of refused rows with personal data each reading is recorded. */
async function personal(t, c) {
  const keeper = { type: "string", format: "personal-number", "x-person": true, title: { vi: "Người trông", en: "Keeper" } };
  let r = await api(c, "command", "registry.declare", { file: JSON.stringify(gauges(2, { keeper })) });
  t.ok(r.status === 200, "a personal field more", r.text.slice(0, 300));
  r = await send(c, AT, "code,name,commune,keeper,Ghi chú\nK1,Trạm mẫu,99999,000187004321,riêng\n", "k.csv");
  let page = await c.get(r.to);
  const at = (await post(c, page, `${AT}/xem`, { ...columns(page), go: "load" })).to;
  page = await until(c, at, "Đã nạp và công bố");
  t.ok(/Giữ ở đây đến \d\d\/\d\d\/\d{4}/.test(said(page)) && /việc tải về được ghi lại/.test(said(page)), "until when it is there, and that it is recorded who takes it", said(page).slice(0, 900));
  t.ok((await c.get(`${at}/bi-tu-choi.csv`)).text.includes("000187004321"), "whoever may sees it");
  r = (await c.get(`/api/query/registry.load_rejected?registry=flood_gauge&load=${at.split("/").pop()}`, { json: true })).json();
  t.ok(r.entry > 0 && r.out.columns.every((column) => !column.hidden), "and the journal has an entry of it", JSON.stringify(r).slice(0, 300));
}

export async function loads(t, p) {
  const c = new Client(p), nobody = new Client(p);
  await c.as("dulieu");
  const made = await api(c, "command", "registry.declare", { file: JSON.stringify(gauges(1)) });
  t.ok(made.status === 200, "a registry to load into", made.text.slice(0, 300));
  const at = await whole(t, c, nobody);
  await wrongOnes(t, c);
  await others(t, p, at);
  await spreadsheet(t, p, c);
  await pushed(t, c, nobody);
  await large(t, p, c);
  await personal(t, c);
}
