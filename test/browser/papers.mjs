// papers.mjs -- the two procedures filled in, for every suite that needs a dossier.
import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/* A true PNG: of 8 by 8 grey points, or of so many coloured ones by chance, as heavy as a photo. */
export function png(width = 8, height = 8) {
  const colour = width > 8;
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const head = Buffer.from([0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255, 8, colour ? 2 : 0, 0, 0, 0]);
  const points = colour ? Buffer.concat(Array.from({ length: height }, () => Buffer.concat([Buffer.alloc(1), randomBytes(3 * width)]))) : Buffer.alloc(72, 128);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head),
                        chunk("IDAT", deflateSync(points)), chunk("IEND", Buffer.alloc(0))]);
}

export const PHOTO = { name: "giấy chứng sinh.png", mimeType: "image/png", buffer: png() };
export const NOT_A_PHOTO = { name: "ảnh.png", mimeType: "image/png", buffer: Buffer.from("không phải ảnh") };

export const BIRTH = {
  key: "birth-registration",
  pages: [
    { unit: "10507", child_name: "Nguyễn Thị Mẫu", child_born: "20/6/2024", child_sex: "female", child_birth_place: "Bệnh viện mẫu, Hải Dương" },
    { mother_name: "Trần Thị Mẫu", mother_id: "000190000001", parents_married: "no" },
    { requester_relation: "mother", requester_phone: "0900000000" },
    { "file-birth_certificate": PHOTO },
  ],
};

export const BUSINESS = {
  key: "household-business-registration",
  pages: [
    { unit: "288", founded_by: "person", owner_name: "Lê Văn Mẫu", owner_id: "000080000003", owner_born: "1/2/1980", owner_phone: "0900000000" },
    { business_name: "Tạp hóa Mẫu", business_unit: "10507", business_address: "Số 1 đường Mẫu", business_lines: "Bán lẻ hàng tạp hóa" },
    { capital: "50000000", starts_on: "15/7/2024" },
    { "file-identity_paper": PHOTO },
  ],
};

/* Any control by its name; a date as d/m/y. */
export async function fill(page, answers) {
  for (const [name, value] of Object.entries(answers)) {
    const date = page.locator(`[name="${name}-day"]`);
    const field = page.locator(`[name="${name}"]:not([type=hidden])`).first();
    if (await date.count()) {
      const [day, month, year] = value.split("/");
      await date.fill(day);
      await page.fill(`[name="${name}-month"]`, month);
      await page.fill(`[name="${name}-year"]`, year);
      continue;
    }
    const kind = await field.evaluate((e) => e.tagName === "SELECT" ? "select" : e.type);
    if (kind === "select") await field.selectOption(value);
    else if (kind === "radio") await page.check(`[name="${name}"][value="${value}"]`);
    else if (kind === "file") {
      await field.setInputFiles(value);
      await page.locator(".sending:not(.sending--whole)").first().waitFor({ state: "detached" }); // upload.js
    }
    else await field.fill(value);
  }
}

export const goOn = (page) => page.click('button.govuk-button[name="go"][value="next"]:visible');

/* From the guide's address to the check page, without a fault. */
export async function toCheck(page, procedure) {
  await page.goto(`/thu-tuc/${procedure.key}/nop`);
  for (const answers of procedure.pages) {
    await fill(page, answers);
    await goOn(page);
  }
  await page.waitForSelector('button[name="go"][value="submit"]');
}

export const receiptOf = async (page) => {
  await page.waitForSelector("#secret");
  return { code: (await page.innerText("#code")).trim(), secret: (await page.innerText("#secret")).trim() };
};

export async function file(page, procedure) {
  await toCheck(page, procedure);
  await page.click('button[name="go"][value="submit"]');
  return receiptOf(page);
}

export async function track(page, { code, secret }) {
  await page.goto("/tra-cuu");
  await page.fill("#code", code);
  await page.fill("#secret", secret);
  await page.click("main form[action='/tra-cuu'] button[type=submit]");
  await page.waitForSelector(".timeline");
}

/* An officer's action by its address, with what its page asks for. */
export async function act(page, code, action, answers = {}) {
  await page.goto(`/ho-so/${code}/lam/${action}`);
  await fill(page, answers);
  await page.click("main form .govuk-button-group button[type=submit]");
  await page.waitForURL(`**/ho-so/${code}`);
}
