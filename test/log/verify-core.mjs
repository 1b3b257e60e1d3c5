/* views/js/verify-core.js against receipts made by the C code (argument: the
 * folder made by logtool), by WebCrypto and by its own arithmetic; then the same
 * refusals as C.  Last line: N passed, N failed. */
import { createHash, generateKeyPairSync, randomBytes, sign, webcrypto } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/* Node 18 has WebCrypto under another name, and takes a .js file for CommonJS. */
globalThis.crypto ??= webcrypto;
const source = readFileSync(new URL("../../views/js/verify-core.js", import.meta.url), "utf8");
const core = await import("data:text/javascript," + encodeURIComponent(source));

const dir = process.argv[2];
const file = (name) => new Uint8Array(readFileSync(`${dir}/${name}`));
const vkey = readFileSync(`${dir}/vkey`, "utf8");
let passed = 0, failed = 0;

function check(claim, why) {
  if (claim) passed++;
  else failed++;
  if (!claim) console.log(`  verify-core: ${why}`);
}

async function expect(verdict, receipt, why, options = {}, key = vkey) {
  const got = await core.verifyReceipt(receipt, key, options);
  check(got.verdict === verdict && got.sentence === core.SENTENCES[verdict] &&
        got.good === (verdict === "GOOD"), `${why}: expected ${verdict}, got ${got.verdict}`);
  return got;
}

/* -- the primitives, against node's -------------------------------------------------- */

async function primitives() {
  let wrong = 0;
  for (let n = 0; n < 300; n += n < 140 ? 1 : 37) {
    const bytes = new Uint8Array(randomBytes(n));
    const right = createHash("sha256").update(bytes).digest("hex");
    wrong += Buffer.from(await core.sha256(bytes)).toString("hex") !== right;
  }
  for (let i = 0; i < 8; i++) {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const key = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
    const message = new Uint8Array(randomBytes(i * 40));
    const signature = new Uint8Array(sign(null, message, privateKey));
    wrong += !(await core.signedBy(key, message, signature));
    signature[i * 8] ^= 1;
    wrong += await core.signedBy(key, message, signature);
    signature[i * 8] ^= 1;
    /* The same signature written with a larger S must not be another valid one. */
    const L = (1n << 252n) + 27742317777372353535851937790883648493n;
    let s = signature.slice(32).reduceRight((v, b) => (v << 8n) | BigInt(b), 0n) + L;
    for (let k = 32; k < 64; k++, s >>= 8n) signature[k] = Number(s & 255n);
    wrong += await core.signedBy(key, message, signature);
  }
  check(wrong === 0, `${wrong} hashes or signatures differ from node's`);
}

/* -- receipts ------------------------------------------------------------------------ */

const receipts = readdirSync(dir).filter((n) => n.startsWith("receipt-"));

async function goodOnes() {
  for (const name of receipts) {
    const n = name.slice("receipt-".length);
    const entry = file(`entry-${n}`), salt = file(`salt-${n}`), payload = file(`payload-${n}`);
    const got = await expect("GOOD", file(name), name, {
      salt, payload, witnesses: [readFileSync(`${dir}/witness`, "utf8")],
    });
    check(got.opening === "OPENED", `${name} opens with its salt and payload`);
    check(got.fields.act === Number(n) + 1, `${name} names its act`);
    check(got.witnesses.length === 1 && got.witnesses[0].at.getTime() === 1719800000000,
          `${name} shows its witness and the moment`);
    await expect("GOOD", Buffer.from(file(name)).toString(), `${name} as text`, { entry });
    payload[20] ^= 1;
    check(!(await core.opens(entry, salt, payload)), `${name} with another payload`);
  }
}

async function badOnes() {
  const receipt = Buffer.from(file("receipt-12345")).toString();
  const change = (from, to) => {
    if (!receipt.includes(from)) check(false, `nothing to alter: ${from}`);
    return receipt.replace(from, to);
  };
  const otherKey = vkey.replace(/\/1\+.*/s, "/1+2b7d8b31+") +
    "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g";
  const id = createHash("sha256").update("tinhso.example/haiduong/1\n")
    .update(Buffer.from(otherKey.split("+").pop(), "base64")).digest("hex").slice(0, 8);
  const list = [
    ["MALFORMED", "", "empty"],
    ["MALFORMED", "c2sp.org/tlog-proof@v1\n", "a first line"],
    ["MALFORMED", change("@v1", "@v2"), "another version"],
    ["MALFORMED", change("index 12345\n", ""), "no index"],
    ["MALFORMED", change("index 12345", "index 012345"), "a leading zero"],
    ["MALFORMED", change("index 12345", "index 9223372036854775808"), "past 63 bits"],
    ["MALFORMED", change("\n70000\n", "\n70000\nmore\n"), "an extension line"],
    ["MALFORMED", change("— tinhso", "- tinhso"), "a hyphen"],
    ["MALFORMED", change("\n", "\r\n"), "another system's line"],
    ["MALFORMED", receipt + "\n", "an empty line at the end"],
    ["MALFORMED", "\ufeff" + receipt, "a byte order mark"],
    ["FORGED", change("\n70000\n", "\n70001\n"), "another size"],
    ["OUTSIDE", change("index 12345", "index 70000"), "an index past the end"],
    ["NOT_IN_LOG", change("index 12345", "index 12344"), "another index"],
    ["NO_ENTRY", change(/extra .*\n/.exec(receipt)[0], ""), "no entry"],
  ];
  for (const [verdict, bytes, why] of list) await expect(verdict, bytes, why);
  await expect("OTHER_ENTRY", receipt, "another entry", { entry: file("entry-255") });
  await expect("NOT_IN_LOG", change(/extra .*\n/.exec(receipt)[0], ""), "another entry alone",
               { entry: file("entry-255") });
  await expect("OTHER_KEY", receipt, "another key", {}, otherKey.replace("2b7d8b31", id));
  await expect("OTHER_LOG", receipt, "another log", {},
               "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  await expect("BAD_KEY", receipt, "a key with another id", {}, otherKey);
  await expect("BAD_KEY", receipt, "a witness's key", {}, readFileSync(`${dir}/witness`, "utf8"));
}

/* Every byte of a receipt turned by one bit, the log's own signature being the
 * only one: never good. */
async function everyByte() {
  const whole = Buffer.from(file("receipt-255")).toString();
  const bytes = new Uint8Array(Buffer.from(whole.replace(/— witness.*\n/u, "")));
  const entry = file("entry-255");
  let good = 0;
  check((await core.verifyReceipt(bytes, vkey, { entry })).good, "good as it stands");
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] ^= 1 << (i % 8);
    good += (await core.verifyReceipt(bytes, vkey, { entry })).good;
    bytes[i] ^= 1 << (i % 8);
  }
  check(good === 0, `${good} altered receipts were believed`);
}

for (const own of [false, true]) {
  core.useOwnArithmetic(own);
  await primitives();
  await goodOnes();
  await badOnes();
}
core.useOwnArithmetic(false);
await everyByte();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
