// work.mjs -- an officer's working day: who handles a dossier, lists, many at once; without
// JavaScript, on both stores.
import { BIRTH } from "../browser/papers.mjs";
import { Client, errorAt, said } from "./client.mjs";
import { complaints } from "./complaint.mjs";

/* A second case officer beside the commune's one. */
async function staff(p) {
  const add = (account, role, unit = "10507") => {
    const [, password, secret] = p.run("user", "add", p.dir, account, "--name", `Tài khoản ${account}`,
                                       "--role", role, "--unit", unit).trimEnd().split("\t");
    p.people[account] = { account, password, secret };
  };
  if (!p.people["chuyenvien.hai"]) add("chuyenvien.hai", "specialist");
  const all = {};
  add("ykien", "specialist", "10510");
  for (const account of ["ykien", "canbo", "chuyenvien", "chuyenvien.hai", "lanhdao", "chuyenvien.huyen"]) {
    all[account] = new Client(p);
    await all[account].as(account);
  }
  return all;
}

const accepted = async (p, people, n) => {
  const made = [];
  for (let i = 0; i < n; i++) {
    const { code, secret } = (await new Client(p).file(BIRTH, { json: true })).json();
    const at = `/ho-so/${code}/lam/tiep-nhan`, r = await people.canbo.submit(at, at);
    if (r.status !== 303) throw new Error(`accepting: ${r.status} ${said(r).slice(0, 300)}`);
    made.push({ code, secret });
  }
  return made;
};

/* The value of an option or a box whose words hold this name. */
const valueOf = (page, name) => new RegExp(`<option value="(\\d+)"[^>]*>Tài khoản ${name} –`).exec(page.text)?.[1];

const post = async (c, page, action, fields) => {
  const body = new URLSearchParams();
  const form = new RegExp(`<form[^>]*action="${action}"[^>]*>(.*?)</form>`, "s").exec(page.text)[1];
  for (const [, tag] of form.matchAll(/<input\b([^>]*type="hidden"[^>]*)>/g))
    body.append(/\bname="([^"]*)"/.exec(tag)[1], /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? "");
  for (const [name, value] of fields) body.append(name, value);
  return c.send("POST", action, { body });
};

async function assigning(t, p, people) {
  const [made] = await accepted(p, people, 1), at = `/ho-so/${made.code}/lam/phan-cong`;
  const c = people.lanhdao;
  t.ok((await c.get(`/ho-so/${made.code}`)).text.includes(`href="${at}"`), "the leader is offered to assign it");
  t.ok((await people.canbo.get(at)).status === 403, "an officer of the desk is not");
  let page = await c.get(at);
  const one = valueOf(page, "chuyenvien"), two = valueOf(page, "chuyenvien.hai");
  t.ok(one && two && !valueOf(page, "chuyenvien.huyen"), "the unit's own people are there to choose", said(page).slice(0, 900));
  let r = await post(c, page, at, [["main", one], ["support", one], ["follow", two], ["note", "Xem kỹ giấy chứng sinh"]]);
  t.ok(r.status === 422 && /chủ trì/.test(errorAt(r, "support")), "one person is not both", `${r.status} ${said(r).slice(0, 500)}`);
  const box = (name, value) => new RegExp(`name="${name}" type="checkbox" value="${value}" checked`).test(r.text);
  t.ok(box("support", one) && box("follow", two) && !box("follow", one) && r.text.includes("Xem kỹ giấy chứng sinh")
       && new RegExp(`value="${one}" selected`).test(r.text), "what was chosen and typed is kept");
  page = await c.get(at);
  const other = await people.chuyenvien.get(at);
  r = await post(c, page, at, [["main", one], ["support", two], ["note", "Xem kỹ giấy chứng sinh"]]);
  t.ok(r.status === 303, "assigned", `${r.status} ${said(r).slice(0, 500)}`);
  const seen = said(await people.chuyenvien.get(`/ho-so/${made.code}`));
  t.ok(/Chủ trì: Tài khoản chuyenvien /.test(seen) && /Phối hợp: Tài khoản chuyenvien\.hai/.test(seen), "its page says who has which part", seen.slice(0, 900));
  t.ok(/Hồ sơ được phân công .{0,40}Chủ trì: Tài khoản chuyenvien; Phối hợp: Tài khoản chuyenvien\.hai/.test(seen) && /Xem kỹ/.test(seen), "and its story who assigned what to whom", seen.slice(0, 2500));
  const track = said(await new Client(p).submit("/tra-cuu", "/tra-cuu", made));
  t.ok(/đã phân công người giải quyết/.test(track) && !/Xem kỹ|chuyenvien/.test(track), "the person reads no names", track.slice(0, 1200));
  const again = await post(people.chuyenvien, other, at, [["main", two]]);
  t.ok(again.status === 409 && /sang bước khác/.test(said(again)), "of two who assign at once the second is told", `${again.status} ${said(again).slice(0, 400)}`);
  page = await c.get(at);
  r = await post(c, page, at, [["main", "-1"]]);
  t.ok(r.status === 303 && !/Phối hợp: /.test(said(await c.get(`/ho-so/${made.code}`)).split("Điều đã diễn ra")[0].split("Hồ sơ được phân công")[0]), "nobody ticked is nobody", `${r.status}`);
}

const chip = (page, label) => new RegExp(`<a class="chip[^>]*>(?:<svg.*?</svg>)?${label}(?: <span class="count">(\\d+\\+?)</span>)?</a>`).exec(page.text);
const codesOf = (page) => [...page.text.matchAll(/name="codes" value="([^"]+)"/g)].map((m) => m[1]);

/* What is mine, what I support; narrowed by what is looked for; kept under a name. */
async function lists(t, p, people) {
  const made = await accepted(p, people, 3), c = people.chuyenvien;
  const at = (one) => `/ho-so/${one.code}/lam/phan-cong`;
  let page = await people.lanhdao.get(at(made[0]));
  const one = valueOf(page, "chuyenvien"), two = valueOf(page, "chuyenvien.hai");
  await post(people.lanhdao, page, at(made[0]), [["main", one]]);
  page = await people.lanhdao.get(at(made[1]));
  await post(people.lanhdao, page, at(made[1]), [["main", two], ["follow", one]]);
  const mine = await c.get("/viec?loc=mine"), side = await c.get("/viec?loc=side"), all = await c.get("/viec");
  t.ok(mine.text.includes(made[0].code) && !mine.text.includes(made[1].code), "what stands in my name", said(mine).slice(0, 900));
  t.ok(side.text.includes(made[1].code) && !side.text.includes(made[0].code), "what I follow", said(side).slice(0, 900));
  t.ok(made.every((m) => all.text.includes(m.code)), "and all that waits for case officers");
  t.ok(chip(mine, "Tôi chủ trì")?.[1] === "1" && chip(mine, "Tôi phối hợp, theo dõi")?.[1] === "1", "each counted on its chip", said(mine).slice(0, 700));
  t.ok(/ aria-current="true"/.test(chip(mine, "Tôi chủ trì")?.[0]), "the one that is shown is marked");
  let r = await c.get("/viec?loc=mine&q=khai+sinh");
  t.ok(r.text.includes(made[0].code) && !r.text.includes(made[2].code), "what is looked for, a procedure too, narrows a filter", said(r).slice(0, 700));
  r = await c.get("/viec?loc=waiting&q=khai+sinh");
  t.ok(made.every((m) => r.text.includes(m.code)), "or what waits");
  t.ok(/\/viec\?loc=mine&amp;q=khai%20sinh/.test(r.text), "chips then narrow what was found");
  r = await c.submit("/viec?loc=mine&q=khai+sinh", "/viec/xem", { name: "  " });
  t.ok(r.status === 422 && errorAt(r, "name") !== "" && /name="q" value="khai sinh"/.test(r.text), "a view needs a name; what it was of is kept", `${r.status} ${said(r).slice(0, 500)}`);
  r = await c.submit("/viec?loc=mine&q=khai+sinh", "/viec/xem", { name: "Khai sinh & của tôi" });
  t.ok(r.status === 303 && r.to === "/viec?loc=mine&q=khai%20sinh", "kept", `${r.status} ${r.to} ${said(r).slice(0, 300)}`);
  r = await c.get("/viec");
  t.ok(/href="\/viec\?loc=mine&amp;q=khai%20sinh"[^>]*>(?:(?!<\/a>).)*Khai sinh &amp; của tôi/.test(r.text), "it is a chip", said(r).slice(0, 600));
  t.ok(!(await people["chuyenvien.hai"].get("/viec")).text.includes("Khai sinh &amp; của tôi"), "of one's own alone");
  for (let i = 0; i < 11; i++) await c.submit(`/viec?loc=late&q=x${i}`, "/viec/xem", { name: `Xem ${i}` });
  r = await c.submit("/viec?loc=side", "/viec/xem", { name: "Thứ mười ba" });
  t.ok(r.status === 409 && /mười hai/.test(said(r)) && r.text.includes("Thứ mười ba"), "no more than twelve, in words", `${r.status} ${said(r).slice(0, 400)}`);
  r = await c.submit("/viec?loc=mine&q=khai+sinh", "/viec/xem/bo", {});
  t.ok(r.status === 303 && !(await c.get("/viec")).text.includes("Khai sinh &amp; của tôi"), "and dropped", `${r.status}`);
  return made;
}

/* Several taken, several given. */
async function many(t, p, people) {
  const made = await accepted(p, people, 4), c = people.chuyenvien, hai = people["chuyenvien.hai"];
  const list = await c.get("/viec"), value = (one) => codesOf(list).find((v) => v.startsWith(one.code));
  t.ok(made.every(value), "each row has a box with the version that was read", said(list).slice(0, 500));
  let r = await post(c, list, "/viec/nhieu", [["go", "take"]]);
  t.ok(r.status === 422 && /Chưa đánh dấu/.test(said(r)), "nothing ticked is said", `${r.status} ${said(r).slice(0, 300)}`);
  const take = `/ho-so/${made[0].code}/lam/nhan-viec`;
  await hai.submit(take, take);
  const fresh = await c.get("/viec"), now = codesOf(fresh).find((v) => v.startsWith(made[0].code));
  r = await post(c, fresh, "/viec/nhieu", [["codes", now], ["codes", value(made[1])], ["codes", value(made[2])], ["go", "take"]]);
  t.ok(r.status === 200 && /2 hồ sơ đã đứng tên/.test(said(r)), "two are taken", `${r.status} ${said(r).slice(0, 900)}`);
  t.ok(new RegExp(`Chưa làm được: ${made[0].code.replace(/\./g, "\\.")} – Hồ sơ đứng tên đồng nghiệp`).test(said(r)), "what a colleague has is not, and is named", said(r).slice(0, 900));
  const stale = await post(c, list, "/viec/nhieu", [["codes", value(made[1])], ["codes", value(made[3])], ["go", "assign"]]);
  t.ok(stale.status === 200 && valueOf(stale, "chuyenvien.hai") && stale.text.includes(made[3].code), "to assign, the page asks to whom", `${stale.status} ${said(stale).slice(0, 600)}`);
  r = await post(c, stale, "/viec/nhieu", [["codes", value(made[1])], ["codes", value(made[3])], ["main", ""], ["go", "assign"]]);
  t.ok(r.status === 422 && errorAt(r, "main") !== "" && r.text.includes(made[3].code), "which has to be said", `${r.status} ${said(r).slice(0, 500)}`);
  r = await post(c, r, "/viec/nhieu", [["codes", value(made[1])], ["codes", value(made[3])], ["main", valueOf(stale, "chuyenvien.hai")], ["go", "assign"]]);
  t.ok(r.status === 200 && /Đã phân công 1 hồ sơ/.test(said(r)) && new RegExp(`Chưa làm được: ${made[1].code.replace(/\./g, "\\.")} – Hồ sơ đã sang bước khác`).test(said(r)),
       "one is given, one had moved meanwhile", `${r.status} ${said(r).slice(0, 900)}`);
  t.ok((await hai.get("/viec?loc=mine")).text.includes(made[3].code), "the colleague has it in the own list");
  await new Client(p).file(BIRTH, { json: true });
  t.ok((await people.canbo.get("/viec")).text.includes('value="take"') && !(await people.canbo.get("/viec")).text.includes('value="assign"'), "an officer of the desk takes, and assigns nothing");
  const api = await people["chuyenvien.huyen"].send("POST", "/viec/nhieu", { json: true, body: new URLSearchParams({ codes: made[3].code, go: "take" }) });
  t.ok(api.status === 403, "without the form's key nothing is done", `${api.status}`);
}

async function transferred(t, p, people) {
  const [made] = await accepted(p, people, 1), at = `/ho-so/${made.code}/lam/chuyen`, c = people.lanhdao;
  let page = await c.get(at);
  t.ok(/<option value="288">/.test(page.text) && /<option value="10510">[^<]*, /.test(page.text) && !/<option value="10507">/.test(page.text), "units that may decide it, communes with their district", said(page).slice(0, 900));
  let r = await post(c, page, at, [["unit", "10513"]]);
  t.ok(r.status === 422 && errorAt(r, "note") !== "" && errorAt(r, "unit") !== "" && /value="10513" selected/.test(r.text), "every fault at once: nobody there, no reason", `${r.status} ${said(r).slice(0, 500)}`);
  page = await c.get(at);
  r = await post(c, page, at, [["unit", "288"], ["note", "Thuộc thẩm quyền cấp huyện"]]);
  t.ok(r.status === 303 && r.to === "/viec", "transferred", `${r.status} ${said(r).slice(0, 500)}`);
  t.ok((await people["chuyenvien.huyen"].get("/viec")).text.includes(made.code), "it waits at the other unit");
  t.ok((await c.get(`/ho-so/${made.code}`)).status === 403, "and is no longer read here");
  const left = await c.get("/viec?loc=sent");
  t.ok(new RegExp(`${made.code.replace(/\./g, "\\.")} Đã chuyển tới UBND Thành phố Hải Dương`).test(said(left)) && chip(left, "Đã chuyển đi"), "but that and where it went", said(left).slice(0, 900));
  const sheet = await c.get(`/ho-so/${made.code}/giay/06`, { bytes: true });
  t.ok(sheet.status === 200 && sheet.bytes.subarray(0, 5).toString() === "%PDF-" && (await c.get(`/ho-so/${made.code}/giay/01`)).status === 403, "and the control sheet, no other paper", `${sheet.status}`);
  const track = said(await new Client(p).submit("/tra-cuu", "/tra-cuu", made));
  t.ok(/chuyển tới cơ quan khác/.test(track) && /Tới UBND Thành phố Hải Dương/.test(track) && /Thuộc thẩm quyền cấp huyện/.test(track), "the person reads where it is, and why", track.slice(0, 1500));
}

/* Another unit is asked, answers or is told that it need not; who reads what. */
async function opinions(t, p, people) {
  const made = await accepted(p, people, 2), [one, two] = made, c = people.chuyenvien;
  const at = `/ho-so/${one.code}/lam/xin-y-kien`, day = { "until-day": "3", "until-month": "7", "until-year": "2024" };
  const form = (fields) => Object.entries(fields);
  t.ok((await c.get(`/ho-so/${one.code}`)).text.includes(`href="${at}"`), "a case officer is offered to ask");
  t.ok((await people.canbo.get(at)).status === 403 && (await people.ykien.get(`/ho-so/${one.code}`)).status === 403, "an officer of the desk is not; the other unit cannot look in");
  let page = await c.get(at);
  t.ok(/<option value="10510">[^<]*, /.test(page.text) && !/<option value="10507">/.test(page.text) && /name="unit3"/.test(page.text) && /hẹn trả/.test(said(page)), "any other unit, up to three", said(page).slice(0, 600));
  let r = await post(c, page, at, form({ unit: "10510", unit2: "10513", "until-day": "6", "until-month": "7", "until-year": "2024" }));
  t.ok(r.status === 422 && errorAt(r, "unit2") !== "" && errorAt(r, "until") !== "" && errorAt(r, "note") !== "" && /value="10510" selected/.test(r.text) && /value="10513" selected/.test(r.text) && /value="2024"/.test(r.text),
       "every fault at once, what was chosen kept", `${r.status} ${said(r).slice(0, 900)}`);
  const stale = await people.lanhdao.get(at);
  r = await post(c, page, at, form({ unit: "10510", note: "Nơi sinh có đúng không?", ...day }));
  t.ok(r.status === 303, "asked", `${r.status} ${said(r).slice(0, 500)}`);
  r = await post(people.lanhdao, stale, at, form({ unit: "288", note: "Cùng câu hỏi", ...day }));
  t.ok(r.status === 409 && /sang bước khác/.test(said(r)) && r.text.includes("Cùng câu hỏi"), "of two who ask at once the second is told, and keeps the words", `${r.status} ${said(r).slice(0, 400)}`);
  const seen = said(await c.get(`/ho-so/${one.code}`));
  t.ok(/Chờ ý kiến của: UBND Phường/.test(seen) && /Nơi sinh có đúng không\?/.test(seen) && /Đã lấy ý kiến đơn vị khác/.test(seen), "its page says who was asked what", seen.slice(0, 1500));
  const others = await c.get("/viec?loc=others");
  t.ok(others.text.includes(one.code) && chip(others, "Chờ đơn vị khác")?.[1] === "1", "it waits for another unit", said(others).slice(0, 700));
  const list = await people.ykien.get("/viec?loc=asked"), href = /href="(\/y-kien\/[^"]+)"/.exec(list.text)?.[1];
  t.ok(href && chip(list, "Được hỏi ý kiến")?.[1] === "1" && !/Trần Thị/.test(said(list)), "whom it asks finds it, without the person's name", said(list).slice(0, 900));
  t.ok((await c.get(href)).status === 403, "on a page of its own, for that unit");
  page = await people.ykien.get(href);
  t.ok(/Lần xem này được ghi lại/.test(said(page)) && /Nơi sinh có đúng không/.test(said(page)), "which says that the reading is recorded", said(page).slice(0, 900));
  r = await people.ykien.submit(page, href, { text: " " });
  t.ok(r.status === 422 && errorAt(r, "text") !== "", "an empty answer is said", `${r.status}`);
  const slow = await people.ykien.get(href);
  r = await people.ykien.submit(page, href, { text: "Đúng, có trong sổ." });
  t.ok(r.status === 303 && r.to === "/viec?loc=asked", "answered", `${r.status} ${said(r).slice(0, 300)}`);
  r = await people.ykien.submit(slow, href, { text: "Tôi viết lâu hơn" });
  t.ok(r.status === 409 && /đã có người trả lời/.test(said(r)) && r.text.includes("Tôi viết lâu hơn"), "who was slower is told, and keeps the words", `${r.status} ${said(r).slice(0, 500)}`);
  t.ok(/Đúng, có trong sổ\./.test(said(await c.get(`/ho-so/${one.code}`))) && !/Trẻ/.test(said(await people.ykien.get(href)).split("Chân trang")[0].split("Ý kiến của đơn vị")[1] ?? ""), "the answer is with the dossier; its content is closed again");
  const again = `/ho-so/${two.code}/lam/xin-y-kien`;
  r = await post(c, await c.get(again), again, form({ unit: "10510", note: "Câu thứ hai", ...day }));
  const rut = /action="(\/ho-so\/[^"]+\/rut)"/.exec((await c.get(`/ho-so/${two.code}`)).text)?.[1];
  r = await c.submit(`/ho-so/${two.code}`, rut, {});
  t.ok(r.status === 303 && /đã rút lại/.test(said(await c.get(`/ho-so/${two.code}`))) && !(await people.ykien.get("/viec?loc=asked")).text.includes(two.code), "a question is withdrawn, and gone from the list", `${r.status}`);
  const track = said(await new Client(p).submit("/tra-cuu", "/tra-cuu", one));
  t.ok(/lấy ý kiến cơ quan khác/.test(track) && !/Nơi sinh có đúng|có trong sổ|ykien/.test(track), "the person reads that, not what", track.slice(0, 1200));
}

/* Who holds two positions chooses in which one they act. */
async function positions(t, p, people) {
  const c = people["chuyenvien.huyen"], admin = new Client(p);
  t.ok(!/\/toi\/vi-tri/.test((await c.get("/toi")).text), "with one position there is nothing to choose");
  await admin.as("quantri");
  const at = "/tai-khoan/chuyenvien.huyen";
  let r = await admin.submit(at, `${at}/vi-tri`, { unit: "288", role: "leader" });
  t.ok(r.status === 303, "a second position is given", `${r.status} ${said(r).slice(0, 300)}`);
  t.ok((await c.get("/viec/ky")).status === 403, "the first stays in use");
  r = await c.submit("/toi", "/toi/vi-tri", {});
  t.ok(r.status === 303 && (await c.get("/viec/ky")).status === 200, "the other one is chosen, with its rights", `${r.status} ${said(r).slice(0, 300)}`);
  const me = said(await c.get("/toi"));
  t.ok(/Lãnh đạo đơn vị, Thành phố Hải Dương từ [\d\/]+ Đang làm việc ở vị trí này/.test(me), "which the page says", me.slice(0, 700));
  r = await c.submit("/toi", "/toi/vi-tri", {});
  t.ok(r.status === 303 && (await c.get("/viec/ky")).status === 403, "and back", `${r.status}`);
}

/* One that is being handled, one that is signed, and one of somebody signed in. */
async function complained(t, p, people) {
  const [one, two] = await accepted(p, people, 2), act = async (who, action, fields) => {
    const at = `/ho-so/${two.code}/lam/${action}`, r = await people[who].submit(at, at, fields);
    if (r.status !== 303) throw new Error(`${action}: ${r.status} ${said(r).slice(0, 300)}`);
  };
  await act("chuyenvien", "trinh");
  await act("lanhdao", "ky");
  people.congdan = new Client(p);
  await people.congdan.as("congdan");
  const own = (await people.congdan.file(BIRTH, { json: true })).json();
  await complaints(t, p, people, [one, two, own]);
}

export async function work(t, p) {
  const people = await staff(p);
  await opinions(t, p, people);
  await assigning(t, p, people);
  await lists(t, p, people);
  await many(t, p, people);
  await transferred(t, p, people);
  await complained(t, p, people);
  await positions(t, p, people);
}
