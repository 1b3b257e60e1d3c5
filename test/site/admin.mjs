// admin.mjs -- the administrator's work: accounts from a table, many at once, the review of
// access, the search in the log, a procedure drawn.
import { Client, said } from "./client.mjs";

const HEAD = "Tài khoản;Họ và tên;Đơn vị;Vị trí;Thư điện tử;Đến ngày\n";

async function send(admin, page, values, file) {
  const body = new FormData();
  const form = /<form\b[^>]*action="\/tai-khoan\/nhieu"[^>]*>(.*?)<\/form>/s.exec(page.text)[1];
  for (const [, tag] of form.matchAll(/<input\b([^>]*type="hidden"[^>]*)>/g))
    body.set(/name="([^"]*)"/.exec(tag)[1], (/value="([^"]*)"/s.exec(tag)?.[1] ?? "").replace(/&quot;/g, '"').replace(/&amp;/g, "&"));
  for (const [k, v] of Object.entries(values)) body.set(k, v);
  if (file !== undefined) body.set("file", new Blob([file]), "can-bo.csv");
  return admin.send("POST", "/tai-khoan/nhieu", { body });
}

async function table(t, p, admin) {
  const empty = await admin.get("/tai-khoan/nhieu");
  t.ok(empty.status === 200 && /200 cán bộ/.test(said(empty)), "the page says what a table holds, and how much", empty.status);
  const template = await admin.get("/tai-khoan/nhieu/mau.csv");
  t.ok(template.text.startsWith("\ufeff") && /Họ và tên/.test(template.text), "an empty table");
  const look = (file) => send(admin, empty, { go: "check" }, file);
  for (const [what, bytes, word] of [["a workbook", "PK\x03\x04", /xlsx/], ["UTF-16", Buffer.from([0xff, 0xfe, 0x41, 0]), /UTF-16/],
    ["an old encoding", Buffer.from([0x48, 0xe4, 0x69]), /TCVN3/], ["too much", "a,".repeat(60000), /100 kB/]]) {
    const r = await look(bytes);
    t.ok(r.status === 422 && word.test(said(r)), `${what} is called by its name`, `${r.status} ${said(r).slice(0, 200)}`);
  }
  t.ok((await send(admin, empty, { go: "check" })).status === 422, "no file, nothing to look at");
  const wrong = await look(HEAD + "-x;Lê Một;10507;desk;;\nhai.le;;99999;vua;sai;31/02/2025\n");
  t.ok(wrong.status === 422, "a table with faults", wrong.status);
  for (const place of ["Dòng 2, cột Tài khoản", "Dòng 3, cột Họ và tên", "Dòng 3, cột Đơn vị", "Dòng 3, cột Vị trí", "Dòng 3, cột Thư điện tử", "Dòng 3, cột Đến ngày"])
    t.ok(said(wrong).includes(place), place, said(wrong).slice(0, 600));
  const good = await look(HEAD + "mot.le;=Lê & Một;10507;Cán bộ Bộ phận Một cửa;;\nhai.le;Lê Hai;10507;specialist;hai@example.invalid;31/12/2030\n");
  t.ok(good.status === 200 && /Có thể tạo 2 tài khoản/.test(said(good)), "a good one is shown, and nothing is created", said(good).slice(0, 300));
  t.ok((await admin.get("/tai-khoan/mot.le")).status === 404, "nothing yet");
  const made = await send(admin, good, { go: "page" });
  const secrets = [...made.text.matchAll(/<dd class="hash">([^<]+)<\/dd>/g)].map((m) => m[1]);
  t.ok(made.status === 200 && secrets.length === 6 && made.text.match(/class="qr"/g).length === 2, "slips are shown once", `${made.status} ${secrets.length}`);
  const first = await new Client(p).signIn(secrets[0], secrets[1], secrets[2]);
  t.ok(first.status === 303 && first.to.startsWith("/doi-mat-khau"), "with what opens the account", first.status);
  const again = await send(admin, good, { go: "page" });
  t.ok(again.status !== 200 && !/class="slip"/.test(again.text), "and never again", again.status);
  const third = await look(HEAD + "ba.le;=1+1;10507;specialist;;\n");
  const file = await send(admin, third, { go: "file" });
  t.ok(file.status === 200 && /text\/csv/.test(file.headers.get("content-type")) && /no-store/.test(file.headers.get("cache-control")), "or as a file", file.status);
  t.ok(file.text.includes("'=1+1"), "in which no name is a formula", file.text);
}

async function many(t, p, admin) {
  const list = await admin.get("/tai-khoan?q=le");
  const boxes = (who) => who.map((w) => ["accounts", w]);
  const post = (page, pairs) => admin.send("POST", "/tai-khoan/chon", { body: new URLSearchParams([
    ...[...page.text.matchAll(/<input type="hidden" name="(csrf|idempotency_key)" value="([^"]*)"/g)].slice(0, 2).map((m) => [m[1], m[2]]), ...pairs]) });
  t.ok(/name="accounts" value="hai.le"/.test(list.text), "officers can be ticked");
  t.ok((await post(list, [["go", "move"]])).status === 422, "nothing ticked, nothing done");
  const asked = await post(list, [...boxes(["mot.le", "hai.le"]), ["go", "move"]]);
  t.ok(asked.status === 200 && /name="unit"/.test(asked.text) && /Lê Hai/.test(asked.text), "where to is asked first", asked.status);
  const nowhere = await post(asked, [...boxes(["mot.le"]), ["go", "move"], ["sure", "yes"], ["unit", ""]]);
  t.ok(nowhere.status === 422 && /id="unit-notes">.*?govuk-error-message/s.test(nowhere.text), "without a unit it is asked again", nowhere.status);
  const moved = await post(asked, [...boxes(["mot.le", "hai.le"]), ["go", "move"], ["sure", "yes"], ["unit", "10510"]]);
  t.ok(moved.status === 200 && /Đã chuyển 2 tài khoản/.test(said(moved)), "two are moved", said(moved).slice(0, 300));
  const closing = await post(list, [...boxes(["ba.le"]), ["go", "close"]]);
  const closed = await post(closing, [...boxes(["ba.le", "khong.co"]), ["go", "close"], ["sure", "yes"]]);
  t.ok(closed.status === 200 && /Đã đóng 1 tài khoản/.test(said(closed)) && /Không có tài khoản này/.test(said(closed)), "one is closed, the other is said", said(closed).slice(0, 300));
  const ending = await post(list, [...boxes(["hai.le"]), ["go", "end"]]);
  t.ok(/không còn vị trí/.test(said(await post(ending, [...boxes(["hai.le"]), ["go", "end"], ["sure", "yes"]]))), "positions end");
}

async function review(t, p, admin) {
  const units = await admin.get("/ra-soat-quyen");
  t.ok(units.status === 200 && /6 tháng/.test(said(units)), "the review says its rule", units.status);
  const leader = new Client(p);
  await leader.as("lanhdao");
  t.ok((await leader.get("/ra-soat-quyen/10510")).status === 403, "a leader looks at the own unit");
  const page = await leader.get("/ra-soat-quyen/10507");
  const id = /id="k-(\d+)"/.exec(page.text)?.[1];
  t.ok(page.status === 200 && id && /chính Ông\/Bà/.test(said(page)), "and not at the own position", page.status);
  const none = await leader.submit(page, "/ra-soat-quyen/10507", {});
  t.ok(none.status === 422 && /Chưa chọn gì/.test(said(none)), "nothing chosen", said(none).slice(0, 200));
  const why = await leader.submit(page, "/ra-soat-quyen/10507", { [`d-${id}`]: "end" });
  t.ok(why.status === 422 && new RegExp(`id="e-${id}"`).test(why.text) && new RegExp(`id="x-${id}" value="end" checked`).test(why.text), "ending needs a reason; what was chosen is kept", why.status);
  const kept = await leader.submit(page, "/ra-soat-quyen/10507", { [`d-${id}`]: "keep", [`r-${id}`]: "còn làm việc" });
  t.ok(kept.status === 303, "a position is kept", kept.status);
  t.ok(/còn làm việc/.test(said(await leader.get("/ra-soat-quyen/10507"))), "and that is shown");
  t.ok((await new Client(p).get("/ra-soat-quyen")).status !== 200, "not to strangers");
}

async function log(t, p, admin) {
  await new Client(p).signIn("canbo", "sai mật khẩu này");
  const r = await admin.get("/nhat-ky/tim?ve=account:canbo&ket-qua=refused");
  t.ok(r.status === 200 && /Đăng nhập: mật khẩu/.test(said(r)) && /class="late"/.test(r.text), "a failed sign-in is found", said(r).slice(0, 400));
  t.ok(/Rà soát quyền truy cập/.test(said(await admin.get("/nhat-ky/tim?viec=access.review&don-vi=10507"))), "an act by its name and unit");
  t.ok(/Xem dữ liệu/.test(said(await admin.get("/nhat-ky/tim?tai-khoan=quantri&viec=journal.disclose"))), "the search itself is a reading");
  const bad = await admin.get("/nhat-ky/tim?tai-khoan=khong.co&tu=31/02/2024");
  t.ok(bad.status === 422 && /href="#account"/.test(bad.text) && /href="#from"/.test(bad.text) && /value="khong.co"/.test(bad.text), "faults at their fields, what was typed kept", bad.status);
  const none = await admin.get("/nhat-ky/tim?viec=pack.load&den=01/01/2000");
  t.ok(none.status === 200 && /Không có mục nào/.test(said(none)), "nothing before the beginning");
  const csv = await admin.get("/nhat-ky/tim.csv?ve=account:canbo");
  t.ok(csv.status === 200 && csv.text.startsWith("\ufeffSỐ LIỆU MÔ PHỎNG") && /session.open/.test(csv.text), "as CSV", csv.status);
  const officer = new Client(p);
  await officer.as("canbo");
  t.ok((await officer.get("/nhat-ky/tim?tai-khoan=canbo")).status === 403, "not for everybody");
}

async function diagram(t, p, admin) {
  const r = await admin.get("/thu-tuc/birth-registration/so-do");
  t.ok(r.status === 200 && /<svg class="diagram__svg"/.test(r.text) && /Danh sách các bước/.test(said(r)), "a procedure is drawn, and told as a list", r.status);
  t.ok(/đang có hiệu lực/.test(said(r)), "with the version of today");
  t.ok((await admin.get("/thu-tuc/khong-co/so-do")).status === 404 && (await admin.get("/thu-tuc/birth-registration/so-do?ban=99")).status === 404, "others are not there");
  t.ok(/so-do\?ban=/.test((await admin.get("/goi/hai-duong")).text), "a pack's page leads there");
}

export async function admin(t, p) {
  const c = new Client(p);
  await c.as("quantri");
  await table(t, p, c);
  await many(t, p, c);
  await review(t, p, c);
  await log(t, p, c);
  await diagram(t, p, c);
}
