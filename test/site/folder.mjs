// folder.mjs -- what `init`, `serve` and `simulate` leave on the disk, and how they end.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Province } from "../browser/lib.mjs";

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

export async function folder(t, binary) {
  await modes(t, binary);
  refused(t, binary, {}, 1);
  refused(t, binary, { "birth-registration": 1, "household-business-registration": 0,
                       "digital-signature-support": 0 }, 3);
}
