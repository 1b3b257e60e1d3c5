// offline.mjs -- the one page that checks receipts without the site: taken from a running
// province, opened as a file while the province is stopped and the network is off.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Province } from "./lib.mjs";

const SAID = {
  vi: { good: "Biên nhận đúng", bad: "Biên nhận không khớp", unknown: "Chưa kiểm tra được", simulated: "SỐ LIỆU MÔ PHỎNG" },
  en: { good: "The receipt is right", bad: "The receipt does not fit", unknown: "It could not be checked", simulated: "SIMULATED DATA" },
};

async function take(province, path, as) {
  for (let i = 0; i < 60; i++) {
    const answer = await fetch(province.url + path);
    if (answer.ok) {
      const file = join(province.folder, as);
      writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
      return { file, headers: answer.headers };
    }
    await new Promise((r) => setTimeout(r, 100)); // a receipt waits a second for its signature
  }
  throw new Error(`no ${path}`);
}

async function stop(province) {
  const ended = once(province.process, "exit");
  province.process.kill("SIGTERM");
  await ended;
}

/* What a person sees after giving a receipt.  The page's policy lets nothing be compiled
 * in it, so it is asked again and again from here. */
export async function judged(page, receipt) {
  await page.evaluate(() => { document.getElementById("verdict").textContent = ""; });
  await page.setInputFiles("#file", []);
  await page.setInputFiles("#file", { name: "bien-nhan.txt", mimeType: "text/plain", buffer: Buffer.from(receipt) });
  for (let i = 0; i < 100; i++) {
    const text = await page.textContent("#verdict");
    if (text !== "") return { state: await page.getAttribute("#verdict", "class"), text };
    await new Promise((r) => setTimeout(r, 50));
  }
  return { state: "", text: "no verdict" };
}

const verify = (province, file) => {
  try {
    return [0, execFileSync(province.binary, ["verify", province.dir, file], { encoding: "utf8" })];
  } catch (error) {
    return [error.status, error.stdout];
  }
};

/* [what was altered, in the receipt, the verdict's class] */
const ALTERED = [
  ["the entry", (r) => r.replace(/^extra (.*)$/m, (_, b) => `extra ${Buffer.from(Buffer.from(b, "base64").toString().replace(/\n\d+ /, "\n1 ")).toString("base64")}`), "bad"],
  ["its number", (r) => r.replace(/^index (\d+)$/m, (_, n) => `index ${Number(n) + 1}`), "bad"],
  ["the size that was signed", (r) => r.replace(/\n(\d+)\n(?=[^\n]{44}\n\n)/, (_, n) => `\n${Number(n) + 1}\n`), "bad"],
  ["the signature", (r) => r.replace(/(.{20})(.)(.{8}=*\n)$/, (_, a, b, c) => a + (b === "A" ? "B" : "A") + c), "bad"],
  ["the log's name", (r) => r.replace(/tinhso\.invalid/g, "tinhso.example"), "bad"],
  ["a line that is gone", (r) => r.replace(/^index.*\n/m, ""), "unknown"],
  ["everything", () => "không phải biên nhận\n", "unknown"],
];

async function oneLanguage(t, page, receipt, lang) {
  const said = SAID[lang];
  const good = await judged(page, receipt);
  t.ok(good.state === "good" && good.text.includes(said.good), `${lang}: a genuine receipt is right`, good.text);
  t.ok(good.text.includes(said.simulated) && (await page.textContent("#band")) === said.simulated,
       `${lang}: simulated data say so`, good.text);
  for (const [what, alter, state] of ALTERED) {
    const bad = alter(receipt);
    t.ok(bad !== receipt, `there is something to alter: ${what}`);
    const found = await judged(page, bad);
    t.ok(found.state === state && found.text.includes(said[state]), `${lang}: altered: ${what}`, `${found.state} ${found.text}`);
    t.ok(!/undefined|null/.test(found.text), `${lang}: words for ${what}`, found.text);
  }
  await page.fill("#key", "khong-phai-khoa");
  const keyless = await judged(page, receipt);
  t.ok(keyless.state === "unknown" && !/undefined/.test(keyless.text), `${lang}: not a key`, keyless.text);
  await page.fill("#key", "");
  await page.fill("#receipt", receipt);
  await page.click("#form button[type=submit]");
  t.ok(!/undefined/.test(await page.textContent("#verdict")), `${lang}: no key`);
}

/* Every sentence of the core in every language, read from the file itself. */
function everyWord(t, html) {
  const keys = [...html.match(/SENTENCES = \{([^]*?)\n\};/)[1].matchAll(/^\s*([A-Z_]+):/gm)].map((m) => m[1]);
  const vi = html.slice(html.indexOf("vi: {"), html.indexOf("en: {"));
  t.ok(keys.length >= 12, "the core has its sentences", keys);
  for (const key of keys) t.ok(new RegExp(`\\b${key}: "`).test(vi), `Vietnamese for ${key}`);
}

export async function offline(t, browser, province) {
  const html = await take(province, "/kiem-tra/ngoai-tuyen.html", "kiem-tra.html");
  const { file } = await take(province, "/nhat-ky/1/bien-nhan.txt", "bien-nhan.txt");
  const receipt = readFileSync(file, "utf8");
  t.ok(/sandbox allow-scripts/.test(html.headers.get("content-security-policy")), "the page runs as nobody");
  everyWord(t, readFileSync(html.file, "utf8"));

  const online = await browser.newPage();
  await online.goto(`${province.url}/kiem-tra/ngoai-tuyen.html`);
  t.ok((await judged(online, receipt)).state === "good", "on the site too");
  await online.close();
  await stop(province);

  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const asked = [];
  page.on("request", (r) => { if (!r.url().startsWith("file:")) asked.push(r.url()); });
  await page.goto(pathToFileURL(html.file).href);
  await oneLanguage(t, page, receipt, "vi");
  await page.reload();
  await page.click("#lang");
  await oneLanguage(t, page, receipt, "en");
  t.ok(asked.length === 0, "nothing is asked of anybody", asked.join(" "));

  t.ok(verify(province, file)[0] === 0, "the command line agrees", verify(province, file)[1]);
  writeFileSync(`${file}.bad`, ALTERED[0][1](receipt));
  t.ok(verify(province, `${file}.bad`)[0] === 1, "and names the altered one", verify(province, `${file}.bad`)[1]);

  // A restored province: two journals, the receipts of both.
  const copy = join(province.folder, "copy.tgz");
  const second = Object.assign(new Province(), province, { dir: join(province.folder, "second"), log: join(province.folder, "log2") });
  province.run("backup", province.dir, copy);
  province.run("restore", copy, second.dir);
  await second.serve();
  const both = await take(second, "/kiem-tra/ngoai-tuyen.html", "kiem-tra-2.html");
  const last = JSON.parse(second.run("call", second.dir, "journal.entries")).rows[0].index;
  const fresh = readFileSync((await take(second, `/nhat-ky/${last}/bien-nhan.txt`, "bien-nhan-2.txt")).file, "utf8");
  await stop(second);
  await page.goto(pathToFileURL(both.file).href);
  t.ok((await judged(page, receipt)).state === "good", "a receipt of the old journal is right after a restore");
  const found = await judged(page, fresh);
  t.ok(found.state === "good" && found.text.includes("/2"), "and one of the new", found.text);
  await page.goto(pathToFileURL(html.file).href);
  t.ok((await judged(page, fresh)).state === "bad", "which the page of the old province does not take for its own");
  t.ok(verify(second, file)[0] === 0, "the restored folder verifies the old receipt", verify(second, file)[1]);
  t.ok(!existsSync(join(second.dir, "keeper/1/key")), "without the old key");
  await context.close();
  await province.serve();
}
