// ogc.mjs -- OGC API Features under /ogc as maps read it: by the standard's own rules, by GDAL's
// driver (ogrinfo), by validators of OpenAPI 3.0 and of GeoJSON that are not ours.
import { execFileSync } from "node:child_process";
import { check as geojson } from "@placemarkio/check-geojson";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Client } from "./client.mjs";
import { gauges } from "./declare.mjs";
import { plot, plots, square } from "./plots.mjs";

const N = 60;
const round = (n) => Number(n.toFixed(6));
const areas = Array.from({ length: N }, (_, i) => {
  const x = round(106.2 + (i % 10) * 0.03), y = round(20.8 + Math.floor(i / 10) * 0.04), s = i % 2 ? 0.02 : 0.002;
  return { x, y, s, values: plot(`P-${9001 + i}`, i % 2 ? "10507" : "10510", {
    crop: i % 3 ? "lychee" : "vegetable", area_m2: 1000 + i, granted_on: `20${20 + (i % 4)}-0${1 + (i % 9)}-15`, boundary: square(x, y, s) }) };
});
const command = async (c, name, input) => {
  const r = await c.send("POST", `/api/command/${name}`, { json: true, body: JSON.stringify(input), headers: { "content-type": "application/json" } });
  if (r.status !== 200) throw new Error(`${name}: ${r.status} ${r.text}`);
};
const get = async (c, path) => {
  const r = await c.get(path, { json: true });
  return { status: r.status, type: r.headers.get("content-type"), text: r.text, body: JSON.parse(r.text) };
};
const link = (body, rel) => body.links.find((l) => l.rel === rel);

async function documents(t, c, officer) {
  const landing = await get(c, "/ogc");
  t.ok(landing.status === 200 && ["self", "service-desc", "conformance", "data"].every((rel) => link(landing.body, rel)?.type), "the landing page leads on", landing.text);
  const followed = await Promise.all(landing.body.links.map((l) => fetch(l.href)));
  t.ok(followed.every((r, i) => r.status === 200 && r.headers.get("content-type") === landing.body.links[i].type), "to what each link says it is", followed.map((r) => `${r.url} ${r.status} ${r.headers.get("content-type")}`));
  t.ok((await get(c, "/ogc/")).status === 200, "with a slash too");
  const { conformsTo } = (await get(c, "/ogc/conformance")).body;
  t.ok(["core", "oas30", "geojson"].every((x) => conformsTo.includes(`http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/${x}`)), "what it conforms to", conformsTo);
  const api = await get(c, "/ogc/api");
  t.ok(/^application\/vnd\.oai\.openapi\+json;version=3\.0/.test(api.type), "its definition", api.type);
  const verdict = await new Validator().validate(api.body);
  t.ok(verdict.valid && /^3\.0/.test(api.body.openapi), "is OpenAPI 3.0, by the specification's own schema", JSON.stringify(verdict.errors)?.slice(0, 600));
  const names = api.body.paths["/collections/test_plot/items"].get.parameters.map((p) => p.name ?? p.$ref.split("/").pop());
  t.ok(["bbox", "limit", "datetime", "crop", "area_m2"].every((n) => names.includes(n)) && !names.includes("grower"), "and names each parameter", names);
  const list = (await get(c, "/ogc/collections")).body;
  const one = list.collections.find((x) => x.id === "test_plot");
  t.ok(one && link(one, "items") && one.itemType === "feature", "a registry is a collection", JSON.stringify(one));
  const [box] = one.extent.spatial.bbox;
  t.ok(box[0] <= 106.2 && box[1] <= 20.8 && box[2] >= 106.49 && box[3] >= 21.02 && box[2] - box[0] < 0.6, "its extent holds all and not much more", box);
  t.ok(!list.collections.some((x) => x.id === "social_security_payment"), "what is not open is none", list.collections.map((x) => x.id));
  t.ok((await get(officer, "/ogc/collections")).body.collections.length > list.collections.length, "to a data officer it is");
  t.ok((await get(c, "/ogc/collections/test_plot")).body.id === "test_plot", "by itself too");
}

/* Every page of an address: the features, and what each page said. */
async function pages(c, p, path) {
  const all = [], said = [];
  for (let next = path; next; ) {
    const r = await get(c, next);
    if (r.status !== 200) throw new Error(`${next}: ${r.text}`);
    all.push(...r.body.features);
    said.push(r.body);
    next = link(r.body, "next")?.href.replace(p.url, "");
    if (said.length > 500) throw new Error("pages without end");
  }
  return { all, said };
}

async function items(t, p, c) {
  const base = "/ogc/collections/test_plot/items";
  const first = await get(c, base);
  t.ok(first.type === "application/geo+json" && first.body.numberReturned === 10 && first.body.features.length === 10 && first.body.numberMatched === N, "ten features, of so many", first.text.slice(0, 300));
  t.ok(geojson(first.text) && /^\d{4}-\d\d-\d\dT/.test(first.body.timeStamp), "GeoJSON, by another's reading");
  t.ok(!/Người mẫu|000187004321|grower/.test(first.text), "no personal field");
  const { all, said } = await pages(c, p, `${base}?limit=7`);
  t.ok(all.length === N && new Set(all.map((f) => f.id)).size === N, "every feature once, page by page", all.length);
  t.ok(said.every((s) => s.numberReturned === s.features.length && s.numberMatched === N && link(s, "self").href.includes("limit=7")), "each page counts right and keeps its parameters");
  const crop = await pages(c, p, `${base}?crop=vegetable&limit=9`);
  const want = areas.filter((a) => a.values.crop === "vegetable").length;
  t.ok(crop.all.length === want && crop.said[0].numberMatched === want && crop.all.every((f) => f.properties.crop === "vegetable"), "by a field", `${crop.all.length} of ${want}`);
  for (const [w, s, e, n] of [[106.2, 20.8, 106.3, 20.9], [106.215, 20.81, 106.225, 20.83], [106.0, 20.0, 106.1, 20.1], [-180, -90, 180, 90], [106.2, 20.8, 106.2, 20.8]]) {
    const found = (await pages(c, p, `${base}?bbox=${w},${s},${e},${n}&limit=5`)).all.map((f) => f.id).sort();
    const right = areas.filter((a) => a.x <= e && round(a.x + a.s) >= w && a.y <= n && round(a.y + a.s) >= s).map((a) => a.values.code).sort();
    t.ok(found.join() === right.join(), `in ${w},${s},${e},${n}: ${right.length}`, found);
  }
  const both = await pages(c, p, `${base}?bbox=106.2,20.8,106.3,20.9&crop=lychee&limit=3`);
  t.ok(both.all.length > 0 && both.all.every((f) => f.properties.crop === "lychee") && both.said.every((s) => s.numberMatched === undefined), "a rectangle and a field; how many is not guessed", both.all.length);
  t.ok((await get(c, `${base}?bbox=106.2,20.8,0,106.3,20.9,100&limit=1000`)).body.features.length > 0, "six numbers too");
  for (const [when, test] of [["2021-01-01T00:00:00Z/2021-12-31T00:00:00Z", (d) => d >= "2021-01-01" && d <= "2021-12-31"], ["../2020-12-31T00:00:00Z", (d) => d <= "2020-12-31"], ["2022-01-01/..", (d) => d >= "2022-01-01"], ["2020-01-14T17:00:00Z", (d) => d === "2020-01-15"]]) {
    const found = (await pages(c, p, `${base}?datetime=${when}&limit=50`)).all;
    t.ok(found.length === areas.filter((a) => test(a.values.granted_on)).length, `datetime ${when}`, found.length);
  }
  const whenever = await pages(c, p, `${base}?seen_on=2024-01-01`);
  t.ok(whenever.all.length === 0, "a day that no record has");
  t.ok((await get(c, `${base}?limit=5000`)).body.features.length === N, "a limit beyond the greatest is the greatest");
}

async function faults(t, c) {
  const base = "/ogc/collections/test_plot/items";
  for (const query of ["mau=1", "limit=0", "limit=x", "limit=", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=0,91,1,92", "datetime=hom-nay", "datetime=2021-01-01/2020-01-01", "datetime=../..", "after=x", "grower=a", "boundary=a", "area_m2=nhieu", "crop=lychee&crop=other", "bbox=1,2,3,4&after=9"]) {
    const r = await get(c, `${base}?${query}`);
    t.ok(r.status === 400 && r.body.code === "InvalidParameterValue" && r.body.description, `400: ${query}`, `${r.status} ${r.text.slice(0, 200)}`);
  }
  for (const path of ["/ogc?x=1", "/ogc/collections?x=1", "/ogc/conformance?f=json", "/ogc/collections/test_plot?x=1", `${base}/P-9001?x=1`])
    t.ok((await get(c, path)).status === 400, `400: ${path}`);
  for (const path of ["/ogc/collections/khong_co", "/ogc/collections/khong_co/items", "/ogc/collections/social_security_payment", `${base}/P-1`]) {
    const r = await get(c, path);
    t.ok(r.status === 404 && r.body.code === "NotFound", `404: ${path}`, `${r.status} ${r.text}`);
  }
  t.ok((await get(c, "/ogc/collections/social_security_payment/items")).status === 401, "401 where signing in may help");
}

async function one(t, c) {
  const r = await get(c, "/ogc/collections/test_plot/items/P-9002");
  t.ok(r.status === 200 && r.body.id === "P-9002" && link(r.body, "self") && link(r.body, "collection") && geojson(r.text), "one feature", r.text.slice(0, 300));
  await command(c.officer, "registry.declare", { file: JSON.stringify(gauges(1)) });
  for (const values of [{ code: "a/b%", name: "Trạm không vị trí" }, { code: "B", name: "Trạm B", position: { type: "Point", coordinates: [106.3, 20.9] } }])
    await command(c.officer, "registry.create", { registry: "flood_gauge", values });
  const near = await get(c, "/ogc/collections/flood_gauge/items?bbox=106.29,20.89,106.31,20.91");
  t.ok(near.body.features.length === 2 && near.body.features.some((f) => f.geometry === null), "what lies nowhere is in every rectangle, as the standard has it", near.text.slice(0, 400));
  t.ok((await get(c, "/ogc/collections/flood_gauge/items?bbox=100,20,100.1,20.1")).body.features.length === 1, "and nothing else is");
  const odd = await fetch(`${c.url}/ogc/collections/flood_gauge/items/${encodeURIComponent("a%2Fb%25")}`);
  t.ok(odd.status === 200 && (await odd.json()).properties.code === "a/b%", "an odd key has an address", odd.status);
}

function gdal(t, p) {
  const ogr = (...args) => execFileSync("ogrinfo", ["-ro", ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const url = `OAPIF:${p.url}/ogc`;
  const layers = ogr(url);
  t.ok(/test_plot/.test(layers) && /flood_gauge/.test(layers), "ogrinfo lists the layers", layers);
  const about = ogr("-so", url, "test_plot");
  t.ok(new RegExp(`Feature Count: ${N}`).test(about) && /Geometry: Polygon/.test(about), "counts and describes one", about.slice(0, 400));
  const all = ogr("-q", url, "test_plot");
  t.ok((all.match(/^OGRFeature/gm) ?? []).length === N, "reads every feature", (all.match(/^OGRFeature/gm) ?? []).length);
  const near = ogr("-q", "-spat", "106.2", "20.8", "106.3", "20.9", url, "test_plot");
  const right = areas.filter((a) => a.x <= 106.3 && a.y <= 20.9).length;
  t.ok((near.match(/^OGRFeature/gm) ?? []).length === right, "and those of a rectangle", `${(near.match(/^OGRFeature/gm) ?? []).length} of ${right}`);
  t.ok(/name \(String\) = Thửa mẫu P-9003$/m.test(all) && /granted_on \(Date\)/.test(all), "with words and days as they are", all.slice(0, 600));
}

async function onStore(t, binary, store, Province) {
  const p = await Province.found(binary, store);
  await p.named();
  const officer = new Client(p), c = new Client(p);
  await officer.as("dulieu");
  c.officer = officer;
  await command(officer, "registry.declare", { file: JSON.stringify(plots) });
  for (const { values } of areas) await command(officer, "registry.create", { registry: "test_plot", values });
  await documents(t, c, officer);
  await items(t, p, c);
  await faults(t, c);
  await one(t, c);
  gdal(t, p);
  const said = p.complaints();
  t.ok(said.length === 0, `${store.split(":")[0]}: the server had nothing to complain of`, said.join(" | "));
  await p.close();
}

export async function ogc(t, binary) {
  const { Province } = await import("../browser/lib.mjs");
  for (const store of ["sqlite", process.env.TINHSO_PG]) await onStore(t, binary, store, Province);
}
