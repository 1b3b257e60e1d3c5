// clients.mjs -- systems of other bodies: registered on the page, then the token endpoint as
// curl and openid-client find it, and what a token opens.
import { execFileSync } from "node:child_process";
import { Issuer } from "openid-client";
import { Client, errorAt, said } from "./client.mjs";

const date = (name, text) => Object.fromEntries(text.split("/").map((v, i) => [`${name}-${["day", "month", "year"][i]}`, v]));

async function onPages(t, p) {
  const admin = new Client(p);
  await admin.as("quantri");
  const bad = await admin.submit("/he-thong", "/he-thong", { name: "", contact: "", unit: "" });
  t.ok(bad.status === 422 && ["name", "contact", "unit"].every((f) => errorAt(bad, f)), "a system's faults stand at their fields", said(bad).slice(0, 300));
  const made = await admin.submit("/he-thong", "/he-thong", { name: "Sàn Mẫu", contact: "mau@example.vn", unit: "10507" });
  t.ok(made.status === 303 && /^\/he-thong\/\d+$/.test(made.to), "a system is registered", `${made.status} ${made.to}`);
  const page = made.to;
  const wrong = await admin.submit(page, `${page}/thoa-thuan`, { purpose: "", basis: "x", registries: "A b", unit: "10507", requests: "0", records: "10", ...date("until", "1/1/2020") });
  t.ok(wrong.status === 422 && errorAt(wrong, "requests"), "an agreement's faults stand at their fields", said(wrong).slice(0, 400));
  const agreed = await admin.submit(page, `${page}/thoa-thuan`, { purpose: "Đối soát mã vùng trồng", basis: "Hợp đồng mẫu", registries: "planting_area: *, grower\r\nfarm_household", may_read: "on", unit: "10507", requests: "60", records: "1000", ...date("until", "31/7/2024") });
  t.ok(agreed.status === 303, "an agreement is made", said(agreed).slice(0, 400));
  const shown = await admin.submit(page, `${page}/ma-bi-mat`);
  const secret = /id="secret">(tinhso-secret_[\w-]+)</.exec(shown.text)?.[1];
  t.ok(shown.status === 200 && secret, "a secret is shown", said(shown).slice(0, 300));
  const model = (await admin.get(page, { json: true })).json();
  t.ok(model.secrets.length === 1 && !JSON.stringify(model).includes(secret), "once");
  t.ok(model.agreements[0].registries.length === 2 && model.agreements[0].purpose === "Đối soát mã vùng trồng", "the page has the agreement");
  const cert = await admin.submit(page, `${page}/chung-thu`, { certificate: "-----BEGIN PRIVATE KEY-----" });
  t.ok(cert.status === 422 && /khóa bí mật/.test(errorAt(cert, "certificate")), "a private key is not taken", said(cert).slice(0, 200));
  const citizen = new Client(p);
  await citizen.as("congdan");
  t.ok((await citizen.get("/he-thong")).status === 403 && (await citizen.get(page)).status === 403, "citizens do not see it");
  return { admin, page, id: model.client_id, secret, agreement: model.agreements[0].id };
}

const curl = (p, ...args) => {
  const out = execFileSync("curl", ["-s", "-i", ...args.map((a) => a.replace("@SITE", p.url))], { encoding: "utf8" });
  const [head, body] = out.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1.1 (\d+)/.exec(head)[1]), head, json: JSON.parse(body) };
};

async function byCurl(t, p, { id, secret }) {
  const token = (...args) => curl(p, "@SITE/oauth/token", ...args);
  const basic = ["-u", `${id}:${secret}`], grant = ["-d", "grant_type=client_credentials"];
  const good = token(...basic, ...grant);
  t.ok(good.status === 200 && good.json.token_type === "Bearer" && good.json.expires_in === 600 && good.json.access_token, "curl is given a token", JSON.stringify(good.json));
  t.ok(/cache-control: no-store/i.test(good.head) && /pragma: no-cache/i.test(good.head), "that nobody keeps", good.head);
  t.ok(good.json.scope === "registry:farm_household:read registry:planting_area:read", "with all that is agreed", good.json.scope);
  t.ok(token(...grant, "-d", `client_id=${id}`, "-d", `client_secret=${secret}`).status === 200, "by the form too");
  const cases = [
    ["a wrong secret", [...grant, "-u", `${id}:x`], 401, "invalid_client"],
    ["nobody", grant, 401, "invalid_client"],
    ["no grant", [...basic, "-d", "a=1"], 400, "invalid_request"],
    ["another grant", [...basic, "-d", "grant_type=password"], 400, "unsupported_grant_type"],
    ["a parameter twice", [...basic, ...grant, "-d", "scope=registry:planting_area:read", "-d", "scope=x"], 400, "invalid_request"],
    ["two ways", [...basic, ...grant, "-d", `client_secret=${secret}`], 400, "invalid_request"],
    ["no such scope", [...basic, ...grant, "-d", "scope=openid"], 400, "invalid_scope"],
    ["a scope not agreed", [...basic, ...grant, "-d", "scope=registry:planting_area:write"], 400, "invalid_scope"],
    ["broken base64", [...grant, "-H", "Authorization: Basic !"], 400, "invalid_request"],
  ];
  for (const [what, args, status, error] of cases) {
    const r = token(...args);
    t.ok(r.status === status && r.json.error === error && /^[\x20-\x7e]+$/.test(r.json.error_description), `${what}: ${status} ${error}`, `${r.status} ${JSON.stringify(r.json)}`);
  }
  t.ok(/www-authenticate: basic/i.test(token(...grant, "-u", `${id}:x`).head), "who came with Basic is told so");
}

/* As nginx hands on the certificate it verified: its word from this machine alone. */
async function byCertificate(t, p, { id, secret, admin, page }) {
  const make = (name) => execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", `/CN=${name}`, "-keyout", "/dev/null"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [mine, other] = [make("mau.example.vn"), make("khac.example.vn")];
  const added = await admin.submit(page, `${page}/chung-thu`, { certificate: mine });
  t.ok(added.status === 303, "a certificate is registered", said(added).slice(0, 300));
  const by = (pem, verify = "SUCCESS") => ["-H", `X-Client-Certificate: ${encodeURIComponent(pem)}`, "-H", `X-Client-Verify: ${verify}`];
  const grant = ["-d", "grant_type=client_credentials", "-d", `client_id=${id}`];
  const good = curl(p, "@SITE/oauth/token", ...by(mine), ...grant);
  t.ok(good.status === 200 && good.json.access_token, "and opens by itself", JSON.stringify(good.json));
  for (const [what, headers] of [["another", by(other)], ["one not verified", by(mine, "FAILED:self-signed")], ["none", []], ["no certificate", by("x")]])
    t.ok(curl(p, "@SITE/oauth/token", ...headers, ...grant).status === 401, `${what} does not`);
  const use = (token, ...headers) => curl(p, "@SITE/api/query/rights.matrix", "-H", `Authorization: Bearer ${token}`, ...headers).status;
  t.ok(use(good.json.access_token, ...by(mine)) === 200, "its token holds with it");
  t.ok(use(good.json.access_token, ...by(other)) === 401 && use(good.json.access_token) === 401, "and with no other, and without");
  const bound = curl(p, "@SITE/oauth/token", ...by(other), ...grant, "-d", `client_secret=${secret}`);
  t.ok(bound.status === 200 && use(bound.json.access_token, ...by(other)) === 200 && use(bound.json.access_token) === 401, "a secret's token is bound to the connection's too", JSON.stringify(bound.json));
}

async function byLibrary(t, p, { id, secret, admin, page, agreement }) {
  const issuer = await Issuer.discover(`${p.url}/.well-known/oauth-authorization-server`);
  t.ok(issuer.metadata.token_endpoint.endsWith("/oauth/token"), "openid-client reads the metadata", JSON.stringify(issuer.metadata));
  const local = new Issuer({ ...issuer.metadata, token_endpoint: `${p.url}/oauth/token` });
  for (const method of ["client_secret_basic", "client_secret_post"]) {
    const client = new local.Client({ client_id: id, client_secret: secret, token_endpoint_auth_method: method });
    const set = await client.grant({ grant_type: "client_credentials", scope: "registry:planting_area:read" });
    t.ok(set.access_token && set.expires_in === 600 && set.scope === "registry:planting_area:read", `openid-client is given a token by ${method}`, JSON.stringify(set));
  }
  const stranger = new local.Client({ client_id: id, client_secret: "x" });
  const refused = await stranger.grant({ grant_type: "client_credentials" }).catch((e) => e);
  t.ok(refused.error === "invalid_client", "and refused with a wrong secret", String(refused));

  const client = new local.Client({ client_id: id, client_secret: secret });
  const { access_token: token } = await client.grant({ grant_type: "client_credentials" });
  const bearer = { headers: { authorization: `Bearer ${token}` }, json: true };
  const c = new Client(p);
  t.ok((await c.get("/api/query/rights.matrix", bearer)).status === 200, "the token is known");
  const deep = await c.get("/api/query/account.list", bearer);
  t.ok(deep.status === 403 && /insufficient_scope/.test(deep.headers.get("www-authenticate")), "and opens nothing of people's", `${deep.status} ${deep.headers.get("www-authenticate")}`);
  const none = await c.get("/api/query/rights.matrix", { headers: { authorization: `Bearer ${token}x` }, json: true });
  t.ok(none.status === 401 && /invalid_token/.test(none.headers.get("www-authenticate")), "another is not", `${none.status}`);

  t.ok((await admin.submit(page, `${page}/thoa-thuan/ket-thuc`, { agreement })).status === 303, "the agreement is ended");
  const after = await client.grant({ grant_type: "client_credentials" }).catch((e) => e);
  t.ok(after.error === "invalid_scope", "nothing is agreed any more", String(after));
  t.ok((await admin.submit(page, `${page}/ket-thuc`)).status === 303, "the system is ended");
  t.ok((await c.get("/api/query/rights.matrix", bearer)).status === 401, "its token too, at once");
  const log = await admin.get("/nhat-ky/tim?viec=client.token");
  t.ok(/Hệ thống xin quyền truy cập/.test(said(log)), "the log has each asking", said(log).slice(0, 300));
}

export async function clients(t, p) {
  const system = await onPages(t, p);
  await byCurl(t, p, system);
  await byCertificate(t, p, system);
  await byLibrary(t, p, system);
}
