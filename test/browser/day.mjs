// day.mjs -- a working day, Wednesday 3 July 2024, at a commune and at the provincial service
// centre, by everybody it needs: a citizen with a phone, somebody at the counter, an enterprise,
// the desk, case officers, leaders who sign, a manager.  The hours pass on the province's clock;
// letters go through a mail server that is not ours.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mailbox, settings, until } from "../site/mailbox.mjs";
import { signIn, visitor } from "./lib.mjs";
import { act, BIRTH, file, fill, goOn, PHOTO, toCheck, track } from "./papers.mjs";

const DAY = "2024-07-03", COMMUNE = "10507", FROM = "khong-tra-loi@tinh.example.invalid", TO = "cong.dan@example.invalid";
const STAFF = [["quay.trungtam", "desk", "service-centre"], ["motcua.so", "desk", "planning-investment"], ["lanhdao.so", "leader", "planning-investment"]];
const PDF = (name) => ({ name, mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n% một tờ mẫu\n%%EOF\n") });

const PRESENT = {
  ...BIRTH,
  pages: [
    { ...BIRTH.pages[0], child_name: "Phạm Văn Mẫu", child_sex: "male", "intake-entered_by": "helped", "intake-channel": "1", "intake-applicant_kind": "0",
      "intake-applicant_name": "Phạm Thị Mẫu", "intake-applicant_number": "000190000077" },
    { ...BIRTH.pages[1], mother_name: "Phạm Thị Mẫu", mother_id: "000190000077" }, BIRTH.pages[2], BIRTH.pages[3],
  ],
};

const SUPPORT = {
  key: "digital-signature-support",
  pages: [
    { "intake-entered_by": "behalf", "intake-channel": "1", "intake-applicant_kind": "1", "intake-applicant_name": "Công ty Mẫu",
      enterprise_name: "Công ty Mẫu", tax_code: "000900000001", registered_on: "2/5/2024", head_office_unit: "10507" },
    { provider: "Nhà cung cấp mẫu", certificate_serial: "0A1B2C3D4E", certificate_from: "10/5/2024", paid: "1500000" },
    { bank: "Ngân hàng mẫu", bank_account: "000123456789" },
    { submitted_by: "representative", contact_phone: "0912345678" },
    { "file-enterprise_certificate": PHOTO, "file-signature_contract": PHOTO, "file-invoice": PDF("hóa đơn.pdf") },
  ],
};

const main = (page) => page.innerText("main");

/* Who takes part, each with a window of their own that lasts the day. */
class Cast {
  windows = new Map();

  constructor(browser, province) { Object.assign(this, { browser, province }); }

  async page(account, device = "desktop") {
    const key = `${account} ${device}`;
    if (!this.windows.has(key)) {
      const context = await visitor(this.browser, this.province, device);
      if (account) await signIn(this.province, context, account);
      this.windows.set(key, { context, page: await context.newPage(), account });
    }
    return this.windows.get(key).page;
  }

  /* The clock is moved by a restart, which leaves its address: everybody opens a new window. */
  async hour(time) {
    const complaints = await this.close();
    await this.province.again(`${DAY}T${time}`);
    for (const person of Object.values(this.province.people))
      person.cookies = person.cookies?.map(({ name, value }) => ({ name, value, url: this.province.url }));
    return complaints;
  }

  async close() {
    const said = [];
    for (const { context } of this.windows.values()) {
      said.push(...context.complaints);
      await context.close();
    }
    this.windows.clear();
    return said;
  }
}

async function hires(t, province) {
  for (const [account, role, unit] of STAFF) {
    const [, password, secret] = province.run("user", "add", province.dir, account, "--name", `Tài khoản ${account}`, "--role", role, "--unit", unit).trimEnd().split("\t");
    province.people[account] = { account, password, secret };
  }
}

const texts = async (page, href) => {
  const answer = await page.context().request.get(href), body = await answer.body();
  return { status: answer.status(), body, text: execFileSync("pdftotext", ["-layout", "-", "-"], { input: body, encoding: "utf8" }) };
};

// -- the morning -------------------------------------------------------------------------------

async function atHome(t, cast, made) {
  const page = await cast.page("congdan", "phone");
  await t.part("06:40 at home: a form is begun on the phone and left", page, async () => {
    await page.goto("/toi");
    await fill(page, { email: TO, phone: "0900000000" });
    await page.click('form[action="/toi/lien-he"] button[type=submit]');
    await page.goto(`/thu-tuc/${BIRTH.key}/nop`);
    await fill(page, BIRTH.pages[0]);
    await goOn(page);
    await page.goto("/");
    t.ok(/Chưa nộp/.test(await main(page)), "06:40 the first page says that a form is begun", await main(page));
  });
  await t.part("06:55 it is taken up where it stood, and filed", page, async () => {
    await page.click('main a[href$="/nop/tiep-tuc"]');
    for (const answers of BIRTH.pages.slice(1)) { await fill(page, answers); await goOn(page); }
    await page.click('button[name="go"][value="submit"]');
    await page.waitForSelector("#secret");
    made.own = { code: (await page.innerText("#code")).trim(), secret: (await page.innerText("#secret")).trim() };
    t.ok(await page.locator(".qr").count() > 0, "06:55 the receipt has its code");
  });
}

async function atTheCounter(t, cast, made) {
  const page = await cast.page("canbo");
  await t.part("07:40 at the commune's counter: somebody present is entered by the desk", page, async () => {
    made.present = await file(page, PRESENT);
    t.ok(/Phạm Thị Mẫu/.test(await main(page)), "07:40 the receipt is in the person's name", await main(page));
  });
  await t.part("07:50 the desk's list has both, and both are accepted", page, async () => {
    await page.goto("/viec");
    for (const one of [made.own, made.present])
      t.ok(await page.locator(`main a[href="/ho-so/${one.code}"]`).count() === 1, `07:50 ${one.code} is in the list`, await main(page));
    for (const one of [made.own, made.present]) await act(page, one.code, "tiep-nhan");
    await page.goto(`/ho-so/${made.present.code}`);
    const paper = await texts(page, `/ho-so/${made.present.code}/giay/01`);
    t.ok(paper.status === 200 && /Phạm Thị Mẫu/.test(paper.text) && /SỐ LIỆU MÔ PHỎNG/.test(paper.text), "07:50 form 01 is handed over", paper.text.slice(0, 400));
    writeFileSync(join(cast.province.folder, "01.pdf"), paper.body);
    execFileSync("pdftoppm", ["-r", "150", "-png", "-singlefile", join(cast.province.folder, "01.pdf"), join(cast.province.folder, "01")]);
    const read = execFileSync("zbarimg", ["-q", "--raw", join(cast.province.folder, "01.png")], { encoding: "utf8" });
    t.ok(read.includes(made.present.code), "07:50 and a scanner reads its code", read);
  });
}

async function atTheCentre(t, cast, made) {
  const page = await cast.page("quay.trungtam");
  await t.part("08:10 at the provincial centre: an enterprise's papers are entered for a department", page, async () => {
    made.support = await file(page, SUPPORT);
    t.ok(/Công ty Mẫu/.test(await main(page)), "08:10 in the enterprise's name", await main(page));
  });
  const desk = await cast.page("motcua.so");
  await t.part("08:20 the department's people at the centre accept it", desk, async () => {
    await act(desk, made.support.code, "tiep-nhan");
    const words = await main(desk);
    t.ok(/17\/07\/2024/.test(words), "08:20 ten working days on is promised", words.slice(0, 900));
  });
}

async function inTheOffice(t, cast, made) {
  const page = await cast.page("chuyenvien");
  await t.part("09:10 the case officer finds one paper unreadable and asks for it again", page, async () => {
    await page.goto("/viec");
    await page.click(`main a[href="/ho-so/${made.own.code}"]`);
    await act(page, made.own.code, "yeu-cau-bo-sung", { note: "Đề nghị chụp lại giấy chứng sinh cho rõ." });
    await act(page, made.present.code, "trinh");
  });
}

async function letters(t, cast, made, box) {
  const of = (words) => box.letters.find((l) => l.headers.subject.includes(words) && l.headers.subject.includes(made.own.code));
  t.ok(await until(() => of("cần bổ sung")), "09:11 a letter says that something is asked", JSON.stringify(box.letters.map((l) => l.headers.subject)));
  t.ok(["Đã ghi nhận", "Đã tiếp nhận", "cần bổ sung"].every((w) => of(w)) && box.letters.every((l) => l.to.join() === TO), "09:11 as two did before it, all to the citizen", JSON.stringify(box.letters.map((l) => l.headers.subject)));
  t.ok(!box.letters.some((l) => /chụp lại|khai sinh/i.test(l.text)), "09:11 none says what it is about", "");
  const page = await cast.page("congdan", "phone");
  await t.part("10:05 the citizen follows the letter to the inbox, and supplements from the phone", page, async () => {
    await page.goto("/");
    t.ok(/3 thông báo mới/.test(await main(page)), "10:05 the first page has three new notices", await main(page));
    await page.click('main a[href="/hop-thu"]');
    await page.click(`main a[href="/ho-so/${made.own.code}"] >> nth=0`);
    t.ok((await main(page)).includes("Đề nghị chụp lại giấy chứng sinh cho rõ."), "10:05 the request is in the officer's words", await main(page));
    await fill(page, { "file-birth_certificate": { ...PHOTO, name: "chụp lại.png" } });
    await page.click(".panel--ask form .govuk-button");
    await page.waitForSelector("#supplement", { state: "detached" });
    t.ok(await page.locator("#supplement").count() === 0, "10:05 nothing is asked any more");
    await page.goto("/hop-thu");
    await page.click('form[action="/hop-thu"] button');
    await page.goto("/");
    t.ok(!/thông báo mới/.test(await main(page)), "10:05 read notices are no longer new", await main(page));
  });
}

// -- the afternoon ------------------------------------------------------------------------------

async function signs(t, cast, made) {
  const officer = await cast.page("chuyenvien");
  await t.part("13:40 the case officer proposes", officer, () => act(officer, made.own.code, "trinh"));
  const leader = await cast.page("lanhdao", "phone");
  await t.part("14:00 the leader signs both on the phone, in one go", leader, async () => {
    await leader.goto("/viec/ky?chon=all");
    t.ok(await leader.locator('input[name="codes"]:checked').count() === 2, "14:00 two wait for a signature", await main(leader));
    await leader.click('main form[action="/viec/ky"] button[type=submit]');
    const words = await leader.innerText(".panel--done");
    t.ok([made.own, made.present].every((one) => words.includes(one.code)), "14:00 both are signed", words);
  });
}

async function results(t, cast, made, box) {
  const page = await cast.page("congdan", "phone");
  t.ok(await until(() => box.letters.some((l) => l.headers.subject.includes("đã có kết quả"))), "14:02 the citizen is told", JSON.stringify(box.letters.map((l) => l.headers.subject)));
  await t.part("14:30 the citizen takes the result and has it checked", page, async () => {
    await page.goto(`/ho-so/${made.own.code}`);
    const href = await page.getAttribute('section[aria-labelledby="result"] a', "href"), result = await texts(page, href);
    t.ok(result.status === 200 && /SỐ LIỆU MÔ PHỎNG/.test(result.text) && result.text.includes(made.own.code), "14:30 the result is a PDF", result.text.slice(0, 300));
    const path = join(cast.province.folder, "ket-qua.pdf");
    writeFileSync(path, result.body);
    const sig = execFileSync("pdfsig", ["-nocert", path], { encoding: "utf8" });
    t.ok(/Signature is Valid\./.test(sig) && /Total document signed/.test(sig), "14:30 pdfsig finds it signed, the whole of it", sig);
    await page.goto("/kiem-tra");
    await page.setInputFiles('main input[type=file]', path);
    if (await page.locator(".verdict--good").count() === 0) await page.click("main form button[type=submit]");
    await page.waitForSelector(".verdict--good");
    t.ok((await main(page)).includes(made.own.code), "14:30 and our page confirms it", await main(page));
    await page.goto(`/ho-so/${made.own.code}`);
    await fill(page, { score: "5", text: "Nhanh, rõ." });
    await page.click('form[action$="/danh-gia"] button[type=submit]');
    t.ok(/Rất hài lòng/.test(await main(page)), "14:30 and says how it went", await main(page));
  });
  const desk = await cast.page("canbo");
  await t.part("15:00 the other result is handed over at the counter", desk, async () => {
    await act(desk, made.present.code, "tra-ket-qua");
    t.ok(/Đã trả kết quả/.test(await main(desk)), "15:00 it is closed", (await main(desk)).slice(0, 500));
    await desk.goto("/viec");
    t.ok(await desk.locator(`main a[href="/ho-so/${made.present.code}"]`).count() === 0, "15:00 and leaves the list", await main(desk));
  });
}

async function department(t, cast, made) {
  const officer = await cast.page("chuyenvien.so"), leader = await cast.page("lanhdao.so");
  await t.part("15:20 the department decides the enterprise's dossier", officer, async () => {
    await act(officer, made.support.code, "trinh");
    await act(leader, made.support.code, "ky");
    await leader.goto("/viec");
    t.ok(await leader.locator(`main a[href="/ho-so/${made.support.code}"]`).count() === 0, "15:20 nothing waits for the leader any more", await main(leader));
  });
  const page = await cast.page(null, "phone");
  await t.part("15:40 the enterprise follows it by code and secret", page, async () => {
    await track(page, made.support);
    t.ok(await page.locator('section[aria-labelledby="result"]').count() === 1, "15:40 the result is there", await main(page));
  });
}

async function manages(t, cast, made) {
  const page = await cast.page("tinh");
  await t.part("16:30 the manager sees the day in figures", page, async () => {
    await page.goto("/thong-ke?ky=2024-07");
    const { sum } = await (await page.context().request.get(page.url(), { headers: { accept: "application/json" } })).json();
    t.ok(sum.received === 3 && sum.closed === 3 && sum.early === 1 && sum.on_time === 2 && sum.late === 0 && sum.open === 0, "16:30 three received, one closed a day early and two on their day, none late", JSON.stringify(sum));
    const words = await page.innerText(".report__sum");
    t.ok(/3/.test(words) && /100/.test(words), "16:30 as the page says", words);
    await page.click("main .report tbody a >> nth=0");
    t.ok(await page.locator(".report tbody tr").count() > 0, "16:30 and opens below", await main(page));
  });
  const desk = await cast.page("canbo");
  await t.part("16:45 the register of the commune holds the day", desk, async () => {
    await desk.goto("/so-theo-doi");
    const words = await main(desk);
    t.ok([made.own, made.present].every((one) => words.includes(one.code)) && !words.includes(made.support.code), "16:45 its own two, and no other's", words.slice(0, 900));
  });
  const citizen = await cast.page("congdan", "phone");
  await t.part("20:00 the citizen sees who read what was given", citizen, async () => {
    await citizen.goto("/toi");
    const words = await main(citizen);
    t.ok(/Tài khoản chuyenvien, Phường Cẩm Thượng/.test(words) && /giải quyết hồ sơ/.test(words), "20:00 by account, unit and reason", words.slice(0, 900));
    t.ok(!/dossier\.|office\./.test(words), "20:00 in words, not in names of ours", words.slice(0, 900));
  });
}

export async function day(t, browser, province) {
  const box = await mailbox(), made = {}, cast = new Cast(browser, province), said = [];
  await province.stop();
  await hires(t, province);
  settings(province, { server: `smtp://127.0.0.1:${box.port}`, from: FROM });
  await province.serve(`${DAY}T06:40`);
  await until(() => false, 3); // e-mail begins with what happens after its first look
  await atHome(t, cast, made);
  if (!made.own) return;
  said.push(...await cast.hour("07:40"));
  await atTheCounter(t, cast, made);
  await atTheCentre(t, cast, made);
  said.push(...await cast.hour("09:10"));
  await inTheOffice(t, cast, made);
  await letters(t, cast, made, box);
  said.push(...await cast.hour("13:40"));
  await signs(t, cast, made);
  await results(t, cast, made, box);
  await department(t, cast, made);
  said.push(...await cast.hour("16:30"));
  await manages(t, cast, made);
  said.push(...await cast.close());
  t.ok(said.length === 0, "the whole day: quiet consoles, no other host", said.join(" | "));
  const verified = execFileSync(province.binary, ["verify", province.dir], { encoding: "utf8" });
  t.ok(/All/.test(verified), "and in the evening everything is verified", verified);
  await box.close();
}
