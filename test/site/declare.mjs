// declare.mjs -- a data officer declares a registry from one file, on the page, while the program
// serves; then a newer file of it.  Every fault is said with its place, and nothing is lost.
import { Client, said } from "./client.mjs";

const field = (type, vi, en, more = {}) => ({ type, title: { vi, en }, ...more });
export const gauges = (version, more = {}) => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  "x-registry": "flood_gauge", "x-version": version,
  title: { vi: "Trạm đo mực nước", en: "Flood gauges" }, description: { vi: "Trạm đo mẫu.", en: "Sample gauges." },
  "x-owner": "30", "x-theme": "environment", "x-public": "rows", "x-licence": "https://creativecommons.org/licenses/by/4.0/", "x-frequency": "day",
  type: "object", additionalProperties: false, required: ["code", "name"], "x-key": ["code"], "x-title": "name", "x-unit": "commune", "x-geometry": "position",
  properties: {
    code: field("string", "Mã trạm", "Code", { maxLength: 20 }), name: field("string", "Tên trạm", "Name", { maxLength: 100 }),
    commune: field("string", "Xã", "Commune", { format: "unit", "x-count": true }),
    position: field("object", "Vị trí", "Position", { format: "geometry" }), ...more,
  },
});

const post = async (c, fields, file) => {
  const page = await c.get("/du-lieu/moi");
  const body = new FormData();
  for (const name of ["csrf", "idempotency_key"]) body.set(name, new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)[1]);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  if (file !== undefined) body.set("file", new Blob([file], { type: "application/json" }), "flood_gauge.json");
  return c.send("POST", "/du-lieu/moi", { body });
};
const api = (c, kind, name, input) => c.send("POST", `/api/${kind}/${name}`, { json: true, body: JSON.stringify(input), headers: { "content-type": "application/json" } });
const ask = (c, name, input) => c.get(`/api/query/${name}?${new URLSearchParams(input)}`, { json: true });

async function faults(t, c) {
  const wrong = gauges(1, { level: field("real", "Mực nước", "Level"), colour: field("string", "Màu", "Colour", { "x-colour": 1 }) });
  delete wrong["x-licence"];
  let r = await post(c, { go: "look" }, JSON.stringify(wrong, null, 1));
  t.ok(r.status === 422 && ["/properties/level/type", "/properties/colour/x-colour", "/x-licence"].every((at) => said(r).includes(at)), "every fault of the file, each with its place", said(r).slice(0, 900));
  t.ok(r.text.includes("x-colour&#34;: 1") && /Còn \d chỗ cần sửa/.test(said(r)), "in Vietnamese, and the text is kept", said(r).slice(400, 1200));
  r = await post(c, { go: "look", text: "{\n \"x-registry\": }" });
  t.ok(r.status === 422 && /Dòng 2/.test(said(r)) && r.text.includes("x-registry&#34;: }"), "what is no JSON, by its line", said(r).slice(0, 400));
  r = await post(c, { go: "look" }, Buffer.from([0xff, 0xfe, 0x7b]));
  t.ok(r.status === 422 && /UTF-8/.test(said(r)), "what is no text", said(r).slice(0, 300));
  r = await post(c, { go: "look" }, "x".repeat(300001));
  t.ok(r.status === 422 && /300 kB/.test(said(r)), "what is too large", said(r).slice(0, 300));
  r = await post(c, { go: "look", text: "" });
  t.ok(r.status === 422, "nothing at all", `${r.status}`);
}

async function declared(t, c, nobody) {
  const text = JSON.stringify(gauges(1), null, 1);
  let r = await post(c, { go: "look" }, text);
  t.ok(r.status === 200 && /Trạm đo mực nước/.test(said(r)) && /vị trí trên bản đồ/.test(said(r)), "a good file is shown field by field", said(r).slice(0, 600));
  t.ok((await ask(nobody, "registry.list", { registry: "flood_gauge" })).status === 404, "and makes nothing yet");
  const others = [];
  const declaring = post(c, { go: "declare", text });
  for (let i = 0; i < 20; i++) others.push(nobody.get("/thu-tuc"));
  r = await declaring;
  t.ok((await Promise.all(others)).every((x) => x.status === 200), "others are served meanwhile");
  t.ok(r.status === 303 && r.to === "/du-lieu/flood_gauge", "declared", `${r.status} ${r.to} ${said(r).slice(0, 300)}`);
  r = await api(c, "command", "registry.create", { registry: "flood_gauge", values: { code: "T1", name: "Trạm mẫu 1", commune: "10507", position: { type: "Point", coordinates: [106.3, 20.9] } } });
  t.ok(r.status === 200, "a record goes into it", r.text);
  r = await ask(nobody, "registry.list", { registry: "flood_gauge" });
  t.ok(r.status === 200 && r.json().out.total === 1, "and everybody sees it, without a restart", r.text);
  r = await post(c, { go: "declare", text: JSON.stringify(gauges(2, { level_cm: field("integer", "Mực nước (cm)", "Level (cm)", { "x-index": true }) })) });
  t.ok(r.status === 303, "a newer file", said(r).slice(0, 300));
  r = await api(c, "command", "registry.change", { registry: "flood_gauge", key: "T1", values: { code: "T1", name: "Trạm mẫu 1", level_cm: 120 } });
  t.ok(r.status === 200, "with another field", r.text);
  r = await post(c, { go: "declare", text: JSON.stringify(gauges(3)) });
  t.ok(r.status === 422 && /level_cm/.test(said(r)), "which no file takes away", said(r).slice(0, 400));
}

/* Two at once: one is done, the other told that nothing of it was. */
async function atOnce(t, c) {
  const files = ["gauge_a", "gauge_b", "gauge_c"].map((key) => JSON.stringify({ ...gauges(1), "x-registry": key }));
  const answers = await Promise.all(files.map((text) => post(c, { go: "declare", text })));
  t.ok(answers.some((r) => r.status === 303) && answers.every((r) => r.status === 303 || (r.status === 422 && /gói khác/.test(said(r)) && r.text.includes("gauge_"))), "three at once: done, or told why not", answers.map((r) => `${r.status} ${said(r).slice(300, 700)}`));
}

export async function declare(t, p) {
  const officer = new Client(p), nobody = new Client(p), clerk = new Client(p);
  await officer.as("dulieu");
  await clerk.as("chuyenvien");
  t.ok(/\/du-lieu\/moi/.test((await officer.get("/")).text), "the menu leads there");
  t.ok((await clerk.get("/du-lieu/moi")).status === 403, "a clerk does not declare");
  t.ok((await nobody.get("/du-lieu/moi")).status === 303, "nobody signs in first");
  await faults(t, officer);
  await declared(t, officer, nobody);
  await atOnce(t, officer);
  const packs = (await officer.get("/goi", { json: true })).json();
  t.ok(JSON.stringify(packs).includes("own-registries"), "it stands among the packs", JSON.stringify(packs).slice(0, 300));
}
