// machine.mjs -- what programs and operators ask for: the document of the interface, the
// process's figures, its health, and every page as JSON.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { BIRTH, BUSINESS } from "../browser/papers.mjs";
import { Client } from "./client.mjs";
import { send as sendFile } from "./loads.mjs";

/* Names of commands and queries as the program's sources declare them. */
function declared() {
  const names = { command: [], query: [] };
  for (const file of readdirSync("src", { recursive: true }).filter((f) => f.endsWith(".c"))) {
    const text = readFileSync(`src/${file}`, "utf8");
    for (const [, kind, body] of text.matchAll(/^const struct (command|query) \w+ = \{(.*?)^\};/gms))
      names[kind].push(/\.name = "([\w.]+)"/.exec(body)?.[1]);
  }
  return names;
}

async function document(t, p) {
  const c = new Client(p);
  const doc = (await c.get("/api/openapi.json")).json();
  const verdict = await new Validator().validate(structuredClone(doc));
  t.ok(verdict.valid, "the document is OpenAPI", JSON.stringify(verdict.errors));
  t.ok(doc.openapi === "3.1.0", "of version 3.1");
  const names = declared();
  t.ok(names.command.length > 20 && names.query.length > 20, "the sources were read", JSON.stringify(names));
  for (const kind of ["command", "query"])
    for (const name of names[kind].filter(Boolean)) {
      const o = doc.paths[`/api/${kind}/${name}`]?.[kind === "command" ? "post" : "get"];
      t.ok(o !== undefined, `${name} is in the document`);
      t.ok(o && ["200", "400", "401", "403", "404", "409", "422", "429", "500", "503"].every((s) => o.responses[s]), `${name} says how it may fail`);
    }
  const submit = doc.paths["/api/command/dossier.submit"].post.requestBody.content["application/json"].schema;
  t.ok(submit.required.includes("procedure") && submit.properties.channel.type === "integer", "with its fields");
  const printed = JSON.parse(execFileSync(p.binary, ["schema", p.dir], { encoding: "utf8" }));
  t.ok(JSON.stringify(printed.paths) === JSON.stringify(doc.paths), "the command line prints the same");

  const upload = doc.paths["/api/upload"]?.post;
  t.ok(upload?.responses["201"] && upload.requestBody.content["multipart/form-data"], "files have their way in");

  // A failure is what the document says.
  const post = (name, body) => c.send("POST", `/api/command/${name}`, { body, json: true, headers: { "content-type": "application/json" } });
  const tries = [
    [await post("dossier.submit", "{}"), 422, "INVALID"], [await post("dossier.submit", "{"), 400, "MALFORMED"],
    [await post("account.lock", '{"account":"canbo"}'), 401, "SIGN_IN"], [await post("no.such", "{}"), 404, "NOT_FOUND"],
    [await c.get("/api/query/no.such"), 404, "NOT_FOUND"], [await c.get("/api/query/procedure.guide?procedure=khong-co"), 404, "NOT_FOUND"],
  ];
  const failure = doc.components.schemas.Failure;
  for (const [r, status, error] of tries) {
    const body = r.json();
    t.ok(r.status === status && body.error === error && failure.properties.error.enum.includes(error) && body.message,
         `${status} ${error}`, `${r.status} ${r.text}`);
  }
  t.ok(tries[0][0].json().faults.some((f) => f.field === "procedure" && f.text), "each fault names its field");
}

async function operators(t, p) {
  const c = new Client(p);
  const metrics = await c.get("/metrics");
  const lines = metrics.text.split("\n").filter((l) => l && !l.startsWith("#"));
  t.ok(metrics.status === 200 && /^text\/plain; version=0\.0\.4/.test(metrics.headers.get("content-type")), "/metrics is Prometheus's text");
  t.ok(metrics.text.endsWith("\n") && lines.every((l) => /^tinhso_[a-z_]+(\{registry="[a-z0-9_]+"\})? -?\d+$/.test(l)), "of plain numbers", lines);
  const acts = async () => Number(/^tinhso_acts_total (\d+)$/m.exec((await c.get("/metrics")).text)[1]);
  const before = await acts();
  await c.signIn("khong-co", "mật khẩu nào đó");
  for (let i = 0; i < 20 && await acts() === before; i++) /* counted a moment after the answer */
    await new Promise((done) => setTimeout(done, 50));
  t.ok(await acts() > before, "which move when something is written");
  t.ok(/^tinhso_log_signed 1$/m.test(metrics.text), "and tell whether the log is signed", metrics.text);
  const health = await c.get("/healthz");
  t.ok(health.status === 200 && health.json().ok === true && health.json().signed === true, "/healthz says yes", health.text);
  t.ok((await c.send("HEAD", "/healthz")).status === 200, "to HEAD too");
}

/* Where a route has variables, an address of its kind; as whom. */
const EXAMPLES = {
  "/thu-tuc/{key}": ["/thu-tuc/birth-registration"], "/thu-tuc/{key}/nop": ["/thu-tuc/birth-registration/nop"], "/thu-tuc/{key}/so-do": ["/thu-tuc/birth-registration/so-do"],
  "/ho-so": ["/ho-so", "congdan"], "/hop-thu": ["/hop-thu", "congdan"], "/viec": ["/viec", "canbo"], "/tim": ["/tim?q=mau", "canbo"], "/viec/ky": ["/viec/ky", "lanhdao"], "/toi": ["/toi", "canbo"], "/uy-quyen": ["/uy-quyen", "lanhdao"], "/doi-mat-khau": ["/doi-mat-khau", "canbo"],
  "/hom-nay": ["/hom-nay", "tinh"], "/hom-nay/{unit}": ["/hom-nay/10507", "lanhdao"], "/toan-ven": ["/toan-ven", "thanhtra"], "/thong-ke": ["/thong-ke", "tinh"], "/thong-ke/tre-han": ["/thong-ke/tre-han", "tinh"], "/thong-ke/can-bo": ["/thong-ke/can-bo", "tinh"], "/so-theo-doi": ["/so-theo-doi", "canbo"],
  "/thong-ke/thang": ["/thong-ke/thang", "tinh"], "/thong-ke/truc-tuyen": ["/thong-ke/truc-tuyen", "tinh"],
  "/tai-khoan": ["/tai-khoan", "quantri"], "/tai-khoan/moi": ["/tai-khoan/moi", "quantri"], "/tai-khoan/nhieu": ["/tai-khoan/nhieu", "quantri"], "/ra-soat-quyen": ["/ra-soat-quyen", "quantri"], "/ra-soat-quyen/{unit}": ["/ra-soat-quyen/10507", "lanhdao"], "/nhat-ky/tim": ["/nhat-ky/tim?tai-khoan=canbo", "quantri"], "/tai-khoan/{account}": ["/tai-khoan/canbo", "quantri"],
  "/so-lieu/{key}": ["/so-lieu/emc-online-dossiers"], "/so-lieu/{key}/bang": ["/so-lieu/emc-online-dossiers/bang"], "/nhat-ky/{entry}": ["/nhat-ky/1"], "/don-vi/{code}": ["/don-vi/288"],
  "/quay": ["/quay", "canbo"], "/quay/lich-hen": ["/quay/lich-hen", "lanhdao"], "/quay/dat-hen": ["/quay/dat-hen", "canbo"], "/lay-so/{unit}": ["/lay-so/10507"], "/man-hinh/{unit}": ["/man-hinh/10507"],
  "/hen": ["/hen", "congdan"], "/hen/moi": ["/hen/moi?don-vi=10507", "congdan"],
  "/du-lieu/{key}": ["/du-lieu/planting_area"], "/du-lieu/{key}/chat-luong": ["/du-lieu/planting_area/chat-luong"], "/du-lieu/{key}/ban-ghi": ["/du-lieu/planting_area/ban-ghi"], "/du-lieu/{key}/moi": ["/du-lieu/plan_document/moi", "dulieu"],
  "/du-lieu/{key}/ban-ghi/{record*}": ["/du-lieu/plan_document/ban-ghi/VB-001-1"], ...Object.fromEntries(["sua", "dinh-chinh", "ket-thuc"].map((way) => [`/du-lieu/{key}/${way}/{record*}`, [`/du-lieu/plan_document/${way}/VB-001-1`, "dulieu"]])),
  "/he-thong": ["/he-thong", "quantri"], "/du-lieu/{registry}/nap": ["/du-lieu/tourist_site/nap", "dulieu"], "/du-lieu/moi": ["/du-lieu/moi", "dulieu"],
  "/api/3/action/{action}": ["/api/3/action/package_list"], "/api/action/{action}": ["/api/action/package_list"],
  "/govstack/registries/data/{registry}/{version}": ["/govstack/registries/data/planting_area/1.0"], "/govstack/registries/database/{id}": ["/govstack/registries/database/planting_area"],
  "/govstack/registries/data/mypersonalDataUsage": ["/govstack/registries/data/mypersonalDataUsage", "congdan"], "/govstack/registries/data/MyPersonalDataUsage": ["/govstack/registries/data/MyPersonalDataUsage", "congdan"],
  "/govstack/registries/data/{registry}/{version}/{id}/readValue/{field}": ["/govstack/registries/data/planting_area/1/VN-HDOR-9001/readValue/name.json"], "/govstack/registries/data/{registry}/{version}/{id}/read-value/{field}": ["/govstack/registries/data/planting_area/1/VN-HDOR-9001/read-value/name.json"],
  "/goi/{name}": ["/goi/hai-duong"], "/api/query/{name}": ["/api/query/procedure.list"],
};
const OF_A_DRAFT = { "/thu-tuc/{key}/nop/tiep-tuc": "/tiep-tuc", "/thu-tuc/{key}/nop/bo": "/bo" };
const OF_A_DOSSIER = { "/ho-so/{code}": "", "/ho-so/{code}/bien-nhan": "/bien-nhan", "/ho-so/{code}/lam/{action}": "/lam/tiep-nhan" };
/* Files, the log's own formats, text for Prometheus, documents of a standard (ogc.mjs): no page. */
const NO_PAGE = new Set(["/ogc", "/ogc/", "/ogc/conformance", "/ogc/api", "/ogc/collections", "/ogc/collections/{collection}", "/ogc/collections/{collection}/items", "/ogc/collections/{collection}/items/{id*}",
  "/nhat-ky.csv", "/du-lieu/{registry}/nap/{load}/bi-tu-choi.csv", "/nhat-ky/tim.csv", "/tai-khoan/nhieu/mau.csv", "/thong-ke.csv", "/so-lieu/{key}/bang.csv", "/thong-ke.pdf", "/thong-ke.xlsx", "/thong-ke/thang.csv", "/thong-ke/thang.pdf", "/thong-ke/thang.xlsx", "/thong-ke/truc-tuyen.csv", "/thong-ke/truc-tuyen.pdf", "/thong-ke/truc-tuyen.xlsx", "/so-theo-doi.pdf", "/so-theo-doi.xlsx", "/api/tus/{id}", "/dcat", "/dcat.ttl", "/dcat.jsonld", "/dcat.rdf", "/dcat/{file}", "/dataset/{key}", "/dataset/{key}/resource/{resource}", "/dataset/{key}/resource/{resource}/download/{file}", "/datastore/dump/{resource}", "/assets/{path*}", "/log/checkpoint", "/log/tile/{path*}", "/metrics", "/kiem-tra/ngoai-tuyen.html",
  "/ho-so/{code}/bien-nhan.txt", "/nhat-ky/{entry}/bien-nhan.txt", "/ho-so/{code}/nhan.pdf", "/hen/{code}/lich.ics", "/ho-so/{code}/giay/{which}", "/ho-so/{code}/tep/{file}",
  "/du-lieu/atom.xml", "/du-lieu/{key}/atom.xml"]);

/* A question of one unit to another, as the other finds it. */
async function question(p, as) {
  const { code } = (await new Client(p).file(BIRTH, { json: true })).json(), at = `/ho-so/${code}/lam`;
  await (await as("canbo")).submit(`${at}/tiep-nhan`, `${at}/tiep-nhan`);
  const r = await (await as("chuyenvien")).submit(`${at}/xin-y-kien`, `${at}/xin-y-kien`,
    { unit: "288", note: "Có đúng không?", "until-day": "3", "until-month": "7", "until-year": "2024" });
  if (r.status !== 303) throw new Error(`asking: ${r.status} ${r.text.slice(0, 300)}`);
  const list = (await (await as("chuyenvien.huyen")).get("/viec?loc=asked", { json: true })).json();
  return list.asked[0].href;
}

const routes = () => [...new Set(readdirSync("src/site").filter((n) => n.endsWith(".c"))
  .flatMap((n) => [...readFileSync(`src/site/${n}`, "utf8").matchAll(/\{ HTTP_GET, "([^"]+)"/g)].map((m) => m[1])))];

async function pages(t, p) {
  const clients = {};
  const as = async (account) => {
    if (!clients[account]) {
      clients[account] = new Client(p);
      if (account !== "nobody") await clients[account].as(account);
    }
    return clients[account];
  };
  const filed = await (await as("congdan")).file(BUSINESS, { json: true });
  const code = filed.json().code;
  for (const [route, tail] of Object.entries(OF_A_DOSSIER))
    EXAMPLES[route] = [`/ho-so/${code}${tail}`, tail === "/lam/tiep-nhan" ? "canbo.huyen" : "congdan"];
  await clients.congdan.fileStep(`/thu-tuc/${BIRTH.key}/nop`, BIRTH.key, BIRTH.pages[0], "next");
  for (const [route, tail] of Object.entries(OF_A_DRAFT)) EXAMPLES[route] = [`/thu-tuc/${BIRTH.key}/nop${tail}`, "congdan"];
  EXAMPLES["/y-kien/{code}/{opinion}"] = [await question(p, as), "chuyenvien.huyen"];
  const api = async (who, name, input) => (await (await as(who)).send("POST", `/api/command/${name}`,
    { json: true, body: JSON.stringify(input), headers: { "content-type": "application/json" } })).json().out;
  EXAMPLES["/so-thu-tu/{key}"] = [`/so-thu-tu/${(await api("canbo", "queue.draw", { unit: "10507", service: "filing" })).key}`];
  const booked = await api("congdan", "appointment.book", { unit: "10507", service: "filing", slot: "2024-07-03T08:00" });
  EXAMPLES["/hen/{code}"] = [`/hen/${booked.code}`, "congdan"];
  EXAMPLES["/hen/{code}/doi"] = [`/hen/${booked.code}/doi`, "congdan"];
  const [lent] = (await (await as("lanhdao")).get("/toi", { json: true })).json().positions;
  const { delegation } = await api("lanhdao", "delegation.make", { position: lent.id, delegate: "chuyenvien", until: "2024-07-05", reason: "mẫu" });
  EXAMPLES["/uy-quyen/{delegation}"] = [`/uy-quyen/${delegation}`, "lanhdao"];
  const said = await api("congdan", "complaint.file", { code, kind: "late", complaint: "Mẫu: chờ lâu" });
  EXAMPLES["/phan-anh/{code}/{complaint}"] = [`/phan-anh/${code}/${said.complaint}`, "lanhdao.huyen"];
  const system = await api("quantri", "client.register", { unit: "10507", name: "Sàn Mẫu", contact: "mẫu" });
  EXAMPLES["/he-thong/{client}"] = [`/he-thong/${system.client}`, "quantri"];
  const officer = await as("dulieu"), loads = "/du-lieu/tourist_site/nap";
  const [last] = (await officer.get(loads, { json: true })).json().loads;
  EXAMPLES["/du-lieu/{registry}/nap/{load}"] = [`${loads}/${last.load}`, "dulieu"];
  EXAMPLES["/du-lieu/{registry}/nap/xem"] = [(await sendFile(officer, loads, "code,name\nX,Y\n", "a.csv")).to, "dulieu"];
  let n = 0;
  t.ok(code, "a dossier to look at", filed.text);
  for (const route of routes().filter((r) => !NO_PAGE.has(r))) {
    const [address, who] = EXAMPLES[route] ?? [route];
    if (/[{]/.test(address)) { t.ok(false, `${route} has an example here, or is named as no page`); continue; }
    const r = await (await as(who ?? "nobody")).get(address, { json: true });
    let body = null;
    try { body = r.json(); } catch { /* not JSON */ }
    t.ok(r.status === 200 && /^application\/json/.test(r.headers.get("content-type")) && body !== null && typeof body === "object",
         `${address} answers JSON`, `${r.status} ${r.headers.get("content-type")} ${r.text.slice(0, 200)}`);
    if (!/^\/(healthz|api|govstack|\.well-known)/.test(address)) {
      n++;
      t.ok(body?.simulated_data === "SỐ LIỆU MÔ PHỎNG", `${address} says that it is simulated`, r.text.slice(0, 200));
    }
  }
  console.log(`   ${n} pages answered JSON`);
  for (const [address, status] of [["/khong-co", 404], ["/viec", 401], ["/tai-khoan", 401], ["/thu-tuc/khong-co", 404]]) {
    const r = await (await as("nobody")).get(address, { json: true });
    t.ok(r.status === status && r.json().error, `${address}: ${status} in JSON too`, `${r.status} ${r.text.slice(0, 200)}`);
  }
}

export async function machine(t, p) {
  await document(t, p);
  await operators(t, p);
  await pages(t, p);
}
