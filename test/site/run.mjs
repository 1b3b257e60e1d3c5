// run.mjs -- see run.sh.  A suite that needs folders of its own makes them itself.
import { Province, Tally } from "../browser/lib.mjs";
import { admin } from "./admin.mjs";
import { change } from "./change.mjs";
import { clients } from "./clients.mjs";
import { counter } from "./counter.mjs";
import { data } from "./data.mjs";
import { declare } from "./declare.mjs";
import { delegate } from "./delegate.mjs";
import { demo } from "./demo.mjs";
import { desk } from "./desk.mjs";
import { dev } from "./dev.mjs";
import { drafts } from "./drafts.mjs";
import { exchange } from "./exchange.mjs";
import { folder } from "./folder.mjs";
import { grants } from "./grants.mjs";
import { identity } from "./identity.mjs";
import { journal } from "./journal.mjs";
import { loads } from "./loads.mjs";
import { machine } from "./machine.mjs";
import { lead } from "./lead.mjs";
import { mailSuite as mail } from "./mail.mjs";
import { newcomer } from "./newcomer.mjs";
import { ogc } from "./ogc.mjs";
import { once } from "./once.mjs";
import { procedures } from "./procedures.mjs";
import { pulls } from "./pulls.mjs";
import { scannerSuite as scanner } from "./scanner.mjs";
import { search } from "./search.mjs";
import { sign } from "./sign.mjs";
import { sweep } from "./sweep.mjs";
import { tusSuite as tus } from "./tus.mjs";
import { work } from "./work.mjs";

const SUITES = { admin, clients, counter, data, declare, delegate, drafts, exchange, grants, identity, journal, lead, loads, machine, newcomer, procedures, search, sign, work };
const ALONE = { change, folder, dev, demo, desk, mail, ogc, once, pulls, scanner, sweep, tus };
/* Those that look at the records of the packs' registries. */
const DATA = new Set(["clients", "data", "declare", "exchange", "grants", "loads", "machine"]);
const BINARY = "build/tinhso";
const tally = new Tally();
const asked = process.argv.slice(2);
const wanted = (name) => asked.length === 0 || asked.includes(name);

async function attempt(claim, act) {
  try {
    await act();
  } catch (error) {
    tally.ok(false, `${claim} came to its end`, error.stack);
  }
}

for (const [name, suite] of Object.entries(SUITES).filter(([name]) => wanted(name)))
  for (const store of ["sqlite", process.env.TINHSO_PG]) {
    const on = `${name}, ${store.split(":")[0]}`;
    console.log(`-- ${on}`);
    const province = await Province.found(BINARY, store, { data: DATA.has(name) });
    await attempt(on, () => suite(tally, province));
    const said = province.complaints();
    tally.ok(said.length === 0, `${on}: the server had nothing to complain of`, said.join(" | "));
    await province.close();
  }
for (const [name, suite] of Object.entries(ALONE).filter(([name]) => wanted(name))) {
  console.log(`-- ${name}`);
  await attempt(name, () => suite(tally, BINARY));
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed > 0 ? 1 : 0);
