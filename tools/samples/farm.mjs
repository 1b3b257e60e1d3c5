// farm.mjs -- samples of farming and of trade on marketplaces.
import { later, months, pad, person, personalNumber, phone, rows } from "./draw.mjs";
import { communes, field, point, takeCell } from "./places.mjs";

const CROPS = [["lychee", 60], ["other_fruit", 22], ["vegetable", 14], ["other", 4]];
const MARKETPLACES = ["sendo", "voso", "vnpost", "lazada", "alibaba"];
/* Communes of two districts are drawn more often than others. */
const FARMING = communes.flatMap((c) => ["294", "290"].includes(c.district) ? [c, c, c] : [c]);
const TOWN = communes.filter((c) => ["288", "290", "291", "293", "297"].includes(c.district));

export function packing_house(draw, made) {
  return rows(24, (i) => {
    const commune = draw.pick(FARMING);
    return { code: `VN-HDPH-${9000 + i}`, name: `Cơ sở đóng gói mẫu ${i}`,
             enterprise: made.enterprise[i].tax_code, crop: draw.weighted(CROPS),
             tonnes_a_day: draw.between(5, 80), granted_on: draw.day("2019-03-01", "2024-05-31"),
             state: i === 24 ? "suspended" : "in_force", phone: phone(draw),
             commune: commune.code, place: point(draw, commune) };
  });
}

/* n whole numbers around each other that add up to `total`. */
function parts(draw, n, total) {
  const weight = Array.from({ length: n }, () => draw.between(60, 135));
  const sum = weight.reduce((a, b) => a + b, 0);
  const part = weight.map((one) => Math.floor(total * one / sum));
  const rest = total - part.reduce((a, b) => a + b, 0);
  for (let i = 0; i < rest; i++) part[i % n]++;
  return part;
}

const DESTINATIONS = [["to_china", 92], ["to_united_states", 22], ["to_australia", 18],
                      ["to_new_zealand", 10], ["to_japan", 16], ["to_thailand", 12]];

function destinations(draw, exported) {
  const to = Object.fromEntries(DESTINATIONS.map(([name, percent]) =>
    [name, exported && draw.chance(percent)]));
  if (exported && !Object.values(to).some(Boolean)) to.to_china = true;
  return to;
}

/* 318 as seed 002 counts them: 269 for export, nearly 1,700 ha; 49 domestic, 423 ha; 13 of them
 * new. "Nearly 1,700" is 1,670 here, so that all are "nearly 2,100". */
export function planting_area(draw, made) {
  const area = [...parts(draw, 269, 16700000), ...parts(draw, 49, 4230000)], taken = new Set();
  return rows(318, (i) => {
    const commune = draw.pick(FARMING), exported = i <= 269, isNew = i % 26 === 0 || i === 318;
    const state = i % 71 === 0 ? "suspended" : "in_force";
    const granted = isNew ? draw.day("2024-01-05", "2024-06-28")
                          : draw.day("2018-04-01", "2023-12-20");
    return { code: `VN-HDOR-${9000 + i}`, name: `Vùng trồng mẫu ${i}, ${commune.name}`,
             crop: draw.weighted(CROPS), market: exported ? "export" : "domestic",
             ...destinations(draw, exported), area_m2: area[i - 1],
             households: draw.between(8, 120), grower: person(i),
             grower_number: personalNumber(draw),
             packing_house: exported ? draw.pick(made.packing_house).code : "",
             granted_on: granted, state,
             state_since: state === "suspended" ? "2024-05-20" : granted,
             inspected_on: isNew ? granted : draw.day("2024-01-05", "2024-06-28"),
             commune: commune.code, boundary: field(draw, takeCell(commune, taken), area[i - 1]) };
  });
}

export const farm_household_online = (draw) => rows(60, (i) => ({
  code: `HO-${pad(i, 6)}`, head: `Hộ mẫu ${i}`, head_number: personalNumber(draw),
  phone: phone(draw), marketplace: draw.pick(MARKETPLACES), active: draw.chance(85),
  since: draw.day("2021-05-01", "2024-05-31"), crop: draw.weighted(CROPS),
  trained: draw.chance(80), commune: draw.pick(FARMING).code }));

export const product = (draw, made) => rows(40, (i) => {
  const area = draw.pick(made.planting_area);
  const kind = draw.weighted([["produce", 6], ["processed", 3], ["craft", 1]]);
  return { code: `SP-${pad(i, 5)}`, name: `Sản phẩm mẫu ${i}`, kind,
           marketplace: draw.pick(MARKETPLACES), unit_of_sale: kind === "craft" ? "chiếc" : "kg",
           price: draw.between(20, 400) * 1000, listed_on: draw.day("2021-05-01", "2024-06-15"),
           on_sale: draw.chance(85), planting_area: kind === "produce" ? area.code : "",
           commune: area.commune };
});

export const warehouse = (draw) => rows(20, (i) => {
  const commune = draw.pick(TOWN);
  return { code: `KHO-${pad(i, 3)}`, name: `Kho mẫu ${i}`, marketplace: MARKETPLACES[i % 5],
           floor_m2: draw.between(4, 90) * 100, cold: draw.chance(30), quarter: "2024-04-01",
           sold: draw.between(2000, 90000), revenue: draw.between(300, 9000) * 1000000,
           commune: commune.code, place: point(draw, commune) };
});

export const marketplace_transaction = (draw, made) => rows(60, (i) => {
  const what = draw.pick(made.product), quantity = draw.between(1, 40);
  return { code: `GD-${pad(i, 7)}`, marketplace: what.marketplace, product: what.code,
           seller: draw.pick(made.farm_household_online).code,
           warehouse: draw.chance(60) ? draw.pick(made.warehouse).code : "",
           day: draw.day("2024-01-02", "2024-06-30"), quantity, amount: quantity * what.price,
           state: draw.weighted([["delivered", 80], ["placed", 10], ["returned", 4],
                                 ["cancelled", 6]]),
           commune: what.commune };
});

export const digital_skill_training = (draw, made) => rows(60, (i) => {
  const home = draw.pick(made.farm_household_online), on = draw.chance(60);
  const ended = months("2023-07-01", 12)[draw.below(12)];
  return { code: `DT-${pad(i, 6)}`, learner: person(i), learner_number: personalNumber(draw),
           household: on ? home.code : "", course: `Lớp kỹ năng số mẫu ${draw.between(1, 9)}`,
           topic: draw.pick(["basic", "marketplace", "payment", "safety"]),
           form: draw.weighted([["class", 7], ["online", 3]]), ended_on: later(ended, 14),
           completed: draw.chance(92), commune: on ? home.commune : draw.pick(FARMING).code };
});
