// journey.mjs -- one dossier from a phone to its result, and what may go wrong on the way.
import { execFileSync } from "node:child_process";
import { signIn, visitor } from "./lib.mjs";
import { act, BIRTH, BUSINESS, file, fill, goOn, NOT_A_PHOTO, PHOTO, receiptOf, toCheck, track } from "./papers.mjs";

const main = (page) => page.innerText("main");
const value = (page, name) => page.inputValue(`[name="${name}"]:not([type=hidden])`);

async function officer(browser, province, device, account, more) {
  const context = await visitor(browser, province, device, more);
  await signIn(province, context, account);
  return { context, page: await context.newPage() };
}

/* Both the words and how they are found, marks or none. */
async function findGuide(t, page, device) {
  await t.part(`${device}: "khai sinh" is found from the first page`, page, async () => {
    await page.goto("/");
    t.ok((await page.innerText(".band")).includes("SỐ LIỆU MÔ PHỎNG"), `${device}: the first page carries the band`);
    await page.fill("#q", "khai sinh");
    await page.click(".search__go");
    await page.waitForSelector('main a[href="/thu-tuc/birth-registration"]');
  });
  await t.part(`${device}: "dang ky khai sinh" is found without marks`, page, async () => {
    await page.goto("/");
    await page.fill("#q", "dang ky khai sinh");
    await page.press("#q", "Enter");
    await page.click('main a[href="/thu-tuc/birth-registration"]');
    const words = await main(page);
    t.ok(/Đăng ký khai sinh/.test(words) && /Giấy chứng sinh/.test(words) && /\d{2}\/\d{2}\/2024/.test(words),
         `${device}: the guide names what is needed and the date it would be`, words);
    await page.click(".govuk-button--start");
    await page.waitForURL("**/nop");
  });
}

async function fileWithMistakes(t, page, device) {
  await t.part(`${device}: page 1 names every fault and keeps what was typed`, page, async () => {
    await fill(page, { ...BIRTH.pages[0], child_born: "31/02/2024", child_birth_place: "" });
    await goOn(page);
    const summary = await page.innerText(".govuk-error-summary");
    t.ok(/31\/0?2\/2024/.test(summary) && /Ngày sinh/.test(summary), `${device}: 31/02/2024 is named`, summary);
    t.ok(/Nơi sinh/.test(summary), `${device}: the place left out is named too`, summary);
    const kept = [];
    for (const name of ["child_name", "unit", "child_born-day", "child_born-month", "child_born-year"]) kept.push(await value(page, name));
    t.ok(kept.join("|") === "Nguyễn Thị Mẫu|10507|31|02|2024" && await page.isChecked('[name="child_sex"][value="female"]'),
         `${device}: page 1 keeps what was typed`, kept.join("|"));
    t.ok(await page.evaluate(() => document.activeElement.className.includes("error-summary")), `${device}: the faults have the focus`);
    await page.click(".govuk-error-summary a >> nth=0");
    t.ok(await page.evaluate(() => document.activeElement.closest("form") !== null), `${device}: a fault leads to its field`);
    await fill(page, { child_born: BIRTH.pages[0].child_born, child_birth_place: BIRTH.pages[0].child_birth_place });
    await goOn(page);
  });
  await t.part(`${device}: eleven digits are counted`, page, async () => {
    await fill(page, { ...BIRTH.pages[1], mother_id: "00019000000" });
    await goOn(page);
    const summary = await page.innerText(".govuk-error-summary");
    t.ok(/12/.test(summary) && /11/.test(summary), `${device}: the number wants 12 digits and has 11`, summary);
    t.ok(await value(page, "mother_id") === "00019000000", `${device}: the eleven digits are kept`);
    await fill(page, { mother_id: BIRTH.pages[1].mother_id });
    await goOn(page);
  });
  await t.part(`${device}: a paper that is no picture is refused, a true one held`, page, async () => {
    await fill(page, BIRTH.pages[2]);
    await goOn(page);
    await page.waitForSelector('[name="file-birth_certificate"]');
    await goOn(page);
    t.ok(/Giấy chứng sinh/.test(await page.innerText(".govuk-error-summary")), `${device}: a missing paper is named`);
    await fill(page, { "file-birth_certificate": NOT_A_PHOTO });
    await goOn(page);
    const summary = await page.innerText(".govuk-error-summary");
    t.ok(/PNG|PDF|JPG|JPEG/i.test(summary), `${device}: what kinds of file are taken is said`, summary);
    await fill(page, { "file-birth_certificate": PHOTO });
    await goOn(page);
    await page.waitForSelector('button[name="go"][value="submit"]');
  });
}

async function checkAndFile(t, page, device) {
  let receipt;
  await t.part(`${device}: the check page shows everything, and changing one page loses nothing`, page, async () => {
    await page.click('button[name="go"][value="page-1"]');
    t.ok(await value(page, "child_name") === "Nguyễn Thị Mẫu", `${device}: page 1 is filled when gone back to`);
    await fill(page, { child_name: "Nguyễn Thị Mẫu Hai" });
    for (let i = 0; i < 4; i++) await goOn(page);
    const words = await main(page);
    for (const said of ["Nguyễn Thị Mẫu Hai", "20/06/2024", "000190000001", "Trần Thị Mẫu", "giấy chứng sinh.png", "Nữ"])
      t.ok(words.includes(said), `${device}: the check page shows ${said}`, words);
  });
  await t.part(`${device}: pressing twice files once`, page, async () => {
    const codes = await page.evaluate(async () => {
      const form = document.querySelector("main form");
      const once = async () => {
        const data = new FormData(form);
        data.set("go", "submit");
        const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
        return (await answer.json()).code;
      };
      return Promise.all([once(), once()]);
    });
    await page.dblclick('button[name="go"][value="submit"]');
    receipt = await receiptOf(page);
    t.ok(codes.length === 2 && codes.every((c) => c === receipt.code), `${device}: four presses, one code`, `${codes} ${receipt.code}`);
    const words = await main(page);
    t.ok(/^H\d\d\./.test(receipt.code), `${device}: the code is a national one`, receipt.code);
    t.ok(/BẢN MẪU/.test(words), `${device}: the receipt says that it is a specimen`);
    t.ok(await page.locator(".qr").count() > 0, `${device}: the receipt has its QR code`);
  });
  return receipt;
}

async function followWithoutAccount(t, page, device, receipt) {
  await t.part(`${device}: tracked by code and secret`, page, async () => {
    await track(page, receipt);
    t.ok((await main(page)).includes(receipt.code), `${device}: the tracking page names the dossier`);
  });
  await t.part(`${device}: small letters and spaces do not matter`, page, () =>
    track(page, { code: ` ${receipt.code.toLowerCase()} `, secret: receipt.secret.toLowerCase().replace(/[- ]/g, "").replace(/(.{3})/g, "$1 ") }));
  await t.part(`${device}: a wrong secret is said plainly`, page, async () => {
    await page.goto("/tra-cuu");
    await page.fill("#code", receipt.code);
    await page.fill("#secret", "AAAA-AAAA-AAAA");
    await page.click("main form[action='/tra-cuu'] button[type=submit]");
    const words = await main(page);
    t.ok(await page.locator(".govuk-error-message").count() > 0 && await page.inputValue("#code") === receipt.code,
         `${device}: the fault stands at its field and the code is kept`, words);
  });
}

async function receive(t, browser, province, device, { code }) {
  const { context, page } = await officer(browser, province, device, "canbo");
  await t.part(`${device}: the desk finds the dossier in its list and accepts it`, page, async () => {
    await page.goto("/viec");
    await page.click(`main a[href="/ho-so/${code}"]`);
    const words = await main(page);
    t.ok(words.includes("Nguyễn Thị Mẫu Hai") && words.includes("giấy chứng sinh.png"), `${device}: the officer sees what was given`, words);
    await page.click(".dossier__main");
    await page.click("main form .govuk-button-group button[type=submit]");
    await page.waitForURL(`**/ho-so/${code}`);
    t.ok(await page.locator(".notice--done").count() === 1, `${device}: the act is confirmed once`);
    await page.reload();
    t.ok(await page.locator(".notice--done").count() === 0, `${device}: the confirmation is gone the next time`);
  });
  return context;
}

async function askAndSupply(t, browser, province, device, receipt, citizen) {
  const { context, page } = await officer(browser, province, device, "chuyenvien");
  await t.part(`${device}: a request without words is refused where it is typed`, page, async () => {
    await page.goto(`/ho-so/${receipt.code}/lam/yeu-cau-bo-sung`);
    await page.click("main form .govuk-button-group button[type=submit]");
    t.ok(await page.locator(".govuk-error-summary").count() === 1, `${device}: the empty request is named`, await main(page));
  });
  await t.part(`${device}: the specialist asks for a supplement`, page, () =>
    act(page, receipt.code, "yeu-cau-bo-sung", { note: "Đề nghị chụp lại giấy chứng sinh cho rõ." }));
  await t.part(`${device}: the citizen reads it and supplements`, citizen, async () => {
    await track(citizen, receipt);
    const words = await main(citizen);
    t.ok(words.includes("Đề nghị chụp lại giấy chứng sinh cho rõ."), `${device}: the request is shown in the officer's words`, words);
    await fill(citizen, { "file-birth_certificate": { ...PHOTO, name: "chụp lại.png" } });
    await citizen.click(".panel--ask form .govuk-button");
    await citizen.waitForSelector("#supplement", { state: "detached" });
    t.ok(await citizen.locator("#supplement").count() === 0, `${device}: nothing is asked any more`);
    t.ok(await citizen.locator(".pause").count() > 0, `${device}: the pause of the clock is shown`, await main(citizen));
  });
  await t.part(`${device}: the specialist sees the new paper and proposes`, page, async () => {
    await page.goto(`/ho-so/${receipt.code}`);
    t.ok((await main(page)).includes("chụp lại.png"), `${device}: the new paper stands with the others`);
    await act(page, receipt.code, "trinh");
  });
  await context.close();
}

async function signAndDeliver(t, browser, province, device, receipt, citizen) {
  const leader = await officer(browser, province, device, "lanhdao");
  await t.part(`${device}: the leader goes from "Hôm nay" to the dossier and signs`, leader.page, async () => {
    await leader.page.goto("/hom-nay");
    await leader.page.click(`main a[href="/ho-so/${receipt.code}"]`);
    await leader.page.click(".dossier__main");
    await leader.page.click("main form .govuk-button-group button[type=submit]");
    await leader.page.waitForURL(`**/ho-so/${receipt.code}`);
  });
  await leader.context.close();
  await t.part(`${device}: the result is a PDF with the band`, citizen, async () => {
    await track(citizen, receipt);
    const href = await citizen.getAttribute('section[aria-labelledby="result"] a', "href");
    await pdf(t, citizen, href, `${device}: the result`);
  });
  const desk = await officer(browser, province, device, "canbo");
  await t.part(`${device}: the desk hands it over`, desk.page, () => act(desk.page, receipt.code, "tra-ket-qua"));
  await t.part(`${device}: form 01 is a PDF too`, desk.page, async () => {
    await desk.page.goto(`/ho-so/${receipt.code}`);
    for (const link of await desk.page.locator('a[href*="/giay/"]').all())
      await pdf(t, desk.page, await link.getAttribute("href"), `${device}: ${await link.innerText()}`);
  });
  await desk.context.close();
  await t.part(`${device}: tracking tells the whole story`, citizen, async () => {
    await track(citizen, receipt);
    t.ok(await citizen.locator(".timeline__item").count() >= 7, `${device}: filed, accepted, asked, supplied, proposed, signed, delivered`, await citizen.innerText(".timeline"));
    t.ok(!/\bundefined\b|\bnull\b|\{\d\}/.test(await main(citizen)), `${device}: no hole in the words`, await main(citizen));
  });
}

async function pdf(t, page, href, what) {
  const answer = await page.context().request.get(href);
  const body = await answer.body();
  t.ok(answer.status() === 200 && body.subarray(0, 4).toString() === "%PDF", `${what} is a PDF`, `${href} ${answer.status()}`);
  const text = execFileSync("pdftotext", ["-", "-"], { input: body, encoding: "utf8" });
  t.ok(text.includes("SỐ LIỆU MÔ PHỎNG") && text.includes("KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"), `${what} carries both sentences`, text.slice(0, 300));
}

async function business(t, browser, province, device) {
  const citizen = await visitor(browser, province, device);
  const page = await citizen.newPage();
  let receipt;
  await t.part(`${device}: a household business is filed at its district`, page, async () => { receipt = await file(page, BUSINESS); });
  const desk = await officer(browser, province, device, "canbo.huyen");
  await t.part(`${device}: accepted, then the fee is charged`, desk.page, async () => {
    await act(desk.page, receipt.code, "tiep-nhan");
    await act(desk.page, receipt.code, "thu-phi"); // the right to collect is the desk's
  });
  await t.part(`${device}: the fee, its VietQR and the warning`, page, async () => {
    await track(page, receipt);
    const words = await page.innerText('section[aria-labelledby="fee"]');
    t.ok(/100\.000 đồng/.test(words) && /KHÔNG CHUYỂN TIỀN/.test(words), `${device}: the amount and KHÔNG CHUYỂN TIỀN`, words);
    t.ok(await page.locator('section[aria-labelledby="fee"] .qr').count() === 1, `${device}: the VietQR is drawn`);
    t.ok(await page.locator(".clock--paused").count() > 0, `${device}: the clock stands still`, await page.innerText("main"));
  });
  await t.part(`${device}: the payment is recorded and the clock's pause told`, desk.page, async () => {
    await desk.page.goto(`/ho-so/${receipt.code}/lam/ghi-nhan-nop-phi`);
    await fill(desk.page, { way: "cash" });
    await desk.page.click("main form .govuk-button-group button[type=submit]");
    await desk.page.waitForURL(`**/ho-so/${receipt.code}`);
    await track(page, receipt);
    t.ok(await page.locator(".pause").count() > 0 && await page.locator("#fee").count() === 0, `${device}: paid, and the pause stays told`, await page.innerText("main"));
  });
  await Promise.all([citizen.close(), desk.context.close()]);
}

/* Two officers look at the same dossier; the second to act is told so. */
async function conflict(t, browser, province) {
  const citizen = await visitor(browser, province, "phone");
  const page = await citizen.newPage();
  const a = await officer(browser, province, "desktop", "canbo");
  const b = await officer(browser, province, "desktop", "canbo");
  await t.part("two officers act at once", b.page, async () => {
    const { code } = await file(page, BIRTH);
    for (const one of [a, b]) await one.page.goto(`/ho-so/${code}/lam/tiep-nhan`);
    await a.page.click("main form .govuk-button-group button[type=submit]");
    await a.page.waitForURL(`**/ho-so/${code}`);
    await b.page.click("main form .govuk-button-group button[type=submit]");
    const words = await main(b.page);
    t.ok(/409/.test(words) && /trước/.test(words), "the second is told that somebody was first", words);
  });
  await Promise.all([citizen.close(), a.context.close(), b.context.close()]);
}

async function withoutScripts(t, browser, province) {
  const context = await visitor(browser, province, "phone", { javaScriptEnabled: false });
  const page = await context.newPage();
  await t.part("without JavaScript a dossier is filed and tracked", page, async () => {
    const receipt = await file(page, BIRTH);
    await track(page, receipt);
  });
  await context.close();
}

async function inEnglish(t, browser, province) {
  const context = await visitor(browser, province, "phone", { lang: "en" });
  const page = await context.newPage();
  const vietnamese = /Ông\/Bà|[Hh]ồ sơ|[Cc]hưa |[Nn]gày |[Gg]iờ |bắt buộc|đồng\b(?!\))/;
  const english = async (where) => {
    const words = await main(page);
    t.ok(!vietnamese.test(words), `in English: ${where} speaks English`, words.match(new RegExp(`.{0,60}(?:${vietnamese.source}).{0,60}`))?.[0]);
    t.ok(await page.getAttribute("html", "lang") === "en", `in English: ${where} says so`);
  };
  await t.part("in English: guide, form, receipt, tracking", page, async () => {
    await page.goto(`/thu-tuc/${BIRTH.key}`);
    await english("the guide");
    await page.goto(`/thu-tuc/${BIRTH.key}/nop`);
    await goOn(page);
    await english("the form with its faults");
    await toCheck(page, BIRTH);
    await english("the check");
    await page.click('button[name="go"][value="submit"]');
    const receipt = await receiptOf(page);
    await english("the receipt");
    await track(page, receipt);
    await english("the tracking");
  });
  await context.close();
}

async function figures(t, browser, province) {
  const context = await visitor(browser, province, "desktop");
  const page = await context.newPage();
  await t.part("a published figure stands beside its readings", page, async () => {
    await page.goto("/so-lieu");
    await page.click('main a[href="/so-lieu/emc-online-dossiers"]');
    const words = await main(page);
    t.ok(await page.locator(".reading").count() >= 2 && /87/.test(words), "87% beside at least two readings", words);
    t.ok(/SỐ LIỆU MÔ PHỎNG/.test(words), "the figure says that it is simulated");
    const csv = await context.request.get(await page.getAttribute('a[href*=".csv"]', "href"));
    t.ok(csv.status() === 200 && (await csv.text()).includes("SỐ LIỆU MÔ PHỎNG"), "so does its CSV");
  });
  await context.close();
}

async function wholeStory(t, browser, province, device) {
  const context = await visitor(browser, province, device);
  const page = await context.newPage();
  await findGuide(t, page, device);
  await fileWithMistakes(t, page, device);
  const receipt = await checkAndFile(t, page, device);
  if (!receipt) return;
  await followWithoutAccount(t, page, device, receipt);
  const desk = await receive(t, browser, province, device, receipt);
  await askAndSupply(t, browser, province, device, receipt, page);
  await signAndDeliver(t, browser, province, device, receipt, page);
  t.ok(context.complaints.length === 0 && desk.complaints.length === 0, `${device}: quiet console, no other host`, [...context.complaints, ...desk.complaints].join(" | "));
  await Promise.all([context.close(), desk.close()]);
}

export async function journey(t, browser, province) {
  for (const device of ["phone", "desktop"]) {
    await wholeStory(t, browser, province, device);
    await business(t, browser, province, device);
  }
  await conflict(t, browser, province);
  await withoutScripts(t, browser, province);
  await inEnglish(t, browser, province);
  await figures(t, browser, province);
}
