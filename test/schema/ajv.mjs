/* test/schema/ajv.mjs VERDICT -- our validator (test/schema/verdict.c) and ajv on the same
 * documents: the forms of all packs with the answers of their scenarios, as they are and
 * damaged; and schemas made up of the keywords of records, with values made up for them.
 *
 * `format` is ours, so it is left out; titles in two languages and words beginning with x- say
 * nothing about a value.  Numbers are such that a double holds them: ajv has no others. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import Ajv from "ajv/dist/2020.js";

const MADE_UP = 3000, DAMAGED = 12;

/* The same numbers on every run. */
let state = 20240701;
const below = (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
};
const pick = (list) => list[below(list.length)];

/* -- the repository's own ------------------------------------------------------------- */

function* files(dir) {
    for (const e of fs.readdirSync(dir, { withFileTypes: true }))
        if (e.isDirectory()) yield* files(path.join(dir, e.name));
        else if (e.name.endsWith(".json")) yield path.join(dir, e.name);
}

/* Objects named `answers`, wherever they stand. */
function* answersIn(value) {
    if (value === null || typeof value !== "object") return;
    for (const [key, child] of Object.entries(value)) {
        if (key === "answers" && child && typeof child === "object" && !Array.isArray(child))
            yield child;
        yield* answersIn(child);
    }
}

function withoutFormat(schema) {
    if (Array.isArray(schema)) return schema.map(withoutFormat);
    if (schema === null || typeof schema !== "object") return schema;
    return Object.fromEntries(Object.entries(schema)
        .filter(([key, value]) => !(key === "format" && typeof value === "string") &&
                                  !["x-not-after", "x-not-before", "examples", "default"].includes(key))
        .map(([key, value]) => [key, withoutFormat(value)]));
}

const scalars = [null, true, false, 0, 1, -3, 2.5, 1e3, "", "a", "030", "Nguyễn", "2024-07-01",
                 [], ["a"], [1, 1], {}, { a: 1 }];

/* One thing changed, somewhere. */
function damaged(value) {
    const copy = structuredClone(value);
    let at = copy;
    while (at && typeof at === "object") {
        const keys = Object.keys(at);
        const key = keys.length && below(8) ? pick(keys) : "more" + below(3);
        if (at[key] && typeof at[key] === "object" && below(3)) at = at[key];
        else if (Array.isArray(at)) { at.push(pick(scalars)); break; }
        else if (below(3)) { at[key] = pick(scalars); break; }
        else { delete at[key]; break; }
    }
    return copy;
}

function ownPairs() {
    const all = [...files("packs")].map((f) => JSON.parse(fs.readFileSync(f, "utf8")));
    const forms = all.filter((f) => f.form && f.form.properties).map((f) => withoutFormat(f.form));
    const answers = all.flatMap((f) => [...answersIn(f)]);
    const pairs = [];
    for (const form of forms) {
        const names = new Set(Object.keys(form.properties));
        const own = answers.filter((a) => Object.keys(a).some((key) => names.has(key)));
        for (const a of [{}, ...own.slice(0, 8)]) {
            pairs.push([form, a]);
            for (let i = 0; i < DAMAGED; i++) pairs.push([form, damaged(a)]);
        }
    }
    return { pairs: pairs, forms: forms.length, count: pairs.length };
}

/* -- made up ---------------------------------------------------------------------------- */

const names = ["a", "b", "c", "ab", "n1"];
const patterns = ["^a", "b$", "^[a-z]+$", "^\\d{2,3}$", "ễ", "^(ab|n)\\d?$"];
const types = ["string", "integer", "number", "boolean", "array", "object", "null"];
const some = (list) => list.filter(() => below(3) === 0);
const named = (make) => Object.fromEntries(some(names).map((name) => [name, make()]));
const listed = (make) => Array.from({ length: 1 + below(3) }, make);

const makers = {
    type: () => (below(3) ? pick(types) : [...new Set([pick(types), pick(types)])]),
    enum: () => [...new Set(some(scalars).map((v) => JSON.stringify(v)))].map((v) => JSON.parse(v))
        .concat(["one"]),
    const: () => pick(scalars),
    minLength: () => below(3), maxLength: () => below(7), pattern: () => pick(patterns),
    minimum: () => below(5) - 3, maximum: () => below(5), exclusiveMinimum: () => below(4) - 3,
    exclusiveMaximum: () => below(4), multipleOf: () => pick([1, 2, 0.5, 3]),
    minItems: () => below(3), maxItems: () => below(4), uniqueItems: () => below(2) === 1,
    items: (d) => schema(d), prefixItems: (d) => listed(() => schema(d)),
    contains: (d) => schema(d), minContains: () => below(3), maxContains: () => below(3),
    properties: (d) => named(() => schema(d)), required: () => some(names),
    additionalProperties: (d) => schema(d),
    patternProperties: (d) => ({ [pick(patterns)]: schema(d) }),
    propertyNames: (d) => schema(d), minProperties: () => below(3), maxProperties: () => below(4),
    dependentRequired: () => named(() => some(names)),
    dependentSchemas: (d) => named(() => schema(d)),
    allOf: (d) => listed(() => schema(d)), anyOf: (d) => listed(() => schema(d)),
    oneOf: (d) => listed(() => schema(d)), not: (d) => schema(d),
    if: (d) => schema(d), then: (d) => schema(d), else: (d) => schema(d),
    $ref: () => pick(["#/$defs/a", "#/$defs/b"]),
};

function schema(depth) {
    if (depth <= 0 || below(12) === 0) return pick([true, true, false, { type: pick(types) }]);
    const words = Array.from({ length: 1 + below(4) }, () => pick(Object.keys(makers)));
    /* ajv 8.20 takes [] for {"contains": …} when prefixItems stands beside it; the draft does not */
    return Object.fromEntries(words
        .filter((word) => word !== "contains" || !words.includes("prefixItems"))
        .map((word) => [word, makers[word](depth - 1)]));
}

function value(depth) {
    if (depth <= 0 || below(3) === 0) return pick(scalars);
    return below(2) ? Array.from({ length: below(4) }, () => value(depth - 1))
                    : named(() => value(depth - 1));
}

/* What $refs point to stands aside and refers to nothing: no circles here. */
function whole() {
    const plain = () => {
        let s = schema(1);
        while (JSON.stringify(s).includes("$ref")) s = schema(1);
        return s;
    };
    return { allOf: [schema(3)], $defs: { a: plain(), b: plain() } };
}

/* -- both --------------------------------------------------------------------------------- */

let passed = 0, failed = 0;
const own = ownPairs();
const pairs = own.pairs, count = own.count;
for (let i = 0; i < MADE_UP / 4; i++) {
    const s = whole();
    for (let k = 0; k < 4; k++) pairs.push([s, value(3)]);
}
const ours = execFileSync(process.argv[2], {
    input: pairs.map((pair) => JSON.stringify(pair)).join("\n") + "\n", maxBuffer: 1 << 26,
}).toString().trim().split("\n");

/* titles are objects in ours, and ajv need not judge schemas: the official suite does that */
const ajv = new Ajv({ strict: false, validateSchema: false, unicodeRegExp: true, logger: false });
const compiled = new Map();
let refused = 0, valid = 0;
pairs.forEach(([s, v], i) => {
    if (ours[i] === "refused" && i >= count) { refused++; return; } /* a bound below another, say */
    if (!compiled.has(s)) { compiled.clear(); compiled.set(s, ajv.compile(s)); }
    const theirs = compiled.get(s)(v) ? "valid" : "invalid";
    valid += theirs === "valid";
    if (theirs === ours[i]) { passed++; return; }
    if (failed++ < 5)
        console.log(`FAILED ours ${ours[i]}, ajv ${theirs}: ${JSON.stringify([s, v])}`);
});
const claim = (holds, what) => { if (holds) passed++; else { failed++; console.log(`FAILED ${what}`); } };
claim(ours.length === pairs.length, "an answer for every line");
claim(own.forms > 20, `forms of the packs: ${own.forms}`);
claim(valid > pairs.length / 10 && valid < pairs.length * 0.9, `both verdicts occur: ${valid}`);
claim(refused < MADE_UP * 0.1, `few made-up schemas are refused: ${refused}`);
console.log(`${own.forms} forms, ${pairs.length} documents, ${valid} valid, ${refused} refused by us`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
