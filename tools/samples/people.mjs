// people.mjs -- samples about people who do not exist, about places, and the environment.
import { later, months, pad, person, personalNumber, phone, rows } from "./draw.mjs";
import { communes, point } from "./places.mjs";

const SCHEMES = [["monthly_allowance", 70], ["merit", 15], ["poor", 10], ["other", 5]];

/* Some 89 in a hundred by account, as in seed 002. */
export const social_security_payment = (draw) => rows(60, (i) => {
  const channel = draw.weighted([["account", 89], ["cash", 9], ["wallet", 2]]);
  const month = months("2024-05-01", 2)[draw.below(2)], paid = draw.chance(90);
  return { code: `CT-${pad(i, 7)}`, person: person(i), person_number: personalNumber(draw),
           scheme: draw.weighted(SCHEMES), month, amount: draw.between(4, 30) * 100000, channel,
           bank: channel === "account" ? `Ngân hàng mẫu ${draw.between(1, 5)}` : "",
           account: channel === "account" ? `0000${pad(draw.below(100000000), 8)}` : "",
           paid_on: paid ? later(month, draw.between(4, 12)) : "",
           state: paid ? "paid" : "planned", commune: draw.pick(communes).code };
});

export const vaccination = (draw) => rows(60, (i) => {
  const female = draw.chance(50), number = personalNumber(draw, female);
  return { code: `MT-${pad(i, 7)}`, person: person(i), person_number: number,
           sex: female ? "female" : "male",
           born: `19${number.slice(4, 6)}-${pad(draw.between(1, 12), 2)}-01`,
           phone: phone(draw), insurance: `0000${pad(draw.below(1000000), 6)}`,
           group: draw.pick(["health", "elderly", "worker", "pupil", "other"]),
           vaccine: `Vắc xin mẫu ${draw.pick(["A", "B", "C"])}`,
           lot: `LO-MAU-${draw.between(1, 9)}`, dose: draw.between(1, 3),
           given_on: draw.day("2021-07-01", "2022-06-30"), place: "Trạm y tế mẫu",
           reaction: draw.chance(10) ? "Đau chỗ tiêm" : "", commune: draw.pick(communes).code };
});

export const returnee = (draw) => rows(40, (i) => {
  const risk = draw.weighted([["low", 60], ["medium", 30], ["high", 10]]);
  const arrived = draw.day("2021-05-10", "2021-12-20");
  const isolation = { low: "none", medium: "home", high: "centre" }[risk];
  return { code: `VD-${pad(i, 6)}`, person: person(i), person_number: personalNumber(draw),
           phone: phone(draw), from_place: `Tỉnh mẫu ${draw.between(1, 9)}`, arrived_on: arrived,
           risk, isolation, until: later(arrived, risk === "low" ? 7 : 14),
           tests: draw.between(0, 3), positive: draw.chance(4),
           commune: draw.pick(communes).code };
});

const SITES = ["heritage", "nature", "craft_village", "orchard", "leisure"];

export const tourist_site = (draw) => rows(24, (i) => {
  const commune = draw.pick(communes);
  return { code: `DL-${pad(i, 3)}`, name: `Điểm du lịch mẫu ${i}`, kind: SITES[i % 5],
           about: `Giới thiệu mẫu của điểm ${i}, để thử trang du lịch.`, opens: "07:30",
           closes: draw.pick(["17:00", "18:00", "21:30"]), ticket: draw.pick([0, 0, 20000, 50000]),
           accessible: draw.chance(50), audio_guide: draw.chance(40),
           visitors: draw.between(2, 400) * 1000, commune: commune.code,
           place: point(draw, commune) };
});

export const lodging = (draw, made) => rows(30, (i) => {
  const commune = draw.pick(communes);
  const kind = draw.weighted([["hotel", 4], ["guesthouse", 4], ["homestay", 3], ["resort", 1]]);
  return { code: `LT-${pad(i, 3)}`, name: `Cơ sở lưu trú mẫu ${i}`,
           enterprise: kind === "hotel" ? draw.pick(made.enterprise).tax_code : "", kind,
           stars: kind === "hotel" ? draw.between(1, 4) : "", rooms: draw.between(4, 90),
           phone: phone(draw), open: draw.chance(90), near: draw.pick(made.tourist_site).code,
           commune: commune.code, place: point(draw, commune) };
});

/* Parameters and limits are made up for the sample: no standard is quoted. */
const MEASURED = [["air", "Thông số mẫu A", "µg/m³", 50],
                  ["surface_water", "Thông số mẫu B", "mg/L", 6],
                  ["ground_water", "Thông số mẫu C", "mg/L", 15],
                  ["noise", "Thông số mẫu D", "dBA", 70]];

export const environment_record = (draw) => {
  const points = rows(10, () => draw.pick(communes));
  const where = points.map((commune) => point(draw, commune));
  return rows(60, (i) => {
    const at = i % 10, [medium, parameter, unit, limit] = MEASURED[at % 4];
    const value = Math.round(limit * draw.between(30, 118)) / 100;
    return { code: `QT-${pad(i, 6)}`, point: `Điểm đo mẫu ${at + 1}`, medium, parameter, value,
             unit, limit, exceeds: value > limit, measured_on: draw.day("2024-01-02", "2024-06-30"),
             commune: points[at].code, place: where[at] };
  });
};

/* A rectangle of some hundreds of metres, counter-clockwise. */
function extent(draw, commune) {
  const at = JSON.parse(point(draw, commune)).coordinates.map((d) => Math.round(d * 1000000));
  const wide = draw.between(1500, 9000), high = draw.between(1500, 9000);
  const ring = [[0, 0], [wide, 0], [wide, high], [0, high], [0, 0]]
    .map(([x, y]) => [(at[0] + x) / 1000000, (at[1] + y) / 1000000]);
  return JSON.stringify({ type: "Polygon", coordinates: [ring] });
}

export const natural_resource_record = (draw) => rows(40, (i) => {
  const commune = draw.pick(communes);
  const kind = draw.pick(["land", "water", "mineral", "map", "survey"]);
  const dated = draw.day("2005-01-05", "2024-05-31"), digitised = draw.chance(70);
  return { code: `TN-${pad(i, 5)}`, title: `Hồ sơ tài nguyên mẫu ${i}`, kind,
           holder: ["water", "mineral"].includes(kind) ? `Tổ chức mẫu ${i}` : "", dated,
           expires: kind === "mineral" ? later(dated, 3650) : "", pages: draw.between(3, 240),
           digitised, commune: commune.code, extent: digitised ? extent(draw, commune) : "" };
});

export const camera = (draw) => rows(50, (i) => {
  const commune = draw.pick(communes), working = draw.chance(92);
  return { code: `CAM-${pad(i, 4)}`, name: `Nút mẫu ${i}`,
           purpose: draw.weighted([["traffic", 45], ["safety", 40], ["environment", 5],
                                   ["building", 10]]),
           owner: `Đơn vị mẫu ${draw.between(1, 6)}`,
           stream: `rtsp://camera-${i}.example.invalid/1`,
           installed_on: draw.day("2020-03-01", "2024-05-31"), working,
           central: working && draw.chance(70), commune: commune.code,
           place: point(draw, commune) };
});
