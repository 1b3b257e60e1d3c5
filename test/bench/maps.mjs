// maps.mjs -- for maps.sh: the points, the registry they go into, and whether a server's answers
// are right, told from the points themselves.
//
//   node maps.mjs make FOLDER N        points.geojson, test_point.json
//   node maps.mjs check FOLDER NAME URL of the items of a collection
import { readFileSync, writeFileSync } from "node:fs";

/* The same points each time: mulberry32. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const WEST = 106.1, SOUTH = 20.7, WIDTH = 0.6, HEIGHT = 0.55;
const round = (n) => Number(n.toFixed(6));
function points(n) {
  const next = random(1), kinds = ["field", "pond", "garden", "house"];
  return Array.from({ length: n }, (_, i) => ({ code: `P${String(i).padStart(6, "0")}`, name: `Điểm mẫu ${i}`, kind: kinds[i % 4],
    area: 100 + (i * 37) % 9000, x: round(WEST + next() * WIDTH), y: round(SOUTH + next() * HEIGHT) }));
}
const title = (vi, en) => ({ vi, en });
const registry = {
  "x-registry": "test_point", "x-version": 1, title: title("Điểm mẫu", "Sample points"), description: title("Điểm mẫu.", "Sample points."),
  "x-owner": "30", "x-public": "rows", "x-licence": "https://creativecommons.org/licenses/by/4.0/",
  type: "object", additionalProperties: false, required: ["code", "name", "kind", "area", "geometry"], "x-key": ["code"], "x-title": "name", "x-geometry": "geometry",
  properties: { code: { type: "string", maxLength: 10, title: title("Mã", "Code") }, name: { type: "string", maxLength: 60, title: title("Tên", "Name") },
    kind: { type: "string", maxLength: 20, title: title("Loại", "Kind") }, area: { type: "integer", title: title("Diện tích", "Area") },
    geometry: { type: "object", format: "geometry", title: title("Vị trí", "Place") } },
};

const [what, folder, ...rest] = process.argv.slice(2);
if (what === "make") {
  const n = Number(rest[0]);
  const features = points(n).map((p) => JSON.stringify({ type: "Feature", properties: { code: p.code, name: p.name, kind: p.kind, area: p.area }, geometry: { type: "Point", coordinates: [p.x, p.y] } }));
  writeFileSync(`${folder}/points.geojson`, `{"type":"FeatureCollection","features":[\n${features.join(",\n")}\n]}\n`);
  writeFileSync(`${folder}/test_point.json`, JSON.stringify({ file: JSON.stringify(registry) }));
  writeFileSync(`${folder}/n`, String(n));
} else {
  const all = points(Number(readFileSync(`${folder}/n`, "utf8"))), [name, url] = rest, next = random(2);
  const tally = { features: 0, count: 0, links: 0, all: 0 };
  const ROUNDS = 40;
  for (let i = 0; i < ROUNDS; i++) {
    const w = round(WEST + next() * (WIDTH - 0.03)), s = round(SOUTH + next() * (HEIGHT - 0.03)), e = round(w + 0.03), n = round(s + 0.03);
    const right = new Set(all.filter((p) => p.x >= w && p.x <= e && p.y >= s && p.y <= n).map((p) => p.code));
    const seen = [];
    let counts = true, links = true, at = `${url}?bbox=${w},${s},${e},${n}&limit=100`, pages = 0;
    while (at && pages++ < 20) {
      const body = await (await fetch(at)).json();
      seen.push(...body.features.map((f) => f.properties.code));
      counts &&= body.numberReturned === body.features.length && (body.numberMatched === undefined || body.numberMatched === right.size);
      const self = body.links.find((l) => l.rel === "self");
      at = body.links.find((l) => l.rel === "next")?.href;
      links &&= self !== undefined && /bbox=/.test(self.href) && /limit=100/.test(self.href) && (at === undefined || (/bbox=/.test(at) && /limit=100/.test(at)));
      if (pages === 1) tally.features += body.features.length === Math.min(100, right.size) && body.features.every((f) => right.has(f.properties.code));
    }
    tally.count += counts;
    tally.links += links;
    tally.all += seen.length === right.size && new Set(seen).size === right.size && seen.every((c) => right.has(c));
  }
  console.log(`${name}: of ${ROUNDS} rectangles right: first page ${tally.features}, counts ${tally.count}, links ${tally.links}, all pages ${tally.all}`);
}
