// data.mjs -- the open data portal, route by route, as everybody, as a data officer and as the
// person whose data it is; files read back by programs that are not ours.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, errorAt, said } from "./client.mjs";

const NOTE = "SỐ LIỆU MÔ PHỎNG", SAMPLE = "dữ liệu mẫu / sample data";
const at = "/du-lieu/planting_area";

/* RFC 4180, as it is written here. */
function parseCsv(text) {
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
  return rows.slice(0, -1);
}

/* The pack's sample of planting areas, which every simulated province begins with. */
const [NAMES, ...AREAS] = parseCsv(readFileSync("packs/hai-duong/data/planting_area.sample.csv", "utf8"));
const ROWS = AREAS.map((row) => Object.fromEntries(row.map((cell, i) => [NAMES[i], cell])));

const command = (client, name, input) => client.send("POST", `/api/command/${name}`,
  { json: true, body: JSON.stringify(input), headers: { "content-type": "application/json" } });

async function catalogue(t, anyone) {
  const all = (await anyone.get("/du-lieu", { json: true })).json();
  t.ok(all.count === 34 && all.items.length === 34, "every registry is listed", all.count);
  const titles = all.items.map((i) => i.title.split(" ")[0]), before = new Intl.Collator("vi", { sensitivity: "accent" }).compare;
  t.ok(titles.every((word, i) => i === 0 || before(titles[i - 1], word) <= 0), "by name in Vietnamese order", titles.join(", "));
  const find = async (query) => (await anyone.get(`/du-lieu?${query}`, { json: true })).json().items.map((i) => i.key);
  t.ok((await find("q=vung+trong")).includes("planting_area") && (await find("q=V%C3%B9ng%20tr%E1%BB%93ng")).includes("planting_area"), "found with marks and without");
  t.ok((await find("q=thi+truong+vai")).includes("planting_area"), "by the titles of fields and keywords");
  t.ok((await find("q=zzzz")).length === 0 && /Không tìm thấy/.test(said(await anyone.get("/du-lieu?q=zzzz"))), "what is not there says so");
  const page = await anyone.get("/du-lieu");
  for (const facet of all.facets) for (const chip of facet.chips) {
    const keys = await find(chip.href.replace("/du-lieu?", ""));
    t.ok(keys.length === Number(chip.count) && page.text.includes(`href="${chip.href.replace(/&/g, "&amp;")}"`), `${facet.title}, ${chip.label}: as many as it says`, `${keys.length} ${chip.count} ${chip.href}`);
  }
  const sizes = (await anyone.get("/du-lieu?xep=size", { json: true })).json().items.map((i) => i.records ?? -1);
  t.ok(sizes.every((n, i) => i === 0 || sizes[i - 1] >= n) && sizes[0] === 318, "largest first", sizes.join());
  const both = (await anyone.get("/du-lieu?chu-de=agriculture&mo=rows&q=vung", { json: true })).json();
  t.ok(both.items.every((i) => i.open === "rows") && both.hidden.length === 2, "conditions add up and are carried on", JSON.stringify(both.hidden));
}

async function page(t, anyone, province) {
  const html = await anyone.get(at), model = (await anyone.get(at, { json: true })).json();
  t.ok(html.status === 200 && /Sở Nông nghiệp/.test(html.text) && /CC BY 4\.0/.test(html.text), "a registry says whose it is, under which licence", said(html).slice(0, 300));
  t.ok(model.records === 318 && model.sample && model.fresh === "ok" && model.rows.length === 8 && model.map.shapes.length === 300, "how many, how fresh, rows, shapes", JSON.stringify([model.records, model.fresh]));
  const market = model.charts.find((c) => c.title === "Thị trường");
  t.ok(market.bars.find((b) => b.label === "xuất khẩu").n === 269 && market.bars.find((b) => b.label === "nội địa").n === 49 && html.text.includes("<caption>Thị trường"), "a chart is its table", JSON.stringify(market));
  t.ok(!/<svg[^>]*geomap__svg(?![^>]*role="img")/.test(html.text) && /aria-label="Bản đồ 300/.test(html.text), "a map says what it is");
  const linked = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html.text)[1]);
  t.ok(linked["@context"] === "https://schema.org/" && linked["@type"] === "Dataset", "schema.org's Dataset");
  t.ok(["name", "description", "url", "identifier", "license", "creator", "dateModified", "version", "distribution", "variableMeasured", "includedInDataCatalog"].every((k) => linked[k]), "with what it needs", Object.keys(linked).join());
  t.ok(linked.description.includes(NOTE) && linked.description.includes("Dữ liệu mẫu") && linked.distribution.length === 4 && !JSON.stringify(linked).includes("grower"), "its files, no personal field, and that it is simulated", linked.description);
  for (const d of linked.distribution) {
    const r = await anyone.get(new URL(d.contentUrl).pathname, { bytes: true });
    t.ok(r.status === 200 && r.headers.get("content-type") === d.encodingFormat, `${d.contentUrl} is what it says`, `${r.status} ${r.headers.get("content-type")}`);
  }
  t.ok(/Đây là dữ liệu mẫu/.test(said(html)) && /tag--sample/.test(html.text), "a sample is called so");
  const counts = await anyone.get("/du-lieu/camera");
  t.ok(counts.status === 200 && /Không mở đến từng bản ghi/.test(said(counts)) && !counts.text.includes("geomap__svg"), "where totals alone are open there are no rows and no map");
  t.ok((await anyone.get("/du-lieu/khong-co")).status === 404, "no such registry");
  const en = new Client(province, { lang: "en" });
  t.ok(/Planting areas with a code/.test((await en.get(at)).text), "in English too");
}

async function files(t, anyone, officer, province) {
  const keep = (name, bytes) => { const path = join(province.folder, name); writeFileSync(path, bytes); return path; };
  const csv = await anyone.get(`${at}.csv`), table = parseCsv(csv.text.replace(/^\ufeff/, ""));
  t.ok(csv.headers.get("content-disposition") === 'attachment; filename="planting_area.csv"', "CSV as a file");
  t.ok(table.length === 319 && table[0].at(-1) === "_sample" && table.slice(1).every((r) => r.at(-1).includes(NOTE) && r.at(-1).includes(SAMPLE)), "every row says that it is a sample, and simulated", table[1]?.join());
  t.ok(!table[0].some((c) => /grower/.test(c)) && table[0].includes("boundary"), "without personal columns", table[0].join());
  const mine = new Map(ROWS.map((r) => [r.code, r]));
  t.ok(table.slice(1).every((r) => mine.get(r[0]) && mine.get(r[0]).area_m2 === r[table[0].indexOf("area_m2")]), "with what was put on record");
  const lines = (await anyone.get(`${at}.ndjson`)).text.trim().split("\n").map(JSON.parse);
  t.ok(lines.length === 318 && lines.every((l) => l._sample.includes(SAMPLE) && l.boundary.type === "Polygon"), "NDJSON");
  const map = JSON.parse((await anyone.get(`${at}.geojson`)).text);
  t.ok(map.type === "FeatureCollection" && map.features.length === 318 && map._sample.includes(SAMPLE) && map.features.every((f) => f.geometry.type === "Polygon" && !("boundary" in f.properties)), "GeoJSON");
  const book = keep("planting_area.xlsx", (await anyone.get(`${at}.xlsx`, { bytes: true })).bytes);
  const read = execFileSync("/usr/bin/python3", ["-c", "import sys, zipfile, re\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\ns = z.read('xl/worksheets/sheet1.xml').decode()\nprint(len(re.findall('<row ', s)))", book], { encoding: "utf8" });
  t.ok(Number(read) === 319, "a workbook of as many rows", read);
  t.ok((await anyone.get("/du-lieu/camera.csv")).status === 303 && (await anyone.get("/du-lieu/camera.csv", { json: true })).status === 401, "no file of what is open as totals");
  const own = parseCsv((await officer.get("/du-lieu/camera.csv")).text.replace(/^\ufeff/, ""));
  t.ok(own.length > 40, "but for officials", own.length);
  t.ok((await anyone.get("/du-lieu/mobile_coverage.geojson")).status === 404 && (await anyone.get("/du-lieu/mobile_coverage.geojson", { json: true })).json().message.includes("không có hình"), "no GeoJSON without shapes");
  const some = parseCsv((await anyone.get(`${at}.csv?f.crop=lychee&f.area_m2.tu=1`)).text.replace(/^\ufeff/, ""));
  t.ok(some.length - 1 === ROWS.filter((r) => r.crop === "lychee").length, "a file of what a filter leaves", some.length);
  t.ok((await anyone.get(`${at}.csv?f.grower_number=000`, { json: true })).status === 422, "not of what may not be read");
  t.ok((await anyone.get(`${at}.csv?ban=x`, { json: true })).status === 422, "a version is a number");
  const head = await anyone.send("HEAD", `${at}.csv`);
  t.ok(head.status === 200 && /text\/csv/.test(head.headers.get("content-type")), "HEAD");
}

/* What is cited stays, whatever happens to the records. */
async function version(t, anyone, officer) {
  const model = (await anyone.get(at, { json: true })).json(), ban = model.citation.version;
  t.ok(model.citation.text.includes(`${at}?ban=${ban}`) && /Sở Nông nghiệp/.test(model.citation.text), "how to cite it", model.citation.text);
  const before = (await anyone.get(`${at}.csv?ban=${ban}`)).text;
  const changed = await command(officer, "registry.change", { registry: "planting_area", key: "VN-HDOR-9001", partial: true, values: { households: 999 } });
  t.ok(changed.status === 200, "a record changes", changed.text);
  t.ok((await anyone.get(`${at}.csv?ban=${ban}`)).text === before, "the version does not");
  t.ok((await anyone.get(`${at}.csv`)).text.includes(",999,"), "the registry does");
  const then = await anyone.get(`${at}?ban=${ban}`);
  t.ok(then.status === 200 && said(then).includes(`Ông/Bà đang xem phiên bản tại mục nhật ký ${ban}`), "its page says which it is", said(then).slice(0, 400));
  const next = (await anyone.get(at, { json: true })).json().citation.version;
  t.ok(Number(next) > Number(ban), "and there is a newer one", `${next} ${ban}`);
  const entry = await anyone.get(model.citation.entry_url);
  t.ok(entry.status === 200, "an entry stands behind it");
  let receipt;
  for (let i = 0; i < 40 && receipt?.status !== 200; i++) { // signed within a second
    receipt = await anyone.get(`${model.citation.entry_url}/bien-nhan.txt`);
    if (receipt.status !== 200) await new Promise((done) => setTimeout(done, 100));
  }
  const verdict = await anyone.submit("/kiem-tra", "/kiem-tra", { receipt: receipt.text });
  t.ok(verdict.status === 200 && /verdict--good/.test(verdict.text), "whose receipt can be checked", said(verdict).slice(0, 300));
}

async function records(t, anyone) {
  const list = async (query) => (await anyone.get(`${at}/ban-ghi?${query}`, { json: true })).json();
  const first = await list("");
  t.ok(first.rows.length === 50 && first.count_words === "318 bản ghi" && first.older_url, "a page of fifty, and how many", first.count_words);
  const second = (await anyone.get(first.older_url, { json: true })).json();
  const keys = new Set([...first.rows, ...second.rows].map((r) => r.record));
  let last = second;
  while (last.older_url) (last = (await anyone.get(last.older_url, { json: true })).json()).rows.forEach((r) => keys.add(r.record));
  t.ok(second.rows.length === 50 && second.newer_url && keys.size === 318 && last.rows.length === 18, "and every other on the pages behind", keys.size);
  const sorted = await list("xep=-area_m2"), column = sorted.rows.map((r) => Number(r.cells.find((c) => c.label.startsWith("Diện tích")).words.replaceAll(".", "")));
  t.ok(column.every((n, i) => i === 0 || column[i - 1] >= n), "sorted downwards", column.join());
  const some = await list("f.market=domestic");
  t.ok(some.count_words === "49 bản ghi", "how many where that is counted", some.count_words);
  const range = await list("f.area_m2.tu=1");
  t.ok(range.count_words === "hơn 50 bản ghi", "more than what is shown, where it is not", range.count_words);
  const bad = await anyone.get(`${at}/ban-ghi?f.area_m2.tu=abc&f.granted_on.den=31/02/2024`);
  t.ok(bad.status === 422 && bad.text.includes('value="abc"') && bad.text.includes('value="31/02/2024"'), "faults keep what was typed", `${bad.status}`);
  t.ok(errorAt(bad, "f.area_m2.tu") && errorAt(bad, "f.granted_on.tu"), "each at its field", said(bad).slice(0, 500));
  const hidden = await list("f.grower_number=000");
  t.ok(hidden.faults && hidden.rows.length === 0 && !JSON.stringify(hidden.filters).includes("grower"), "nothing by what may not be read");
  t.ok((await anyone.get("/du-lieu/camera/ban-ghi", { json: true })).status === 401, "no list of what is open as totals");
  const one = await anyone.get(`${at}/ban-ghi/VN-HDOR-9002`);
  t.ok(one.status === 200 && /VN-HDOR-9002/.test(one.text) && !/•••|000\d{9}/.test(one.text), "one record");
  t.ok(/href="\/du-lieu\/packing_house\/ban-ghi\/VN-HDPH-\d+"/.test((await anyone.get(`${at}/ban-ghi/VN-HDOR-9001`)).text), "what it refers to is a link");
  t.ok((await anyone.get(`${at}/ban-ghi/khong-co`)).status === 404, "no such record");
  t.ok((await anyone.get(`${at}/ban-ghi/VN-HDOR-9002?ngay=30/06/2024`)).status === 404 && (await anyone.get(`${at}/ban-ghi/VN-HDOR-9002?ngay=01/07/2024`)).status === 200, "as it stood on a day");
  const many = (await anyone.get("/du-lieu/mobile_coverage/ban-ghi", { json: true })).json().rows[0];
  t.ok(many.record.split("/").length === 4 && (await anyone.get(`/du-lieu/mobile_coverage/ban-ghi/${many.record}`)).status === 200, "a key of several parts", many.record);
}

const SAO_DO = readFileSync(new URL("../../packs/hai-duong/data/planting_area.sample.csv", import.meta.url), "utf8").split("\n").filter((line) => line.includes("Sao Đỏ")).map((line) => line.split(",")[0]);

async function words(t, anyone) {
  const list = async (query) => (await anyone.get(`${at}/ban-ghi?${query}`, { json: true })).json(), q = (words) => `q=${encodeURIComponent(words)}`;
  const same = (found) => found.rows.map((r) => r.record).sort().join() === [...SAO_DO].sort().join();
  for (const typed of ["Sao Đỏ", "sao do", "SAO  ĐỎ", "đỏ sao", "sao đ", "mẫu đỏ sao vùng"]) {
    const found = await list(q(typed));
    t.ok(SAO_DO.length > 3 && same(found) && found.count_words === `${SAO_DO.length} bản ghi`, `found by “${typed}”`, `${found.count_words} ${found.rows.map((r) => r.record)}`);
  }
  t.ok((await list(q("vn-hdor-9002"))).rows.map((r) => r.record).join() === "VN-HDOR-9002" && (await list(q("HDOR 9002"))).rows.length === 1, "by its code, and by the end of it");
  const all = [];
  let page = await list(q("vung trong mau"));
  for (all.push(...page.rows); page.older_url; all.push(...page.rows)) page = (await anyone.get(page.older_url, { json: true })).json();
  t.ok(all.length === 318 && new Set(all.map((r) => r.record)).size === 318, "frequent words, page by page", all.length);
  const some = await list(`${q("sao do")}&f.market=export`);
  t.ok(some.rows.length > 0 && some.rows.length <= SAO_DO.length && some.rows.every((r) => SAO_DO.includes(r.record)) && (await list(`${q("sao do")}&f.market=domestic`)).rows.length + some.rows.length === SAO_DO.length, "filters narrow what was found");
  const html = await anyone.get(`${at}/ban-ghi?${q("sao đỏ")}&f.market=export`);
  t.ok(html.status === 200 && html.text.includes('name="q" type="search" value="sao đỏ"') && html.text.includes('<input type="hidden" name="f.market" value="export">') && html.text.includes('<input type="hidden" name="q" value="sao đỏ">') && !html.text.includes('name="xep"'), "the page keeps what was typed and what is filtered");
  const none = await anyone.get(`${at}/ban-ghi?${q("không có vùng này")}`);
  t.ok(none.status === 200 && none.text.includes("Không có bản ghi nào như vậy"), "and says when there is none", said(none).slice(0, 400));
  const short = await anyone.get(`${at}/ban-ghi?q=.`);
  t.ok(short.status === 422 && short.text.includes('href="#q"') && short.text.includes('value="."') && short.text.includes('id="q-error"'), "what is no word is said at the box", said(short).slice(0, 400));
  t.ok((await list(`${q("sao")}&xep=name`)).faults, "found in no order of one's own");
  t.ok((await list(q("Người mẫu 1"))).rows.length === 0 && (await list(q("000171435118"))).rows.length === 0, "nobody by a name or a number");
  const api = (await anyone.get(`/api/query/registry.list?registry=planting_area&${q("sao đỏ")}&limit=2`, { json: true })).json().out;
  t.ok(api.rows.length === 2 && api.next && api.total === undefined && api.rows.every((r) => SAO_DO.includes(r.key)), "the same for programs", JSON.stringify(api).slice(0, 300));
  t.ok(!(await anyone.get("/du-lieu/camera/ban-ghi?q=cong", { json: true })).json().rows, "no words where records are not shown");
}

async function writing(t, anyone, officer, citizen) {
  const made = { code: "VN-HDOR-9999", name: "Vùng trồng mẫu 999", crop: "lychee", market: "export", area_m2: "12.500", state: "in_force", commune: "10507", "granted_on-day": "1", "granted_on-month": "6", "granted_on-year": "2024", boundary: '{"type":"Point","coordinates":[106.3,20.9]}', grower_number: "000099000001" };
  const empty = await officer.submit(`${at}/moi`, `${at}/moi`, { name: "Chỉ có tên", "granted_on-day": "31", "granted_on-month": "2", "granted_on-year": "2024", boundary: "ở đây" });
  t.ok(empty.status === 422 && ["code", "crop", "market", "area_m2", "granted_on", "state", "commune", "boundary"].every((f) => errorAt(empty, f)), "every fault at its field", said(empty).slice(0, 600));
  t.ok(empty.text.includes('value="Chỉ có tên"') && empty.text.includes(">ở đây</textarea>") && /name="granted_on-day"[^>]*value="31"/.test(empty.text), "and nothing lost");
  const done = await officer.submit(`${at}/moi`, `${at}/moi`, made);
  t.ok(done.status === 303 && done.to === `${at}/ban-ghi/VN-HDOR-9999`, "put on record", `${done.status} ${done.to} ${said(done).slice(0, 300)}`);
  const form = await officer.get(`${at}/sua/VN-HDOR-9999`);
  t.ok(!form.text.includes("000099000001") && form.text.includes('name="giu" value="grower_number"'), "the form to change it does not tell whose it is");
  const old = form.text;
  const change = await officer.submit(form, `${at}/sua/VN-HDOR-9999`, { ...made, grower_number: "", area_m2: "13000" });
  t.ok(change.status === 303, "changed", said(change).slice(0, 400));
  const stale = await officer.submit({ text: old, status: 200 }, `${at}/sua/VN-HDOR-9999`, { ...made, area_m2: "1", idempotency_key: "khac" });
  t.ok(stale.status === 409 && said(stale).includes("Người khác vừa thay đổi bản ghi này") && stale.text.includes('value="1"'), "who comes late is told, and keeps what was typed", `${stale.status} ${said(stale).slice(0, 300)}`);
  const wrong = await officer.submit(`${at}/dinh-chinh/VN-HDOR-9999`, `${at}/dinh-chinh/VN-HDOR-9999`, { ...made, grower_number: "", area_m2: "14000" });
  t.ok(wrong.status === 303, "corrected", said(wrong).slice(0, 300));
  const page = await officer.get(`${at}/ban-ghi/VN-HDOR-9999`);
  t.ok(/đính chính/.test(page.text) && /<del>13\.000<\/del> → <ins>14\.000<\/ins>/.test(page.text) && /•••/.test(page.text), "its versions say what changed", said(page).slice(0, 1500));
  for (const client of [anyone, citizen])
    for (const path of ["moi", "sua/VN-HDOR-9999", "dinh-chinh/VN-HDOR-9999"])
      t.ok([303, 403].includes((await client.get(`${at}/${path}`)).status), `${path} is for who writes`);
  t.ok((await citizen.get(`${at}/ban-ghi/VN-HDOR-9999`)).text.includes("action=\"/du-lieu/planting_area/hien") === false, "nobody is offered what is not theirs");
  const end = await officer.submit(`${at}/ket-thuc/VN-HDOR-9998`, `${at}/ket-thuc/VN-HDOR-9998`).catch(() => null);
  t.ok(end === null, "none ends that is not there");
  return made;
}

/* Whoever reads personal fields is seen by the person whose they are. */
async function reading(t, province, officer, person) {
  const masked = await officer.get(`${at}/ban-ghi/VN-HDOR-9999`);
  t.ok(!masked.text.includes("000099000001"), "hidden from the officer too");
  const before = (await person.get("/toi", { json: true })).json().readers.length;
  const shown = await officer.submit(masked, `/du-lieu/planting_area/hien/VN-HDOR-9999`);
  t.ok(shown.status === 200 && shown.text.includes("000099000001") && /đã được ghi lại/.test(said(shown)), "shown when asked for", `${shown.status} ${said(shown).slice(0, 300)}`);
  const readers = (await person.get("/toi", { json: true })).json().readers;
  const mine = readers.find((r) => r.subject === "registry:planting_area/VN-HDOR-9999");
  t.ok(readers.length === before + 1 && mine && /dulieu/.test(mine.who), "the person sees who read it", JSON.stringify(readers).slice(0, 400));
  t.ok(/kho dữ liệu|bản ghi/.test(mine.fields_words + mine.why) && (await person.get("/toi")).text.includes("VN-HDOR-9999"), "what, and what for", JSON.stringify(mine));
  const plain = await officer.get(`/du-lieu/planting_area/hien/VN-HDOR-9999`);
  t.ok(plain.status === 404, "no link does it", plain.status);
  const post = await officer.send("POST", `/du-lieu/planting_area/hien/VN-HDOR-9999`);
  t.ok(post.status === 403 && !post.text.includes("000099000001"), "nor another site", post.status);
  const unit = new Client(province);
  await unit.as("canbo");
  const other = await unit.send("POST", `/api/command/registry.create`, { json: true, body: "{}", headers: { "content-type": "application/json" } });
  t.ok(other.status === 403 || other.status === 422, "another's rights are their own", other.status);
}

async function ending(t, officer, anyone) {
  const end = await officer.submit(`${at}/ket-thuc/VN-HDOR-9999`, `${at}/ket-thuc/VN-HDOR-9999`);
  t.ok(end.status === 303 && (await anyone.get(`${at}/ban-ghi/VN-HDOR-9999`)).status === 404, "ended", `${end.status}`);
}

async function quality(t, anyone) {
  const model = (await anyone.get(`${at}/chat-luong`, { json: true })).json();
  const house = model.fields.find((f) => f.name === "packing_house");
  t.ok(model.fields.length > 5 && model.always.length > 5 && house && /%$/.test(house.share_words), "how complete, field by field", JSON.stringify(house));
  t.ok(model.units.length > 3 && model.units.reduce((n, u) => n + u.records, 0) === model.records, "by unit, adding up", JSON.stringify(model.units.slice(0, 3)));
  const hidden = (await anyone.get("/du-lieu/returnee/chat-luong", { json: true })).json();
  t.ok(hidden.fields.length === 0 && hidden.units.length === 0, "nothing of what is not open");
  t.ok((await anyone.get("/du-lieu/khong-co/chat-luong")).status === 404, "no such registry");
}

/* feedparser takes almost anything and says (bozo) when it was not well-formed; what RFC 4287
 * asks beside that is looked at here. */
const PARSE = `
import sys, json, feedparser
f = feedparser.parse(sys.stdin.buffer.read())
print(json.dumps({"bozo": bool(f.bozo), "version": f.version, "id": f.feed.get("id"), "updated": f.feed.get("updated_parsed") is not None,
  "links": [[l.rel, l.href] for l in f.feed.links], "author": f.feed.get("author"),
  "entries": [{"id": e.get("id"), "title": e.get("title"), "updated": e.get("updated_parsed") is not None, "link": e.get("link"), "summary": e.get("summary")} for e in f.entries]}))
`;

async function feeds(t, anyone) {
  for (const path of ["/du-lieu/atom.xml", `${at}/atom.xml`]) {
    const r = await anyone.get(path);
    t.ok(r.status === 200 && r.headers.get("content-type").startsWith("application/atom+xml"), `${path} is Atom`, `${r.status} ${r.headers.get("content-type")}`);
    execFileSync("xmllint", ["--noout", "-"], { input: r.text });
    const feed = JSON.parse(execFileSync("/usr/bin/python3", ["-c", PARSE], { input: r.text, encoding: "utf8" }));
    t.ok(!feed.bozo && feed.version === "atom10", `${path}: feedparser has nothing against it`, JSON.stringify(feed).slice(0, 300));
    t.ok(feed.id && feed.updated && feed.author && feed.links.some(([rel, href]) => rel === "self" && href.endsWith(path)), `${path}: id, updated, author, self`, JSON.stringify(feed.links));
    t.ok(feed.entries.length > 0 && feed.entries.every((e) => e.id && e.title && e.updated && e.link && e.summary) && new Set(feed.entries.map((e) => e.id)).size === feed.entries.length, `${path}: entries that say what they are`, JSON.stringify(feed.entries).slice(0, 300));
    t.ok(feed.entries.every((e) => e.summary.includes(NOTE)), `${path}: and that they are simulated`);
    for (const e of feed.entries.slice(0, 3)) {
      const u = new URL(e.link);
      t.ok((await anyone.get(u.pathname + u.search)).status === 200, `${e.link} is there`);
    }
  }
  t.ok((await anyone.get("/du-lieu/khong-co/atom.xml")).status === 404, "no feed of no registry");
}

export async function data(t, province) {
  const anyone = new Client(province), officer = new Client(province), citizen = new Client(province), person = new Client(province);
  await officer.as("dulieu");
  await citizen.as("congdan");
  const [, password] = province.run("user", "add", province.dir, "chuvuon", "--name", "Chủ vườn mẫu", "--number", "000099000001").trimEnd().split("\t");
  province.people.chuvuon = { account: "chuvuon", password };
  await person.as("chuvuon");
  await catalogue(t, anyone);
  await page(t, anyone, province);
  await files(t, anyone, officer, province);
  await records(t, anyone);
  await words(t, anyone);
  await version(t, anyone, officer);
  await writing(t, anyone, officer, citizen);
  await reading(t, province, officer, person);
  await quality(t, anyone);
  await feeds(t, anyone);
  await ending(t, officer, anyone);
}
