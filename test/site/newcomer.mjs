// newcomer.mjs -- somebody new, on a telephone, without JavaScript: what goes wrong for
// them, and what they are then told.
import { BIRTH, BUSINESS, NOT_A_PHOTO, PHOTO } from "../browser/papers.mjs";
import { Client, errorAt, said } from "./client.mjs";

const FORM = `/thu-tuc/${BIRTH.key}/nop`;
const [CHILD, PARENTS, REQUESTER] = BIRTH.pages;

async function files(t, p) {
  const c = new Client(p);
  let r = await c.fileStep(FORM, BIRTH.key, CHILD, "next");
  r = await c.fileStep(r, BIRTH.key, PARENTS, "next");
  r = await c.fileStep(r, BIRTH.key, REQUESTER, "next");
  t.ok(r.text.includes('name="file-birth_certificate"'), "the page of files comes last", said(r).slice(0, 300));

  const wrong = await c.fileStep(r, BIRTH.key, { "file-birth_certificate": NOT_A_PHOTO }, "next");
  t.ok(/PDF/.test(errorAt(wrong, "file-birth_certificate") || said(wrong)) && /không/.test(said(wrong)), "a file of another kind is refused with the kinds that are taken", said(wrong).slice(0, 900));
  t.ok(errorAt(wrong, "file-birth_certificate") !== "", "at its field", said(wrong).slice(0, 600));
  t.ok(wrong.text.includes("Nguyễn Thị Mẫu") && wrong.text.includes("000190000001"), "and everything answered is kept");

  const big = { name: "to.pdf", mimeType: "application/pdf", buffer: Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(21 << 20, 0x20)]) };
  const over = await c.fileStep(r, BIRTH.key, { "file-birth_certificate": big }, "next").catch((e) => ({ status: 0, text: String(e), headers: new Map() }));
  t.ok(over.status === 413, "a file over the limit is refused", over.status);
  t.ok(/20 MB/.test(said(over)) && /quay lại/i.test(said(over)), "with the limit, and how to go on", said(over).slice(0, 500));
  t.ok(/<html/.test(over.text), "on a page of the site", over.text.slice(0, 200));

  const right = await c.fileStep(r, BIRTH.key, { "file-birth_certificate": PHOTO }, "next");
  t.ok(said(right).includes("giấy chứng sinh.png"), "the right one is held", said(right).slice(0, 500));
}

async function faults(t, p) {
  const c = new Client(p);
  const r = await c.fileStep(FORM, BIRTH.key,
    { ...CHILD, child_name: "", child_born: "31/2/2024", child_sex: "", child_birth_place: "" }, "next");
  t.ok(/Còn 4 chỗ cần sửa/.test(said(r)), "all faults are told at once", said(r).slice(0, 500));
  for (const field of ["child_name", "child_born", "child_birth_place"])
    t.ok(errorAt(r, field) !== "", `one stands at ${field}`);
  t.ok(/31\/2\/2024/.test(errorAt(r, "child_born")) && /value="31"/.test(r.text), "a day that is not in the calendar is said with its own digits, and kept");
  const links = [...r.text.matchAll(/govuk-error-summary__list">(.*?)<\/ul>/gs)].flatMap((m) => [...m[1].matchAll(/href="#([^"]+)"/g)].map((x) => x[1]));
  t.ok(links.length >= 4 && links.every((id) => r.text.includes(`id="${id}"`)), "each line of the summary leads to its field", links);
  t.ok(!/\b[a-z]+_[a-z_]+\b/.test(said(r).replace(/\S*@\S*/g, "")), "no field is called by its machine name", /\b[a-z]+_[a-z_]+\b/.exec(said(r))?.[0]);
  const all = await c.fileStep(FORM, BIRTH.key, {}, "submit");
  t.ok(all.status === 200 || all.status === 422, "sent empty, nothing breaks", all.status);
  t.ok(/chỗ cần sửa/.test(said(all)), "and every place is told", said(all).slice(0, 500));
}

async function plainLetters(t, p) {
  const c = new Client(p);
  for (const [path, hit] of [["/thu-tuc?q=khai+sinh", "Đăng ký khai sinh"], ["/thu-tuc?q=dang+ky+khai+sinh", "Đăng ký khai sinh"],
                             ["/thu-tuc?q=HO+KINH+DOANH", "hộ kinh doanh"], ["/thu-tuc?q=sinh+con", null],
                             ["/don-vi?q=binh+han", "Bình Hàn"], ["/don-vi?q=thanh+pho+hai+duong", "Hải Dương"]]) {
    const r = await c.get(path);
    if (hit) t.ok(r.status === 200 && said(r).includes(hit), `${path} finds ${hit}`, said(r).slice(0, 400));
    else t.ok(r.status === 200, `${path} is answered`);
  }
  const none = await c.get("/thu-tuc?q=xyzt");
  t.ok(none.status === 200 && /[Kk]hông (có|tìm)/.test(said(none)), "nothing found is said in words", said(none).slice(0, 400));
  const admin = new Client(p);
  await admin.as("quantri");
  t.ok(said(await admin.get("/tai-khoan?q=tai+khoan+chuyenvien")).includes("Tài khoản chuyenvien"), "accounts are found without marks too");
}

async function receipts(t, p) {
  const c = new Client(p);
  const filed = await c.file(BUSINESS, { json: true });
  const { code, secret, entry } = filed.json();
  t.ok(filed.status === 201 && secret, "a dossier is filed without an account", filed.text);
  const typed = await c.submit("/tra-cuu", "/tra-cuu", { code: ` ${code.toLowerCase()} `, secret: ` ${secret.toLowerCase()} ` });
  t.ok(typed.status === 200 && said(typed).includes(code), "code and secret may be typed in small letters, with spaces", said(typed).slice(0, 400));
  const wrong = await c.submit("/tra-cuu", "/tra-cuu", { code, secret: "AAAA-AAAA-AAAA" });
  t.ok(!/Tạp hóa Mẫu/.test(said(wrong)) && /không|kiểm tra/i.test(said(wrong)), "a wrong secret opens nothing", said(wrong).slice(0, 400));
  let proof;
  for (let i = 0; i < 40; i++) {
    proof = await c.get(`/nhat-ky/${entry}/bien-nhan.txt`);
    if (proof.status === 200) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  t.ok(proof.status === 200, "the receipt is a file", `${proof.status} ${proof.text.slice(0, 200)}`);
  const verdict = async (receipt) => c.submit("/kiem-tra", "/kiem-tra", { receipt });
  const good = await verdict(proof.text);
  t.ok(/verdict--good/.test(good.text), "which is confirmed", said(good).slice(0, 600));
  const lines = proof.text.split("\n");
  const at = lines.findIndex((l) => /^[A-Za-z0-9+/]{43}=$/.test(l));
  const flip = (l) => (l[5] === "A" ? l.slice(0, 5) + "B" + l.slice(6) : l.slice(0, 5) + "A" + l.slice(6));
  for (const [what, text] of [["one letter changed", lines.map((l, i) => (i === at ? flip(l) : l)).join("\n")],
                              ["cut off", lines.slice(0, -4).join("\n")], ["something else", "Đây không phải biên nhận"], ["nothing", ""]]) {
    const r = await verdict(text);
    t.ok(r.status < 500 && !/verdict--good/.test(r.text), `${what}: not confirmed`, `${r.status} ${said(r).slice(0, 300)}`);
    t.ok(/không|chưa|bị sửa|dán/i.test(said(r)), "and told why", said(r).slice(300, 900));
  }
}

/* Asked for a paper, the person sends two files: one of them is no photograph. */
async function supplement(t, p) {
  const c = new Client(p);
  const { code, secret } = (await c.file(BIRTH, { json: true })).json();
  for (const [account, action, fields] of [["canbo", "tiep-nhan", {}], ["chuyenvien", "yeu-cau-bo-sung", { note: "Chụp lại cho rõ." }]]) {
    const o = new Client(p), at = `/ho-so/${code}/lam/${action}`;
    await o.as(account);
    const done = await o.submit(at, at, fields);
    t.ok(done.status === 303, `${account}: ${action}`, `${done.status} ${said(done).slice(0, 300)}`);
  }
  const send = (page, files) => {
    const body = new FormData();
    const form = /<form[^>]*bo-sung.*?<\/form>/s.exec(page.text)[0];
    for (const [, name, value] of form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) body.append(name, value);
    for (const [name, value] of Object.entries(files))
      body.set(name, value.buffer ? new Blob([value.buffer], { type: value.mimeType }) : value, ...(value.buffer ? [value.name] : []));
    return c.send("POST", `/ho-so/${code}/bo-sung`, { body });
  };
  let r = await c.submit("/tra-cuu", "/tra-cuu", { code, secret });
  const [first, second] = [...r.text.matchAll(/name="(file-[^"]+)"/g)].map((m) => m[1]);
  r = await send(r, { [first]: PHOTO, [second ?? "file-x"]: NOT_A_PHOTO, note: "Ảnh đây ạ" });
  t.ok(r.status === 422 && /PDF/.test(said(r)) && /Cần bổ sung|bổ sung/.test(said(r)), "a wrong file among them: nothing is sent, and it is said", `${r.status} ${said(r).slice(0, 500)}`);
  t.ok(!second || errorAt(r, second) !== "", "at its field", said(r).slice(0, 600));
  t.ok(r.text.includes("Ảnh đây ạ") && said(r).includes("giấy chứng sinh.png"), "words and the right file are kept", said(r).slice(0, 900));
  const ticket = /name="drop" value="([^"]+)"/.exec(r.text)[1];
  const without = await send(r, { drop: ticket, note: "Ảnh đây ạ" });
  t.ok(without.status === 200 && !said(without).includes("giấy chứng sinh.png") && without.text.includes("Ảnh đây ạ"), "a file held may be taken out", `${without.status} ${said(without).slice(0, 600)}`);
  const nothing = await send(without, {});
  t.ok(nothing.status === 422 && /class="govuk-error-summary"/.test(nothing.text), "sent with nothing, it is asked for again", `${nothing.status} ${said(nothing).slice(0, 400)}`);
  r = await send(r, { note: "Ảnh đây ạ" });
  t.ok(r.status === 200 && !/name="file-/.test(r.text) && /đang được xử lý/i.test(said(r)), "sent again with what was held, it goes on", `${r.status} ${said(r).slice(0, 400)}`);
}

export async function newcomer(t, p) {
  await files(t, p);
  await faults(t, p);
  await plainLetters(t, p);
  await receipts(t, p);
  await supplement(t, p);
}
