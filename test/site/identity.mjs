// identity.mjs -- signing in, accounts and positions, tokens, passwords: by the forms of
// the pages.
import { Client, errorAt, said } from "./client.mjs";
import { totp } from "../browser/lib.mjs";

/* What is shown once on an account's page. */
const once = (r) => {
  const [password, secret] = [...r.text.matchAll(/<dd class="hash">([^<]+)<\/dd>/g)].map((m) => m[1]);
  return { password, secret };
};

async function accounts(t, p) {
  const admin = new Client(p);
  const entered = await admin.as("quantri");
  t.ok(entered.status === 303 && entered.to === "/", "an administrator signs in with a code of today", entered.status);

  // Faults at their fields, everything typed kept.
  const bad = await admin.submit("/tai-khoan/moi", "/tai-khoan/moi",
    { account: "Lê An", name: "Lê Văn An", personal_number: "123", "born-day": "31", "born-month": "2",
      "born-year": "1990", email: "an@gmail.com", unit: "10507" });
  t.ok(bad.status === 422, "a new account with faults is refused", bad.status);
  for (const field of ["born"])
    t.ok(errorAt(bad, field) !== "", `the fault stands at ${field}`, said(bad));
  t.ok(/value="Lê Văn An"/.test(bad.text) && /value="31"/.test(bad.text) && /value="10507" selected/.test(bad.text), "what was typed is kept");
  const worse = await admin.submit("/tai-khoan/moi", "/tai-khoan/moi",
    { account: "Lê An", name: "Lê Văn An", personal_number: "123", email: "an@gmail.com", unit: "10507" });
  for (const field of ["account", "personal_number", "email"])
    t.ok(errorAt(worse, field) !== "", `the fault stands at ${field}`, said(worse));
  t.ok(!/personal_number:/.test(said(worse)), "the summary calls fields by their names");

  const made = await admin.submit("/tai-khoan/moi", "/tai-khoan/moi",
    { account: "le.an", name: "Lê Văn An", unit: "10507", second_factor: "on" });
  t.ok(made.status === 200 && /class="qr"/.test(made.text), "a new account shows its password and code once", made.status);
  const fresh = once(made);
  t.ok(once(await admin.get("/tai-khoan/le.an")).password === undefined, "and never again");
  const taken = await admin.submit("/tai-khoan/moi", "/tai-khoan/moi", { account: "le.an", name: "Lê Văn An" });
  t.ok(taken.status === 422 && errorAt(taken, "account") !== "", "a name that is taken");

  // A position, given and ended.
  const page = "/tai-khoan/le.an";
  const none = await admin.submit(page, `${page}/vi-tri`, { unit: "10507", role: "" });
  t.ok(none.status === 422 && errorAt(none, "role") !== "" && /value="10507" selected/.test(none.text), "a position without a role is refused at its field");
  const past = await admin.submit(page, `${page}/vi-tri`, { unit: "10507", role: "desk", "from-day": "1", "from-month": "1", "from-year": "2020" });
  t.ok(past.status === 422 && errorAt(past, "from") !== "", "nor one from the past", said(past));
  const given = await admin.submit(page, `${page}/vi-tri`, { unit: "10507", role: "desk" });
  t.ok(given.status === 303 && given.to === page, "a position is given", said(given));
  const twice = await admin.submit(page, `${page}/vi-tri`, { unit: "10507", role: "desk" });
  t.ok(twice.status === 409 && /đã giữ vị trí/i.test(said(twice)), "and not given twice", said(twice).slice(0, 300));

  // The first sign-in ends in a password of one's own.
  const an = new Client(p);
  const first = await an.signIn("le.an", fresh.password, fresh.secret);
  t.ok(first.status === 303 && first.to.startsWith("/doi-mat-khau?ve="), "a first password leads to a new one", first.to);
  for (const path of ["/", "/viec", "/toi", "/tra-cuu"]) {
    const r = await an.get(path);
    t.ok(r.status === 303 && r.to.startsWith("/doi-mat-khau"), `${path} leads there too`, `${r.status} ${r.to}`);
  }
  t.ok((await an.get("/api/query/dossier.worklist", { json: true })).status === 403, "machines are told");
  const short = await an.submit(first.to, "/doi-mat-khau", { old: fresh.password, new: "ngắn", again: "ngắn" });
  t.ok(short.status === 422 && errorAt(short, "new") !== "", "too short is said at its field", said(short));
  const typo = await an.submit(first.to, "/doi-mat-khau", { old: fresh.password, new: "sông xanh núi biếc", again: "sông xanh núi bạc" });
  t.ok(typo.status === 422 && errorAt(typo, "again") !== "", "so is a slip of the finger", said(typo));
  t.ok(!typo.text.includes("sông xanh"), "no password is written back into a page");
  const wrong = await an.submit(first.to, "/doi-mat-khau", { old: "khác", new: "sông xanh núi biếc", again: "sông xanh núi biếc" });
  t.ok(wrong.status === 422 && errorAt(wrong, "old") !== "", "so is a wrong present one", said(wrong));
  const changed = await an.submit("/doi-mat-khau?ve=/viec", "/doi-mat-khau", { old: fresh.password, new: "sông xanh núi biếc", again: "sông xanh núi biếc" });
  t.ok(changed.status === 303 && changed.to === "/viec", "then the way is open", `${changed.status} ${changed.to}`);
  t.ok((await an.get("/viec")).status === 200, "the work list opens");

  // Locked, unlocked; a new password and code.
  const locked = await admin.submit(page, `${page}/khoa`);
  t.ok(locked.status === 303, "an account is locked", locked.status);
  t.ok((await an.get("/viec")).to?.startsWith("/dang-nhap"), "its session is over at once");
  t.ok((await new Client(p).signIn("le.an", "sông xanh núi biếc")).status === 422, "and nobody signs in to it");
  t.ok((await admin.submit(page, `${page}/mo`)).status === 303, "it is unlocked");
  const reset = await admin.submit(page, `${page}/dat-lai`);
  const next = once(reset);
  t.ok(reset.status === 200 && next.password && next.secret !== fresh.secret, "a new password and code are shown once", said(reset));
  const back = await new Client(p).signIn("le.an", next.password, next.secret);
  t.ok(back.status === 303 && back.to.startsWith("/doi-mat-khau"), "and have to be changed again", back.status);

  const position = /name="position" value="(\d+)"/.exec((await admin.get(page)).text)?.[1];
  t.ok((await admin.submit(page, `${page}/vi-tri/thoi`, { position })).status === 303, "a position is ended");
  t.ok(!/vi-tri\/thoi"/.test((await admin.get(page)).text), "and stays ended");

  // Who may not, may not.
  const stranger = new Client(p);
  await stranger.as("congdan");
  for (const path of ["/tai-khoan", "/tai-khoan/moi", page])
    t.ok((await stranger.get(path)).status === 403, `a citizen does not see ${path}`);
  const forged = await admin.send("POST", `${page}/khoa`, { body: new URLSearchParams() });
  t.ok(forged.status === 403, "a form without its ticket is not accepted", forged.status);
}

async function tokens(t, p) {
  const me = new Client(p);
  await me.as("canbo");
  const bad = await me.submit("/toi", "/toi/ma", { name: "", days: "1000" });
  t.ok(bad.status === 422 && errorAt(bad, "name") !== "" && errorAt(bad, "days") !== "", "a token's faults stand at their fields", said(bad));
  t.ok(/value="1000"/.test(bad.text), "what was typed is kept");
  const made = await me.submit("/toi", "/toi/ma", { name: "Bảng tính", days: "7" });
  const token = /id="token">(tinhso_[\w-]+)</.exec(made.text)?.[1];
  t.ok(made.status === 200 && token, "a token is shown", said(made));
  t.ok(!(await me.get("/toi")).text.includes(token), "once");
  const bearer = { headers: { authorization: `Bearer ${token}` }, json: true };
  const program = new Client(p);
  t.ok((await program.get("/api/query/me.show", bearer)).json().out?.account === "canbo", "a program acts with it");
  const id = /name="token" value="(\d+)"/.exec((await me.get("/toi")).text)[1];
  t.ok((await me.submit("/toi", "/toi/ma/huy", { token: id })).status === 303, "it is revoked");
  t.ok((await program.get("/api/query/me.show", bearer)).status === 401, "and opens nothing any more");

  const phone = await me.submit("/toi", "/toi/ma-xac-thuc", { password: "sai" });
  t.ok(phone.status === 422 && errorAt(phone, "password") !== "", "a new telephone asks for the password", said(phone));
  const scanned = await me.submit("/toi", "/toi/ma-xac-thuc", { password: p.people.canbo.password });
  const secret = /<dd class="hash">([A-Z2-7 ]{32,})<\/dd>/.exec(scanned.text)?.[1];
  t.ok(scanned.status === 200 && secret && /class="qr"/.test(scanned.text), "and shows its secret once", said(scanned));
  p.people.canbo.secret = secret;
  t.ok((await new Client(p).as("canbo")).status === 303, "which then signs in");
}

async function sessions(t, p) {
  const me = new Client(p);
  await me.as("chuyenvien");
  const cookie = me.cookies.get("phien");
  await new Promise((r) => setTimeout(r, 1000));
  await me.get("/toi");
  t.ok(me.cookies.get("phien") === cookie, "a young cookie is kept");
  await p.again("2025-03-01T08:00");
  me.url = p.url;
  t.ok((await me.get("/toi")).status === 200, "a clock that was moved ends no session");
}

async function throttle(t, p) {
  const guesser = new Client(p, { address: "203.0.113.7" });
  let r, tries = 0;
  do r = await guesser.send("POST", "/api/command/session.open", {
    body: JSON.stringify({ account: `ai-do-${tries}`, password: "đoán mò" }), json: true,
    headers: { "content-type": "application/json" } });
  while (r.status === 200 && ++tries < 60);
  t.ok(r.status === 429 && tries >= 20 && tries < 40, "who guesses is slowed down", `${r.status} after ${tries}`);
  t.ok(Number(r.headers.get("retry-after")) > 0 && Number(r.headers.get("retry-after")) <= 10, "and told how long to wait", r.headers.get("retry-after"));
  const page = await guesser.signIn("canbo", "đoán mò");
  t.ok(page.status === 429 && /Ông\/Bà|chờ/.test(said(page)) && page.headers.get("retry-after"), "a person is told in words", said(page).slice(0, 400));
  t.ok((await new Client(p, { address: "203.0.113.8" }).as("lanhdao")).status === 303, "another address is not concerned");

  // An account that strangers guess at stays open to its owner's own device.
  const owner = new Client(p, { address: "198.51.100.1" });
  await owner.as("congdan");
  for (let i = 0; i < 6; i++)
    r = await new Client(p, { address: `198.51.100.${10 + i}` }).signIn("congdan", "đoán mò");
  t.ok(r.status === 429 && Number(r.headers.get("retry-after")) > 0, "five wrong tries lock an account to strangers", r.status);
  t.ok((await new Client(p, { address: "198.51.100.99" }).as("congdan")).status === 429, "wherever they come from");
  owner.cookies.delete("phien");
  t.ok((await owner.as("congdan")).status === 303, "but not to a device that signed in before");
}

export async function identity(t, p) {
  await accounts(t, p);
  await tokens(t, p);
  await throttle(t, p);
  await sessions(t, p);
}
