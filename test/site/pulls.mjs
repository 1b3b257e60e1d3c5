// pulls.mjs -- a registry that is brought up to date from another server: fetched, loaded once for
// each file, not again when it is the same; a server that is away, lies, or sends too little.
import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Province } from "../browser/lib.mjs";
import { Client } from "./client.mjs";

const row = (n, name) => `DL-9${n},${name},heritage,Mẫu,07:30,17:00,0,true,false,1000,10537,"{""type"":""Point"",""coordinates"":[106.3,20.9]}"`;
const HEAD = "code,name,kind,about,opens,closes,ticket,accessible,audio_guide,visitors,commune,place";

export async function pulls(t, binary) {
  let body = `${HEAD}\n${row("01", "Điểm kéo về 1")}\n${row("02", "Điểm kéo về 2")}\n`, status = 200, asked = 0;
  const there = createServer((q, r) => {
    asked++;
    if (q.url === "/old.csv") { r.writeHead(302, { location: "/sites.csv" }); r.end(); return; }
    r.writeHead(status, { "content-type": "text/csv" });
    r.end(body);
  }).listen(0, "127.0.0.1");
  await new Promise((r) => there.once("listening", r));
  const url = `http://127.0.0.1:${there.address().port}/old.csv`;
  const p = await Province.found(binary, "sqlite"), settings = join(p.dir, "tinhso.json");
  const until = async (condition) => { for (let i = 0; i < 150; i++) { if (await condition()) return true; await new Promise((r) => setTimeout(r, 100)); } return false; };
  const log = () => readFileSync(p.log, "utf8");
  const named = async (code) => (await new Client(p).get(`/api/query/registry.one?registry=tourist_site&key=${code}`, { json: true })).json().out?.values?.name;
  try {
    await p.stop();
    const says = JSON.parse(readFileSync(settings, "utf8"));
    for (const [pulls, words] of [[[{ registry: "tourist_site", url: "ftp://x/y", hours: 1 }], "http"], [[{ registry: "tourist_site", url, hours: 0 }], "hours"], [[{ url, hours: 1 }], "registry"], ["x", "list"]]) {
      writeFileSync(settings, JSON.stringify({ ...says, pulls }));
      let said = "";
      try { execFileSync(binary, ["call", p.dir, "registry.catalogue"], { stdio: "pipe" }); } catch (e) { said = String(e.stderr); }
      t.ok(said.includes(words), `a wrong setting is said: ${words}`, said);
    }
    writeFileSync(settings, JSON.stringify({ ...says, pulls: [{ registry: "tourist_site", url, hours: 24, sample: true }] }));
    await p.serve();
    t.ok(await until(async () => await named("DL-901") === "Điểm kéo về 1"), "pulled, over a redirection", log().slice(-600));
    const loads = async () => JSON.parse(p.run("call", p.dir, "registry.loads", JSON.stringify({ registry: "tourist_site" }))).loads.filter((l) => l.name === url);
    t.ok((await loads()).length === 1 && (await loads())[0].sample, "by one load, which says from where");
    await p.again("2024-07-01T10:00");
    t.ok(await until(() => log().includes("pull.same")), "asked again at a start", log().slice(-600));
    t.ok((await loads()).length === 1, "the same file is not loaded again");
    body = body.replace("Điểm kéo về 1", "Điểm kéo về một");
    await p.again("2024-07-01T11:00");
    t.ok(await until(async () => await named("DL-901") === "Điểm kéo về một"), "another one is", log().slice(-600));
    const before = asked;
    status = 503;
    await p.again("2024-07-01T12:00");
    t.ok(await until(() => asked > before && log().includes("the server answered 503")), "a server that refuses is said in the log", log().slice(-600));
    t.ok(await named("DL-902") === "Điểm kéo về 2", "and nothing is lost");
    there.close();
    there.closeAllConnections();
    await p.again("2024-07-01T13:00");
    t.ok(await until(() => (log().match(/pull\.failed/g) ?? []).length >= 2), "one that is away too", log().slice(-600));
  } finally {
    there.close();
    await p.close();
  }
}
