// exchange.mjs -- the registries as programs of others read them: CKAN's Action API by a client of
// CKAN, the catalogue by RDF readers and a SHACL validator, GovStack's Digital Registries by its
// own specification's words, /metrics by a reader of Prometheus's text.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import CKAN from "ckan";
import jsonld from "jsonld";
import N3 from "n3";
import parsePrometheus from "parse-prometheus-text-format";
import rdfDataset from "@rdfjs/dataset";
import Validator from "rdf-validate-shacl";
import { Client } from "./client.mjs";

const DCAT = "http://www.w3.org/ns/dcat#", DCT = "http://purl.org/dc/terms/";
const AREA = { crop: "lychee", market: "export", area_m2: 77856, granted_on: "2020-09-17", state: "in_force", commune: "10876",
  boundary: { type: "Polygon", coordinates: [[[106.425, 20.865], [106.422, 20.864], [106.423, 20.861], [106.425, 20.865]]] } };
const QUOTED = 'Vùng "mẫu" \\ 1 & <2>, Thanh Quang';
const SAMPLES = 318, DOMESTIC = 49; // as the sample in packs/hai-duong/data has them

/* One more, through the program itself: no account is asked. */
function sow(p) {
  p.run("call", p.dir, "registry.create", JSON.stringify({ registry: "planting_area", values: { ...AREA, code: "VN-HDOR-9901", name: QUOTED,
    market: "domestic", area_m2: 1, grower: "Người mẫu 9901", grower_number: "000171435118" } }));
}

// -- CKAN -----------------------------------------------------------------------------------------

/* As the package `ckan` asks: POST with JSON. */
function asker(p) {
  const client = new CKAN.Client(p.url);
  return (name, data) => new Promise((done) => client.action(name, data, (err, out) => done(err ? { failed: err } : out)));
}

async function byCkanClient(t, p) {
  const ask = asker(p);
  const found = await ask("dataset_search", { q: "vai thieu", rows: 5, "facet.field": ["groups", "res_format", "organization"] });
  const r = found.result;
  t.ok(found.success && r.count === 1 && r.results[0].name === "planting_area", "a client of CKAN finds a data set, without diacritics", JSON.stringify(found).slice(0, 400));
  t.ok(r.search_facets.groups.items[0].name === "agriculture" && r.facets.res_format.GeoJSON === 1 && r.search_facets.organization.items[0].display_name, "and its facets", JSON.stringify(r.facets));
  const one = (await ask("dataset_show", { id: "planting_area" })).result;
  t.ok(one.license_id === "CC-BY-4.0" && one.isopen && one.tags.some((x) => x.name === "vải thiều") && one.organization.name === "agriculture-rural", "a data set whole", JSON.stringify(one).slice(0, 600));
  t.ok(/^SỐ LIỆU MÔ PHỎNG. Dữ liệu mẫu/.test(one.notes) && one.resources.every((x) => /Dữ liệu mẫu/.test(x.description)), "said to be a sample", one.notes);
  t.ok(one.resources.map((x) => x.format).join() === "CSV,XLSX,NDJSON,GeoJSON" && one.resources.every((x) => x.url.endsWith(`/du-lieu/planting_area.${x.format.toLowerCase()}`)), "with its files", JSON.stringify(one.resources));
  t.ok(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(one.metadata_modified) && one.metadata_created <= one.metadata_modified, "and when it was written", `${one.metadata_created} ${one.metadata_modified}`);
  const files = await Promise.all(one.resources.map(async (x) => [x.format, await new Client(p).get(new URL(x.url).pathname, { bytes: true })]));
  t.ok(files.every(([, r]) => r.status === 200 && r.bytes.length > 10000), "which can be had", files.map(([f, r]) => `${f} ${r.status} ${r.bytes.length}`).join());
  t.ok(files.find(([f]) => f === "NDJSON")[1].bytes.toString().trim().split("\n").length === SAMPLES + 1 && JSON.parse(files.find(([f]) => f === "GeoJSON")[1].bytes).features.length === SAMPLES + 1, "all records in them");
  const page = await new Client(p).get(new URL(one.url).pathname);
  t.ok(page.status === 200 && page.text.includes('href="/dcat/planting_area.ttl"') && page.text.includes("package_show?id=planting_area"), "and its page, which leads to the other forms");
  const rows = await new Promise((done) => new CKAN.Client(p.url).datastoreQuery({ resource_id: "planting_area-csv", size: 3, filters: [{ type: "term", field: "market", term: "export" }] }, (err, out) => done(err ?? out)));
  t.ok(rows.total === SAMPLES - DOMESTIC && rows.hits.length === 3 && rows.hits.every((x) => x.market === "export"), "and reads its records by a filter", JSON.stringify(rows).slice(0, 500));
  t.ok(rows.fields.find((f) => f.id === "area_m2").type === "integer" && !rows.fields.some((f) => f.id === "grower"), "of typed fields, none of them personal", JSON.stringify(rows.fields));
  t.ok(!JSON.stringify(rows).includes("Người mẫu") && !JSON.stringify(rows).includes("000171435"), "nor a person's data");
  const gone = await ask("dataset_show", { id: "no_such" });
  t.ok(gone.failed && JSON.stringify(gone.failed).includes("Not Found Error"), "what is not there fails as the client knows it", JSON.stringify(gone));
}

async function byAddress(t, p) {
  const c = new Client(p), at = async (path) => { const r = await c.get(path, { json: true }); return { status: r.status, ...r.json(), raw: r.json() }; };
  const act = (name, query = "") => at(`/api/3/action/${name}?${query}`);
  t.ok((await act("site_read")).result === true && (await at("/api/action/site_read")).result === true && (await at("/api/3")).version === 3, "both addresses");
  const names = (await act("package_list")).result;
  t.ok(names.length === 34 && names.includes("e_invoice"), "every registry is a data set", JSON.stringify(names));
  let seen = 0;
  for (let start = 0; ; start += 10) { // as clients page: until a page is empty
    const page = (await act("package_search", `start=${start}&rows=10&sort=name%20asc`)).result;
    t.ok(page.count === names.length, "the count stands on each page");
    if (!page.results.length) break;
    seen += page.results.length;
  }
  t.ok(seen === names.length, "paging comes to its end", seen);
  const sizes = [["q=*:*", 34], ["fq=groups:agriculture%20-name:planting_area", null], ["q=name:planting_area", 1], ["q=%22m%C3%A3%20s%E1%BB%91%20v%C3%B9ng%20tr%E1%BB%93ng%22", null], ["q=xyzzy", 0], ["fq=metadata_modified:[2024-07-01T01:00:00Z%20TO%20*]", 1], ["fq=metadata_modified:[*%20TO%202024-01-01T00:00:00Z]", 0], ["fq=res_format:(CSV%20OR%20XLSX)&q=title:v%C3%B9ng*", null], ["fq=state:active%20%2Bcapacity:public", null]];
  for (const [query, n] of sizes) {
    const r = await act("package_search", query);
    t.ok(r.success && (n === null ? r.result.count > 0 : r.result.count === n), `package_search?${decodeURIComponent(query)}`, JSON.stringify(r.raw).slice(0, 300));
  }
  t.ok(JSON.stringify((await act("package_show", "id=planting_area")).raw) !== JSON.stringify((await act("package_show", "id=planting_area&ngon-ngu=en")).raw), "in both languages");
  const [org] = (await act("organization_list", "all_fields=true")).result, orgs = (await act("organization_list")).result;
  t.ok(typeof orgs[0] === "string" && org.package_count > 0, "organisations by name and whole");
  t.ok((await act("organization_show", `id=${orgs[0]}&include_datasets=true`)).result.packages.length === org.package_count, "one with its data sets");
  t.ok((await act("group_list")).result.includes("agriculture") && (await act("group_show", "id=agriculture")).result.title, "groups");
  t.ok((await act("tag_list")).result.includes("vải thiều") && (await act("tag_list", "query=thieu")).result.length >= 1 && (await act("tag_show", "id=lychee")).result.packages.length === 1, "tags");
  t.ok((await act("license_list")).result[0].id === "CC-BY-4.0", "licences");
  t.ok((await act("resource_show", "id=planting_area-geojson")).result.mimetype === "application/geo+json", "one resource");
  t.ok((await act("package_autocomplete", "q=plant")).result[0].name === "planting_area", "names that begin so");
  const [changed] = (await act("recently_changed_packages_activity_list")).result;
  t.ok(changed.object_id === "planting_area" && changed.timestamp, "what changed last", JSON.stringify(changed).slice(0, 200));
  t.ok((await act("current_package_list_with_resources", "limit=1")).result[0].name === "planting_area", "and comes first");
  t.ok((await act("status_show")).result.extensions.includes("datastore") && (await act("help_show", "name=package_list")).result.length > 0, "the site about itself");
  t.ok((await act("datastore_info", "id=planting_area")).result.fields.length > 10, "the fields of a data set");
}

/* Each failure in CKAN's own form. */
async function ckanFailures(t, p) {
  const c = new Client(p);
  const cases = [
    ["package_show", "", 409, "Validation Error", "id"], ["package_show", "id=x", 404, "Not Found Error"], ["resource_show", "id=planting_area-pdf", 404, "Not Found Error"],
    ["package_search", "q=%22open", 400, "Search Query Error"], ["package_search", "fq=colour:red", 400, "Search Query Error"], ["package_search", "sort=colour%20desc", 400, "Search Query Error"], ["package_search", "rows=many", 409, "Validation Error", "rows"],
    ["datastore_search", "", 409, "Validation Error", "resource_id"], ["datastore_search", "resource_id=x", 404, "Not Found Error"],
    ["datastore_search", 'resource_id=planting_area&filters={"grower":"x"}', 409, "Validation Error", "filters"], ["datastore_search", "resource_id=planting_area&sort=grower_number", 409, "Validation Error", "sort"], ["datastore_search", "resource_id=planting_area&fields=grower", 409, "Validation Error", "fields"],
    ["datastore_search", 'resource_id=planting_area&filters={"households":5}', 409, "Validation Error", "filters"], ["datastore_search", "resource_id=planting_area&q=v", 409, "Validation Error", "q"], ["datastore_search", 'resource_id=planting_area&q={"name":"sao"}', 409, "Validation Error", "q"], ["datastore_search", "resource_id=planting_area&q=sao&plain=false", 409, "Validation Error", "plain"], ["datastore_search", "resource_id=planting_area&q=sao&sort=name", 409, "Validation Error", "sort"], ["datastore_search", "resource_id=planting_area&offset=1000000", 409, "Validation Error", "offset"],
    ["datastore_search", "resource_id=social_security_payment", 403, "Authorization Error"],
  ];
  for (const [name, query, status, type, field] of cases) {
    const r = await c.get(`/api/3/action/${name}?${query}`, { json: true }), b = r.json();
    t.ok(r.status === status && b.success === false && b.error.__type === type && (field ? Array.isArray(b.error[field]) : b.error.message), `${name}?${query}: ${status} ${type}`, `${r.status} ${r.text}`);
  }
  const open = (r) => r.headers.get("access-control-allow-origin") === "*" && r.headers.get("access-control-allow-credentials") === null;
  t.ok(open(await c.get("/api/3/action/package_list")) && open(await c.get("/dcat.ttl")) && !open(await c.get("/api/query/registry.catalogue", { json: true })), "pages of other sites may read the open catalogue, with nobody's cookies");
  const unknown = await c.get("/api/3/action/datastore_search_sql?sql=x", { json: true });
  t.ok(unknown.status === 400 && unknown.json() === "Bad request - Action name not known: datastore_search_sql", "an action that is not there", unknown.text);
  const post = (body, type) => c.send("POST", "/api/3/action/package_show", { body, json: true, headers: { "content-type": type } });
  t.ok((await post("{", "application/json")).status === 400 && (await post('{"id":"planting_area"}', "application/json")).json().success && (await post("id=planting_area", "application/x-www-form-urlencoded")).json().success && (await post(encodeURIComponent('{"id":"planting_area"}') + "=1", "application/x-www-form-urlencoded")).json().success, "however it is posted");
  const to = async (path) => { const r = await c.get(path); return `${r.status} ${r.to}`; };
  t.ok(await to("/dataset/planting_area") === "303 /du-lieu/planting_area" && await to("/dataset/planting_area/resource/planting_area-xlsx/download/x.xlsx") === "303 /du-lieu/planting_area.xlsx" && await to("/datastore/dump/planting_area") === "303 /du-lieu/planting_area.csv", "addresses that CKAN's pages have lead on");
}

async function records(t, p) {
  const c = new Client(p), read = async (query) => (await c.get(`/api/3/action/datastore_search?resource_id=planting_area&${query}`, { json: true })).json().result;
  const sizes = [];
  let page = await read("limit=100&sort=area_m2%20desc&fields=code,area_m2");
  t.ok(page.total === SAMPLES + 1 && page.total_was_estimated === false && Object.keys(page.records[0]).join() === "code,area_m2", "a page of two fields, counted", JSON.stringify(page).slice(0, 400));
  for (;;) {
    sizes.push(...page.records);
    if (!page._links.next || !page.records.length) break;
    page = (await c.get(page._links.next, { json: true })).json().result;
  }
  t.ok(new Set(sizes.map((r) => r.code)).size === SAMPLES + 1 && sizes.every((r, i) => i === 0 || r.area_m2 <= sizes[i - 1].area_m2), "its links lead through all of them, in order", sizes.length);
  t.ok((await read("limit=2&offset=200&sort=area_m2%20desc&fields=code,area_m2")).records.map((r) => r.code).join() === sizes.slice(200, 202).map((r) => r.code).join(), "an offset of one's own");
  t.ok((await read("limit=3&offset=400")).records.length === 0, "past the end is empty");
  t.ok((await read("limit=0")).total === SAMPLES + 1 && (await read("limit=0")).records.length === 0, "the number alone");
  t.ok((await read("limit=1&sort=area_m2&fields=name&records_format=lists")).records[0][0] === QUOTED && (await read("limit=1&sort=area_m2&fields=code,name&records_format=csv")).records === `VN-HDOR-9901,"${QUOTED.replaceAll('"', '""')}"\r\n`, "as lists, as CSV");
  const found = [];
  page = await read(`q=${encodeURIComponent("vùng trồng sao đ")}&limit=3&fields=code,name`);
  t.ok(page.q === "vùng trồng sao đ" && page.records.length === 3 && page.total === undefined, "words, with marks or without, the last one only begun", JSON.stringify(page).slice(0, 300));
  for (;;) {
    found.push(...page.records);
    if (!page._links.next) break;
    page = (await c.get(page._links.next, { json: true })).json().result;
  }
  t.ok(found.length > 3 && new Set(found.map((r) => r.code)).size === found.length && found.every((r) => r.name.includes("Sao Đỏ")) && (await read("q=trong%20vung%20do%20sao&limit=100")).records.length === found.length, "all of them by its links, and the same without marks in any order", found.length);
  const narrow = (await read('q=sao%20do&filters={"market":"export"}&limit=100')).records;
  t.ok(narrow.every((r) => r.market === "export") && narrow.length + (await read('q=sao%20do&filters={"market":"domestic"}&limit=100')).records.length === found.length, "beside filters", narrow.length);
  const posted = (await c.send("POST", "/api/3/action/datastore_search", { body: '{"resource_id":"planting_area","q":{"name":"sao"}}', json: true, headers: { "content-type": "application/json" } }));
  t.ok(posted.status === 409 && posted.json().error.q, "words of one field are refused by name", posted.text);
  t.ok((await read("limit=1&sort=area_m2&fields=code,area_m2&records_format=tsv")).records === "VN-HDOR-9901\t1\n", "as TSV");
}

// -- DCAT -----------------------------------------------------------------------------------------

const rapper = (format, text, base) => execFileSync("rapper", ["-q", "-i", format, "-o", "ntriples", "-", base], { input: text, encoding: "utf8", maxBuffer: 1 << 26 });
const canonical = async (nquads) => jsonld.canonize(nquads, { algorithm: "URDNA2015", inputFormat: "application/n-quads", format: "application/n-quads" });
/* rapper escapes what is not ASCII; a reader of N-Triples undoes it. */
const nquads = (quads) => new Promise((done, fail) => { const w = new N3.Writer({ format: "N-Quads" }); w.addQuads(quads); w.end((e, out) => (e ? fail(e) : done(out))); });

async function sameGraph(t, p, what, path) {
  const c = new Client(p), texts = {};
  for (const ending of ["ttl", "jsonld", "rdf"]) {
    const [address, query] = path.split("?"), r = await c.get(`${address}.${ending}${query ? `?${query}` : ""}`, { headers: { accept: "*/*" } });
    t.ok(r.status === 200, `${what} as ${ending}`, `${r.status} ${r.text.slice(0, 200)}`);
    texts[ending] = r.text;
  }
  const turtle = new N3.Parser().parse(texts.ttl);
  const fromTurtle = await canonical(await nquads(turtle));
  const fromRapper = await canonical(await nquads(new N3.Parser({ format: "N-Triples" }).parse(rapper("turtle", texts.ttl, p.url))));
  const fromXml = await canonical(await nquads(new N3.Parser({ format: "N-Triples" }).parse(rapper("rdfxml", texts.rdf, p.url))));
  const fromJson = await jsonld.canonize(JSON.parse(texts.jsonld), { algorithm: "URDNA2015", format: "application/n-quads" });
  t.ok(turtle.length > 20 && fromTurtle === fromRapper, `${what}: two readers of Turtle agree`);
  t.ok(fromTurtle === fromXml, `${what}: RDF/XML is the same graph`);
  t.ok(fromTurtle === fromJson, `${what}: JSON-LD is the same graph`);
  return turtle;
}

async function asDcat(t, p, officer) {
  const c = new Client(p);
  const first = await sameGraph(t, p, "the catalogue", "/dcat?page=1"), second = await sameGraph(t, p, "its second page", "/dcat?page=2");
  const one = await sameGraph(t, p, "a data set", "/dcat/planting_area");
  const all = [...first, ...second], of = (quads, predicate, object) => quads.filter((q) => q.predicate.value === predicate && (object === undefined || q.object.value === object));
  const listed = new Set(of(all, `${DCAT}dataset`).map((q) => q.object.value));
  t.ok(listed.size === 34, "every registry is listed once", listed.size);
  const features = of(one, `${DCAT}accessURL`).map((q) => q.object.value).find((u) => u.includes("/ogc/"));
  t.ok((await c.get(new URL(features).pathname, { json: true })).status === 200, "and where it says that features are, they are", features);
  const next = of(first, "http://www.w3.org/ns/hydra/core#next");
  t.ok(next.length === 1 && next[0].object.value.endsWith("/dcat?page=2") && of(second, "http://www.w3.org/ns/hydra/core#next").length === 0, "a page leads to the next, the last to none");
  const area = all.filter((q) => q.subject.value.endsWith("/dcat/planting_area"));
  t.ok(of(area, `${DCT}title`).map((q) => `${q.object.value}@${q.object.language}`).join("|") === "Vùng trồng được cấp mã số@vi|Planting areas with a code@en", "its title in both languages");
  t.ok(of(area, `${DCAT}theme`)[0].object.value === "http://publications.europa.eu/resource/authority/data-theme/AGRI" && of(area, `${DCT}modified`)[0].object.datatype.value.endsWith("#dateTime"), "theme and moment");
  t.ok(Number(of(one, `${DCAT}startDate`)[0].object.value) <= 2020 && of(one, `${DCAT}endDate`)[0].object.datatype.value.endsWith("#gYear"), "and the years it covers", of(one, `${DCAT}startDate`)[0]?.object.value);
  t.ok(of(one, `${DCAT}downloadURL`).length === 4 && of(one, `${DCAT}accessURL`).length === 5, "files and features are distributions");
  const closed = all.filter((q) => q.subject.value.endsWith("/dcat/social_security_payment"));
  t.ok(closed.length > 5 && of(closed, `${DCAT}distribution`).length === 0 && !of(closed, `${DCT}accessRights`)[0].object.value.endsWith("/PUBLIC"), "a registry that is not open has none, and says so");

  const shapes = rdfDataset.dataset(new N3.Parser().parse(readFileSync("test/site/dcat-ap-shapes.ttl", "utf8")));
  const validator = new Validator(shapes);
  for (const [what, quads] of [["the first page", first], ["the second", second], ["a data set by itself", one]]) {
    const report = await validator.validate(rdfDataset.dataset(quads));
    t.ok(report.conforms, `${what} is as DCAT-AP wants it`, report.results.slice(0, 5).map((r) => `${r.focusNode?.value} ${r.path?.value} ${r.sourceConstraintComponent?.value}`).join(" | "));
  }
  const broken = rdfDataset.dataset(first.filter((q) => q.predicate.value !== "http://xmlns.com/foaf/0.1/name"));
  t.ok(!(await validator.validate(broken)).conforms, "which the validator would notice");

  const since = await c.get("/dcat.ttl?modified_since=2024-07-01T01:00:00Z", { headers: { accept: "*/*" } });
  t.ok(of(new N3.Parser().parse(since.text), `${DCAT}dataset`).length === 1, "what changed since then", since.text.slice(0, 300));
  for (const [accept, type] of [["text/turtle", "text/turtle"], ["application/ld+json", "application/ld+json"], ["application/rdf+xml", "application/rdf+xml"], ["application/json", "application/ld+json"], ["*/*", "text/turtle"], ["application/rdf+xml;q=0.9, text/turtle;q=0.2", "application/rdf+xml"]]) {
    const r = await c.get("/dcat", { headers: { accept } });
    t.ok(r.status === 200 && r.headers.get("content-type").startsWith(type) && /accept/i.test(r.headers.get("vary")), `${accept} is given ${type}`, r.headers.get("content-type"));
  }
  t.ok((await c.get("/dcat")).to === "/du-lieu" && (await c.get("/dcat/planting_area")).to === "/du-lieu/planting_area", "a browser is led to the pages");
  t.ok((await c.get("/dcat/no_such.ttl")).status === 404 && (await c.get("/dcat/planting_area.pdf")).status === 422 && (await c.get("/dcat.ttl?page=0")).status === 422 && (await c.get("/dcat.ttl?modified_since=x")).status === 422, "and what is wrong is said");
  const vi = (await c.get("/dcat.ttl", { headers: { accept: "*/*", "accept-language": "vi" } })).text, en = (await new Client(p, { lang: "en" }).get("/dcat.ttl", { headers: { accept: "*/*" } })).text;
  t.ok(vi === en, "the same in any language");
  t.ok((await officer.get("/dcat.ttl", { headers: { accept: "*/*" } })).text === vi, "and for whoever asks");
}

// -- GovStack --------------------------------------------------------------------------------------

const AT = "/govstack/registries";

async function asGovstack(t, p, officer) {
  const anyone = new Client(p);
  const send = (c, method, path, body, headers = {}) => c.send(method, AT + path, { json: true, headers: { "Information-Mediator-Client": "eGovStack/GOV/90000009/digitalregistries", ...(body ? { "content-type": "application/json" } : {}), ...headers }, ...(body ? { body: JSON.stringify(body) } : {}) });
  const data = "/data/planting_area/1.0", code = "VN-HDOR-9950";
  const content = { ...AREA, code, name: "Vùng qua GovStack", grower: "Người mẫu 50", grower_number: "000171435118" };

  t.ok((await send(anyone, "POST", `${data}/create`, { write: { content } })).status === 401, "nobody in particular creates nothing");
  const made = await send(officer, "POST", `${data}/create`, { write: { content } }, { "Idempotency-Key": "gs-1" });
  t.ok(made.status === 200 && made.json().content.id === code && made.json().content.area_m2 === 77856, "create", `${made.status} ${made.text.slice(0, 300)}`);
  const again = await send(officer, "POST", `${data}/create`, { write: { content } }, { "Idempotency-Key": "gs-1" });
  t.ok(again.status === 200 && again.json().content.id === code, "the same key again makes nothing new", again.text.slice(0, 200));
  t.ok((await send(officer, "POST", `${data}/create`, { write: { content } })).status === 422, "a second of the same key is refused");
  const wrong = await send(officer, "POST", `${data}/create`, { write: { content: { ...content, code: "x", area_m2: 0 } } });
  t.ok(wrong.status === 422 && wrong.json().detail && ["code", "area_m2"].every((f) => wrong.json().faults.some((x) => x.field === f)), "every fault by its field", wrong.text);

  const read = async (c, query) => send(c, "POST", `${data}/read`, { query: { content: query } });
  t.ok((await read(anyone, { id: code })).json().content.name === content.name && (await read(anyone, { code })).status === 200, "read by id, by key");
  t.ok((await read(anyone, { code, market: "domestic" })).status === 404 && (await read(anyone, { id: "x" })).json().detail === "no record found", "what does not agree is not found");
  t.ok((await read(anyone, { market: "domestic" })).status === 200, "read by another field");
  t.ok(!(await read(anyone, { id: code })).text.includes("grower") && (await read(officer, { id: code })).json().content.grower === "•••", "personal fields are hidden");
  t.ok((await read(anyone, { grower: "x" })).status === 422 && (await read(anyone, { households: 5 })).status === 422, "nor can one look by them");
  for (const [body, status] of [[{ query: { content: { id: code } } }, true], [{ content: { id: code } }, true], [{ id: code }, true], [{ query: { content: { id: "x" } } }, false]]) {
    const r = await send(anyone, "POST", `${data}/exists`, body);
    t.ok(r.status === 200 && r.json().answer.status === status && r.json().answer.message, `exists: ${JSON.stringify(body)}`, r.text);
  }

  const masked = (await read(officer, { id: code })).json().content;
  const updated = await send(officer, "PUT", `${data}/update`, { query: { content: { id: code } }, write: { content: { ...masked, households: 12 } } });
  t.ok(updated.status === 200 && updated.json().content.households === 12, "update", `${updated.status} ${updated.text.slice(0, 300)}`);
  const versions = () => JSON.parse(p.run("call", p.dir, "registry.one", JSON.stringify({ registry: "planting_area", key: code, versions: true }))).versions.length;
  const before = versions(), sent = { query: { content: { id: code } }, write: { content: { households: 13, name: "Đổi tên" } } };
  for (const key of ["gs-2", "gs-2", "gs-3"]) {
    const r = await send(officer, "PUT", `${data}/update`, sent, { "Idempotency-Key": key });
    t.ok(r.status === 200 && r.json().content.households === 13, "sent once more, it is answered once more", `${r.status} ${r.text.slice(0, 200)}`);
  }
  t.ok(versions() === before + 1, "and is one version", versions());
  t.ok((await send(anyone, "PUT", `${data}/update`, sent)).status === 401, "from nobody in particular it is refused all the same");
  await send(officer, "PUT", `${data}/update`, { query: { content: { id: code } }, write: { content: { name: content.name } } });
  const unmasked = JSON.parse(p.run("call", p.dir, "registry.one", JSON.stringify({ registry: "planting_area", key: code, unmask: true })));
  t.ok(unmasked.values.grower === "Người mẫu 50" && unmasked.values.grower_number === "000171435118", "what was hidden from whoever wrote is still there", JSON.stringify(unmasked));
  t.ok((await send(officer, "PUT", `${data}/update`, { query: { content: { market: "domestic" } }, write: { content: { households: 1 } } })).status === 409, "several at once are not changed");
  t.ok((await send(officer, "PUT", `${data}/update`, { query: { content: { id: "x" } }, write: { content: { households: 1 } } })).status === 404 && (await send(officer, "PUT", `${data}/update`, { query: { content: { id: code } } })).status === 400, "nor what is not there, nor with nothing");
  for (const verb of ["updateOrCreate", "update-or-create"]) {
    const key = verb === "updateOrCreate" ? code : "VN-HDOR-9951";
    const r = await send(officer, "POST", `${data}/${verb}`, { query: { content: { id: key } }, write: { content: { ...content, code: key, households: 20 } } });
    t.ok(r.status === 200 && r.json().content.id === key && r.json().content.households === 20, verb, `${r.status} ${r.text.slice(0, 300)}`);
  }
  for (const way of ["readValue", "read-value"]) {
    const r = await send(anyone, "GET", `${data}/${code}/${way}/name.json`);
    t.ok(r.json().value === content.name, way, r.text);
  }
  t.ok((await send(anyone, "GET", `${data}/${code}/readValue/name.txt`)).text === content.name && (await send(anyone, "GET", `${data}/${code}/readValue/grower.json`)).status === 404, "as text; none that one may not see");

  const total = SAMPLES + 3, listed = (await send(anyone, "GET", `${data}?pageSize=100&ordering=descending&filter=area_m2`)).json();
  t.ok(listed.count === total && listed.results.length === 100 && listed.next, "a list, counted", JSON.stringify(listed).slice(0, 300));
  const seen = [];
  for (let page = listed; ; page = (await anyone.get(new URL(page.next).pathname + new URL(page.next).search, { json: true })).json()) {
    seen.push(...page.results.map((r) => r.id));
    if (!page.next) break;
  }
  t.ok(seen.length === total && new Set(seen).size === seen.length, "its links lead through all of it", seen.length);
  t.ok((await send(anyone, "GET", `${data}?pageSize=100&page=4&ordering=descending&filter=area_m2`)).json().results.map((r) => r.id).join() === seen.slice(300).join(), "a page by its number");
  t.ok((await send(anyone, "GET", `${data}?search=domestic&filter=market`)).json().count === DOMESTIC + 1 && (await send(anyone, "GET", `${data}?query.market=domestic&query.crop=lychee&pageSize=5`)).json().count > 0, "what is looked for, counted also where no count is kept");
  t.ok((await send(anyone, "GET", `${data}?page=99`)).json().results.length === 0, "past the end is empty");
  for (const [query, field] of [["search=x", "search"], ["page=0", "page"], ["pageSize=x", "pageSize"], ["ordering=up", "ordering"], ["page=999999", "page"]]) {
    const r = await send(anyone, "GET", `${data}?${query}`);
    t.ok(r.status === 422 && r.json().faults.some((f) => f.field === field), `?${query} is refused`, r.text);
  }

  t.ok((await send(anyone, "DELETE", `${data}/${code}/delete`)).status === 401 && (await send(officer, "DELETE", `${data}/${code}/delete`)).status === 204 && (await read(anyone, { id: code })).status === 404, "delete");
  t.ok((await send(officer, "DELETE", `${data}/${code}/delete`)).status === 404, "once");
  t.ok((await send(anyone, "GET", "/data/planting_area/2.0")).status === 404 && (await send(officer, "POST", "/data/planting_area/2.0/create", { write: { content } })).status === 404 && (await send(anyone, "GET", "/data/no_such/1.0")).status === 404, "another version, another registry");
  t.ok((await send(anyone, "GET", "/data/social_security_payment/2.0")).status === 401, "a registry that is not open");
  for (const [method, path] of [["POST", "/data/planting_area/1.0/createEntries"], ["POST", "/data/planting_area/createEntries"], ["PUT", "/data/planting_area/1.0/updateEntries"], ["PUT", "/data/planting_area/1.0/update-entries"], ["POST", "/database/modify"], ["DELETE", "/database/1"]]) {
    const r = await send(officer, method, path, method === "DELETE" ? undefined : { write: [] });
    t.ok(r.status === 501 && r.json().detail, `${method} ${path} is refused with words`, `${r.status} ${r.text}`);
  }
  const crossed = await send(officer, "POST", `${data}/create`, { write: { content } }, { "Sec-Fetch-Site": "cross-site" });
  t.ok(crossed.status === 403, "a page of another site writes nothing", crossed.text);

  const group = (await send(anyone, "GET", "/databases")).json();
  t.ok(group.databases.length === 34 && group.code, "databases");
  const base = (await send(anyone, "GET", "/database/planting_area")).json();
  t.ok(base.version === "1.0" && base.schema.properties.area_m2.type === "integer" && !base.schema.properties.grower && base.fieldsUniques[0][0] === "code", "one, with its schema", JSON.stringify(base).slice(0, 300));
  const citizen = new Client(p);
  await citizen.as("congdan");
  t.ok((await send(anyone, "GET", "/data/mypersonalDataUsage?userId=x&databaseId=y")).status === 401, "nobody is told who read whose data");
  for (const name of ["mypersonalDataUsage", "MyPersonalDataUsage"])
    t.ok(Array.isArray((await send(citizen, "GET", `/data/${name}?userId=x&databaseId=y`)).json()), `${name}: one's own`);
}

/* The specification's own schemas of answers. */
async function bySpecification(t, p, officer) {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const name of ["data", "database"]) ajv.addSchema(JSON.parse(readFileSync(`test/site/govstack/${name}.json`, "utf8")), name);
  const schema = (file, path, method, status) => `${file}#/paths/${encodeURIComponent(path.replaceAll("/", "~1"))}/${method}/responses/${status}/content/application~1json/schema`;
  const own = "/data/{registryName}/{versionNumber}", at = "/data/planting_area/1.0", c = new Client(p), citizen = new Client(p);
  await citizen.as("congdan");
  const send = (who, method, path, body) => who.send(method, AT + path, { json: true, ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}) });
  const content = { ...AREA, code: "VN-HDOR-9960", name: "Theo đặc tả", grower: "Người mẫu 60", grower_number: "000171435118" };
  const cases = [
    ["create", await send(officer, "POST", `${at}/create`, { write: { content } }), schema("data", `${own}/create`, "post", 200), 200],
    ["list", await send(c, "GET", `${at}?pageSize=2`), schema("data", own, "get", 200), 200],
    ["exists", await send(c, "POST", `${at}/exists`, { query: { content: { id: "VN-HDOR-9960" } } }), schema("data", `${own}/exists`, "post", 200), 200],
    ["read", await send(c, "POST", `${at}/read`, { query: { content: { id: "VN-HDOR-9960" } } }), schema("data", `${own}/read`, "post", 200), 200],
    ["read, none", await send(c, "POST", `${at}/read`, { query: { content: { id: "x" } } }), schema("data", `${own}/read`, "post", 404), 404],
    ["updateOrCreate", await send(officer, "POST", `${at}/updateOrCreate`, { query: { content: { id: "VN-HDOR-9960" } }, write: { content: { households: 3 } } }), schema("data", `${own}/updateOrCreate`, "post", 200), 200],
    ["readValue", await send(c, "GET", `${at}/VN-HDOR-9960/readValue/name.json`), schema("data", `${own}/{uuid}/readValue/{field}.{ext}`, "get", 200), 200],
    ["mypersonalDataUsage", await send(citizen, "GET", "/data/mypersonalDataUsage?userId=x&databaseId=y"), schema("data", "/data/mypersonalDataUsage", "get", 200), 200],
    ["database", await send(c, "GET", "/database/planting_area"), schema("database", "/database/{id}", "get", 200), 200],
    ["databases", await send(c, "GET", "/databases"), "database#/components/schemas/databasesSchema", 200], // its own reference to it is misspelt
  ];
  for (const [what, r, ref, status] of cases) {
    const validate = ajv.compile({ $ref: ref }), right = validate(r.json());
    t.ok(r.status === status && right, `${what} answers as the specification says`, `${r.status} ${JSON.stringify(validate.errors)} ${r.text.slice(0, 200)}`);
  }
  t.ok(!ajv.compile({ $ref: schema("data", `${own}/exists`, "post", 200) })({ answer: {} }), "which would be noticed");
  await send(officer, "DELETE", `${at}/VN-HDOR-9960/delete`);
}

/* A system of another body: what its agreement says, through this door too. */
async function asSystem(t, p, officer) {
  const c = new Client(p), data = "/data/planting_area/1.0";
  const command = async (name, input) => (await officer.send("POST", `/api/command/${name}`, { json: true, body: JSON.stringify(input), headers: { "content-type": "application/json" } })).json().out;
  const { client, client_id } = await command("client.register", { unit: "10876", name: "Sàn Mẫu", contact: "mẫu" });
  await command("agreement.make", { client, purpose: "Đối soát mã vùng trồng", basis: "Hợp đồng mẫu", unit: "10876", until: "2024-12-31", requests: 1000, records: 500,
    registries: "planting_area: code, name, crop, market, area_m2, granted_on, state, commune, boundary", may_read: true, may_write: true });
  const { new_secret } = await command("client.secret", { client });
  const { access_token } = await (await fetch(`${p.url}/oauth/token`, { method: "POST", body: new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret: new_secret }) })).json();
  const send = (method, path, body) => c.send(method, AT + path, { json: true, headers: { authorization: `Bearer ${access_token}`, ...(body ? { "content-type": "application/json" } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
  const made = await send("POST", `${data}/create`, { write: { content: { ...AREA, code: "VN-HDOR-9970", name: "Của hệ thống" } } });
  t.ok(made.status === 200 && made.json().content.id === "VN-HDOR-9970" && made.headers.get("ratelimit"), "a system creates in its unit", `${made.status} ${made.text.slice(0, 300)}`);
  t.ok((await send("POST", `${data}/create`, { write: { content: { ...AREA, code: "VN-HDOR-9971", name: "Nơi khác", commune: "10549" } } })).status === 403, "in no other");
  const more = await send("PUT", `${data}/update`, { query: { content: { id: "VN-HDOR-9970" } }, write: { content: { households: 3 } } });
  t.ok(more.status === 422 && more.json().faults.some((f) => f.field === "households"), "no field that is not agreed", more.text);
  const other = (await (await c.get("/api/query/registry.list?registry=planting_area&where=%7B%22commune%22%3A%2210549%22%7D&limit=1", { json: true })).json()).out.rows[0].key;
  t.ok((await send("POST", `${data}/read`, { id: other })).status === 404, "nothing of another unit");
  const listed = (await send("GET", `${data}?pageSize=100`)).json();
  t.ok(listed.results.length > 0 && listed.results.every((r) => r.commune === "10876" && r.households === undefined && r.to_china === undefined), "fields and rows of the agreement alone", JSON.stringify(listed).slice(0, 300));
  const changed = await send("PUT", `${data}/update`, { query: { content: { id: "VN-HDOR-9970" } }, write: { content: { name: "Tên mới" } } });
  t.ok(changed.status === 200 && changed.json().content.name === "Tên mới", "it changes what is its own", changed.text.slice(0, 300));
  t.ok((await c.send("GET", `${AT}${data}`, { json: true, headers: { authorization: "Bearer tinhso-access_no" } })).status === 401, "a token that is none is none");
}

// -- Prometheus ------------------------------------------------------------------------------------

async function asPrometheus(t, p) {
  const families = parsePrometheus((await new Client(p).get("/metrics")).text);
  const records = families.find((f) => f.name === "tinhso_registry_records");
  t.ok(families.length >= 10 && families.every((f) => f.help && ["COUNTER", "GAUGE"].includes(f.type)), "a reader of Prometheus's text reads /metrics", JSON.stringify(families).slice(0, 300));
  t.ok(records?.metrics.find((m) => m.labels.registry === "planting_area")?.value === String(SAMPLES + 2), "and how many records a registry has", JSON.stringify(records?.metrics.slice(0, 3)));
  t.ok(!records?.metrics.some((m) => m.labels.registry === "returnee"), "where everybody may know");
}

export async function exchange(t, p) {
  sow(p);
  await byCkanClient(t, p);
  await byAddress(t, p);
  await ckanFailures(t, p);
  await records(t, p);
  const officer = new Client(p); // signs in once: a code holds once
  await officer.as("dulieu");
  await asDcat(t, p, officer);
  await asGovstack(t, p, officer);
  await bySpecification(t, p, officer);
  await asPrometheus(t, p);
  await asSystem(t, p, officer);
}
