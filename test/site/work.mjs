// work.mjs -- an officer's working day: who handles a dossier, lists, many at once; without
// JavaScript, on both stores.
import { BIRTH } from "../browser/papers.mjs";
import { Client, errorAt, said } from "./client.mjs";

/* A second case officer beside the commune's one. */
async function staff(p) {
  const add = (account, role) => {
    const [, password, secret] = p.run("user", "add", p.dir, account, "--name", `Tài khoản ${account}`,
                                       "--role", role, "--unit", "10507").trimEnd().split("\t");
    p.people[account] = { account, password, secret };
  };
  if (!p.people["chuyenvien.hai"]) add("chuyenvien.hai", "specialist");
  const all = {};
  for (const account of ["canbo", "chuyenvien", "chuyenvien.hai", "lanhdao", "chuyenvien.huyen"]) {
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

export async function work(t, p) {
  const people = await staff(p);
  await assigning(t, p, people);
}
