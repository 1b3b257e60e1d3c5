// rules.mjs -- docs/registries.md as a program: what is wrong with a registry's file.
//
// faults(file, schema, all): one text for each fault, none when the file is good. `all` holds what
// a file may refer to: {registries: key → schema, units: Set of keys}.

const NAME = /^[a-z][a-z0-9_]{0,39}$/;
const THEMES = ["agriculture", "economy", "education", "energy", "environment", "government",
                "health", "justice", "population", "regions", "science", "transport"];
const OF_REGISTRY = ["$schema", "x-registry", "x-version", "title", "description", "x-owner",
                     "x-theme", "x-keywords", "x-public", "x-licence", "x-frequency",
                     "x-retention", "x-sources", "type", "additionalProperties", "required",
                     "x-key", "x-title", "x-unit", "x-geometry", "properties"];
const OF_FIELD = ["type", "format", "enum", "pattern", "maxLength", "minLength", "minimum",
                  "maximum", "multipleOf", "title", "description", "x-words", "x-index",
                  "x-count", "x-sum", "x-search", "x-ref", "x-read", "x-person"];
const FORMATS = ["date", "email", "phone", "personal-number", "tax-code", "unit", "uri",
                 "planting-area", "packing-house", "geometry"];
const PERSONAL = ["personal-number", "phone", "email"];

const isWords = (w) => typeof w?.vi === "string" && w.vi !== "" && typeof w?.en === "string" &&
  w.en !== "";

export const readOf = (field) =>
  field["x-read"] ?? (PERSONAL.includes(field.format) ? "personal" : "public");

function headFaults(file, s, all, say) {
  for (const word of Object.keys(s))
    if (!OF_REGISTRY.includes(word)) say(word, "is not known here");
  if (!NAME.test(s["x-registry"] ?? "") || s["x-registry"] !== file)
    say("x-registry", "is not the file's name");
  if (!Number.isInteger(s["x-version"]) || s["x-version"] < 1) say("x-version", "is no number");
  for (const word of ["title", "description"]) if (!isWords(s[word])) say(word, "lacks words");
  if (!all.units.has(s["x-owner"])) say("x-owner", "is no unit");
  if (!THEMES.includes(s["x-theme"])) say("x-theme", "is none of the themes");
  for (const lang of ["vi", "en"])
    if (!s["x-keywords"]?.[lang]?.length) say("x-keywords", `has none in ${lang}`);
  if (!["rows", "counts", "none", undefined].includes(s["x-public"])) say("x-public", "is none");
  if (s["x-public"] === "rows" && !/^https:\/\//.test(s["x-licence"] ?? ""))
    say("x-licence", "is needed with rows");
  if (!["day", "week", "month", "quarter", "year", "irregular"].includes(s["x-frequency"]))
    say("x-frequency", "is none");
  if (s["x-retention"] !== "keep" && !/^[1-9][0-9]?$/.test(s["x-retention"] ?? ""))
    say("x-retention", "is neither keep nor years");
  if (s.type !== "object" || s.additionalProperties !== false) say("type", "is not closed");
  if (s.$schema !== "https://json-schema.org/draft/2020-12/schema") say("$schema", "is another");
}

function sourceFaults(s, say) {
  const sources = Object.entries(s["x-sources"] ?? {});
  if (sources.length === 0) say("x-sources", "names none");
  for (const [key, one] of sources) {
    if (!one.title || !["V1", "V2", "U"].includes(one.grade) ||
        !/^20\d\d-\d\d-\d\d$/.test(one.read ?? "")) say(`x-sources/${key}`, "is not whole");
    if (one.url !== null && !/^https?:\/\//.test(one.url ?? "")) say(`x-sources/${key}`, "url");
  }
}

function placeFaults(s, say) {
  const fields = s.properties, key = s["x-key"] ?? [];
  if (key.length < 1 || key.length > 4) say("x-key", "has no field, or more than four");
  for (const name of key)
    if (!fields[name] || !s.required.includes(name)) say("x-key", `${name} is not required`);
  for (const name of s.required ?? [])
    if (!fields[name]) say("required", `${name} is no field`);
  if (s["x-title"] && !s.required.includes(s["x-title"])) say("x-title", "may be empty");
  if (s["x-unit"] && fields[s["x-unit"]]?.format !== "unit") say("x-unit", "is no unit");
  if (s["x-geometry"] && fields[s["x-geometry"]]?.format !== "geometry")
    say("x-geometry", "is no geometry");
  for (const [name, field] of Object.entries(fields))
    if (field.format === "geometry" && s["x-geometry"] !== name) say(name, "is a second geometry");
}

/* What may be counted: an enum, a boolean, a unit, a reference; a date by year or month. */
const mayCount = (f) => f.format === "date" ? ["year", "month"].includes(f["x-count"])
  : f["x-count"] === true && Boolean(f.enum || f.type === "boolean" || f.format === "unit" ||
                                     f["x-ref"]);

function typeFaults(name, f, say) {
  if (f.enum ? f.type !== undefined && f.type !== "string"
             : !["string", "integer", "number", "boolean", "object"].includes(f.type))
    say(name, "has no type that is known");
  if ((f.type === "object") !== (f.format === "geometry")) say(name, "is an object, not geometry");
  if (f.format !== undefined && !FORMATS.includes(f.format)) say(name, "has an unknown format");
  if (f.type === "string" && !f.enum && !f.format && !f.maxLength) say(name, "has no length");
  if (f.pattern !== undefined && !/^\^.*\$$/.test(f.pattern)) say(name, "pattern is not anchored");
  if (f.enum && (Object.keys(f["x-words"] ?? {}).join() !== f.enum.join() ||
                 !Object.values(f["x-words"]).every(isWords))) say(name, "x-words");
}

function fieldFaults(name, f, s, all, say) {
  for (const word of Object.keys(f))
    if (!OF_FIELD.includes(word)) say(name, `${word} is not known here`);
  if (!NAME.test(name)) say(name, "is no name");
  if (!isWords(f.title)) say(name, "has no title in both languages");
  typeFaults(name, f, say);
  if (f["x-count"] !== undefined && !mayCount(f)) say(name, "cannot be counted");
  if (f["x-sum"] && f.type !== "integer") say(name, "cannot be summed");
  if (f["x-search"] && (f.type !== "string" || f.format)) say(name, "cannot be searched");
  const to = f["x-ref"];
  if (to && all.registries[to]?.["x-key"].length !== 1)
    say(name, `${to} is no registry to refer to`);
  if (!["public", "official", "personal"].includes(readOf(f))) say(name, "x-read");
  if (f["x-person"] && (readOf(f) !== "personal" || f.format !== "personal-number"))
    say(name, "x-person is for a personal number that is personal");
  if (readOf(f) === "personal" && f["x-count"]) say(name, "is personal and counted");
}

export function faults(file, s, all) {
  const found = [], say = (where, what) => found.push(`${file}: ${where}: ${what}`);
  headFaults(file, s, all, say);
  sourceFaults(s, say);
  placeFaults(s, say);
  for (const [name, field] of Object.entries(s.properties)) fieldFaults(name, field, s, all, say);
  const people = Object.values(s.properties).filter((f) => f["x-person"]);
  if (people.length > 1) say("x-person", "is there twice");
  if (s["x-public"] === "rows" && people.some((f) => f["x-read"] !== "personal"))
    say("x-public", "shows whom a record is about");
  return found;
}
