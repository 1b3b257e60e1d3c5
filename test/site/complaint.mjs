// complaint.mjs -- what a person says of the handling of a dossier: sent without an account, told
// what belongs elsewhere, answered by a head of unit; called from work.mjs.
import { Client, errorAt, said } from "./client.mjs";

const chip = (page, label) => new RegExp(`>${label} <span class="count">(\\d+)`).exec(page.text);

/* The person's page, opened with the code and the secret. */
const open = (c, made) => c.submit("/tra-cuu", "/tra-cuu", made);

async function sent(t, p, made) {
  const c = new Client(p), at = `/ho-so/${made.code}/phan-anh`;
  let page = await open(c, made);
  t.ok(/gửi tới người đứng đầu UBND/.test(said(page)) && /trình tự riêng/.test(said(page)), "who follows a dossier may say what is wrong with its handling", said(page).slice(-1500));
  let r = await c.submit(page, at, { contact: "0900000000" });
  t.ok(r.status === 422 && errorAt(r, "kind") && errorAt(r, "complaint") && r.text.includes('value="0900000000"') && /id="complain" open/.test(r.text), "every fault at once, what was typed kept", `${r.status} ${said(r).slice(0, 700)}`);
  r = await c.submit(page, at, { kind: "legal", complaint: "Ông A nhận tiền" });
  t.ok(r.status === 422 && /Chưa gửi gì/.test(errorAt(r, "kind")) && /không thành khiếu nại hay tố cáo/.test(said(r)) && r.text.includes("Ông A nhận tiền"), "a tố cáo is told that it has a channel of its own; nothing is sent", `${r.status} ${said(r).slice(0, 900)}`);
  r = await c.submit(page, at, { kind: "paper", complaint: "Tôi khiếu nại: quầy đòi sổ hộ khẩu" });
  t.ok(r.status === 422 && errorAt(r, "as_report") && /value="paper" checked/.test(r.text), "words that speak of it are told the same", `${r.status} ${said(r).slice(0, 900)}`);
  r = await c.submit(r, at, { kind: "paper", complaint: "Tôi khiếu nại: quầy đòi sổ hộ khẩu", contact: "0900000000", as_report: "true" });
  t.ok(r.status === 200 && /còn 15 ngày làm việc|UBND .* trả lời/.test(said(r)) && r.text.includes("quầy đòi sổ hộ khẩu") && !r.text.includes(`action="${at}"`), "sent knowingly it stands there, with who answers and until when", `${r.status} ${said(r).slice(0, 1500)}`);
  r = await c.submit(page, at, { kind: "late", complaint: "Lần nữa" });
  t.ok(r.status === 409 && /chưa được trả lời/.test(said(r)), "one at a time", `${r.status} ${said(r).slice(0, 500)}`);
  r = await c.send("POST", at, { body: new URLSearchParams({ secret: "AAAAAAAAAA", kind: "late", complaint: "x" }) });
  t.ok(r.status === 404, "with the receipt's secret only", r.status);
}

async function answered(t, p, people, made) {
  const list = await people.lanhdao.get("/viec?loc=complaints"), href = /href="(\/phan-anh\/[^"]+)"/.exec(list.text)?.[1];
  t.ok(href && chip(list, "Phản ánh chờ trả lời") && !list.text.includes("sổ hộ khẩu"), "its head finds it in the list, which says nothing of it", said(list).slice(0, 900));
  t.ok((await people.chuyenvien.get(href)).status === 403 && !(await people.chuyenvien.get("/viec")).text.includes("complaints") && !(await people.canbo.get(`/ho-so/${made.code}`)).text.includes("/phan-anh/"), "officers do not");
  t.ok(/1 phản ánh chờ|phản ánh chờ Ông\/Bà trả lời/.test(said(await people.lanhdao.get("/hom-nay"))), "Today says that it waits");
  const page = await people.lanhdao.get(href), slow = await people.lanhdao.get(href);
  t.ok(/Lần xem này được ghi lại/.test(said(page)) && /vẫn gửi nội dung này như phản ánh/.test(said(page)) && page.text.includes("0900000000"), "on a page that says that the reading is recorded", said(page).slice(0, 1200));
  let r = await people.lanhdao.submit(page, href, { text: "Đang viết" });
  t.ok(r.status === 422 && errorAt(r, "how") && r.text.includes("Đang viết"), "a choice is asked for, the words are kept", `${r.status}`);
  r = await people.lanhdao.submit(page, href, { how: "answer", text: "Xin lỗi Ông/Bà; không cần giấy đó." });
  t.ok(r.status === 303 && r.to === "/viec?loc=complaints", "answered", `${r.status} ${said(r).slice(0, 400)}`);
  r = await people.lanhdao.submit(slow, href, { how: "refuse", text: "Tôi viết lâu hơn" });
  t.ok(r.status === 409 && /đã có người trả lời/.test(said(r)) && r.text.includes("Tôi viết lâu hơn"), "who was slower is told, and keeps the words", `${r.status} ${said(r).slice(0, 500)}`);
  const track = said(await open(new Client(p), made));
  t.ok(/không cần giấy đó/.test(track) && /trả lời đúng hạn/.test(track) && !/lanhdao/.test(track), "the person reads the answer, of the office", track.slice(-1800));
  const figures = await people.lanhdao.get("/thong-ke?ky=2024-07");
  t.ok(/Phản ánh về việc giải quyết hồ sơ Nhận trong kỳ 1 Trả lời hoặc từ chối đúng hạn 1/.test(said(figures)), "and it is counted", said(figures).slice(-1500));
}

/* Signed in: from the dossier's own page; the answer comes to the inbox. */
async function signed_in(t, p, people, own) {
  const c = people.congdan, at = `/ho-so/${own.code}/phan-anh`;
  let r = await c.submit(`/ho-so/${own.code}`, at, { kind: "late", complaint: "Chưa thấy gì" });
  t.ok(r.status === 303 && r.to === `/ho-so/${own.code}`, "who is signed in needs no secret", `${r.status} ${said(r).slice(0, 400)}`);
  const href = /href="(\/phan-anh\/[^"]+)"/.exec((await people.lanhdao.get(`/ho-so/${own.code}`)).text)?.[1];
  t.ok(href !== undefined, "the dossier's page leads its head to it");
  r = await people.lanhdao.submit(href, href, { how: "refuse", text: "Chưa tới hạn hẹn." });
  t.ok(r.status === 303, "refused with the reason", `${r.status} ${said(r).slice(0, 400)}`);
  const inbox = said(await c.get("/hop-thu"));
  t.ok(/không được nhận giải quyết/.test(inbox) && /Đăng ký khai sinh/.test(inbox) && !/Chưa tới hạn/.test(inbox), "the inbox says so, and not what", inbox.slice(0, 900));
  t.ok(/nội dung phản ánh/i.test(said(await c.get("/toi"))), "and the person sees who read it", said(await c.get("/toi")).slice(0, 1200));
}

/* A low rating leads there. */
async function low(t, p, made) {
  const c = new Client(p);
  const r = await c.submit(await open(c, made), `/ho-so/${made.code}/danh-gia`, { score: "2", text: "" });
  t.ok(r.status === 200 && /href="#complain"/.test(r.text) && /id="complain"/.test(r.text), "a low rating asks what was wrong", `${r.status} ${said(r).slice(-900)}`);
}

/* One address cannot flood the heads of units. */
async function slowed(t, p, made) {
  const c = new Client(p, { address: "203.0.113.77" }), at = `/ho-so/${made.code}/phan-anh`;
  const page = await open(c, made);
  let r, n = 0;
  do r = await c.send("POST", at, { body: new URLSearchParams({ secret: "AAAAAAAAAA", kind: "late", complaint: "Giữ lời này" }) });
  while (r.status === 404 && ++n < 20);
  t.ok(n >= 5 && n < 20, "one address is slowed down", `${r.status} after ${n}`);
  r = await c.submit(page, at, { kind: "late", complaint: "Giữ lời này" });
  t.ok(r.status === 429 && Number(r.headers.get("retry-after")) > 0 && r.text.includes("Giữ lời này") && /chờ vài phút/.test(said(r)), "and told so, the words kept", `${r.status} ${said(r).slice(0, 500)}`);
}

/* made: one accepted, one signed, one of congdan. */
export async function complaints(t, p, people, [accepted, signed, own]) {
  await sent(t, p, accepted);
  await answered(t, p, people, accepted);
  await signed_in(t, p, people, own);
  await low(t, p, signed);
  await slowed(t, p, signed);
}
