// once.mjs -- declared once: a form is filled in from the one record that a registry has about
// whoever is signed in, and a granted result becomes a record of that registry; what could not be
// written is said to the office.  Without JavaScript, on both stores; the pack is a test's own.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshDatabase, Province } from "../browser/lib.mjs";
import { Client, said } from "./client.mjs";

const PACK = "test/packs/vuon-mau", FORM = "/thu-tuc/test-garden/nop";
const AN = "000187004321", BINH = "000190001234";
const PEOPLE = [["canbo", "desk", "10507"], ["chuyenvien", "specialist", "10507"], ["lanhdao", "leader", "10507"],
                ["dulieu", "data_officer", "30"], ["nguoi.an", null, AN], ["nguoi.binh", null, BINH]];

async function province(binary, store) {
  const p = new Province();
  p.binary = binary;
  p.dev = false; // the pack is the test's own
  p.folder = mkdtempSync(join(tmpdir(), "tinhso-once-"));
  p.dir = join(p.folder, "province");
  p.log = join(p.folder, "log");
  execFileSync(binary, ["init", p.dir, "--simulated", "--pack", PACK, ...(store === "sqlite" ? [] : ["--store", freshDatabase(store)])]);
  p.people = {};
  for (const [account, role, where] of PEOPLE) {
    const [, password, secret] = p.run("user", "add", p.dir, account, "--name", `Tài khoản ${account}`,
                                       ...(role ? ["--role", role, "--unit", where] : ["--number", where])).trimEnd().split("\t");
    p.people[account] = { account, password, secret };
  }
  await p.serve();
  return p;
}

const api = (c, kind, name, input) => c.send("POST", `/api/${kind}/${name}`, { json: true, body: JSON.stringify(input), headers: { "content-type": "application/json" } });
const record = async (c, key) => {
  const r = await c.get(`/api/query/registry.one?${new URLSearchParams({ registry: "test_garden", key, versions: "true" })}`, { json: true });
  return r.status === 200 ? r.json().out : { status: r.status };
};
const value = (r, name) => new RegExp(`<input[^>]*\\bname="${name}"[^>]*\\bvalue="([^"]*)"`).exec(r.text)?.[1] ?? new RegExp(`<input[^>]*\\bvalue="([^"]*)"[^>]*\\bname="${name}"`).exec(r.text)?.[1] ?? "";

async function people(p) {
  const all = { nobody: new Client(p) };
  for (const [account] of PEOPLE) {
    all[account] = new Client(p);
    await all[account].as(account);
  }
  return all;
}

async function planted(t, c) {
  for (const values of [{ code: "V1", name: "Vườn mẫu một", crop: "longan", area_m2: 1200, planted_on: "2019-03-04", grower_number: AN, commune: "10507" },
                        { code: "V2", crop: "lychee", area_m2: 900, commune: "10507" }]) {
    const r = await api(c, "command", "registry.create", { registry: "test_garden", values });
    t.ok(r.status === 200, `${values.code} is on record`, r.text);
  }
}

async function prefilled(t, who) {
  const page = await who["nguoi.an"].get(FORM);
  t.ok(value(page, "garden_code") === "V1" && value(page, "garden_name") === "Vườn mẫu một" && /^1\.?200$/.test(value(page, "area")), "what the registry holds about the person is filled in", `${value(page, "garden_code")} ${value(page, "area")}`);
  t.ok(value(page, "planted_on-day") === "4" && value(page, "planted_on-year") === "2019", "a day too", value(page, "planted_on-day"));
  t.ok(/Lấy từ “Vườn mẫu”, nơi có một bản ghi về Ông\/Bà/.test(said(page)), "and the page says where from", said(page).slice(0, 900));
  const en = await who["nguoi.an"].send("GET", FORM, { headers: { cookie: [...who["nguoi.an"].cookies].map(([k, v]) => `${k}=${k === "ngon-ngu" ? "en" : v}`).join("; ") } });
  t.ok(/From “Sample gardens”, which has one record about you/.test(said(en)), "in English too", said(en).slice(0, 900));
  for (const name of ["nguoi.binh", "nobody", "canbo"]) {
    const other = await who[name].get(FORM);
    t.ok(other.status === 200 && value(other, "garden_code") === "" && !/\bV1\b|Vườn mẫu một/.test(said(other)) && !other.text.includes('value="V1"'), `nothing of it for ${name}`, `${other.status} ${value(other, "garden_code")}`);
  }
}

const DEEDS = [["canbo", "tiep-nhan"], ["chuyenvien", "trinh"], ["lanhdao", "ky"]];

/* Filed by somebody, accepted, proposed, and signed unless fewer deeds are asked for. */
async function handled(t, who, name, answers, deeds = DEEDS.length) {
  let r = await who[name].fileStep(FORM, "test-garden", { unit: "10507", who: `Tài khoản ${name}`, ...answers }, "submit");
  const code = /\w+\.30\.10507-\d{6}-\d{4}/.exec(said(r))?.[0];
  t.ok(r.status === 201 && code, `filed by ${name}`, `${r.status} ${said(r).slice(0, 500)}`);
  for (const [officer, action] of DEEDS.slice(0, deeds)) {
    const at = `/ho-so/${code}/lam/${action}`;
    r = await who[officer].submit(at, at);
    t.ok(r.status === 303, `${action}`, `${r.status} ${said(r).slice(0, 300)}`);
  }
  return code;
}

/* Its page, once the program has noted what became of the record, in acts of its own. */
async function noted(who, code) {
  let r;
  for (let i = 0; i < 60; i++) {
    r = await who.lanhdao.get(`/ho-so/${code}`);
    if (/ghi được vào|được ghi vào/.test(said(r))) break;
    await new Promise((go) => setTimeout(go, 250));
  }
  return r;
}

async function granted(t, who, name, answers) {
  const code = await handled(t, who, name, answers), r = await noted(who, code);
  t.ok(/Đã giải quyết|giải quyết xong|Đã xử lý xong/i.test(said(r)), "the result stands", said(r).slice(0, 600));
  return { code, page: said(r) };
}

async function written(t, who) {
  const { code, page } = await granted(t, who, "nguoi.an", { garden_code: "V1", garden_name: "Vườn mẫu một", area: "1.500", "planted_on-day": "4", "planted_on-month": "3", "planted_on-year": "2019" });
  const now = await record(who.dulieu, "V1");
  t.ok(now.values?.area_m2 === 1500 && now.values.crop === "lychee" && now.values.dossier === code && now.values.granted_on === "2024-07-01", "the granted result is the record's next version", JSON.stringify(now.values));
  t.ok(now.versions?.length === 2, "the one before is kept", now.versions?.length);
  t.ok(/Kết quả đã được ghi vào “Vườn mẫu”: V1/.test(page), "and the office reads so", page.slice(-900));
  const form = await who["nguoi.an"].get(FORM);
  t.ok(/^1\.?500$/.test(value(form, "area")), "the next form begins with it", value(form, "area"));
  return code;
}

async function not_written(t, who) {
  let { page } = await granted(t, who, "nguoi.binh", { garden_code: "V1", area: "700" });
  t.ok(/Kết quả chưa ghi được vào “Vườn mẫu”; xin ghi bằng tay\. Bản ghi mang khóa này là về người khác/.test(page), "another's record is not written, and the office reads why", page.slice(-900));
  t.ok((await record(who.dulieu, "V1")).values.area_m2 === 1500, "it is as it was");
  ({ page } = await granted(t, who, "nguoi.binh", { garden_code: "V".repeat(25), area: "50" }));
  t.ok(/chưa ghi được vào “Vườn mẫu”.*Mã vườn:/.test(page), "nor one that does not hold", page.slice(-900));
  ({ page } = await granted(t, who, "nguoi.binh", { garden_code: "V6", area: "50" }));
  t.ok(/chưa ghi được vào “Vườn mẫu”.*Diện tích \(m²\):/.test(page) && (await record(who.dulieu, "V6")).status === 404, "by its field", page.slice(-900));
}

async function several(t, who) {
  await granted(t, who, "nguoi.binh", { garden_code: "V7", area: "700" });
  t.ok((await record(who.dulieu, "V7")).values?.area_m2 === 700, "a new record");
  t.ok(value(await who["nguoi.binh"].get(FORM), "garden_code") === "V7", "is known at the next form");
  await granted(t, who, "nguoi.binh", { garden_code: "V8", area: "800" });
  t.ok(value(await who["nguoi.binh"].get(FORM), "garden_code") === "", "of two records none is taken");
}

/* Signed and written while nobody serves, as if the program had fallen before the note. */
async function interrupted(t, p, who) {
  const code = await handled(t, who, "nguoi.an", { garden_code: "V9", area: "900" }, 2);
  const call = (name, input) => JSON.parse(p.run("call", p.dir, name, JSON.stringify(input)));
  await p.stop();
  call("dossier.sign", { code });
  t.ok(call("dossier.outcomes", {}).codes.includes(code), "what was signed is due");
  const first = call("dossier.enter", { code }), again = call("dossier.enter", { code });
  t.ok(first.record === "V9" && again.record === "V9", "written; and again", `${JSON.stringify(first)} ${JSON.stringify(again)}`);
  await p.serve(null); // what the command line did is dated by the real clock
  for (const c of Object.values(who)) c.url = p.url;
  t.ok(/được ghi vào “Vườn mẫu”: V9/.test(said(await noted(who, code))), "the next start says so on the dossier");
  t.ok((await record(who.dulieu, "V9")).versions?.length === 1, "and it was written once");
}

function checked(t, binary) {
  const folder = mkdtempSync(join(tmpdir(), "tinhso-once-pack-")), file = join(folder, "vuon-mau/procedures/vuon-mau.json");
  cpSync(PACK, join(folder, "vuon-mau"), { recursive: true });
  const check = () => spawnSync(binary, ["pack", "check", join(folder, "vuon-mau")], { encoding: "utf8" });
  let r = check();
  t.ok(r.status === 0, "the pack holds", `${r.stdout} ${r.stderr}`);
  writeFileSync(file, readFileSync(file, "utf8").replace('"take": "area_m2"', '"take": "area_ha"').replace('"crop": "lychee"', '"crop": "rice"').replace('"dossier": "dossier/code"', '"dosier": "dossier/code"'));
  r = check();
  const out = r.stdout + r.stderr;
  t.ok(r.status !== 0 && ["form/properties/area/x-prefill/take", "result/record/values/crop", "result/record/values/dosier"].every((at) => out.includes(at)), "what is not there is refused by its place", out);
  rmSync(folder, { recursive: true });
}

export async function once(t, binary) {
  checked(t, binary);
  for (const store of ["sqlite", process.env.TINHSO_PG]) {
    console.log(`-- once, ${store.split(":")[0]}`);
    const p = await province(binary, store), who = await people(p);
    await planted(t, who.dulieu);
    await prefilled(t, who);
    const first = await written(t, who);
    await not_written(t, who);
    await several(t, who);
    await interrupted(t, p, who);
    const complaints = p.complaints();
    t.ok(complaints.length === 0, "the server had nothing to complain of", complaints.join(" | "));
    await p.stop();
    p.run("call", p.dir, "dossier.erase", JSON.stringify({ code: first, reason: "Thử xóa" }));
    const kept = JSON.parse(p.run("call", p.dir, "registry.one", JSON.stringify({ registry: "test_garden", key: "V1" })));
    t.ok(kept.values?.area_m2 === 1500, "a dossier may be erased, the record stays", JSON.stringify(kept));
    const verified = spawnSync(binary, ["verify", p.dir], { encoding: "utf8" });
    t.ok(verified.status === 0, "the journal vouches for all of it", `${verified.stdout} ${verified.stderr}`);
    rmSync(p.folder, { recursive: true, force: true });
  }
}
