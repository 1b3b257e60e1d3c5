// delegate.mjs -- one is away and a colleague stands in: given on the page, switched to, with
// and without the signature; what the story, the result and the journal say; over the next day,
// ended early, and when an officer leaves.  Without JavaScript, on both stores.
import { execFileSync } from "node:child_process";
import { BIRTH } from "../browser/papers.mjs";
import { Client, errorAt, said } from "./client.mjs";

const date = (name, text) => Object.fromEntries(["day", "month", "year"].map((part, i) => [`${name}-${part}`, text.split("/")[i]]));
const words = (bytes) => execFileSync("pdftotext", ["-layout", "-", "-"], { input: bytes, encoding: "utf8" });

/* Signed in once each: a code of the authenticator counts once. */
async function staff(p) {
  const all = {};
  for (const account of ["canbo", "chuyenvien", "lanhdao", "thanhtra", "quantri", "congdan"]) {
    all[account] = new Client(p);
    await all[account].as(account);
  }
  return all;
}

async function act(c, code, action, fields = {}) {
  const at = `/ho-so/${code}/lam/${action}`;
  return c.submit(at, at, fields);
}

/* Filed by the citizen, received, proposed: waiting for the leader. */
async function proposed(people) {
  const { code } = (await people.congdan.file(BIRTH, { json: true })).json();
  for (const [who, action] of [["canbo", "tiep-nhan"], ["chuyenvien", "trinh"]]) {
    const r = await act(people[who], code, action);
    if (r.status !== 303) throw new Error(`${action}: ${r.status} ${said(r).slice(0, 300)}`);
  }
  return code;
}

const optionOf = (page, text) => new RegExp(`<option value="([^"]+)"[^>]*>${text}`).exec(page.text)?.[1];

async function give(c, fields) {
  const page = await c.get("/uy-quyen");
  return c.submit(page, "/uy-quyen", { position: optionOf(page, "Tài khoản lanhdao –") ?? "", delegate: "canbo", reason: "Nghỉ phép", ...fields });
}

const delegation = (page) => /action="\/uy-quyen\/(\d+)\/ket-thuc"/.exec(page.text)?.[1];

async function switchTo(c, name) {
  const page = await c.get("/toi");
  const button = new RegExp(`name="position" value="(\\d+)"><button[^>]*>Làm thay ${name}<`).exec(page.text);
  return button && c.submit(page, "/toi/vi-tri", { position: button[1] });
}

async function giving(t, people) {
  const c = people.lanhdao, page = await c.get("/toi");
  t.ok(page.text.includes('href="/uy-quyen"'), "one's own page leads to it");
  let r = await give(c, { delegate: "", reason: "" });
  t.ok(r.status === 422 && errorAt(r, "delegate") && errorAt(r, "until") && errorAt(r, "reason"), "every fault at its field, at once", `${r.status} ${said(r).slice(0, 700)}`);
  r = await give(c, { ...date("from", "30/6/2024"), ...date("until", "29/6/2024") });
  t.ok(r.status === 422 && /quá khứ/.test(errorAt(r, "from")) && errorAt(r, "until") && /value="30"/.test(r.text) && /value="canbo" selected/.test(r.text),
       "what was typed is kept", `${errorAt(r, "from")} | ${said(r).slice(0, 500)}`);
  r = await give(c, date("until", "2/7/2024"));
  t.ok(r.status === 303 && r.to === "/uy-quyen", "given until tomorrow", `${r.status} ${said(r).slice(0, 600)}`);
  const own = said(await c.get("/toi"));
  t.ok(/Tài khoản canbo làm thay Tài khoản lanhdao/.test(own) && /từ 01\/07\/2024 đến 02\/07\/2024 · không ký kết quả/.test(own), "who is away sees who stands in", own.slice(0, 900));
  t.ok(/Tài khoản lanhdao : vắng đến 02\/07\/2024; Tài khoản canbo làm thay/.test(said(await c.get("/hom-nay/10507"))), "and Today says so");
  t.ok((await people.congdan.get("/uy-quyen")).status === 200 && !/name="delegate"/.test((await people.congdan.get("/uy-quyen")).text), "a citizen has nothing to give");
}

async function withoutSigning(t, people, code) {
  const c = people.canbo;
  t.ok(!(await c.get("/viec")).text.includes(code), "the desk's own list does not have what waits for the leader");
  const r = await switchTo(c, "Tài khoản lanhdao");
  t.ok(r?.status === 303, "the delegate changes positions", r && said(r).slice(0, 400));
  const list = await c.get("/viec");
  t.ok(list.text.includes(code) && /Ông\/Bà đang làm thay Tài khoản lanhdao, không ký kết quả/.test(said(list)), "and has the leader's work, told so on the page", said(list).slice(0, 900));
  t.ok(!list.text.includes('href="/viec/ky"'), "signing several is not offered");
  t.ok((await c.get(`/ho-so/${code}/lam/ky`)).status === 403, "nor signing one");
  const key = { idempotency_key: `x${Math.random()}` }, csrf = /name="csrf" value="([^"]+)"/.exec(list.text)[1];
  const refused = await c.send("POST", `/ho-so/${code}/lam/ky`, { body: new URLSearchParams({ ...key, csrf }) });
  t.ok(refused.status === 403 && /không được ký/.test(said(refused)), "posted all the same it is refused, with why", `${refused.status} ${said(refused).slice(0, 400)}`);
  t.ok((await act(c, code, "tra-lai", { note: "Xem lại giấy chứng sinh" })).status === 303, "the rest of the leader's work may be done");
  const page = said(await people.lanhdao.get(`/ho-so/${code}`));
  t.ok(/Tài khoản canbo thay Tài khoản lanhdao/.test(page), "the story says who, in whose place", page.slice(0, 1800));
  const seen = said(await people.congdan.get("/toi"));
  t.ok(/Tài khoản canbo thay Tài khoản lanhdao/.test(seen), "and so does the list of who read one's data", seen.slice(0, 1500));
  t.ok((await c.submit("/toi", "/toi/ma", { name: "x", days: "3" })).status === 409, "no token is made in another's place");
}

async function over(t, p, people) {
  const c = people.canbo;
  await p.again("2024-07-03T08:00");
  for (const one of Object.values(people)) one.url = p.url;
  const page = await c.get("/viec");
  t.ok(/Ủy quyền làm thay Tài khoản lanhdao đã hết/.test(said(page)) && /Cán bộ Bộ phận Một cửa/.test(said(page)), "the day after, the session acts as itself and says so", said(page).slice(0, 900));
  const me = await c.get("/toi");
  t.ok((await c.submit(me, "/toi/vi-tri")).status === 303 && !/Ủy quyền làm thay/.test(said(await c.get("/viec"))), "until it chooses its own position");
  t.ok(/đã hết/.test(said(await people.lanhdao.get("/uy-quyen"))), "it is among the past");
}

async function signing(t, p, people, code) {
  const c = people.canbo;
  t.ok((await act(people.chuyenvien, code, "trinh")).status === 303, "proposed again");
  const given = await give(people.lanhdao, { ...date("until", "5/7/2024"), may_sign: "on" });
  t.ok(given.status === 303, "given again, with the signature", said(given).slice(0, 500));
  await switchTo(c, "Tài khoản lanhdao");
  const r = await act(c, code, "ky");
  t.ok(r.status === 303, "the delegate signs", `${r.status} ${said(r).slice(0, 500)}`);
  const pdf = words((await people.congdan.get(`/ho-so/${code}/giay/ket-qua`, { bytes: true })).bytes).replace(/\s+/g, " ");
  t.ok(/Tài khoản canbo/.test(pdf) && /thay mặt Tài khoản lanhdao theo ủy quyền từ 03\/07\/2024 đến 05\/07\/2024/.test(pdf), "the result says who signed for whom, by what", pdf.slice(-700));
  const sheet = words((await people.lanhdao.get(`/ho-so/${code}/giay/06`, { bytes: true })).bytes).replace(/\s+/g, " ");
  t.ok(/Tài khoản canbo thay Tài khoản lanhdao/.test(sheet), "the control sheet too", sheet.slice(0, 1500));
  const list = await people.lanhdao.get("/uy-quyen"), id = delegation(list);
  const done = await people.lanhdao.get(`/uy-quyen/${id}`);
  t.ok(/Ký kết quả|Kết quả đã ký|Result signed|ký/i.test(said(done)) && done.text.includes(`/ho-so/${code}`), "who is away reads what was done", said(done).slice(0, 900));
  t.ok((await people.chuyenvien.get(`/uy-quyen/${id}`)).status === 404, "nobody else does");
  const entries = (await people.thanhtra.get("/nhat-ky", { json: true })).json().rows;
  t.ok(entries.some((e) => /thay tài khoản/.test(e.who ?? "")), "the journal's page says it", JSON.stringify(entries.slice(0, 4)));
  const ended = await people.lanhdao.submit(list, `/uy-quyen/${id}/ket-thuc`);
  t.ok(ended.status === 303 && /đã hết/.test(said(await c.get("/viec"))), "ended now, it is over at once", `${ended.status}`);
}

async function left(t, p, people) {
  const c = people.canbo;
  const forIll = async (delegate) => {
    const page = await people.lanhdao.get("/uy-quyen");
    return people.lanhdao.submit(page, "/uy-quyen", { position: optionOf(page, "Tài khoản chuyenvien –"), delegate, reason: "Nghỉ đột xuất", ...date("until", "5/7/2024") });
  };
  t.ok((await forIll("canbo")).status === 303, "the leader gives it for an officer of the unit");
  await switchTo(c, "Tài khoản chuyenvien");
  t.ok(/Ông\/Bà đang làm thay Tài khoản chuyenvien/.test(said(await c.get("/viec"))), "who stands for them");
  p.run("call", p.dir, "account.close", JSON.stringify({ account: "chuyenvien" }));
  t.ok(/Ủy quyền làm thay Tài khoản chuyenvien đã hết/.test(said(await c.get("/viec"))), "until that officer's account is closed");
  t.ok(/không có hiệu lực/.test(said(await c.get("/uy-quyen"))), "which the list says");
  t.ok((await give(people.lanhdao, date("until", "5/7/2024"))).status === 303 && await switchTo(c, "Tài khoản lanhdao"), "and once more for the leader");
  p.run("call", p.dir, "account.close", JSON.stringify({ account: "canbo" }));
  t.ok((await c.get("/viec")).status === 303, "the delegate's account closed, nobody is signed in");
  t.ok(/không còn ai làm thay/.test(said(await people.lanhdao.get("/hom-nay/10507"))), "and Today says that nobody stands in");
}

export async function delegate(t, p) {
  const people = await staff(p);
  const code = await proposed(people);
  await giving(t, people);
  await withoutSigning(t, people, code);
  await over(t, p, people);
  await signing(t, p, people, code);
  await left(t, p, people);
  t.ok(/agrees|All/.test(p.run("verify", p.dir)), "all of it is verified");
}
