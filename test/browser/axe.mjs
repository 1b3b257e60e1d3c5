// axe.mjs -- every page held against WCAG by axe-core (no rule disabled), and against what a
// phone asks: no sideways scroll at 320 px, text at 200 %, focus never hidden, a light first
// page, nothing from another host.
//
// Pages are listed here by the routes of src/site: a GET route that is neither listed nor
// named below as no page fails the suite, so that no new page goes unseen.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DEVICES, signIn, visitor } from "./lib.mjs";
import { act, BIRTH, BUSINESS, file, fill, goOn, toCheck, track } from "./papers.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/* GET routes whose answer is no page. */
const NOT_PAGES = ["/api/query/{name}", "/api/openapi.json", "/healthz", "/metrics", "/log/checkpoint", "/log/tile/{path*}", "/assets/{path*}",
                   "/ho-so/{code}/giay/{which}", "/ho-so/{code}/tep/{file}", "/nhat-ky/{entry}/bien-nhan.txt"];

const at = (path) => (page) => page.goto(path);
const after = (path, act_) => async (page, made) => { await page.goto(path); await act_(page, made); };
const press = (page) => page.click("main form .govuk-button-group button[type=submit], main form button.govuk-button:visible");

/* [route, who, how to get there]; the made dossiers come as `made`. */
const PAGES = [
  ["/", null, at("/")],
  ["/", "congdan", at("/")],
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
  ["/tra-cuu", null, at("/tra-cuu")],
  ["/tra-cuu", null, after("/tra-cuu", async (page) => { await page.fill("#code", "H23.30.288-240701-0001"); await page.fill("#secret", "AAAA-AAAA-AAAA"); await page.click("main form[action='/tra-cuu'] button[type=submit]"); })],
  ["/tra-cuu", null, (page, made) => track(page, made.asked)],
  ["/tra-cuu", null, (page, made) => track(page, made.charged)],
  ["/tra-cuu", null, (page, made) => track(page, made.signed)],
  ["/ho-so/{code}/bien-nhan", "congdan", (page, made) => page.goto(`/ho-so/${made.own.code}/bien-nhan`)],
  ["/ho-so", "congdan", at("/ho-so")],
  ["/dang-nhap", null, at("/dang-nhap")],
  ["/dang-nhap", null, after("/dang-nhap", async (page) => { await page.fill("#account", "canbo"); await page.fill("#password", "khong-phai-mat-khau"); await page.click("main form button[type=submit]"); })],
  ["/dang-nhap", null, async (page, made, province) => { await page.goto("/dang-nhap"); await page.fill("#account", "chuyenvien.so"); await page.fill("#password", province.people["chuyenvien.so"].password); await page.click("main form button[type=submit]"); await page.waitForSelector("#totp"); }],
  ["/doi-mat-khau", "congdan", at("/doi-mat-khau")],
  ["/viec", "canbo", at("/viec")],
  ["/viec", "canbo", at("/viec?q=khong-ai")],
  ["/ho-so/{code}", "canbo", (page, made) => page.goto(`/ho-so/${made.fresh.code}`)],
  ["/ho-so/{code}", "chuyenvien", (page, made) => page.goto(`/ho-so/${made.signed.code}`)],
  ["/ho-so/{code}/lam/{action}", "canbo", (page, made) => page.goto(`/ho-so/${made.fresh.code}/lam/tiep-nhan`)],
  ["/ho-so/{code}/lam/{action}", "canbo", async (page, made) => { await page.goto(`/ho-so/${made.fresh.code}/lam/tu-choi`); await press(page); }],
  ["/ho-so/{code}/lam/{action}", "canbo.huyen", (page, made) => page.goto(`/ho-so/${made.charged.code}/lam/ghi-nhan-nop-phi`)],
  ["/hom-nay", "tinh", at("/hom-nay")],
  ["/hom-nay/{unit}", "lanhdao", at("/hom-nay/10507")],
  ["/toi", "canbo", at("/toi")],
  ["/tai-khoan", "quantri", at("/tai-khoan")],
  ["/tai-khoan/{account}", "quantri", at("/tai-khoan/canbo")],
  ["/tai-khoan/moi", "quantri", at("/tai-khoan/moi")],
  ["/so-lieu", null, at("/so-lieu")],
  ["/so-lieu/{key}", null, at("/so-lieu/emc-online-dossiers")],
  ["/kiem-tra", null, at("/kiem-tra")],
  ["/kiem-tra", null, (page, made) => page.goto(`/kiem-tra?ma=${made.signed.code}`)],
  ["/kiem-tra/ngoai-tuyen.html", null, at("/kiem-tra/ngoai-tuyen.html")],
  ["/nhat-ky", null, at("/nhat-ky")],
  ["/nhat-ky/{entry}", null, at("/nhat-ky/1")],
  ["/toan-ven", "thanhtra", at("/toan-ven")],
  ["/don-vi", null, at("/don-vi")],
  ["/don-vi/{code}", null, at("/don-vi/288")],
  ["/lich", null, at("/lich")],
  ["/goi", null, at("/goi")],
  ["/goi/{name}", null, at("/goi/hai-duong")],
  ["/tro-giup", null, at("/tro-giup")],
  ["/so-lieu-mo-phong", null, at("/so-lieu-mo-phong")],
  ["error 404", null, at("/khong-co-trang-nay")],
  ["error 403", "congdan", at("/viec")],
];

/* The GET routes as the source says them. */
function routes() {
  const found = new Set();
  for (const name of readdirSync("src/site").filter((n) => n.endsWith(".c")))
    for (const [, path] of readFileSync(`src/site/${name}`, "utf8").matchAll(/\{ HTTP_GET, "([^"]+)"/g)) found.add(path);
  return found;
}

function everyRouteIsSeen(t) {
  const seen = new Set([...PAGES.map(([route]) => route), ...NOT_PAGES]);
  const source = routes();
  const missed = [...source].filter((r) => !seen.has(r));
  t.ok(missed.length === 0, "axe: every GET route of src/site is a page listed here, or named as none", missed.join(" "));
  return source;
}

// -- dossiers to look at -------------------------------------------------------------------------

async function make(browser, province) {
  const made = {};
  const person = await visitor(browser, province, "desktop");
  const page = await person.newPage();
  for (const name of ["fresh", "asked", "signed"]) made[name] = await file(page, BIRTH);
  made.charged = await file(page, BUSINESS);
  const citizen = await visitor(browser, province, "desktop");
  await signIn(province, citizen, "congdan");
  made.own = await file(await citizen.newPage(), BIRTH);
  await citizen.close();
  const as = async (account, acts) => {
    const context = await visitor(browser, province, "desktop");
    await signIn(province, context, account);
    const desk = await context.newPage();
    for (const one of acts) await act(desk, ...one);
    await context.close();
  };
  await as("canbo", [[made.asked.code, "tiep-nhan"], [made.signed.code, "tiep-nhan"]]);
  await as("chuyenvien", [[made.asked.code, "yeu-cau-bo-sung", { note: "Chụp lại cho rõ." }], [made.signed.code, "trinh"]]);
  await as("lanhdao", [[made.signed.code, "ky"]]);
  await as("canbo.huyen", [[made.charged.code, "tiep-nhan"], [made.charged.code, "thu-phi"]]);
  await person.close();
  return made;
}

// -- what is asked of a page ---------------------------------------------------------------------

async function axeClean(t, page, where) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const said = found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} (${n.any[0]?.message ?? n.all[0]?.message ?? v.help})`).join("; ")}`);
  t.ok(said.length === 0, `${where}: axe finds nothing`, said.join(" | "));
}

const sideways = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1 && getComputedStyle(e).position !== "absolute");
  return document.documentElement.scrollWidth > width + 1 ? wide.slice(0, 3).map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}>${width}`).join("; ") || "scrolls" : "";
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

/* Tab through the page: what has the focus is seen, and nothing stands over it. */
async function focusIsSeen(t, page, where) {
  const hidden = [];
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const said = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return "end";
      const box = e.getBoundingClientRect(), style = getComputedStyle(e);
      const name = `${e.tagName}.${e.className}#${e.id}`.slice(0, 80);
      const label = e.closest("label, .govuk-radios__item, .govuk-checkboxes__item");
      if (box.width === 0 || box.height === 0) return `${name} has no size`;
      if (box.bottom < 0 || box.top > innerHeight) return `${name} is outside`;
      const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2), y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2);
      const top = document.elementFromPoint(x, y);
      if (top && !e.contains(top) && !top.contains(e) && !label?.contains(top)) return `${name} under ${top.tagName}.${top.className}`;
      const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none" || label;
      return ring ? "" : `${name} shows no focus`;
    });
    if (said === "end") break;
    if (said) hidden.push(said);
  }
  t.ok(hidden.length === 0, `${where}: what has the focus is seen`, hidden.join("; "));
}

async function firstPageIsLight(t, browser, province) {
  const context = await visitor(browser, province, "phone");
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  let bytes = 0;
  await client.send("Network.enable");
  client.on("Network.loadingFinished", (e) => { bytes += e.encodedDataLength; });
  await page.goto("/", { waitUntil: "networkidle" });
  t.ok(bytes > 1000 && bytes < 100_000, "the first page with all it needs is under 100 kB", `${bytes} bytes`);
  console.log(`   first page: ${bytes} bytes transferred`);
  await context.close();
}

export async function axe(t, browser, province) {
  const source = everyRouteIsSeen(t);
  const made = await make(browser, province);
  let checked = 0;
  await firstPageIsLight(t, browser, province);
  for (const device of ["phone", "desktop"])
    for (const lang of ["vi", "en"]) {
      const contexts = {};
      for (const [route, who, go] of PAGES) {
        if (route.startsWith("/") && !source.has(route)) continue;
        if (!contexts[who]) {
          contexts[who] = await visitor(browser, province, device, { lang });
          if (who) await signIn(province, contexts[who], who);
        }
        const context = contexts[who];
        const page = await context.newPage();
        const where = `${device} ${lang} ${route}${who ? ` as ${who}` : ""} #${PAGES.findIndex((p) => p[2] === go)}`;
        context.complaints.length = 0;
        const arrived = await t.part(`${where}: opens`, page, async () => {
          const answer = await go(page, made, province);
          if (answer?.status?.() >= 400 && !route.startsWith("error")) throw new Error(`answer ${answer.status()}`);
        });
        if (arrived) {
          await axeClean(t, page, where);
          await fitsSmall(t, page, device, where);
          if (lang === "vi") await focusIsSeen(t, page, where);
          t.ok(context.complaints.length === 0, `${where}: quiet console, no other host`, context.complaints.join(" | "));
          if (t.shots && lang === "vi") await page.screenshot({ path: `${t.shots}/${device}-${String(PAGES.findIndex((p) => p[2] === go)).padStart(2, "0")}.png`, fullPage: true });
          checked++;
        }
        await page.close({ runBeforeUnload: false });
        if (!arrived) await province.awake();
      }
      for (const context of Object.values(contexts)) await context.close();
    }
  console.log(`   ${checked} pages held against axe-core`);
}
