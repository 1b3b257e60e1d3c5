// draw.mjs -- what sample data is drawn from: the same seed gives the same rows on any machine.
//
// Nobody exists who is named here: personal numbers begin with 000 (no province has that code),
// tax codes with 99, telephones with 0000, addresses end in example.invalid.

const MASK = 0xffffffff;

/* 32-bit FNV-1a of a registry's key: each registry has a stream of its own. */
function seedOf(text) {
  let h = 0x811c9dc5;
  for (const byte of Buffer.from(text)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h;
}

/* mulberry32; integers alone, so that no machine rounds differently. */
export class Draw {
  constructor(key) { this.state = seedOf(key); }

  bits() {
    this.state = (this.state + 0x6d2b79f5) & MASK;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  below(n) { return this.bits() % n; }
  between(a, b) { return a + this.below(b - a + 1); }
  chance(percent) { return this.below(100) < percent; }
  pick(list) { return list[this.below(list.length)]; }
  /* of [[value, weight], …] */
  weighted(list) {
    let at = this.below(list.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [value, weight] of list) if ((at -= weight) < 0) return value;
  }

  /* A day between two, both "2024-06-30". */
  day(from, to) {
    const first = Date.parse(from) / 86400000, last = Date.parse(to) / 86400000;
    return new Date(this.between(first, last) * 86400000).toISOString().slice(0, 10);
  }
}

export const pad = (n, width) => String(n).padStart(width, "0");
export const later = (day, days) =>
  new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);

/* First days of the months from one on, or of every third. */
export const months = (first, n, step = 1) => Array.from({ length: n }, (_, i) => {
  const [y, m] = first.split("-").map(Number), at = y * 12 + m - 1 + i * step;
  return `${Math.floor(at / 12)}-${pad(at % 12 + 1, 2)}-01`;
});

const WEIGHT = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/* The tenth digit; null when these nine have none (python-stdnum, stdnum/vn/mst.py). */
export function taxDigit(nine) {
  const sum = WEIGHT.reduce((s, weight, i) => s + weight * Number(nine[i]), 0);
  return sum % 11 === 0 ? null : String(10 - sum % 11);
}

/* The nth tax code of a block; blocks keep registries' codes apart. */
export function taxCode(block, n) {
  for (let tried = n * 10; ; tried++) {
    const nine = `99${pad(block, 2)}${pad(tried, 5)}`, digit = taxDigit(nine);
    if (digit !== null) return nine + digit;
  }
}

/* 000, sex and century, year of birth, six digits. */
export function personalNumber(draw, female = draw.chance(50)) {
  return `000${female ? 1 : 0}${pad(draw.between(45, 99), 2)}${pad(draw.below(1000000), 6)}`;
}

export const phone = (draw) => `0000${pad(draw.below(1000000), 6)}`;
export const person = (n) => `Người mẫu ${n}`;

/* Rows n times: fn(i), i from 1. */
export const rows = (n, fn) => Array.from({ length: n }, (_, i) => fn(i + 1));
