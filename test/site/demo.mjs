// demo.mjs -- the demonstration as script/demo makes it, smaller: whoever signs in finds
// something of their own to do.
import { execFileSync } from "node:child_process";
import { Province } from "../browser/lib.mjs";
import { Client, said } from "./client.mjs";

export async function demo(t) {
  const p = await Province.demo("build/tinhso", "2024-07-01T07:30");
  const citizen = new Client(p);
  const entered = await citizen.as("nguoidan");
  t.ok(entered.status === 303 && entered.to === "/", "the citizen signs in", entered.status);
  const mine = said(await citizen.get("/ho-so"));
  for (const state of ["Mới đăng ký", "Chờ bổ sung giấy tờ", "Chờ nộp phí, lệ phí", "Đang giải quyết", "Đã xử lý xong"])
    t.ok(mine.includes(state), `one of their dossiers is: ${state}`, mine.slice(0, 800));
  const { rows } = (await citizen.get("/ho-so", { json: true })).json();
  t.ok(rows.length === 5, "five dossiers in all", rows.length);
  for (const row of rows) {
    const r = await citizen.get(`/ho-so/${row.code}`);
    t.ok(r.status === 200 && said(r).includes(row.code), `${row.code} opens for its owner`, said(r).slice(0, 300));
  }
  const asked = rows.find((row) => row.status_words === "Chờ bổ sung giấy tờ");
  const form = (await citizen.get(`/ho-so/${asked.code}/giay/02`, { bytes: true })).bytes;
  const letter = execFileSync("pdftotext", ["-layout", "-", "-"], { input: form, encoding: "utf8" }).replace(/\s+/g, " ");
  t.ok(/Số điện thoại: ?0000\d{6}/.test(letter), "form 02 names the person's telephone", letter);
  t.ok(/Địa chỉ: ?(?!\w)/.test(letter), "and leaves the unknown address to be written", letter);
  t.ok(/liên hệ với .*, số điện thoại …+/.test(letter), "as it does with the desk's telephone", letter);
  for (const role of ["motcua", "chuyenvien", "lanhdao"]) {
    const officer = new Client(p);
    await officer.as(`${role}.phuong`);
    const list = (await officer.get("/viec", { json: true })).json();
    t.ok(list.rows.length >= 2, `${role} of the commune has work waiting`, JSON.stringify(list).slice(0, 300));
  }
  const verified = p.run("verify", p.dir);
  t.ok(/agrees/.test(verified), "and the journal agrees with all of it", verified.slice(-300));
  await p.close();
}
