// axe.mjs -- every page held against WCAG by axe-core (no rule disabled), and against what a
// phone asks: no sideways scroll at 320 px, text at 200 %, focus never hidden, a light first
// page, nothing from another host.
//
// The program itself says which routes there are (test/screens/routes.c prints its table): a
// GET route that is neither listed below nor named as no page fails the suite, and so does a
// page listed here that is no route any more.
//
// In Vietnamese a page is looked at on a phone and on a desk.  In English it is the same view with
// the same styles, and texts of other lengths.  What texts can break is asked again: axe on a
// phone (names, labels, languages), room for them at every size, and the focus on a phone, where
// a line more shifts most.  What the desk's styles can break the Vietnamese page has shown.
//
// The two languages are suites of their own, each in its own province, so that they run beside
// each other.  The dossiers to look at are made by HTTP: how they come about in a browser is
// what journey.mjs and day.mjs show, and signing in by keyboard edges.mjs.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DEVICES, signIn, visitor } from "./lib.mjs";
import { BIRTH, BUSINESS, file, fill, goOn, toCheck, track } from "./papers.mjs";
import { Client } from "../site/client.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/* GET routes whose answer is no page. */
const NOT_PAGES = ["/api/query/{name}", "/api/tus", "/api/tus/{id}", "/api/openapi.json", "/healthz", "/metrics", "/log/checkpoint", "/log/tile/{path*}", "/assets/{path*}",
                   "/ho-so/{code}/nhan.pdf", "/hen/{code}/lich.ics", "/ho-so/{code}/giay/{which}", "/ho-so/{code}/tep/{file}", "/nhat-ky/{entry}/bien-nhan.txt", "/nhat-ky.csv", "/nhat-ky/tim.csv", "/tai-khoan/nhieu/mau.csv", "/thong-ke.csv", "/so-lieu/{key}/bang.csv", "/thong-ke.pdf", "/thong-ke.xlsx", "/thong-ke/thang.csv", "/thong-ke/thang.pdf", "/thong-ke/thang.xlsx", "/thong-ke/truc-tuyen.csv", "/thong-ke/truc-tuyen.pdf", "/thong-ke/truc-tuyen.xlsx",
                   "/so-theo-doi.pdf", "/so-theo-doi.xlsx", "/du-lieu/atom.xml", "/du-lieu/{key}/atom.xml", "/du-lieu/{registry}/nap/{load}/bi-tu-choi.csv", "/govstack/registries/data/{registry}/{version}/{verb}", "/govstack/registries/data/{registry}/{version}/{id}/delete", "/ogc", "/ogc/", "/ogc/conformance", "/ogc/api", "/ogc/collections", "/ogc/collections/{collection}", "/ogc/collections/{collection}/items", "/ogc/collections/{collection}/items/{id*}",
                   "/api/3", "/api/3/action/{action}", "/api/action/{action}", "/dataset/{key}", "/dataset/{key}/resource/{resource}", "/dataset/{key}/resource/{resource}/download/{file}", "/datastore/dump/{resource}",
                   "/dcat", "/dcat.ttl", "/dcat.jsonld", "/dcat.rdf", "/dcat/{file}", "/govstack/registries/data/mypersonalDataUsage", "/govstack/registries/data/MyPersonalDataUsage", "/govstack/registries/data/{registry}/{version}",
                   "/govstack/registries/data/{registry}/{version}/{id}/readValue/{field}", "/govstack/registries/data/{registry}/{version}/{id}/read-value/{field}", "/govstack/registries/databases", "/govstack/registries/database/{id}", "/.well-known/oauth-authorization-server"];

const at = (path) => (page) => page.goto(path);
const after = (path, act_) => async (page, made) => { await page.goto(path); await act_(page, made); };
const press = (page) => page.click("main form .govuk-button-group button[type=submit], main form button.govuk-button:visible");

/* The checker is taken along and opened as a file. */
async function offlinePage(page, made, province) {
  const file = join(province.folder, "ngoai-tuyen.html");
  writeFileSync(file, await (await fetch(`${province.url}/kiem-tra/ngoai-tuyen.html`)).text());
  await page.goto(pathToFileURL(file).href);
}

async function book(page) {
  await page.goto("/hen/moi?don-vi=10507");
  await page.check("#f-service-0");
  await page.check("#f-slot-0");
  await page.click("main form .govuk-button");
  await page.waitForSelector(".stub");
}

/* Given once, looked at in each language. */
async function lend(page) {
  await page.goto("/uy-quyen");
  if (!await page.locator(".stand__who a").count()) {
    await page.selectOption("#delegate", "canbo");
    for (const [part, value] of [["day", "5"], ["month", "7"], ["year", "2024"]]) await page.fill(`[name=until-${part}]`, value);
    await page.fill("#reason", "Nghỉ phép");
    await page.click("section.panel form button.govuk-button");
  }
  await page.locator(".stand__who a").first().click();
  await page.waitForSelector("#done");
}

/* [route, who, how to get there]; the made dossiers come as `made`. */
const PAGES = [
  ["/", null, at("/")],
  ["/thu-tuc", null, at("/thu-tuc")],
  ["/thu-tuc", null, at("/thu-tuc?q=khong-co-thu-tuc-nay")],
  ["/thu-tuc/{key}", null, at(`/thu-tuc/${BIRTH.key}`)],
  ["/thu-tuc/{key}", null, at(`/thu-tuc/${BUSINESS.key}`)],
  ["/thu-tuc/{key}", null, at("/thu-tuc/digital-signature-support")],
  ["/thu-tuc/{key}/nop", null, at(`/thu-tuc/${BIRTH.key}/nop`)],
  ["/thu-tuc/{key}/nop", null, after(`/thu-tuc/${BIRTH.key}/nop`, goOn)],
  ["/thu-tuc/{key}/nop", null, async (page) => {
    await page.goto(`/thu-tuc/${BUSINESS.key}/nop`);
    for (const answers of BUSINESS.pages.slice(0, 3)) { await fill(page, answers); await goOn(page); }
    await goOn(page);
  }],
  ["/thu-tuc/{key}/nop", null, (page) => toCheck(page, BIRTH)],
  ["/thu-tuc/{key}/nop", null, (page) => file(page, BIRTH)],
  ["/thu-tuc/{key}/nop", "congdan", after(`/thu-tuc/${BIRTH.key}/nop`, async (page) => { await fill(page, BIRTH.pages[0]); await goOn(page); })],
  ["/thu-tuc/{key}/nop", "congdan", at(`/thu-tuc/${BIRTH.key}/nop`)],
  ["/thu-tuc/{key}/nop/tiep-tuc", "congdan", at(`/thu-tuc/${BIRTH.key}/nop/tiep-tuc`)],
  ["/thu-tuc/{key}/nop/bo", "congdan", at(`/thu-tuc/${BIRTH.key}/nop/bo`)],
  ["/ho-so", "congdan", at("/ho-so")],
  ["/hop-thu", "congdan", at("/hop-thu")],
  ["/", "congdan", at("/")],
  ["/tra-cuu", null, at("/tra-cuu")],
  ["/tra-cuu", null, after("/tra-cuu", async (page) => { await page.fill("#code", "H23.30.288-240701-0001"); await page.fill("#secret", "AAAA-AAAA-AAAA"); await page.click("main form[action='/tra-cuu'] button[type=submit]"); })],
  ["/tra-cuu", null, (page, made) => track(page, made.asked)],
  ["/tra-cuu", null, (page, made) => track(page, made.charged)],
  ["/tra-cuu", null, (page, made) => track(page, made.signed)],
  ["/ho-so/{code}/bien-nhan", "congdan", (page, made) => page.goto(`/ho-so/${made.own.code}/bien-nhan`)],
  ["/dang-nhap", null, at("/dang-nhap")],
  ["/dang-nhap", null, after("/dang-nhap", async (page) => { await page.fill("#account", "canbo"); await page.fill("#password", "khong-phai-mat-khau"); await page.click("main form button[type=submit]"); })],
  ["/dang-nhap", null, async (page, made, province) => { await page.goto("/dang-nhap"); await page.fill("#account", "chuyenvien.so"); await page.fill("#password", province.people["chuyenvien.so"].password); await page.click("main form button[type=submit]"); await page.waitForSelector("#totp"); }],
  ["/doi-mat-khau", "congdan", at("/doi-mat-khau")],
  ["/viec", "canbo", at("/viec")],
  ["/viec", "canbo", at("/viec?loc=waiting&q=khong-ai")],
  ["/viec", "lanhdao", after("/viec?loc=waiting", async (page) => { await page.locator("[name=codes]").first().check(); await page.click("button[value=assign]"); await page.waitForSelector("#f-main"); })],
  ["/viec", "lanhdao", after("/viec?loc=mine&q=khai", async (page) => { await page.click(".keepview summary"); await page.click(".keepview button"); await page.waitForSelector(".govuk-error-summary"); })],
  ["/tim", "canbo", at("/tim")],
  ["/tim", "canbo", at("/tim?q=tran+thi")],
  ["/tim", "canbo", at("/tim?q=khong-ai&loc=closed")],
  ["/quay", "canbo", async (page) => {
    await page.goto("/lay-so/10507");
    await page.click("button[value=filing]");
    await page.goto("/quay");
    await page.fill("#f-counter", "3");
    await page.click(".counter__call button");
    await page.waitForSelector(".counter__number");
  }],
  ["/quay/lich-hen", "lanhdao", at("/quay/lich-hen")],
  ["/quay/dat-hen", "canbo", at("/quay/dat-hen")],
  ["/lay-so/{unit}", "canbo", at("/lay-so/10507")],
  ["/so-thu-tu/{key}", "canbo", after("/lay-so/10507", async (page) => { await page.click("button[value=asking]"); await page.waitForSelector(".stub"); })],
  ["/man-hinh/{unit}", null, at("/man-hinh/10507")],
  ["/hen", "congdan", at("/hen")],
  ["/hen/moi", "congdan", at("/hen/moi?don-vi=10507")],
  ["/hen/{code}", "congdan", book],
  ["/hen/{code}/doi", "congdan", async (page) => { await page.goto("/hen"); await page.locator(".card__link").first().click(); await page.click("a[href$='/doi']"); await page.waitForSelector("#f-slot"); }],
  ["/viec/ky", "lanhdao", at("/viec/ky?chon=all")],
  ["/ho-so/{code}", "canbo", (page, made) => page.goto(`/ho-so/${made.fresh.code}`)],
  ["/ho-so/{code}", "chuyenvien", (page, made) => page.goto(`/ho-so/${made.signed.code}`)],
  ["/ho-so/{code}/lam/{action}", "canbo", (page, made) => page.goto(`/ho-so/${made.fresh.code}/lam/tiep-nhan`)],
  ["/ho-so/{code}/lam/{action}", "canbo", async (page, made) => { await page.goto(`/ho-so/${made.fresh.code}/lam/tu-choi`); await press(page); }],
  ["/ho-so/{code}/lam/{action}", "lanhdao", (page, made) => page.goto(`/ho-so/${made.proposed.code}/lam/phan-cong`)],
  ["/ho-so/{code}/lam/{action}", "lanhdao", (page, made) => page.goto(`/ho-so/${made.proposed.code}/lam/chuyen`)],
  ["/ho-so/{code}/lam/{action}", "canbo.huyen", (page, made) => page.goto(`/ho-so/${made.charged.code}/lam/ghi-nhan-nop-phi`)],
  ["/ho-so/{code}/lam/{action}", "lanhdao", async (page, made) => { await page.goto(`/ho-so/${made.proposed.code}/lam/xin-y-kien`); await press(page); await page.waitForSelector(".govuk-error-summary"); }],
  ["/y-kien/{code}/{opinion}", "chuyenvien.huyen", async (page) => { await page.goto("/viec?loc=asked"); await page.click(".ask a"); await page.waitForSelector("#f-text"); }],
  ["/viec", "chuyenvien.huyen", at("/viec?loc=asked")],
  ["/tra-cuu", null, async (page, made) => {
    await track(page, made.asked);
    await page.click("#complain summary");
    await page.click("form[action$='/phan-anh'] button");
    await page.waitForSelector(".govuk-error-summary");
  }],
  ["/phan-anh/{code}/{complaint}", "lanhdao", async (page) => { await page.goto("/viec?loc=complaints"); await page.click(".ask a"); await page.waitForSelector("#f-how"); }],
  ["/viec", "lanhdao", at("/viec?loc=complaints")],
  ["/hom-nay", "tinh", at("/hom-nay")],
  ["/hom-nay/{unit}", "lanhdao", at("/hom-nay/10507")],
  ["/he-thong", "quantri", at("/he-thong")],
  ["/du-lieu/moi", "dulieu", at("/du-lieu/moi")],
  ["/du-lieu/{registry}/nap", "dulieu", at("/du-lieu/tourist_site/nap")],
  ["/du-lieu/{registry}/nap/xem", "dulieu", async (page) => {
    await page.goto("/du-lieu/tourist_site/nap");
    await page.setInputFiles("#file", { name: "mẫu.csv", mimeType: "text/csv", buffer: Buffer.from("code;name;Ghi chú\nX;Y;z\n") });
    await page.click("form[enctype] button.govuk-button");
    await page.click("button[value=load]");
    await page.waitForSelector(".govuk-error-summary");
  }],
  ["/du-lieu/{registry}/nap/{load}", "dulieu", async (page) => { await page.goto("/du-lieu/tourist_site/nap"); await page.locator(".loaded a").last().click(); await page.waitForSelector("#stands"); }],
  ["/he-thong/{client}", "quantri", async (page) => {
    await page.goto("/he-thong");
    if (!await page.locator("tbody th a").count()) {
      await page.fill("#name", "Sàn Mẫu");
      await page.fill("#contact", "mau@example.vn");
      await page.selectOption("#unit", { index: 1 });
      await page.click("section.panel form button.govuk-button");
    } else await page.locator("tbody th a").first().click();
    await page.waitForSelector("#agree");
    await page.click("section.panel form button.govuk-button");
    await page.waitForSelector(".govuk-error-summary");
  }],
  ["/uy-quyen", "lanhdao", after("/uy-quyen", async (page) => { await page.click("section.panel form button.govuk-button"); await page.waitForSelector(".govuk-error-summary"); })],
  ["/uy-quyen/{delegation}", "lanhdao", lend],
  ["/toi", "canbo", at("/toi")],
  ["/tai-khoan", "quantri", at("/tai-khoan")],
  ["/tai-khoan/{account}", "quantri", at("/tai-khoan/canbo")],
  ["/tai-khoan/moi", "quantri", at("/tai-khoan/moi")],
  ["/tai-khoan/nhieu", "quantri", at("/tai-khoan/nhieu")],
  ["/ra-soat-quyen", "quantri", at("/ra-soat-quyen")],
  ["/ra-soat-quyen/{unit}", "lanhdao", at("/ra-soat-quyen/10507")],
  ["/nhat-ky/tim", "quantri", at("/nhat-ky/tim?tai-khoan=canbo")],
  ["/thu-tuc/{key}/so-do", null, at("/thu-tuc/birth-registration/so-do")],
  ["/so-lieu", null, at("/so-lieu")],
  ["/so-lieu/{key}", null, at("/so-lieu/emc-online-dossiers")],
  ["/so-lieu/{key}/bang", null, at("/so-lieu/emc-online-dossiers/bang")],
  ["/kiem-tra", null, at("/kiem-tra")],
  ["/kiem-tra", null, (page, made) => page.goto(`/kiem-tra?ma=${made.signed.code}`)],
  ["/kiem-tra/ngoai-tuyen.html", null, offlinePage],
  ["/nhat-ky", null, at("/nhat-ky")],
  ["/nhat-ky", "thanhtra", at("/nhat-ky")],
  ["/nhat-ky/{entry}", null, at("/nhat-ky/1")],
  ["/thong-ke", "tinh", at("/thong-ke?ky=2024-h1")],
  ["/thong-ke/thang", "tinh", at("/thong-ke/thang?ky=2024-07")],
  ["/thong-ke/truc-tuyen", "tinh", at("/thong-ke/truc-tuyen?ky=2024-07")],
  ["/thong-ke/tre-han", "tinh", at("/thong-ke/tre-han?ky=2024-h1")],
  ["/thong-ke/can-bo", "tinh", at("/thong-ke/can-bo?don-vi=10507&ky=2024-h2")],
  ["/so-theo-doi", "canbo", at("/so-theo-doi")],
  ["/toan-ven", "thanhtra", at("/toan-ven")],
  ["/don-vi", null, at("/don-vi")],
  ["/don-vi/{code}", null, at("/don-vi/288")],
  ["/lich", null, at("/lich")],
  ["/goi", null, at("/goi")],
  ["/goi/{name}", null, at("/goi/hai-duong")],
  ["/du-lieu", null, at("/du-lieu")],
  ["/du-lieu", null, at("/du-lieu?q=khong-co-du-lieu-nay&chu-de=health")],
  ["/du-lieu/{key}", null, at("/du-lieu/packing_house")],
  ["/du-lieu/{key}", null, at("/du-lieu/camera")],
  ["/du-lieu/{key}", null, (page, made) => page.goto(`/du-lieu/tourist_site?ban=${made.version}`)],
  ["/du-lieu/{key}/chat-luong", null, at("/du-lieu/tourist_site/chat-luong")],
  ["/du-lieu/{key}/ban-ghi", null, at("/du-lieu/tourist_site/ban-ghi")],
  ["/du-lieu/{key}/ban-ghi", null, at("/du-lieu/tourist_site/ban-ghi?q=diem+mau&f.ticket.tu=1")],
  ["/du-lieu/{key}/ban-ghi", null, after("/du-lieu/tourist_site/ban-ghi", async (page) => { await page.fill("#q", "."); await page.click(".search__go"); await page.waitForSelector("#q-error"); })],
  ["/du-lieu/{key}/ban-ghi", "dulieu", after("/du-lieu/tourist_site/ban-ghi", async (page) => { await page.click(".filters summary"); await page.fill("[name='f.ticket.tu']", "abc"); await page.click(".filters button"); await page.waitForSelector(".govuk-error-summary"); })],
  ["/du-lieu/{key}/ban-ghi/{record*}", null, (page, made) => page.goto(`/du-lieu/tourist_site/ban-ghi/DL-001`)],
  ["/du-lieu/{key}/ban-ghi/{record*}", "dulieu", (page, made) => page.goto(`/du-lieu/camera/ban-ghi/CAM-0001`)],
  ["/du-lieu/{key}/moi", "dulieu", after("/du-lieu/tourist_site/moi", async (page) => { await page.click("main form button.govuk-button"); await page.waitForSelector(".govuk-error-summary"); })],
  ["/du-lieu/{key}/sua/{record*}", "dulieu", (page, made) => page.goto(`/du-lieu/tourist_site/sua/DL-001`)],
  ["/du-lieu/{key}/dinh-chinh/{record*}", "dulieu", (page, made) => page.goto(`/du-lieu/camera/dinh-chinh/CAM-0001`)],
  ["/du-lieu/{key}/ket-thuc/{record*}", "dulieu", (page, made) => page.goto(`/du-lieu/camera/ket-thuc/CAM-0001`)],
  ["/tro-giup", null, at("/tro-giup")],
  ["/so-lieu-mo-phong", null, at("/so-lieu-mo-phong")],
  ["error 404", null, at("/khong-co-trang-nay")],
  ["error 403", "congdan", at("/viec")],
];

/* The GET routes as the program says them, with the view that draws each ("-": none). */
function routes(binary) {
  const lines = execFileSync(binary, { encoding: "utf8" }).trim().split("\n").map((line) => line.split("\t"));
  return new Map(lines.filter(([method]) => method === "GET").map(([, path, view]) => [path, view]));
}

function everyRouteIsSeen(t, binary) {
  const source = routes(binary), listed = new Set(PAGES.map(([route]) => route).filter((r) => r.startsWith("/")));
  const missed = [...source.keys()].filter((r) => !listed.has(r) && !NOT_PAGES.includes(r));
  t.ok(missed.length === 0, "axe: every GET route is a page listed here, or named as none", missed.join(" "));
  const gone = [...listed, ...NOT_PAGES].filter((r) => !source.has(r));
  t.ok(gone.length === 0, "axe: every page listed here is still a route", gone.join(" "));
  const drawn = NOT_PAGES.filter((r) => (source.get(r) ?? "-") !== "-");
  t.ok(drawn.length === 0, "axe: what is named as no page is drawn by no view", drawn.join(" "));
}

// -- dossiers to look at -------------------------------------------------------------------------

/* Everybody the list names, signed in once for the whole suite. */
async function everybody(province) {
  const people = {};
  for (const account of new Set(PAGES.map(([, who]) => who).filter(Boolean))) {
    const entered = await (people[account] = new Client(province)).as(account);
    if (entered.status !== 303) throw new Error(`${account} does not sign in: ${entered.status}`);
    province.people[account].cookies = [{ name: "phien", value: people[account].cookies.get("phien"), url: province.url }];
  }
  return people;
}

async function make(province, people) {
  const made = {}, anyone = new Client(province);
  made.version = (await anyone.get("/du-lieu/tourist_site", { json: true })).json().citation.version;
  const filed = async (client, dossier) => {
    const { code, secret } = (await client.file(dossier, { json: true })).json();
    return { code, secret };
  };
  for (const name of ["fresh", "asked", "signed", "proposed"]) made[name] = await filed(anyone, BIRTH);
  made.charged = await filed(anyone, BUSINESS);
  made.own = await filed(people.congdan, BIRTH);
  const act = async (account, { code }, action, fields = {}) => {
    const path = `/ho-so/${code}/lam/${action}`, r = await people[account].submit(path, path, fields);
    if (r.status !== 303) throw new Error(`${account}, ${action}: ${r.status}`);
  };
  const complaint = await people.congdan.submit(`/ho-so/${made.own.code}`, `/ho-so/${made.own.code}/phan-anh`, { kind: "late", complaint: "Mẫu: chờ lâu" });
  if (complaint.status >= 400) throw new Error(`the complaint: ${complaint.status}`);
  for (const name of ["asked", "signed", "proposed"]) await act("canbo", made[name], "tiep-nhan");
  await act("chuyenvien", made.asked, "yeu-cau-bo-sung", { note: "Chụp lại cho rõ." });
  await act("chuyenvien", made.signed, "trinh");
  await act("chuyenvien", made.proposed, "xin-y-kien", { unit: "288", note: "Có đúng không?", "until-day": "3", "until-month": "7", "until-year": "2024" });
  await act("chuyenvien", made.proposed, "trinh");
  await act("lanhdao", made.signed, "ky");
  await act("canbo.huyen", made.charged, "tiep-nhan");
  await act("canbo.huyen", made.charged, "thu-phi");
  return made;
}

// -- what is asked of a page ---------------------------------------------------------------------

/* No page plays anything, so there is nothing to load beforehand (preload). */
async function axeClean(t, page, where) {
  const violations = await page.evaluate(async () => {
    if (document.querySelector("audio, video")) throw new Error("preload is wanted");
    return (await axe.run(document, { resultTypes: ["violations"], preload: false })).violations;
  });
  const said = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} (${n.any[0]?.message ?? n.all[0]?.message ?? v.help})`).join("; ")}`);
  t.ok(said.length === 0, `${where}: axe finds nothing`, said.join(" | "));
}

const sideways = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width + 1) return "";
  const right = (e) => Math.round(e.getBoundingClientRect().right);
  const wide = [...document.querySelectorAll("body *")].filter((e) => right(e) > width + 1);
  return wide.slice(-3).map((e) => `${e.tagName}.${e.className} ${right(e)}>${width}`).join("; ") || "scrolls";
});

async function fitsSmall(t, page, device, where) {
  const { width, height } = DEVICES[device].viewport;
  if (device === "phone") {
    await page.setViewportSize({ width: 320, height });
    const wide = await sideways(page);
    t.ok(wide === "", `${where}: no sideways scroll at 320 px`, wide);
    await page.setViewportSize({ width, height });
  }
  await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  const wide = await sideways(page);
  t.ok(wide === "", `${where}: no sideways scroll with text at 200 %`, wide);
  await page.evaluate(() => { document.documentElement.style.fontSize = ""; });
}

/* What can have the focus is seen when it has it, and nothing stands over it.  The key tells
 * the browser that a keyboard is in use; from there on the page gives the focus itself. */
async function focusIsSeen(t, page, where) {
  await page.keyboard.press("Tab");
  const hidden = await page.evaluate(() => {
    const found = [];
    const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
    for (const e of [...all].filter((e) => e.tabIndex >= 0 && e.checkVisibility()).slice(0, 80)) {
      e.focus();
      if (document.activeElement !== e) continue;
      const box = e.getBoundingClientRect(), style = getComputedStyle(e);
      const name = `${e.tagName}.${e.className}#${e.id}`.slice(0, 80);
      const label = e.closest("label, .govuk-radios__item, .govuk-checkboxes__item");
      if (box.width === 0 || box.height === 0) { found.push(`${name} has no size`); continue; }
      if (box.bottom < 0 || box.top > innerHeight) { found.push(`${name} is outside`); continue; }
      const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
      const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2);
      const top = document.elementFromPoint(x, y);
      if (top && !e.contains(top) && !top.contains(e) && !label?.contains(top)) found.push(`${name} under ${top.tagName}.${top.className}`);
      const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none" || label;
      if (!ring) found.push(`${name} shows no focus`);
    }
    return found;
  });
  t.ok(hidden.length === 0, `${where}: what has the focus is seen`, hidden.join("; "));
}

async function firstPageIsLight(t, browser, province) {
  const context = await visitor(browser, province, "phone");
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  // Each path once: --dev asks for a typeface with its digest and without, else it is one.
  const path = {}, size = {};
  await client.send("Network.enable");
  client.on("Network.requestWillBeSent", (e) => { path[e.requestId] = new URL(e.request.url).pathname; });
  client.on("Network.loadingFinished", (e) => { size[path[e.requestId]] = e.encodedDataLength; });
  await page.goto("/", { waitUntil: "networkidle" });
  const bytes = Object.values(size).reduce((sum, one) => sum + one, 0);
  t.ok(bytes > 1000 && bytes < 100_000, "the first page with all it needs is under 100 kB", `${bytes} bytes`);
  console.log(`   first page: ${bytes} bytes transferred`);
  await context.close();
}

/* One page as it stands, at both sizes; what is asked of each language the head says. */
async function look(t, page, cdp, where, lang, shot) {
  await cdp.send("Runtime.evaluate", { expression: `${AXE};0` });
  for (const device of ["phone", "desktop"]) {
    const here = `${where}, ${device}`, whole = lang === "vi" || device === "phone";
    await page.setViewportSize(DEVICES[device].viewport);
    if (whole) await axeClean(t, page, here);
    await fitsSmall(t, page, device, here);
    if (shot) await page.screenshot({ path: `${t.shots}/${device}-${shot}.png`, fullPage: true });
    if (whole) await focusIsSeen(t, page, here);
  }
  const words = await page.innerText("body");
  t.ok(!/\{\d\}|\bundefined\b|\bNaN\b/.test(words), `${where}: no hole in the words`, words);
}

/* A window for each who looks, and one for nobody in particular. */
async function windowOf(windows, browser, province, who, lang) {
  if (windows[who]) return windows[who];
  const context = await visitor(browser, province, "desktop", { lang });
  if (who) await signIn(province, context, who);
  const page = await context.newPage();
  return windows[who] = { context, page, cdp: await context.newCDPSession(page) };
}

async function inLanguage(t, browser, province, made, lang) {
  const windows = {};
  let checked = 0;
  for (const [i, [route, who, go]] of PAGES.entries()) {
    const { context: { complaints }, page, cdp } = await windowOf(windows, browser, province, who, lang);
    const where = `${lang} ${route}${who ? ` as ${who}` : ""} #${i}`;
    complaints.length = 0;
    const arrived = await t.part(`${where}: opens`, page, async () => {
      const answer = await go(page, made, province);
      if (answer?.status?.() >= 400 && !route.startsWith("error")) throw new Error(`answer ${answer.status()}`);
    });
    if (!arrived) { await province.awake(); continue; }
    await look(t, page, cdp, where, lang, t.shots && lang === "vi" && String(i).padStart(2, "0"));
    t.ok(complaints.length === 0, `${where}: quiet console, no other host`, complaints.join(" | "));
    checked++;
  }
  for (const { context } of Object.values(windows)) await context.close();
  console.log(`   ${checked} pages held against axe-core, ${lang}`);
}

/* The suite of a language. */
export const axe = (lang) => async (t, browser, province) => {
  if (lang === "vi") {
    everyRouteIsSeen(t, province.routes);
    await firstPageIsLight(t, browser, province);
  }
  await inLanguage(t, browser, province, await make(province, await everybody(province)), lang);
};
