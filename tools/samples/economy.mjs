// economy.mjs -- samples of enterprises, invoices, cashless payment, support.
import { later, months, pad, person, personalNumber, phone, rows, taxCode } from "./draw.mjs";
import { communes } from "./places.mjs";

const FORMS = [["limited_one", 45], ["limited", 25], ["joint_stock", 22], ["private", 6],
               ["partnership", 2]];
const SECTORS = [["agriculture", 15], ["industry", 30], ["trade", 30], ["tourism", 8],
                 ["technology", 12], ["other", 5]];

/* Two in three active, as 9,000 of 14,000 in seed 004. */
export const enterprise = (draw) => rows(60, (i) => ({
  tax_code: taxCode(10, i), name: `Doanh nghiệp mẫu ${i}`, form: draw.weighted(FORMS),
  size: draw.weighted([["micro", 50], ["small", 35], ["medium", 10], ["large", 5]]),
  sector: i > 36 ? "technology" : draw.weighted(SECTORS),
  state: draw.weighted([["active", 64], ["paused", 20], ["closed", 16]]),
  registered_on: draw.day("2008-01-02", "2024-06-20"),
  capital: draw.between(5, 900) * 100000000, representative: person(i),
  representative_number: personalNumber(draw), phone: phone(draw),
  address: `Số ${i} phố Mẫu`, commune: draw.pick(communes).code }));

export const digital_enterprise = (draw, made) => made.enterprise.slice(36).map((firm) => ({
  enterprise: firm.tax_code, name: firm.name,
  activity: draw.weighted([["assembly", 25], ["outsourcing", 25], ["product", 20],
                           ["service", 30]]),
  start_up: draw.chance(25), staff: draw.between(3, 400), year: 2023,
  revenue: draw.between(1, 300) * 1000000000, commune: firm.commune }));

export const cash_register_seller = (draw) => rows(40, (i) => ({
  tax_code: taxCode(20, i), name: `Cơ sở kinh doanh mẫu ${i}`,
  trade: draw.pick(["food", "food", "retail", "retail", "lodging", "fuel", "health", "other"]),
  registered_on: draw.day("2022-12-15", "2024-05-20"), in_use: true,
  commune: draw.pick(communes).code }));

function taxAuthorityCode(seller, issued, number) {
  const block = seller.tax_code.slice(4, 9);
  return `M1-${issued.slice(2, 4)}-${block}-${pad(number, 11)}`;
}

/* Ten a seller in turn, numbered one after the other. */
export const e_invoice = (draw, made) => rows(300, (i) => {
  const seller = made.cash_register_seller[(i - 1) % 30], number = Math.ceil(i / 30);
  const issued = later("2024-01-02", number * 15 + draw.below(14));
  const net = draw.between(15, 4000) * 1000, tax = Math.round(net * draw.pick([8, 10]) / 100);
  return { seller_tax_code: seller.tax_code, form: "1", symbol: "C24MAA", number,
           tax_authority_code: taxAuthorityCode(seller, issued, number), issued_on: issued, net,
           tax, total: net + tax,
           payment: draw.weighted([["cash", 45], ["transfer", 35], ["card", 12], ["wallet", 8]]),
           state: draw.weighted([["original", 96], ["adjusted", 2], ["replaced", 1],
                                 ["cancelled", 1]]),
           commune: seller.commune };
});

const BANKS = rows(5, (i) => `Ngân hàng mẫu ${i}`);

/* Not the seeds' totals: what a bank reports, made up. */
export function bank_card_statistic(draw) {
  const out = [];
  for (const bank of BANKS)
    for (const kind of ["debit", "credit", "prepaid"]) {
      let issued = kind === "debit" ? draw.between(20000, 90000) : draw.between(500, 9000);
      for (const month of months("2024-03-01", 4)) {
        issued += draw.below(600);
        out.push({ month, bank, kind, issued, active: issued - Math.floor(issued / 7) });
      }
    }
  return out;
}

export function pos_terminal_statistic(draw) {
  const out = [];
  for (const bank of BANKS)
    for (const month of months("2024-01-01", 6)) {
      const payments = draw.between(900, 30000);
      out.push({ month, bank, terminals: draw.between(20, 90), payments,
                 amount: payments * draw.between(200, 900) * 1000 });
    }
  return out;
}

const MEASURE = { new: "digital_signature", small: "e_commerce", craft: "platform",
                  manufacturing: "smart_production", start_up: "e_commerce" };

/* Half of a digital signature's cost for a new firm (seed 004); other shares are made up. */
export const sme_support = (draw, made) => rows(30, (i) => {
  const firm = made.enterprise[i], group = draw.pick(Object.keys(MEASURE));
  const decided = draw.day("2022-03-01", "2024-05-31"), half = group === "new";
  const cost = half ? draw.between(10, 30) * 100000 : draw.between(10, 200) * 1000000;
  const percent = half ? 50 : draw.pick([30, 50]);
  return { code: `HT-${pad(i, 4)}`, enterprise: firm.tax_code, group, measure: MEASURE[group],
           cost, percent, support: Math.floor(cost * percent / 100), decided_on: decided,
           paid_on: draw.chance(80) ? later(decided, draw.between(10, 60)) : "",
           commune: firm.commune };
});
