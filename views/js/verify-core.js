/* verify-core.js -- checks a receipt with no help from the province's servers.
 *
 * What is checked, in order: the receipt's form (C2SP tlog-proof), the journal's
 * Ed25519 signature on the checkpoint, and that the entry's hash leads through
 * the proof to the signed root (RFC 6962).  Salt and payload, when supplied, are
 * checked against the entry's commitment.  No library, no network: the page that
 * embeds this works from a USB stick.
 *
 * Verdicts and sentences are those of journal/proof.c, and both read strictly:
 * what one refuses the other refuses (test/log/verify-core.mjs).
 */

export const SENTENCES = {
  GOOD: "The entry is in the journal, unaltered.",
  MALFORMED: "This is not a receipt file, or part of it is missing.",
  OTHER_LOG: "The receipt is from another journal than the one this key belongs to.",
  OTHER_KEY: "The receipt is not signed with the journal's key.",
  FORGED: "The journal's signature does not fit: the signed part was altered.",
  NO_ENTRY: "The receipt does not carry the entry it is about.",
  OTHER_ENTRY: "The receipt is about another entry.",
  OUTSIDE: "The entry's number lies beyond the end of the signed journal.",
  NOT_IN_LOG:
    "The entry was altered, or the proof was: it does not lead to what the journal signed.",
  BAD_KEY: "This is not a journal's key.",
  OPENED: "What is shown is what was recorded.",
  NOT_OPENED: "What is shown is not what was recorded.",
};

/* -- bytes ----------------------------------------------------------------------- */

const utf8 = (text) => new TextEncoder().encode(text);
const text = (bytes) =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const same = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);

function concat(...parts) {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    all.set(p, at);
    at += p.length;
  }
  return all;
}

/* Standard base64, padded, one spelling only; null for anything else. */
function base64(s) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(s) || s.length % 4 !== 0) return null;
  const raw = atob(s);
  return btoa(raw) === s ? Uint8Array.from(raw, (c) => c.charCodeAt(0)) : null;
}

/* A decimal without leading zeros, below 2^63; null otherwise. */
function decimal(s) {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(s)) return null;
  const n = BigInt(s);
  return n < 1n << 63n ? n : null;
}

const bigEndian = (bytes) => bytes.reduce((n, b) => (n << 8n) | BigInt(b), 0n);
const littleEndian = (bytes) => bigEndian(Uint8Array.from(bytes).reverse());

/* -- SHA-256 and SHA-512 (FIPS 180-4) ---------------------------------------------
 * One description, two word sizes.  The constants are what the standard says they
 * are: the fractions of the cube and square roots of the first primes. */

function root(n, k) { // floor of the k-th root
  let x = 1n << (BigInt(n.toString(2).length) / k + 1n);
  for (;;) {
    const y = ((k - 1n) * x + n / x ** (k - 1n)) / k;
    if (y >= x) return x;
    x = y;
  }
}

function shape(w, rounds, big0, big1, small0, small1) {
  const mask = (1n << w) - 1n;
  const primes = [];
  for (let p = 2n; primes.length < rounds; p++)
    if (primes.every((q) => p % q !== 0n)) primes.push(p);
  const turn = (x, n) => ((x >> n) | (x << (w - n))) & mask;
  const turns = ([a, b, c]) => (x) => turn(x, a) ^ turn(x, b) ^ turn(x, c);
  const shift = ([a, b, c]) => (x) => turn(x, a) ^ turn(x, b) ^ (x >> c);
  return {
    mask, rounds,
    word: Number(w) / 8,
    k: primes.map((p) => root(p << (3n * w), 3n) & mask),
    start: primes.slice(0, 8).map((p) => root(p << (2n * w), 2n) & mask),
    big0: turns(big0), big1: turns(big1), small0: shift(small0), small1: shift(small1),
  };
}

const SHA = {
  "SHA-256": shape(32n, 64, [2n, 13n, 22n], [6n, 11n, 25n], [7n, 18n, 3n], [17n, 19n, 10n]),
  "SHA-512": shape(64n, 80, [28n, 34n, 39n], [14n, 18n, 41n], [1n, 8n, 7n], [19n, 61n, 6n]),
};

function compress(s, state, block) {
  const w = [];
  for (let t = 0; t < s.rounds; t++)
    w[t] = t < 16
      ? bigEndian(block.subarray(t * s.word, (t + 1) * s.word))
      : (s.small1(w[t - 2]) + w[t - 7] + s.small0(w[t - 15]) + w[t - 16]) & s.mask;
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < s.rounds; t++) {
    const t1 = h + s.big1(e) + ((e & f) ^ ((e ^ s.mask) & g)) + s.k[t] + w[t];
    const t2 = s.big0(a) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & s.mask, c, b, a, (t1 + t2) & s.mask];
  }
  return [a, b, c, d, e, f, g, h].map((v, i) => (v + state[i]) & s.mask);
}

function sha2(name, bytes) {
  const s = SHA[name], size = 16 * s.word, tail = 2 * s.word;
  const padded = new Uint8Array(Math.ceil((bytes.length + 1 + tail) / size) * size);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  let state = s.start;
  for (let at = 0; at < padded.length; at += size)
    state = compress(s, state, padded.subarray(at, at + size));
  const hex = state.map((v) => v.toString(16).padStart(2 * s.word, "0")).join("");
  return Uint8Array.from(hex.match(/../g), (h) => parseInt(h, 16));
}

/* -- Ed25519 verification (RFC 8032), for browsers whose WebCrypto lacks it ---------- */

const P = (1n << 255n) - 19n;
const L = (1n << 252n) + 27742317777372353535851937790883648493n;
const mod = (n, m = P) => ((n % m) + m) % m;

function power(base, exponent) {
  let out = 1n;
  for (base = mod(base); exponent > 0n; exponent >>= 1n, base = mod(base * base))
    if (exponent & 1n) out = mod(out * base);
  return out;
}

const D = mod(-121665n * power(121666n, P - 2n));
const I = power(2n, (P - 1n) / 4n); // a square root of -1

/* Points are [X, Y, Z, T]: x = X/Z, y = Y/Z, xy = T/Z. */
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * D * t1 * t2), d = mod(2n * z1 * z2);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(n, point) {
  let out = [0n, 1n, 1n, 0n];
  for (; n > 0n; n >>= 1n, point = add(point, point)) if (n & 1n) out = add(out, point);
  return out;
}

function pointOf(bytes) {
  const n = littleEndian(bytes), y = n & ((1n << 255n) - 1n), odd = n >> 255n;
  if (y >= P) return null;
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = mod(u * v ** 3n * power(u * v ** 7n, (P - 5n) / 8n));
  if (mod(v * x * x) !== u) x = mod(x * I);
  if (mod(v * x * x) !== u || (x === 0n && odd)) return null;
  if ((x & 1n) !== odd) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

const BASE = pointOf(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66)));

function ed25519(key, message, signature) {
  const a = pointOf(key), r = pointOf(signature.subarray(0, 32));
  const s = littleEndian(signature.subarray(32));
  if (a === null || r === null || s >= L) return false;
  const h = mod(littleEndian(sha2("SHA-512", concat(signature.subarray(0, 32), key, message))), L);
  const [x1, y1, z1] = times(s, BASE), [x2, y2, z2] = add(r, times(h, a));
  return mod(x1 * z2 - x2 * z1) === 0n && mod(y1 * z2 - y2 * z1) === 0n;
}

/* -- the two primitives, by WebCrypto where there is one ------------------------------ */

let subtle = globalThis.crypto?.subtle;

/* For tests: do without WebCrypto. */
export function useOwnArithmetic(own = true) {
  subtle = own ? undefined : globalThis.crypto?.subtle;
}

export async function sha256(bytes) {
  if (!subtle) return sha2("SHA-256", bytes);
  return new Uint8Array(await subtle.digest("SHA-256", bytes));
}

export async function signedBy(key, message, signature) {
  if (signature.length !== 64) return false;
  if (subtle) {
    try {
      const imported = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      return await subtle.verify({ name: "Ed25519" }, imported, signature, message);
    } catch {
      // not known to this browser, or not a point: our own arithmetic decides
    }
  }
  return ed25519(key, message, signature);
}

/* -- signed notes (C2SP signed-note, tlog-cosignature) -------------------------------- */

const LOG = 1, WITNESS = 4;
const NOTE_MAX = 128 * 1024, SIGNATURES_MAX = 64;
const isName = (s) => /^[^\p{White_Space}\p{Cc}+]+$/u.test(s) && utf8(s).length <= 255;

/* "NAME+1a2b3c4d+BASE64" to {name, id, kind, key}; null when it is not a key. */
export async function readKey(vkey) {
  const found = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(vkey.trim());
  const typed = found && base64(found[3]);
  if (!typed || typed.length !== 33 || !isName(found[1])) return null;
  const id = (await sha256(concat(utf8(found[1] + "\n"), typed))).subarray(0, 4);
  if (![LOG, WITNESS].includes(typed[0]) || bigEndian(id) !== BigInt("0x" + found[2])) return null;
  return { name: found[1], id, kind: typed[0], key: typed.subarray(1) };
}

function readNote(bytes) {
  if (bytes.length > NOTE_MAX) return null;
  const all = text(bytes);
  const end = all.lastIndexOf("\n\n");
  const lines = all.slice(end + 2).split("\n");
  if (end < 0 || /[\0-\x09\x0b-\x1f]/.test(all) || lines.pop() !== "" ||
      lines.length === 0 || lines.length > SIGNATURES_MAX) return null;
  const signatures = [];
  for (const line of lines) {
    const found = /^— ([^ ]+) (.+)$/u.exec(line);
    const coded = found && base64(found[2]);
    if (!coded || coded.length < 5 || !isName(found[1])) return null;
    signatures.push({ name: found[1], id: coded.subarray(0, 4), bytes: coded.subarray(4) });
  }
  return { text: all.slice(0, end + 1), signatures };
}

/* "UNSIGNED", "FORGED", or {at}: by a witness, the second it signed; else null. */
async function checkNote(note, key) {
  let verdict = "UNSIGNED";
  for (const s of note.signatures) {
    if (s.name !== key.name || !same(s.id, key.id)) continue;
    const at = key.kind === WITNESS ? bigEndian(s.bytes.subarray(0, 8)) : null;
    const message = at === null ? note.text : `cosignature/v1\ntime ${at}\n${note.text}`;
    if (!(await signedBy(key.key, utf8(message), at === null ? s.bytes : s.bytes.subarray(8))))
      return "FORGED";
    verdict = { at: at === null ? null : Number(at) };
  }
  return verdict;
}

/* -- the receipt (C2SP tlog-proof, tlog-checkpoint) ------------------------------------ */

function readCheckpoint(noteText) {
  const [origin, size, rootText, ...rest] = noteText.split("\n");
  const rootHash = rootText === undefined ? null : base64(rootText);
  if (!origin || decimal(size) === null || rootHash?.length !== 32 ||
      rest.length !== 1 || rest[0] !== "") return null;
  return { origin, size: decimal(size), root: rootHash };
}

function readReceipt(bytes) {
  if (bytes.length > 256 * 1024) return null;
  const all = text(bytes);
  const cut = all.indexOf("\n\n");
  const lines = all.slice(0, cut).split("\n");
  if (cut < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1") return null;
  const extra = lines[0]?.startsWith("extra ") ? base64(lines.shift().slice(6)) : undefined;
  const index = lines[0]?.startsWith("index ") ? decimal(lines.shift().slice(6)) : null;
  const path = lines.map(base64);
  const note = readNote(utf8(all.slice(cut + 2)));
  const checkpoint = note && readCheckpoint(note.text);
  if (extra === null || extra?.length === 0 || index === null || path.length > 64 ||
      path.some((h) => h?.length !== 32) || !checkpoint) return null;
  return { entry: extra, index, path, note, checkpoint };
}

/* RFC 9162, section 2.1.3.2. */
async function rootOf(entry, index, size, path) {
  let hash = await sha256(concat([0], entry));
  let at = index, last = size - 1n;
  for (const other of path) {
    if (last === 0n) return null;
    const right = at % 2n === 1n || at === last;
    hash = await sha256(right ? concat([1], other, hash) : concat([1], hash, other));
    if (right) for (; at % 2n === 0n && at !== 0n; at >>= 1n) last >>= 1n;
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? hash : null;
}

async function judge(receipt, key, given) {
  if (receipt.checkpoint.origin !== key.name) return "OTHER_LOG";
  const signed = await checkNote(receipt.note, key);
  if (signed === "UNSIGNED") return "OTHER_KEY";
  if (signed === "FORGED") return "FORGED";
  const entry = given ?? receipt.entry;
  if (!entry) return "NO_ENTRY";
  if (given && receipt.entry && !same(given, receipt.entry)) return "OTHER_ENTRY";
  if (receipt.index >= receipt.checkpoint.size) return "OUTSIDE";
  const { size, root: signedRoot } = receipt.checkpoint;
  const hash = await rootOf(entry, receipt.index, size, receipt.path);
  return hash && same(hash, signedRoot) ? "GOOD" : "NOT_IN_LOG";
}

/* The fields of an entry (journal/entry.h), or null: {act, occurred, recorded} as
 * number and Dates, commitment as bytes. */
export function readEntry(entry) {
  let found = null;
  try {
    found = /^tinhso-entry\/1\n(\d{1,15})\n(-?\d{1,12}) (-?\d{1,12})\n(.{44})\n$/.exec(text(entry));
  } catch {
    // not text
  }
  const commitment = found && base64(found[4]);
  if (commitment?.length !== 32) return null;
  return {
    act: Number(found[1]),
    occurred: new Date(Number(found[2]) * 1000),
    recorded: new Date(Number(found[3]) * 1000),
    commitment,
  };
}

/* Whether this salt and this payload are what the entry commits to. */
export async function opens(entry, salt, payload) {
  const read = readEntry(entry);
  return read !== null && same(await sha256(concat(salt, payload)), read.commitment);
}

/* The whole check.  `receipt` is the file's bytes or text, `vkey` the journal's
 * public key as text.  Options: entry, salt and payload as bytes (salt and payload
 * together), witnesses as a list of vkeys.  Answers {verdict, sentence, good} and,
 * when the receipt could be read, {origin, index, size, entry, fields, witnesses:
 * [{name, at}], opening: "OPENED" | "NOT_OPENED" | null}. */
export async function verifyReceipt(receipt, vkey, options = {}) {
  const say = (verdict, more = {}) => ({
    verdict, sentence: SENTENCES[verdict], good: verdict === "GOOD", ...more,
  });
  const key = await readKey(vkey);
  if (key === null || key.kind !== LOG) return say("BAD_KEY");
  let read = null;
  try {
    read = readReceipt(typeof receipt === "string" ? utf8(receipt) : receipt);
  } catch {
    // not UTF-8
  }
  if (read === null) return say("MALFORMED");
  const verdict = await judge(read, key, options.entry);
  const entry = options.entry ?? read.entry;
  const witnesses = [];
  for (const one of options.witnesses ?? []) {
    const witness = await readKey(one);
    const seen = witness && (await checkNote(read.note, witness));
    if (seen?.at) witnesses.push({ name: witness.name, at: new Date(seen.at * 1000) });
  }
  let opening = null;
  if (options.salt && options.payload)
    opening = entry && (await opens(entry, options.salt, options.payload)) ? "OPENED" : "NOT_OPENED";
  return say(verdict, {
    origin: read.checkpoint.origin, index: read.index, size: read.checkpoint.size,
    entry, fields: entry ? readEntry(entry) : null, witnesses, opening,
  });
}
