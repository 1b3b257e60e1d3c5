// dev.mjs -- `serve --dev`: what is changed on the disk is on the next page, without a
// build and without a restart.  In a copy of what it reads, so that nothing here is touched.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Province } from "../browser/lib.mjs";
import { Client, said } from "./client.mjs";

const edit = (path, from, to) => {
  const text = readFileSync(path, "utf8");
  if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
  writeFileSync(path, text.replace(from, to));
};

/* Asks until the answer holds, for the three seconds that a change may take. */
async function soon(ask, holds) {
  let r;
  for (let i = 0; i < 30; i++) {
    r = await ask();
    if (holds(r)) return r;
    await new Promise((done) => setTimeout(done, 100));
  }
  return r;
}

export async function dev(t, binary) {
  const tree = mkdtempSync(join(tmpdir(), "tinhso-dev-"));
  for (const part of ["build/assets", "po", "packs"])
    cpSync(part, join(tree, part), { recursive: true });
  const p = await Province.found(binary, "sqlite");
  await p.stop();
  p.from = { cwd: tree, binary: resolve(binary) };
  await p.serve();
  const c = new Client(p);

  t.ok((await c.get("/assets/app.css")).status === 200, "assets are there");
  edit(join(tree, "build/assets/app.css"), "{", "/* đổi */{");
  t.ok((await c.get("/assets/app.css", { headers: { "accept-encoding": "identity" } })).text.includes("/* đổi */"), "a changed asset");
  t.ok(/href="\/assets\/app\.css"/.test((await c.get("/")).text), "asked for by its plain name");

  edit(join(tree, "po/vi.po"), 'msgstr "Đăng nhập"', 'msgstr "Mời vào"');
  let r = await soon(() => c.get("/dang-nhap"), (x) => x.text.includes("Mời vào"));
  t.ok(r.text.includes("Mời vào"), "a changed translation", said(r));
  edit(join(tree, "po/vi.po"), 'msgid "Sign in"', 'msgid Sign in');
  r = await soon(() => c.get("/dang-nhap"), () => p.complaints().some((l) => /dev\.words/.test(l)));
  t.ok(r.text.includes("Mời vào") && p.complaints().some((l) => /vi\.po:\d+/.test(l)), "a broken one is told, and what was there stays");

  const file = join(tree, "packs/hai-duong/procedures/dang-ky-khai-sinh.json");
  const name = JSON.parse(readFileSync(file, "utf8")).name.vi;
  edit(file, name, `${name} (đổi)`);
  r = await soon(() => c.get("/thu-tuc"), (x) => said(x).includes("(đổi)"));
  t.ok(said(r).includes(`${name} (đổi)`), "a changed pack", said(r));
  edit(file, '"steps"', '"stepss"');
  r = await soon(() => c.get("/thu-tuc"), () => p.complaints().some((l) => /dev\.pack/.test(l)));
  t.ok(said(r).includes("(đổi)") && p.complaints().some((l) => /dang-ky-khai-sinh\.json:\d+/.test(l)), "a faulty one is told, and what was there stays", p.complaints());

  const areas = join(tree, "packs/hai-duong/registries/planting_area.json");
  edit(file, '"stepss"', '"steps"');
  edit(areas, '"title": {"vi": "Vùng trồng được cấp mã số"', '"title": {"vi": "Vùng trồng (đổi)"');
  r = await soon(() => c.get("/ogc/collections/planting_area"), (x) => x.text.includes("(đổi)"));
  t.ok(r.text.includes("Vùng trồng (đổi)"), "a registry's words", r.text.slice(0, 300));
  edit(areas, '"households": {', '"fruit_kg": {"type": "integer", "title": {"vi": "Sản lượng", "en": "Yield"}},\n    "households": {');
  r = await soon(() => c.get("/ogc/collections/planting_area/items?limit=1"), () => p.complaints().some((l) => /planting_area\.json/.test(l)));
  t.ok(r.status === 200 && p.complaints().some((l) => /planting_area\.json.*pack load/.test(l)), "a field that no table has yet is refused, with what to do", p.complaints().slice(-2));
  await p.close();
  rmSync(tree, { recursive: true });
}
