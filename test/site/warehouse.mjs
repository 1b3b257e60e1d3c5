// warehouse.mjs -- sample records of the pack's registries, put on record one by one over HTTP, as
// a data officer would; for the suites that look at registries.
import { readFileSync } from "node:fs";

// RFC 4180, as the packs have it.
export function parseCsv(text) {
  const rows = [[]];
  let cell = "", quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') { cell += '"'; i++; }
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") { rows.at(-1).push(cell); cell = ""; }
    else if (c === "\n") { rows.at(-1).push(cell.replace(/\r$/, "")); cell = ""; rows.push([]); }
    else cell += c;
  }
  if (cell || rows.at(-1).length) rows.at(-1).push(cell); else rows.pop();
  return rows;
}

/* The first `n` rows of the registry's sample, as the objects that registry.create takes. */
export function sample(registry, n) {
  const schema = JSON.parse(readFileSync(`packs/hai-duong/registries/${registry}.json`, "utf8"));
  const [names, ...rows] = parseCsv(readFileSync(`packs/hai-duong/data/${registry}.sample.csv`, "utf8"));
  const typed = (name, text) => {
    const { type, format } = schema.properties[name];
    if (type === "integer" || type === "number") return Number(text);
    if (type === "boolean") return text === "true";
    return format === "geometry" ? JSON.parse(text) : text;
  };
  return rows.slice(0, n).map((row) => Object.fromEntries(row.map((text, i) => [names[i], text])
    .filter(([, text]) => text !== "").map(([name, text]) => [name, typed(name, text)])));
}

export const command = (client, name, input) => client.send("POST", `/api/command/${name}`,
  { json: true, body: JSON.stringify(input), headers: { "content-type": "application/json" } });

/* Records of a sample by the client, who has the right; `step` 1 where a row names one before it. */
export async function fill(client, registry, n, step = 10) {
  const rows = sample(registry, n);
  for (let i = 0; i < rows.length; i += step)
    await Promise.all(rows.slice(i, i + step).map(async (values) => {
      const r = await command(client, "registry.create", { registry, values });
      if (r.status !== 200) throw new Error(`${registry}: ${r.status} ${r.text}`);
    }));
  return rows;
}
