// run.mjs -- the pages as people meet them, in Chromium.
//
//   node test/browser/run.mjs [--binary build/tinhso] [--routes build/release/routes] [--shots FOLDER] [SUITE]...
//
// Each suite gets a province of its own on SQLite; the journey and the day also on PostgreSQL when
// TINHSO_PG names one (test/with_postgres.sh does).  Last line: N passed, N failed.
import { parseArgs } from "node:util";
import { openBrowser, Province, Tally } from "./lib.mjs";
import { journey } from "./journey.mjs";
import { axe } from "./axe.mjs";
import { drafts } from "./drafts.mjs";
import { day } from "./day.mjs";
import { demo } from "./demo.mjs";
import { edges } from "./edges.mjs";
import { offline } from "./offline.mjs";

/* The longest first: what is begun last is over soon, and both lanes end together. */
const SUITES = { "axe-vi": axe("vi"), "axe-en": axe("en"), journey, day, edges, demo, drafts, offline };
const ON_BOTH = new Set(["journey", "day"]);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { binary: { type: "string", default: "build/tinhso" }, routes: { type: "string", default: "build/release/routes" },
             shots: { type: "string" } },
});
const names = positionals.length > 0 ? positionals : Object.keys(SUITES);
const tally = new Tally(values.shots);

// Those that look at the records of the packs' registries.
const DATA = new Set(["axe-vi", "axe-en", "edges"]);

async function suite(browser, name, store) {
  const begun = Date.now();
  const province = name === "demo" ? await Province.demo(values.binary) : await Province.found(values.binary, store, { data: DATA.has(name) });
  province.routes = values.routes;
  try {
    await SUITES[name](tally, browser, province);
  } catch (error) {
    tally.ok(false, `${name} came to its end`, error.stack);
  }
  // The demo alters a row; that the server says so is what it shows.
  const said = province.complaints().filter((line) => name !== "demo" || !/verify\.found/.test(line));
  tally.ok(said.length === 0, `${name}: the server had nothing to complain of`, said.join(" | "));
  await province.close();
  console.log(`-- ${name}, ${store.split(":")[0]}: ${Math.round((Date.now() - begun) / 1000)} s`);
}

// Two at a time, each in a Chromium of its own: a page that waits for its server leaves a core to
// the other, and what ails one browser is not the other's.
const jobs = names.flatMap((name) => [[name, "sqlite"], ...(ON_BOTH.has(name) && process.env.TINHSO_PG ? [[name, process.env.TINHSO_PG]] : [])]);
await Promise.all([0, 1].map(async () => {
  const browser = await openBrowser();
  for (let job = jobs.shift(); job; job = jobs.shift()) await suite(browser, ...job);
  await browser.close();
}));
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed > 0 ? 1 : 0);
