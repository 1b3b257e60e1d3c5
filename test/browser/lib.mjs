// lib.mjs -- what every browser suite needs: a province of its own, its people, a browser,
// and a tally.  Nothing here knows a page.
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const DEVICES = {
  phone: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1440, height: 900 } },
};

/* Positions only: nobody here is a person. */
const PEOPLE = [
  ["canbo", "desk", "10507"], ["chuyenvien", "specialist", "10507"], ["lanhdao", "leader", "10507"],
  ["canbo.huyen", "desk", "288"], ["chuyenvien.huyen", "specialist", "288"], ["lanhdao.huyen", "leader", "288"],
  ["chuyenvien.so", "specialist", "planning-investment"], ["tinh", "province_leader", "30"],
  ["thanhtra", "inspector", "30"], ["quantri", "administrator", "30"], ["dulieu", "data_officer", "30"],
  ["congdan", null, null],
];

// -- counting ----------------------------------------------------------------------------------

export class Tally {
  passed = 0;
  failed = 0;

  constructor(shots) { this.shots = shots; }

  ok(holds, claim, found = "") {
    if (holds) { this.passed++; return true; }
    this.failed++;
    const more = String(found).replace(/\s+/g, " ").slice(0, 600);
    console.log(`FAILED  ${claim}${more ? `\n        found: ${more}` : ""}`);
    return false;
  }

  /* A part of a story; what it throws is one failure, and the story goes on without it. */
  async part(claim, page, act) {
    try {
      await act();
      this.passed++;
      return true;
    } catch (error) {
      this.ok(false, claim, error.message.split("\n").slice(0, 6).join(" "));
      if (this.shots)
        await page.screenshot({ path: join(this.shots, `${claim.replace(/[^\p{L}\d]+/gu, "-").slice(0, 80)}.png`), fullPage: true }).catch(() => {});
      return false;
    }
  }
}

// -- a province --------------------------------------------------------------------------------

const freePort = () => new Promise((found) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => found(port));
  });
});

/* A database of its own beside the one that TINHSO_PG names. */
export function freshDatabase(address) {
  const name = `browser_${process.pid}_${Date.now()}`;
  execFileSync("psql", ["-qX", address, "-c", `CREATE DATABASE ${name}`]);
  return address.replace(/^(postgresql:\/\/[^/]*)\/[^?]*/, `$1/${name}`);
}

export class Province {
  clock = "2024-07-01T08:00";
  dev = true; // models are held against their views; packs are those of the tree

  /* store: "sqlite", or the address of a PostgreSQL; data: with the records of the packs' registries. */
  static async found(binary, store, { dev = true, data = true } = {}) {
    const p = new Province();
    p.dev = dev;
    p.binary = binary;
    p.folder = mkdtempSync(join(tmpdir(), "tinhso-browser-"));
    p.dir = join(p.folder, "province");
    p.log = join(p.folder, "log");
    p.run("init", p.dir, "--simulated", ...(data ? [] : ["--without-data"]), ...(store === "sqlite" ? [] : ["--store", freshDatabase(store)]));
    p.people = {};
    for (const [account, role, unit] of PEOPLE) {
      const printed = p.run("user", "add", p.dir, account, "--name", `Tài khoản ${account}`,
                            ...(role ? ["--role", role, "--unit", unit] : []));
      const [, password, secret] = printed.trimEnd().split("\t");
      p.people[account] = { account, password, secret };
    }
    await p.serve();
    return p;
  }

  /* What script/demo makes, smaller; it goes on from its last act. */
  static async demo(binary, clock = "2024-07-04T10:00") { // of so few, some are late by then
    const p = new Province();
    p.binary = binary;
    p.folder = mkdtempSync(join(tmpdir(), "tinhso-browser-"));
    p.dir = join(p.folder, "province");
    p.log = join(p.folder, "log");
    p.clock = clock;
    await promisify(execFile)("script/demo", ["--make", p.dir], { env: { DOSSIERS: "500", ...process.env } });
    p.people = Object.fromEntries(readFileSync(join(p.dir, "accounts.txt"), "utf8").split("\n")
      .filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t"))
      .map(([account, password, secret]) => [account, { account, password, secret }]));
    await p.serve();
    return p;
  }

  run(...args) { return execFileSync(this.binary, args, { encoding: "utf8" }); }

  /* Links in documents lead to where it listens, as an operator would set it. */
  async named() {
    const file = join(this.dir, "tinhso.json"), { port } = new URL(this.url);
    await this.stop();
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), base_url: this.url }));
    await this.serve(undefined, Number(port));
  }

  /* Stops and begins anew, at another time of the province's clock. */
  async again(clock) {
    await this.stop();
    await this.serve(clock);
  }

  async serve(clock = this.clock, port) {
    port ??= await freePort();
    const log = openSync(this.log, "a");
    this.url = `http://127.0.0.1:${port}`;
    this.process = spawn(this.from?.binary ?? this.binary, ["serve", this.dir, "--listen", `127.0.0.1:${port}`, ...(clock ? ["--clock", clock] : []), ...(this.dev ? ["--dev"] : [])],
                         { stdio: ["ignore", log, log], cwd: this.from?.cwd });
    await this.awake();
  }

  /* At the start, and after a fault: the parent starts a fallen server again. */
  async awake() {
    for (let i = 0; i < 600; i++) {
      try {
        if ((await fetch(`${this.url}/healthz`)).ok) return;
      } catch { /* not yet */ }
      await new Promise((r) => setTimeout(r, 50));
    }
    throw new Error(`no answer from ${this.url}: ${readFileSync(this.log, "utf8").slice(-800)}`);
  }

  /* The server's own complaints: in --dev a model that is not its view's declaration ends it. */
  complaints() {
    return readFileSync(this.log, "utf8").split("\n").filter((l) => /BUG|"level":"error"|Sanitizer/.test(l));
  }

  async stop() {
    const ended = new Promise((r) => this.process.once("exit", r));
    this.process.kill("SIGTERM");
    await ended;
  }

  async close() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// -- signing in --------------------------------------------------------------------------------

/* What the person's authenticator shows at a moment. */
export const totp = (secret, at) =>
  execFileSync("oathtool", ["--totp", "--base32", `--now=@${Math.floor(at / 1000)}`, secret], { encoding: "utf8" }).trim();

/* By the pages, as a person would; the session then serves every later context, because
 * a code counts once. */
export async function signIn(province, context, account) {
  const person = province.people[account];
  if (!person.cookies) {
    const page = await context.newPage();
    await page.goto(`${province.url}/dang-nhap`);
    await page.fill("#account", account);
    await page.fill("#password", person.password);
    await page.click("main form button[type=submit]");
    if (person.secret) {
      await page.fill("#totp", totp(person.secret, Date.now()));
      await page.click("main form button[type=submit]");
    }
    await page.waitForSelector(".menu--me", { state: "attached" });
    person.cookies = (await context.cookies()).filter((c) => c.name === "phien");
    await page.close();
  }
  await context.addCookies(person.cookies);
}

// -- a browser ---------------------------------------------------------------------------------

/* The shell is the same engine without a browser's own windows around it: a quarter less work. */
export const openBrowser = () => chromium.launch({
  executablePath: process.env.CHROMIUM || ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find(existsSync),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"],
});

/* A click, or a key, that leads to another document is over when that document is parsed.
 * Playwright comes back as soon as it has begun, and what does not wait by itself (count,
 * evaluate) would then look at half a page.  noWaitAfter is left as it is. */
function clicksArrive(page) {
  for (const one of [page, page.locator("html")].map(Object.getPrototypeOf)) {
    if (one.arrives) return;
    one.arrives = true;
    for (const name of ["click", "press"]) {
      const act = one[name];
      one[name] = async function (...given) {
        await act.apply(this, given);
        const where = typeof this.page === "function" ? this.page() : this;
        if (!given.at(-1)?.noWaitAfter) await where.waitForLoadState("domcontentloaded");
      };
    }
  }
}

/* Until the browser's own page stands there, which says that nobody answered. */
export async function unanswered(page) {
  for (let i = 0; i < 300 && !page.url().startsWith("chrome-error://"); i++) await new Promise((r) => setTimeout(r, 50));
  if (!page.url().startsWith("chrome-error://")) throw new Error(`answered, or still waited for: ${page.url()}`);
  await page.waitForLoadState();
}

/* A context that remembers what no page may do: speak in the console, ask another host. */
export async function visitor(browser, province, device, { lang = "vi", ...more } = {}) {
  const context = await browser.newContext({ ...DEVICES[device], locale: lang === "vi" ? "vi-VN" : "en-GB",
                                             baseURL: province.url, ...more });
  context.setDefaultTimeout(30000); // a busy machine; what is there is not waited for
  context.complaints = [];
  await context.addCookies([{ name: "ngon-ngu", value: lang, url: province.url }]);
  context.on("page", (page) => {
    clicksArrive(page);
    page.on("console", (m) => {
      const refusal = /the server responded with a status of 4(09|22|03|04)/.test(m.text());
      const late = /preloaded using link preload but not used within/.test(m.text()); // a busy machine
      if (["error", "warning"].includes(m.type()) && !refusal && !late)
        context.complaints.push(`${page.url()}: ${m.text()}`);
    });
    page.on("pageerror", (e) => context.complaints.push(`${page.url()}: ${e.message}`));
  });
  context.on("request", (r) => {
    if (!r.url().startsWith(province.url) && !/^(data|blob|about|file):/.test(r.url()))
      context.complaints.push(`asked another host: ${r.url()}`);
  });
  return context;
}
