// make.mjs [FOLDER]: writes data/KEY.sample.csv of every registry of the pack of Hải Dương, into
// FOLDER or where they stand. The same bytes each time and anywhere.
//
// Columns are the fields of registries/KEY.json in their order; a registry without a sample, or a
// sample with a field that its registry lacks, stops it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Draw } from "./draw.mjs";
import * as economy from "./economy.mjs";
import * as farm from "./farm.mjs";
import * as people from "./people.mjs";
import * as state from "./state.mjs";

const PACK = new URL("../../packs/hai-duong/", import.meta.url).pathname;
const folder = process.argv[2] ?? `${PACK}data`;

/* What is referred to is made before what refers to it. */
const FIRST = ["enterprise", "packing_house", "planting_area", "farm_household_online", "product",
               "warehouse", "cash_register_seller", "tourist_site", "it_project", "it_post",
               "it_staff"];
const makers = { ...farm, ...economy, ...people, ...state };

const cell = (value) => {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};

function table(schema, list) {
  const fields = Object.keys(schema.properties);
  for (const row of list)
    for (const name of Object.keys(row))
      if (!fields.includes(name)) throw new Error(`${schema["x-registry"]}: no field ${name}`);
  return [fields, ...list.map((row) => fields.map((name) => row[name] ?? ""))]
    .map((line) => line.map(cell).join(",")).join("\n") + "\n";
}

const keys = readdirSync(`${PACK}registries`).map((file) => file.replace(/\.json$/, "")).sort();
const made = {};

mkdirSync(folder, { recursive: true });
for (const key of [...FIRST, ...keys.filter((one) => !FIRST.includes(one))]) {
  const schema = JSON.parse(readFileSync(`${PACK}registries/${key}.json`, "utf8"));
  if (!makers[key]) throw new Error(`${key} has no sample`);
  made[key] = makers[key](new Draw(key), made);
  writeFileSync(`${folder}/${key}.sample.csv`, table(schema, made[key]));
}
