// demo.mjs -- the five minutes of docs/demo-5-phut.md, in the order a guest sees them: a figure
// that opens, lateness down to who holds the dossier, a receipt judged with no server, a row
// altered behind the program's back and named.  On the province that script/demo makes.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { signIn, visitor } from "./lib.mjs";
import { judged } from "./offline.mjs";

const main = (page) => page.innerText("main");

async function openFigure(t, page, device) {
  await t.part(`${device}: from the first page to the published 87 % and its readings`, page, async () => {
    await page.goto("/");
    await page.click('main a[href="/so-lieu/emc-online-dossiers"]');
    const words = await main(page);
    t.ok(await page.locator(".reading").count() >= 2, `${device}: each denominator has a reading of its own`, words);
    t.ok(await page.locator(".fraction__under").count() >= 2, `${device}: each says over what`, words);
    const published = await page.innerText('section[aria-labelledby="published"]');
    t.ok(/87%/.test(published) && /không so sánh/.test(published), `${device}: 87 % stands beside, with its source, uncompared`, published);
    t.ok(/SỐ LIỆU MÔ PHỎNG/.test(words), `${device}: the figure says that it is simulated`, words);
  });
}

/* Late, by unit, down to one dossier; the code and the address of its first entry. */
async function findLate(t, page, device) {
  let found;
  await t.part(`${device}: late, the unit that is behind, its dossier, who holds it`, page, async () => {
    await page.goto("/hom-nay");
    t.ok(await page.locator(".number--late").count() === 1, `${device}: the province has late dossiers`, await main(page));
    for (let i = 0; i < 3 && await page.locator('main a.code[href^="/ho-so/"]').count() === 0; i++) {
      const here = page.url();
      await page.locator("main .unitrows tbody tr", { has: page.locator(".late") }).first().locator("th a").click();
      await page.waitForURL((url) => url.href !== here);
    }
    const row = page.locator("main tbody tr", { has: page.locator(".clock--late") }).first();
    const words = await row.innerText();
    t.ok(/quá hạn/.test(words) && /UBND|Sở|Bộ phận|Lãnh đạo|Chuyên viên/.test(words), `${device}: the row says how late and who holds it`, words);
    const code = (await row.locator("a.code").innerText()).trim();
    await row.locator("a.code").click();
    await page.waitForURL(`**/ho-so/${code}`);
    const entry = await page.locator('.timeline a[href^="/nhat-ky/"]').last().getAttribute("href");
    t.ok(/Mục nhật ký/.test(await page.innerText(".timeline")), `${device}: every step names its entry`);
    found = { code, entry };
  });
  return found;
}

/* The proof and the checker, as files that a guest takes along. */
async function takeAlong(t, page, device, entry, folder) {
  const files = { proof: join(folder, `bien-nhan-${device}.txt`), checker: join(folder, `kiem-tra-${device}.html`) };
  await t.part(`${device}: the entry's proof and the checker are downloaded`, page, async () => {
    await page.goto(entry);
    const save = async (link, file) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(link)]);
      if (await download.failure()) throw new Error(`${link}: ${await download.failure()}`);
      await download.saveAs(file);
    };
    await save('main a[href$="/bien-nhan.txt"]', files.proof);
    await page.goto("/kiem-tra");
    await save('main a[href="/kiem-tra/ngoai-tuyen.html"]', files.checker);
  });
  return files;
}

async function withoutServer(t, browser, province, device, files) {
  const bent = `${files.proof}.sua.txt`;
  const text = readFileSync(files.proof, "utf8"), altered = text.replace(/^(index )(\d+)$/m, (_, a, n) => a + (Number(n) + 1));
  writeFileSync(bent, altered);
  t.ok(spawnSync(province.binary, ["verify", province.dir, files.proof]).status === 0, `${device}: tinhso verify accepts the proof, no server running`);
  t.ok(spawnSync(province.binary, ["verify", province.dir, bent]).status !== 0, `${device}: and refuses it with one number changed`);
  const context = await browser.newContext({ locale: "vi-VN", offline: true });
  const page = await context.newPage();
  await t.part(`${device}: the downloaded page judges the receipt offline`, page, async () => {
    await page.goto(pathToFileURL(files.checker).href);
    const good = await judged(page, text), bad = await judged(page, altered);
    t.ok(good.state === "good", `${device}: the page accepts the proof`, good.text);
    t.ok(bad.state === "bad", `${device}: the page refuses the altered one`, bad.text);
  });
  await context.close();
}

/* Everything, and the page's own refreshing until it is done. */
async function checkAll(page) {
  await page.goto("/toan-ven");
  await page.click('form:has(input[value="all"]) button[type=submit]');
  await page.waitForFunction(() => !document.querySelector("[data-refresh]") && document.querySelector("main .verdict"), null, { timeout: 60000 });
}

/* Whoever has the disk can change a row; the check says which. */
async function alterAndCatch(t, browser, province, device, code) {
  const sql = (text) => execFileSync("sqlite3", [join(province.dir, "tinhso.db"), text], { encoding: "utf8" }).trim();
  const row = sql(`SELECT dossier || '|' || max(version) FROM dossier_version WHERE code = '${code}' GROUP BY dossier`).split("|");
  const where = `dossier = ${row[0]} AND version = ${row[1]}`;
  const before = sql(`SELECT due FROM dossier_version WHERE ${where}`);
  sql(`UPDATE dossier_version SET due = due + 864000000000 WHERE ${where}`);
  const { context, page } = await as(browser, province, device, "thanhtra");
  await t.part(`${device}: the inspector's check names the altered row`, page, async () => {
    await checkAll(page);
    const words = await main(page);
    t.ok(await page.locator(".verdict--bad").count() === 1, `${device}: the verdict is bad`, words);
    t.ok(/dossier_version/.test(words) && await page.locator(".finding--altered").count() >= 1, `${device}: an altered row of dossier_version`, words);
  });
  sql(`UPDATE dossier_version SET due = ${before} WHERE ${where}`);
  await t.part(`${device}: put back, all agrees again`, page, async () => {
    await checkAll(page);
    t.ok(await page.locator(".verdict--good").count() === 1, `${device}: the verdict is good`, await main(page));
  });
  await context.close();
}

async function as(browser, province, device, account) {
  const context = await visitor(browser, province, device, { acceptDownloads: true });
  if (account) await signIn(province, context, account);
  return { context, page: await context.newPage() };
}

async function fiveMinutes(t, browser, province, device) {
  const guest = await as(browser, province, device, null);
  await openFigure(t, guest.page, device);
  const leader = await as(browser, province, device, "lanhdao.tinh");
  const late = await findLate(t, leader.page, device);
  if (!late) return;
  const files = await takeAlong(t, guest.page, device, late.entry, province.folder);
  t.ok(guest.context.complaints.length === 0 && leader.context.complaints.length === 0, `${device}: quiet console, no other host`,
       [...guest.context.complaints, ...leader.context.complaints].join(" | "));
  await Promise.all([guest.context.close(), leader.context.close()]);
  await province.stop();
  await withoutServer(t, browser, province, device, files);
  await province.serve(null); // on from its last act
  await alterAndCatch(t, browser, province, device, late.code);
}

export async function demo(t, browser, province) {
  for (const device of ["phone", "desktop"]) await fiveMinutes(t, browser, province, device);
}
