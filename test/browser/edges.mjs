// edges.mjs -- what real people do to the pages: no mouse, a network that breaks, the browser's
// own Back.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signIn, totp, unanswered, visitor } from "./lib.mjs";
import { BIRTH, fill, goOn, PHOTO, png, receiptOf, toCheck } from "./papers.mjs";

const SUBMIT = 'button[name="go"][value="submit"]';
const main = (page) => page.innerText("main");

/* A birth whose mother is nobody else's, so that her dossiers can be counted.  The photo is a
 * file on the disk: Chromium reads it again when a page is sent again. */
const birthOf = (mother, photo) => ({ key: BIRTH.key, pages: BIRTH.pages.map((answers, i) =>
  i === 1 ? { ...answers, mother_name: mother } : i === 3 ? { "file-birth_certificate": photo } : answers) });

/* The codes of the desk's dossiers under a name, when search has caught up with what was filed. */
async function filedUnder(officer, name) {
  await new Promise((done) => setTimeout(done, 1500));
  const answer = await officer.request.get(`/tim?q=${encodeURIComponent(name)}`, { headers: { Accept: "application/json" } });
  return (await answer.json()).rows.map((row) => row.code);
}

// -- the keyboard alone --------------------------------------------------------------------------

/* Why the focus cannot be seen where it stands; empty when it can. */
const unseen = () => {
  const at = document.activeElement;
  const said = `<${at.tagName.toLowerCase()} ${at.id || at.className || at.name}> ${at.innerText?.slice(0, 30) ?? ""}`;
  if (at === document.body) return "nothing has the focus";
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 20);
  const over = document.elementFromPoint(x, y);
  if (!at.matches(":focus-visible")) return `${said}: no focus to be seen`;
  if ((style.outlineStyle === "none" || parseFloat(style.outlineWidth) === 0) && style.boxShadow === "none")
    return `${said}: neither outline nor shadow`;
  if (box.width < 1 || box.height < 1 || x < 0 || x > innerWidth || y < 0 || y > innerHeight)
    return `${said}: not in the window`;
  if (over !== at && !at.contains(over) && !over?.contains(at)) return `${said}: under <${over?.tagName} ${over?.className}>`;
  return "";
};

/* Tab until the focus is on what is meant; every stop on the way must show itself. */
async function tabTo(t, page, selector, where) {
  const dark = [];
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press("Tab");
    const why = await page.evaluate(unseen);
    if (why === "nothing has the focus") continue; // past the last: the browser's own bar
    if (why) dark.push(why);
    if (await page.evaluate((s) => document.activeElement.matches(s), selector)) {
      t.ok(dark.length === 0, `keyboard: the focus is seen at every stop to ${where}`, dark.join(" | "));
      return;
    }
  }
  throw new Error(`no Tab comes to ${selector}`);
}

async function signInByKeyboard(t, page, person) {
  await page.goto("/");
  await tabTo(t, page, 'a[href^="/dang-nhap"]', "signing in");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#account");
  await tabTo(t, page, "#account", "the account");
  await page.keyboard.type(person.account);
  await tabTo(t, page, "#password", "the password");
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#totp");
  if (!await page.evaluate(() => document.activeElement.id === "totp")) await tabTo(t, page, "#totp", "the code");
  await page.keyboard.type(totp(person.secret, Date.now()));
  await page.keyboard.press("Enter");
  await page.waitForSelector(".menu--me", { state: "attached" });
}

async function keyboard(t, browser, province, photo) {
  const citizen = await visitor(browser, province, "desktop");
  const filing = await citizen.newPage();
  const officer = await visitor(browser, province, "desktop");
  const page = await officer.newPage();
  let code;
  await t.part("keyboard: a dossier to receive", filing, async () => {
    await toCheck(filing, birthOf("Bàn Phím Mẫu", photo));
    await filing.click(SUBMIT);
    ({ code } = await receiptOf(filing));
  });
  await t.part("keyboard: signed in, code included", page, () => signInByKeyboard(t, page, province.people.canbo));
  await t.part("keyboard: from the menu to the work list, and to the dossier", page, async () => {
    await tabTo(t, page, 'a[href="/viec"]', "the work list");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/viec");
    await tabTo(t, page, "#q", "the search");
    await page.keyboard.press("Tab");
    await page.keyboard.press("/");
    t.ok(await page.evaluate(() => document.activeElement.id === "q"), "keyboard: the key / comes back to the search");
    await page.keyboard.type("ban phim");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/tim?q=*");
    await tabTo(t, page, `main a[href="/ho-so/${code}"]`, "the dossier's row");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/ho-so/${code}`);
  });
  await t.part("keyboard: the dossier is received", page, async () => {
    await tabTo(t, page, ".dossier__main", "the main action");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/lam/tiep-nhan");
    await tabTo(t, page, "main form .govuk-button-group button[type=submit]", "the button that receives");
    await page.keyboard.press("Space");
    await page.waitForURL(`**/ho-so/${code}`);
    t.ok(await page.locator(".notice--done").count() === 1, "keyboard: the act is confirmed", await main(page));
  });
  t.ok(officer.complaints.length === 0, "keyboard: quiet console", officer.complaints.join(" | "));
  province.people.canbo.cookies = (await officer.cookies()).filter((c) => c.name === "phien");
  await Promise.all([citizen.close(), officer.close()]);
}

// -- a network that breaks -------------------------------------------------------------------------

/* Before the server: when armed, it lets a filing through and cuts the wire when the answer
 * begins. */
class Wire {
  armed = false;
  cut = 0;

  static async before(url) {
    const wire = new Wire();
    const { port } = new URL(url);
    wire.server = createServer((near) => {
      const far = connect(port, "127.0.0.1");
      let filing = false;
      near.on("data", (bytes) => {
        if (bytes.includes("POST /")) filing = false;
        if (bytes.includes('name="go"\r\n\r\nsubmit')) filing = true;
        far.write(bytes);
      });
      far.on("data", (bytes) => {
        if (!wire.armed || !filing) return near.write(bytes);
        wire.cut++;
        near.resetAndDestroy();
      });
      for (const [one, other] of [[near, far], [far, near]])
        one.on("error", () => other.destroy()).on("close", () => other.destroy());
    });
    await new Promise((ready) => wire.server.listen(0, "127.0.0.1", ready));
    wire.url = `http://127.0.0.1:${wire.server.address().port}`;
    return wire;
  }

  close() { this.server.close(); }
}

/* The citizen files, the answer never comes, and `again` is what they do about it. */
async function brokenOnce(t, browser, officer, wire, photo, how, again) {
  const mother = `Đứt Mạng ${how}`;
  const context = await visitor(browser, wire, "phone");
  const page = await context.newPage();
  await t.part(`broken network, ${how}: one dossier, and its receipt`, page, async () => {
    await toCheck(page, birthOf(mother, photo));
    wire.armed = true;
    wire.cut = 0;
    await page.click(SUBMIT, { noWaitAfter: true });
    await unanswered(page);
    const filed = await filedUnder(officer, mother);
    t.ok(wire.cut > 0 && filed.length === 1, `broken network, ${how}: the server had it, the citizen no answer`, `${wire.cut} ${filed}`);
    wire.armed = false;
    await again(page);
    const { code } = await receiptOf(page);
    const now = await filedUnder(officer, mother);
    t.ok(now.length === 1 && now[0] === code, `broken network, ${how}: the receipt is of the one dossier`, `${code} ${now}`);
  });
  await context.close();
}

async function network(t, browser, province, officer, photo) {
  const wire = await Wire.before(province.url);
  await brokenOnce(t, browser, officer, wire, photo, "reload", (page) => page.reload());
  await brokenOnce(t, browser, officer, wire, photo, "back", async (page) => {
    await page.goBack(); // the error stands where the check stood, so these are the papers
    await goOn(page);
    await page.click(SUBMIT);
  });
  wire.close();
}

// -- the browser's own Back ------------------------------------------------------------------------

async function backAfterFiling(t, browser, province, officer, photo) {
  const mother = "Quay Lại Mẫu";
  const context = await visitor(browser, province, "phone");
  const page = await context.newPage();
  let first;
  await t.part("Back after filing: the same form again is the same dossier", page, async () => {
    await toCheck(page, birthOf(mother, photo));
    await page.click(SUBMIT);
    first = await receiptOf(page);
    await page.goBack();
    await page.click(SUBMIT);
    const second = await receiptOf(page);
    t.ok(second.code === first.code && second.secret === first.secret, "Back after filing: the same receipt", `${first.code} ${second.code}`);
  });
  await t.part("Back to the papers: the photo sent again is the same photo", page, async () => {
    await page.goBack(); // the check
    await page.goBack(); // the papers
    await page.reload(); // the page before is sent again
    await fill(page, { "file-birth_certificate": photo });
    await goOn(page);
    await page.click(SUBMIT);
    t.ok((await receiptOf(page)).code === first.code, "Back to the papers: the same receipt");
  });
  await t.part("Back after filing, with another answer: said plainly", page, async () => {
    await page.goBack();
    await page.click('button[name="go"][value="page-1"]');
    await fill(page, { child_name: "Nguyễn Văn Khác" });
    for (let i = 0; i < 4; i++) await goOn(page);
    await page.click(SUBMIT);
    await page.waitForSelector("main h1");
    const words = await main(page);
    t.ok(/đã được gửi rồi/.test(words) && /409/.test(words), "Back after filing: other answers are refused in plain words", words);
  });
  const filed = await filedUnder(officer, mother);
  t.ok(filed.length === 1 && filed[0] === first?.code, "Back after filing: one dossier in all", filed);
  await context.close();
}

async function textIsKept(t, browser, province) {
  const context = await visitor(browser, province, "phone");
  const page = await context.newPage();
  const typed = () => page.evaluate(() => [...document.querySelectorAll("main form input:not([type=hidden]), main form select")]
    .filter((f) => f.type !== "radio" || f.checked).map((f) => f.value).filter((v) => v).join("|"));
  const wanted = "10507|Nguyễn Thị Mẫu|2|7|2024|female|Bệnh viện mẫu, Hải Dương|Kinh";
  await t.part("a birth tomorrow is refused, and what was typed stays", page, async () => {
    await page.goto(`/thu-tuc/${BIRTH.key}/nop`);
    t.ok(/Không sau hôm nay, 01\/07\/2024/.test(await main(page)), "the form says which day is its last", await main(page));
    await fill(page, { ...BIRTH.pages[0], child_born: "2/7/2024", child_ethnic_group: "Kinh" });
    await goOn(page);
    const summary = await page.innerText(".govuk-error-summary");
    t.ok(/Ngày sinh: không được sau hôm nay, 01\/07\/2024/.test(summary), "a birth tomorrow is named", summary);
    t.ok(await typed() === wanted, "what was typed stays beside the fault", await typed());
  });
  await t.part("Back shows what was typed, page by page", page, async () => {
    await page.goBack();
    t.ok(await typed() === wanted, "Back from a fault: what was typed", await typed());
    await fill(page, { child_born: "1/7/2024" });
    await goOn(page);
    await fill(page, BIRTH.pages[1]);
    await goOn(page);
    await page.waitForSelector('[name="requester_phone"]:not([type=hidden])');
    await page.goBack();
    t.ok(await typed() === "Trần Thị Mẫu|000190000001|no", "Back to page 2: what was typed", await typed());
    await page.goBack();
    t.ok(await typed() === wanted.replace("|2|7|", "|1|7|"), "Back to page 1: what was typed", await typed());
  });
  t.ok(context.complaints.length === 0, "Back: quiet console", context.complaints.join(" | "));
  await context.close();
}

// -- a photo over a line that breaks ---------------------------------------------------------------

async function sending(t, browser, province) {
  const context = await visitor(browser, province, "phone"), page = await context.newPage();
  const photo = { name: "ảnh chụp.png", mimeType: "image/png", buffer: png(1600, 1200) };
  const sent = [], broken = { left: 4 };
  await context.route("**/api/tus/*", async (route) => {
    const request = route.request();
    if (request.method() === "PATCH") sent.push(request.postDataBuffer().length);
    if (broken.left > 0 && sent.length > 1) { broken.left--; await route.abort("internetdisconnected"); } else await route.continue();
  });
  await t.part("sending: a photo goes ahead of its form, in pieces", page, async () => {
    await page.goto(`/thu-tuc/${BIRTH.key}/nop`);
    for (const answers of BIRTH.pages.slice(0, 3)) { await fill(page, answers); await goOn(page); }
    await page.setInputFiles('[name="file-birth_certificate"]', photo);
    await page.waitForSelector(".sending >> text=Mất mạng");
    await goOn(page); // pressed while the line is broken: it waits, and goes on by itself
    await page.waitForSelector(SUBMIT, { timeout: 30000 });
    const words = await main(page);
    t.ok(words.includes("ảnh chụp.jpg"), "sending: made smaller, and held by its name", words);
    t.ok(sent.length > 2 && Math.max(...sent) <= 256 * 1024, "sending: no piece is larger than a bad line bears", sent.join());
    const whole = sent.reduce((a, b) => a + b, 0);
    t.ok(whole < photo.buffer.length, "sending: less was sent than was taken, with what was sent twice", `${whole} ${photo.buffer.length}`);
  });
  await t.part("sending: and the dossier is filed with it", page, async () => {
    await page.click(SUBMIT);
    await receiptOf(page);
  });
  const loud = context.complaints.filter((c) => !/ERR_INTERNET_DISCONNECTED/.test(c));
  t.ok(loud.length === 0, "sending: quiet console", loud.join(" | "));
  await context.close();
}

/* A registry's map: a drawing by itself; pointed at, it names a shape and leads to its record. */
async function mapAnswers(t, browser, province) {
  const context = await visitor(browser, province, "phone");
  const page = await context.newPage();
  await t.part("map: a shape that is touched leads to its record", page, async () => {
    await page.goto("/du-lieu/packing_house");
    const shape = page.locator("figure[data-map] path[data-title]").first(), title = await shape.getAttribute("data-title");
    await shape.dispatchEvent("click");
    t.ok((await page.innerText(".geomap__said")).includes(title), "map: its name is said", title);
    await page.click(".geomap__said a");
    t.ok((await page.innerText("h1")).includes(title), "map: and its record opens", page.url());
  });
  t.ok(context.complaints.length === 0, "map: quiet console", context.complaints.join(" | "));
  await context.close();
}

export async function edges(t, browser, province) {
  const folder = mkdtempSync(join(tmpdir(), "tinhso-browser-"));
  const photo = join(folder, PHOTO.name);
  writeFileSync(photo, PHOTO.buffer);
  await keyboard(t, browser, province, photo);
  const officer = await visitor(browser, province, "desktop");
  await signIn(province, officer, "canbo");
  await network(t, browser, province, officer, photo);
  await backAfterFiling(t, browser, province, officer, photo);
  await textIsKept(t, browser, province);
  await sending(t, browser, province);
  await mapAnswers(t, browser, province);
  await officer.close();
  rmSync(folder, { recursive: true, force: true });
}
