// folder.mjs -- what `init`, `serve` and `simulate` leave on the disk, and how they end.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Province } from "../browser/lib.mjs";
import { Client, said } from "./client.mjs";

const mode = (path) => (lstatSync(path).mode & 0o777).toString(8);

/* Debian's Node would look into a socket for files. */
const everything = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const path = join(folder, entry.name);
  return entry.isDirectory() ? [path, ...everything(path)] : [path];
});

async function modes(t, binary) {
  const old = process.umask(0o022);
  const p = await Province.found(binary, "sqlite");
  process.umask(old);
  t.ok(mode(p.dir) === "700", "the folder is its owner's", mode(p.dir));
  const all = everything(p.dir);
  const open = all.filter((path) => mode(path) !== (lstatSync(path).isDirectory() ? "700" : "600"));
  t.ok(all.length > 10 && open.length === 0, "so is everything in it", open.map((x) => `${mode(x)} ${x}`));
  for (const name of ["tinhso.db", "tinhso.db-wal", "run/sock", "secret"])
    t.ok(all.includes(join(p.dir, name)), `${name} was among it`);
  await p.close();
  const given = mkdtempSync(join(tmpdir(), "tinhso-mode-"));
  chmodSync(given, 0o755);
  execFileSync(binary, ["init", given, "--simulated"]);
  t.ok(mode(given) === "700", "a folder that was there becomes so", mode(given));
  rmSync(given, { recursive: true });
}

/* A pack whose invented answers do not fit its forms. */
function refused(t, binary, shares, code) {
  const folder = mkdtempSync(join(tmpdir(), "tinhso-refused-"));
  const pack = join(folder, "hai-duong"), dir = join(folder, "province");
  cpSync("packs/hai-duong", pack, { recursive: true });
  const file = join(pack, "simulation.json"), plan = JSON.parse(readFileSync(file, "utf8"));
  plan.version = 99;
  plan.procedures["birth-registration"].answers.child_birth_place = { words: ["Nhà hộ sinh ".repeat(40)] };
  plan.others.share = 0;
  for (const [procedure, share] of Object.entries(shares))
    plan.procedures[procedure].share = share;
  writeFileSync(file, JSON.stringify(plan));
  const meta = join(pack, "pack.json");
  writeFileSync(meta, JSON.stringify({ ...JSON.parse(readFileSync(meta, "utf8")), version: 99 }));
  execFileSync(binary, ["init", dir, "--simulated", "--pack", pack]);
  const r = spawnSync(binary, ["simulate", dir, "--from", "2024-01-02", "--to", "2024-01-31",
                               "--dossiers", "60", "--seed", "3"], { encoding: "utf8" });
  t.ok(r.status === code, `a simulation that is refused ends with ${code}`, `${r.status} ${r.stdout} ${r.stderr}`);
  t.ok(/refused \d+ times: dossier\.submit: .*child_birth_place/.test(r.stderr), "and says what was refused", r.stderr);
  rmSync(folder, { recursive: true });
}

/* The province's own pack, with one procedure more, while people are served. */
async function loaded(t, binary) {
  const p = await Province.found(binary, "sqlite"), c = new Client(p);
  const folder = mkdtempSync(join(tmpdir(), "tinhso-load-")), pack = join(folder, "hai-duong");
  cpSync("packs/hai-duong", pack, { recursive: true });
  const meta = join(pack, "pack.json"), said_of = JSON.parse(readFileSync(meta, "utf8"));
  const old = JSON.parse(readFileSync(join(pack, "procedures/dang-ky-khai-sinh.json"), "utf8"));
  const file = join(pack, "procedures/thu-moi.json"), address = "/thu-tuc/new-one";
  const load = () => spawnSync(binary, ["pack", "load", p.dir, pack], { encoding: "utf8" });
  t.ok((await c.get(address)).status === 404, "the new procedure is not there yet");

  writeFileSync(meta, JSON.stringify({ ...said_of, version: said_of.version + 1 }));
  writeFileSync(file, JSON.stringify({ ...old, procedure: "new-one", name: { vi: "Thủ tục mới", en: "New one" }, form: undefined }));
  let r = load();
  t.ok(r.status !== 0 && /thu-moi\.json/.test(r.stderr + r.stdout), "a pack with a fault is refused, the file named", `${r.status} ${r.stdout} ${r.stderr}`);
  t.ok((await c.get(address)).status === 404 && (await c.get("/thu-tuc/birth-registration")).status === 200, "and the old one serves on");

  writeFileSync(file, JSON.stringify({ ...old, procedure: "new-one", name: { vi: "Thủ tục mới", en: "New one" } }));
  const begun = performance.now();
  r = load();
  console.log(`   pack load: ${Math.round(performance.now() - begun)} ms`);
  t.ok(r.status === 0, "a whole pack goes into a running server", `${r.status} ${r.stdout} ${r.stderr}`);
  t.ok(said(await c.get(address)).includes("Thủ tục mới"), "and is on the next page");
  const body = JSON.stringify({ text: "x".repeat(300 * 1024) });
  const over = await c.send("POST", "/api/command/pack.load", { body, json: true, headers: { "content-type": "application/json" } });
  t.ok(over.status === 413, "nobody else may send so much", over.status);
  await p.close();
  rmSync(folder, { recursive: true });
}

export async function folder(t, binary) {
  await modes(t, binary);
  await loaded(t, binary);
  refused(t, binary, {}, 1);
  refused(t, binary, { "birth-registration": 1, "household-business-registration": 0,
                       "digital-signature-support": 0 }, 3);
}
