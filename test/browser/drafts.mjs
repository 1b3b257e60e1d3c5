// drafts.mjs -- a form that is kept as it is typed: begun on a telephone, gone on with at a
// desk, with a network that goes and comes.
import { signIn, unanswered, visitor } from "./lib.mjs";
import { BIRTH, fill, goOn } from "./papers.mjs";

const FORM = `/thu-tuc/${BIRTH.key}/nop`;
const OPEN = `${FORM}/tiep-tuc`;
const NAME = '[name="child_name"]';
const said = (page) => page.innerText("[data-saved]");
const says = (page, words) => page.waitForFunction((w) => new RegExp(w).test(document.querySelector("[data-saved]").textContent), words, { timeout: 30000 });

async function citizen(browser, province, device) {
  const context = await visitor(browser, province, device);
  await signIn(province, context, "congdan");
  return context;
}

/* What another page of the same person would open on, read without touching any page. */
const kept = async (context) => {
  const answer = await context.request.get(OPEN, { headers: { Accept: "application/json" } });
  if (!answer.ok()) return null;
  const model = await answer.json();
  return [...model.fields, ...model.carried].find((f) => f.name === "child_name")?.value;
};

/* Asked until it is so: a request sent while a page is left is answered to nobody. */
async function becomes(context, name) {
  for (let i = 0; i < 100; i++) {
    if (await kept(context) === name) return true;
    await new Promise((r) => setTimeout(r, 100));
  }
  return false;
}

async function resumed(t, phone, desktop) {
  await t.part("typed on a telephone, it is kept without a button", phone, async () => {
    await phone.goto(FORM);
    await fill(phone, { ...BIRTH.pages[0], child_name: "Gõ Trên Điện Thoại" });
    await says(phone, "^Đã lưu lúc \\d\\d:\\d\\d$");
    t.ok(await phone.locator("[data-saved]").getAttribute("role") === "status", "and says so politely");
  });
  await t.part("at a desk it is the first thing on one's page", desktop, async () => {
    await desktop.goto("/ho-so");
    await desktop.click(`.card--draft a[href="${OPEN}"]`);
    await desktop.waitForURL(`**${OPEN}`);
    t.ok(await desktop.inputValue(NAME) === "Gõ Trên Điện Thoại" && await desktop.inputValue('[name="child_born-day"]') === "20" && await desktop.isChecked('[name="child_sex"][value="female"]') && await desktop.inputValue('[name="unit"]') === "10507", "with everything in its place", await desktop.innerText("main"));
  });
}

async function clash(t, phone, desktop) {
  await t.part("typed on at the desk, the telephone is told and loses nothing", phone, async () => {
    await desktop.fill(NAME, "Gõ Trên Máy Bàn");
    await says(desktop, "^Đã lưu lúc");
    await phone.fill(NAME, "Gõ Tiếp Trên Điện Thoại");
    await phone.waitForSelector("[data-clash] .panel", { timeout: 30000 });
    const words = await phone.innerText("[data-clash]");
    t.ok(/đã mở trên thiết bị hoặc trang khác/.test(words) && await phone.locator("[data-clash]").getAttribute("role") === "alert", "the telephone is told", words);
    t.ok(await phone.inputValue(NAME) === "Gõ Tiếp Trên Điện Thoại" && await kept(phone.context()) === "Gõ Trên Máy Bàn", "and neither is written over", await kept(phone.context()));
  });
  await t.part("it may keep its own", phone, async () => {
    await phone.click('[data-clash] button[value="keep"]');
    await says(phone, "^Đã lưu lúc");
    t.ok(await phone.inputValue(NAME) === "Gõ Tiếp Trên Điện Thoại" && await kept(phone.context()) === "Gõ Tiếp Trên Điện Thoại", "kept", await kept(phone.context()));
  });
  await t.part("and then the desk may open that", desktop, async () => {
    await desktop.fill('[name="child_birth_place"]', "Nơi khác");
    await desktop.waitForSelector("[data-clash] .panel", { timeout: 30000 });
    await desktop.click(`[data-clash] a[href="${OPEN}"]`);
    await desktop.waitForFunction((s) => document.querySelector(s)?.value === "Gõ Tiếp Trên Điện Thoại", NAME);
  });
}

async function network(t, phone) {
  const context = phone.context();
  await t.part("the network goes while one types, and comes back", phone, async () => {
    await context.setOffline(true);
    await phone.fill(NAME, "Gõ Lúc Mất Mạng");
    await says(phone, "^Chưa lưu được, sẽ thử lại\\.$");
    await phone.fill(NAME, "Gõ Thêm Lúc Mất Mạng");
    await context.setOffline(false);
    await says(phone, "^Đã lưu lúc");
    t.ok(await becomes(context, "Gõ Thêm Lúc Mất Mạng"), "what was typed meanwhile is kept", await kept(context));
    t.ok(await phone.inputValue(NAME) === "Gõ Thêm Lúc Mất Mạng", "and stands on the page");
  });
  await t.part("a page left in the middle of a word is kept as it was left", phone, async () => {
    await phone.fill(NAME, "Rời Trang");
    await phone.goto("/tro-giup");
    t.ok(await becomes(context, "Rời Trang"), "kept", await kept(context));
  });
  await t.part("Continue while the network is gone, then again", phone, async () => {
    await phone.goto(OPEN);
    await phone.fill(NAME, "Bấm Tiếp Tục");
    await context.setOffline(true);
    await phone.click('button.govuk-button[name="go"][value="next"]:visible', { noWaitAfter: true });
    await unanswered(phone);
    await context.setOffline(false);
    await phone.goBack();
    t.ok(await phone.inputValue(NAME) === "Bấm Tiếp Tục", "Back shows what was typed", await phone.inputValue(NAME));
    await goOn(phone);
    await phone.waitForSelector('[name="mother_name"]:not([type=hidden])');
    t.ok(/^Đã lưu lúc/.test(await said(phone)) && await becomes(context, "Bấm Tiếp Tục"), "and it goes on, kept", await said(phone));
  });
}

export async function drafts(t, browser, province) {
  const phone = await citizen(browser, province, "phone"), desktop = await citizen(browser, province, "desktop");
  const [onPhone, onDesktop] = [await phone.newPage(), await desktop.newPage()];
  await resumed(t, onPhone, onDesktop);
  await clash(t, onPhone, onDesktop);
  await network(t, onPhone);
  const loud = [...phone.complaints, ...desktop.complaints].filter((line) => !/ERR_INTERNET_DISCONNECTED/.test(line));
  t.ok(loud.length === 0, "drafts: quiet console", loud.join(" | "));
  await Promise.all([phone.close(), desktop.close()]);
}
