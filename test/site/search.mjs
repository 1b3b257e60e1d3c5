// search.mjs -- an officer finds a dossier by what the person before them says: a name with
// marks or without, a code or its end, a number; and nobody finds what is not theirs to see.
import { BIRTH, BUSINESS } from "../browser/papers.mjs";
import { Client, said } from "./client.mjs";

const named = (mother, phone = "0900000000") => ({ key: BIRTH.key, pages: BIRTH.pages.map((answers, i) =>
  i === 1 ? { ...answers, mother_name: mother } : i === 2 ? { ...answers, requester_phone: phone } : answers) });
const rowsOf = async (c, q, more = "") => (await c.get(`/tim?q=${encodeURIComponent(q)}${more}`, { json: true })).json().rows.map((r) => r.code);

async function file(p, dossier) {
  return (await new Client(p).file(dossier, { json: true })).json().code;
}

/* What was filed is found within moments, not at once. */
async function caughtUp(c, q, code) {
  for (let i = 0; i < 100; i++) {
    if ((await rowsOf(c, q)).includes(code)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${q}: ${code} is not found within ten seconds`);
}

async function asTyped(t, c, code) {
  const end = code.split("-").slice(1).join("-");
  for (const q of ["Trần Thị Hoà", "Trần Thị Hòa", "tran thi hoa", "TRẦN THỊ HOÀ", "hoa tran", "  hòa   ", "Hoà Trần T",
                   code, code.toLowerCase(), code.replaceAll("-", " - "), end, end.replace("-", " "), `hoà ${end}`,
                   "0911222333", "0911 222 333", "+84 911.222.333"])
    t.ok((await rowsOf(c, q)).includes(code), `"${q}" finds it`, await rowsOf(c, q));
  for (const q of ["Trần Thị Hoàn", "oa tran thi", "091122233", "11222333", `${code}9`, "hoa le"])
    t.ok(!(await rowsOf(c, q)).includes(code), `"${q}" does not`, await rowsOf(c, q));
}

async function page(t, c, code) {
  let r = await c.get("/tim");
  t.ok(r.status === 200 && /<input[^>]*id="q"[^>]*autofocus/.test(r.text), "the field is there and has the focus", said(r).slice(0, 300));
  t.ok(!/<table/.test(r.text), "nothing is listed before anything is asked");
  r = await c.get("/tim?q=h");
  t.ok(/ít nhất hai chữ cái/.test(said(r)), "one letter is too short, and told so", said(r).slice(0, 500));
  r = await c.get("/tim?q=kh%C3%B4ng+ai+c%E1%BA%A3");
  t.ok(/Không tìm thấy hồ sơ nào/.test(said(r)) && /bốn chữ số cuối/.test(said(r)), "nothing found: what to try", said(r).slice(0, 700));
  t.ok(r.text.includes('value="không ai cả"'), "and what was typed is kept");
  r = await c.get("/tim?q=tran+thi+hoa");
  t.ok(r.text.includes(`href="/ho-so/${code}"`) && /1 hồ sơ/.test(said(r)) && /Trần Thị Hoà/.test(said(r)), "found: a row that leads to it", said(r).slice(0, 900));
  t.ok(/href="\/tim\?q=tran%20thi%20hoa&amp;loc=closed"/.test(r.text), "with the other filters", r.text.match(/href="\/tim[^"]*"/g));
  t.ok(/<nav[^>]*>.*?href="\/tim" aria-current="page"/s.test(r.text), "it stands in the menu");
  const list = await c.get("/viec");
  t.ok(/<form[^>]*action="\/tim"[^>]*>.*?name="q"/s.test(list.text), "the work list's field leads here");
}

async function closed(t, p, c) {
  const code = await file(p, named("Phạm Thị Đóng"));
  await caughtUp(c, "pham thi dong", code);
  const at = `/ho-so/${code}/lam/tu-choi`;
  const r = await c.submit(at, at, { note: "Thiếu giấy chứng sinh mẫu" });
  t.ok(r.status === 303, "refused, and so closed", `${r.status} ${said(r).slice(0, 300)}`);
  t.ok((await rowsOf(c, "phạm thị đóng")).includes(code), "a closed dossier stays findable");
  t.ok((await rowsOf(c, "phạm thị đóng", "&loc=closed")).includes(code), "among the closed");
  t.ok((await rowsOf(c, "phạm thị đóng", "&loc=open")).length === 0, "not among the open");
  t.ok((await rowsOf(c, code, "&loc=open")).length === 0, "nor by its code");
  p.run("call", p.dir, "dossier.erase", JSON.stringify({ code, reason: "quyết định mẫu" }));
  t.ok((await rowsOf(c, "phạm thị đóng")).length === 0 && (await rowsOf(c, code)).length === 0, "erased, it is found by nothing");
}

async function pages(t, p, c) {
  const filed = [];
  for (let i = 0; i < 23; i++) filed.push(await file(p, named(`Ngô Văn Trang ${i}`)));
  await caughtUp(c, "ngo trang", filed.at(-1));
  const first = await c.get("/tim?q=ngo+trang");
  t.ok(/Hơn 20 hồ sơ/.test(said(first)), "more than a page is not counted", said(first).slice(0, 500));
  const next = first.text.match(/href="(\/tim[^"]*sau=[^"]*)" rel="next"/)?.[1].replaceAll("&amp;", "&");
  t.ok(next !== undefined, "and leads on");
  const second = await c.get(next);
  const codes = (r) => [...r.text.matchAll(/<a class="code" href="\/ho-so\/([^"]+)"/g)].map((m) => m[1]);
  const all = [...codes(first), ...codes(second)];
  t.ok(JSON.stringify(all) === JSON.stringify(filed.reverse()), "two pages hold each once, the newest first", all);
}

async function whose(t, p, code, business) {
  const [district, inspector, citizen] = [new Client(p), new Client(p), new Client(p)];
  const desk = new Client(p);
  await Promise.all([desk.as("chuyenvien"), district.as("canbo.huyen"), inspector.as("thanhtra"), citizen.as("congdan")]);
  const own = (await citizen.file(named("Vũ Riêng Tư"), { json: true })).json().code;
  await caughtUp(desk, "vu rieng tu", own);
  t.ok((await rowsOf(desk, "le van mau")).length === 0, "a commune does not find the district's dossiers");
  t.ok((await rowsOf(desk, business)).length === 0, "not by their whole code either");
  t.ok((await rowsOf(district, "le van mau")).includes(business), "the district does");
  t.ok((await rowsOf(district, "tran thi hoa")).includes(code), "and its communes'");
  t.ok((await rowsOf(district, "tran thi hoa", "&don-vi=288")).includes(code), "also when the unit is named");
  t.ok((await district.get("/tim?q=tran&don-vi=30")).status === 403, "not those of a unit above");
  t.ok((await rowsOf(inspector, "vũ riêng tư")).includes(own), "an inspector finds all of the province");
  t.ok((await citizen.get("/tim?q=tran")).status === 403, "a citizen finds nothing here");
  const nobody = await new Client(p).get("/tim?q=tran");
  t.ok(nobody.status === 303 && /^\/dang-nhap/.test(nobody.to), "nobody is asked to sign in", `${nobody.status} ${nobody.to}`);
  const read = said(await citizen.get("/toi"));
  t.ok(/tìm hồ sơ/.test(read), "the person sees that the inspector searched and read the name", read.slice(0, 1500));
}

async function procedures(t, p) {
  const c = new Client(p);
  const first = async (q) => (await c.get(`/thu-tuc?q=${encodeURIComponent(q)}`, { json: true })).json().items[0]?.key;
  for (const [q, key] of [["mở quán", BUSINESS.key], ["mo quan", BUSINESS.key], ["làm giấy khai sinh", BIRTH.key], ["Đăng ký khai", BIRTH.key],
                          ["dang ky thanh lap ho", BUSINESS.key], ["đóng tàu vũ trụ", undefined]])
    t.ok(await first(q) === key, `"${q}" leads to ${key}`, await first(q));
}

export async function search(t, p) {
  const c = new Client(p);
  await c.as("canbo");
  const code = await file(p, named("Trần Thị Hoà", "0911222333"));
  const business = await file(p, BUSINESS);
  await caughtUp(c, "tran thi hoa", code);
  await asTyped(t, c, code);
  await page(t, c, code);
  await closed(t, p, c);
  await pages(t, p, c);
  await whose(t, p, code, business);
  await procedures(t, p);
  const en = new Client(p, { lang: "en" });
  en.cookies = new Map([...c.cookies, ["ngon-ngu", "en"]]);
  t.ok(/1 dossier, the newest first/.test(said(await en.get("/tim?q=tran+thi+hoa"))), "in English too", said(await en.get("/tim?q=tran+thi+hoa")).slice(0, 500));
  p.run("verify", p.dir);
}
