// grants.mjs -- what a system of another body sees and writes in registries: what its agreement
// says (fields, unit), and nothing else; a person whose data it reads sees it and the purpose.
import { Client } from "./client.mjs";
import { gauges } from "./declare.mjs";
import { plot, plots } from "./plots.mjs";

const command = async (c, name, input, headers = {}) => {
  const r = await c.send("POST", `/api/command/${name}`, { json: true, body: JSON.stringify(input), headers: { "content-type": "application/json", ...headers } });
  return { status: r.status, text: r.text, out: r.status === 200 ? r.json().out : r.json() };
};
const query = async (c, name, input, headers = {}) => {
  const r = await c.get(`/api/query/${name}?${new URLSearchParams(input)}`, { json: true, headers });
  return { status: r.status, text: r.text, out: r.status === 200 ? r.json().out : r.json() };
};

/* A system with an agreement, and its token as a header. */
async function system(p, officer, agreement) {
  const { client, client_id } = (await command(officer, "client.register", { unit: "10507", name: "Sàn Mẫu", contact: "mẫu" })).out;
  const made = await command(officer, "agreement.make", { client, purpose: "Đối soát mã vùng trồng", basis: "Hợp đồng mẫu", unit: "10507", until: "2024-12-31", requests: 1000, records: 100, ...agreement });
  if (made.status !== 200) throw new Error(made.text);
  const secret = (await command(officer, "client.secret", { client })).out.new_secret;
  const r = await fetch(`${p.url}/oauth/token`, { method: "POST", body: new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret: secret }) });
  return { authorization: `Bearer ${(await r.json()).access_token}` };
}

async function reads(t, p, officer, c) {
  const auth = await system(p, officer, { registries: "test_plot: code, name, area_m2, grower, grower_number", may_read: true });
  const list = await query(c, "registry.list", { registry: "test_plot" }, auth);
  t.ok(list.status === 200 && list.out.rows.length === 1 && list.out.rows[0].key === "P-1", "rows of its unit alone, also of a registry that is open", list.text);
  t.ok(Object.keys(list.out.rows?.[0]?.values ?? {}).sort().join() === "area_m2,code,name", "fields of the agreement alone, personal ones not in lists", list.text);
  t.ok(list.out.total === undefined, "and no total over others' rows", list.text);
  const anyone = await query(c, "registry.list", { registry: "test_plot" });
  t.ok(anyone.out.total === 2 && anyone.out.rows[0].values.crop, "without the token: as everybody", anyone.text);
  const one = await query(c, "registry.one", { registry: "test_plot", key: "P-1", unmask: "true" }, auth);
  t.ok(one.status === 200 && one.out.values.grower === "Người mẫu" && one.out.values.crop === undefined, "a personal field that is named, record by record", one.text);
  t.ok((await query(c, "registry.one", { registry: "test_plot", key: "P-2", unmask: "true" }, auth)).status === 404, "nothing of another unit");
  const filter = await query(c, "registry.list", { registry: "test_plot", where: JSON.stringify({ crop: "lychee" }) }, auth);
  t.ok(filter.status === 422, "no filter by a field that is not agreed", filter.text);
  const write = await command(c, "registry.create", { registry: "test_plot", values: plot("P-3", "10507") }, auth);
  t.ok(write.status === 403, "reading is no writing", write.text);
  const counts = await query(c, "registry.counts", { registry: "test_plot", field: "crop" }, auth);
  t.ok(counts.status === 403, "nor counting all", counts.text);
  const log = await officer.get("/he-thong", { json: true });
  t.ok(log.status === 200, "its use is on its page", log.text.slice(0, 200));
}

async function writes(t, p, officer, c) {
  const auth = await system(p, officer, { registries: "flood_gauge: code, name, commune", may_read: true, may_write: true });
  const put = (name, values, more = {}) => command(c, name, { registry: "flood_gauge", values, ...more }, auth);
  t.ok((await put("registry.create", { code: "A", name: "Trạm A", commune: "10507" })).status === 200, "it writes into its unit");
  t.ok((await put("registry.create", { code: "B", name: "Trạm B", commune: "10510" })).status === 403, "into no other");
  const more = await put("registry.create", { code: "C", name: "Trạm C", commune: "10507", level: 3 });
  t.ok(more.status === 422 && /level/.test(more.text), "no field that is not agreed", more.text);
  t.ok((await command(officer, "registry.change", { registry: "flood_gauge", key: "A", values: { code: "A", name: "Trạm A", commune: "10507", level: 7 } })).status === 200, "an officer adds one");
  t.ok((await put("registry.change", { code: "A", name: "Trạm A mới", commune: "10507" }, { key: "A" })).status === 200, "the system changes what is its own");
  const one = await query(c, "registry.one", { registry: "flood_gauge", key: "A" });
  t.ok(one.out.values?.level === 7 && one.out.values?.name === "Trạm A mới", "and the rest stays", one.text);
}

/* Many at once: one request, so many rows; what is not agreed stays. */
async function pushes(t, p, officer, c) {
  const auth = await system(p, officer, { registries: "flood_gauge: code, name, commune", may_read: true, may_write: true, requests: 4, records: 40 });
  const rows = (n, commune = "10507") => Array.from({ length: n }, (_, i) => ({ code: `D${i}`, name: `Trạm D${i}`, commune }));
  const push = (list) => command(c, "registry.push", { registry: "flood_gauge", rows: list }, auth);
  const first = await push(rows(20));
  t.ok(first.status === 200 && first.out.done.length === 20, "twenty at once, by an agreement of four requests a minute", first.text.slice(0, 300));
  t.ok((await command(officer, "registry.change", { registry: "flood_gauge", key: "D3", values: { ...rows(4)[3], level: 9 } })).status === 200, "an officer adds to one");
  const again = await push(rows(4).map((r) => ({ ...r, name: `${r.name} mới` })));
  const one = await query(c, "registry.one", { registry: "flood_gauge", key: "D3" });
  t.ok(again.status === 200 && one.out.values?.level === 9 && one.out.values?.name === "Trạm D3 mới", "what is not agreed stays", one.text);
  t.ok((await push(rows(2, "10510"))).status === 403, "another unit's are not taken");
  t.ok((await push(rows(20))).status === 429, "nor more rows than are agreed");
}

export async function grants(t, p) {
  const officer = new Client(p), c = new Client(p);
  await officer.as("dulieu");
  await command(officer, "registry.declare", { file: JSON.stringify(plots) });
  for (const [code, unit] of [["P-1", "10507"], ["P-2", "10510"]]) {
    const r = await command(officer, "registry.create", { registry: "test_plot", values: plot(code, unit) });
    t.ok(r.status === 200, `a record of ${unit}`, r.text);
  }
  const crossed = await command(officer, "registry.create", { registry: "test_plot", values: plot("P-9", "10507", { boundary: { type: "Polygon", coordinates: [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]] } }) });
  t.ok(crossed.status === 422 && /cắt nhau gần \[1\.000000, 1\.000000\]/.test(crossed.text), "an area that crosses itself is refused, with the spot", crossed.text);
  const level = { type: "integer", title: { vi: "Mực", en: "Level" }, "x-index": true };
  await command(officer, "registry.declare", { file: JSON.stringify(gauges(1, { level })) });
  await reads(t, p, officer, c);
  await writes(t, p, officer, c);
  await pushes(t, p, officer, c);
}
