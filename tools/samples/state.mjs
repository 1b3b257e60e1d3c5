// state.mjs -- samples of the administration: projects, systems, schools, staff, plans, criteria.
import { later, months, pad, person, personalNumber, rows } from "./draw.mjs";
import { communes, point } from "./places.mjs";

/* Keys of packs/hai-duong/units/departments.json on 1 July 2024. */
const UNITS = ["office-people-committee", "information-communications", "home-affairs", "finance",
               "planning-investment", "health", "education", "natural-resources",
               "culture-sport-tourism", "agriculture-rural", "justice", "labour-social"];

/* The component projects and the three favoured schemes of seed 003, then others. */
const PROJECTS = [["shared_data", "Cơ sở dữ liệu dùng chung"],
                  ["operations_centre", "Trung tâm giám sát điều hành thông minh"],
                  ["security_centre", "Trung tâm giám sát an ninh không gian mạng"],
                  ["tourism", "Du lịch thông minh"], ["camera", "Camera tập trung"],
                  ["environment", "Số hóa dữ liệu tài nguyên môi trường"]];

export const it_project = (draw) => rows(24, (i) => {
  const [theme, name] = PROJECTS[i - 1] ?? [draw.pick(["smart_city", "other"]), `Dự án mẫu ${i}`];
  const decided = draw.day("2021-04-01", "2024-03-31"), begins = later(decided, 30);
  return { code: `DA-${pad(i, 3)}`, name: `${name} (số liệu mẫu)`,
           parent: i > 1 && i <= 3 ? "DA-001" : "", owner: draw.pick(UNITS), theme,
           fund: draw.weighted([["province", 6], ["hire", 3], ["central", 1]]),
           total: draw.between(8, 900) * 100000000, decision: `${i}/QĐ-MẪU`, decided_on: decided,
           begins, ends: later(begins, draw.between(200, 900)),
           state: draw.pick(["preparing", "running", "running", "accepted"]),
           security_level: draw.between(1, 3) };
});

export function it_disbursement(draw, made) {
  const out = [];
  for (const project of made.it_project.slice(0, 10)) {
    const each = Math.floor(project.total / 6);
    for (const month of months("2024-01-01", 6))
      out.push({ project: project.code, month, planned: each,
                 paid: Math.floor(each * draw.between(10, 110) / 100), note: "" });
  }
  return out;
}

/* Two of the days are the deadlines of seed 002: approval within September 2024, measures
 * within December 2024. */
export const information_system = (draw, made) => rows(40, (i) => {
  const dossier = draw.weighted([["none", 10], ["drafting", 20], ["appraising", 20],
                                 ["approved", 50]]);
  const approved = dossier === "approved";
  return { code: `HT-${pad(i, 3)}`, name: `Hệ thống mẫu ${i}`, owner: draw.pick(UNITS),
           project: i <= 20 ? made.it_project[i - 1].code : "", level: draw.between(1, 3), dossier,
           approved_on: approved ? draw.day("2023-01-05", "2024-06-28") : "",
           due_on: "2024-09-30", measures: approved && draw.chance(40),
           measures_due_on: "2024-12-31", personal_data: draw.chance(60),
           warehouse: draw.chance(35) };
});

export const school_informatics = (draw) => rows(60, (i) => {
  const commune = draw.pick(communes), level = i % 4 === 0 ? "upper" : "lower";
  return { code: `TR-${pad(i, 4)}`,
           name: `Trường ${level === "upper" ? "THPT" : "THCS"} mẫu ${i}`, level,
           school_year: "2023-2024", teaches: true, teachers: draw.between(1, 5),
           computers: draw.between(12, 90), pupils: draw.between(180, 1400),
           commune: commune.code, place: point(draw, commune) };
});

/* Four, as seed 002 counts them; none of them is a real one. */
export const university_informatics = (draw) => rows(4, (i) => {
  const commune = communes[i - 1];
  return { code: `DH-${i}`, name: `Trường đại học mẫu ${i}`, kind: i === 4 ? "private" : "public",
           programmes: draw.between(1, 4), students: draw.between(150, 1200),
           graduates: draw.between(30, 250), year: 2024, commune: commune.code,
           place: point(draw, commune) };
});

const POSTS = [["operations", "Quản trị mạng"], ["security", "An toàn thông tin"],
               ["data", "Quản trị dữ liệu"], ["transformation", "Chuyển đổi số"]];

export const it_post = (draw) => rows(36, (i) => {
  const [kind, name] = POSTS[i % 4], given = draw.between(1, 4);
  return { code: `VT-${pad(i, 3)}`, name: `${name} (mẫu ${i})`, unit: UNITS[i % UNITS.length], kind,
           given, filled: draw.between(0, given), asked: draw.below(3), year: 2024 };
});

export const it_staff = (draw, made) => rows(40, (i) => {
  const post = made.it_post[(i - 1) % made.it_post.length];
  return { code: `CB-${pad(i, 4)}`, name: person(i), personal_number: personalNumber(draw),
           unit: post.unit, post: post.code,
           degree: draw.weighted([["college", 10], ["bachelor", 60], ["master", 28],
                                  ["doctor", 2]]),
           since: draw.day("2008-01-02", "2024-05-31"),
           trained_on: draw.chance(60) ? draw.day("2022-01-05", "2024-06-20") : "",
           security: post.kind === "security", email: `can-bo-mau-${i}@example.invalid` };
});

export const it_secondment = (draw, made) => rows(20, (i) => {
  const staff = made.it_staff[i - 1], begins = draw.day("2023-01-02", "2024-09-30");
  const others = UNITS.filter((unit) => unit !== staff.unit), ends = later(begins, 180);
  const state = begins > "2024-07-01" ? "proposed" : ends > "2024-07-01" ? "running" : "ended";
  return { code: `BP-${pad(i, 3)}`, staff: staff.code, from_unit: staff.unit,
           to_unit: draw.pick(others), begins, ends,
           decision: state === "proposed" ? "" : `${i}/QĐ-MẪU`, state,
           task: "Nhiệm vụ mẫu" };
});

/* Titles as the seeds name them; what they do not say stays empty. The rest is made up. */
const PLANS = [
  ["resolution", "Nghị quyết số 06-NQ/TU về chuyển đổi số", "06-NQ/TU", "2021-03-26", 2021, 2025],
  ["strategy", "Chiến lược dữ liệu tỉnh đến năm 2030", "", "", "", 2030],
  ["scheme", "Đề án xây dựng chính quyền điện tử và đô thị thông minh", "", "", 2020, 2025],
  ["programme", "Chương trình tổng thể về chuyển đổi số", "", "", 2020, 2025],
  ["plan", "Kế hoạch ứng dụng công nghệ thông tin năm 2024", "", "", 2024, 2024],
  ["plan", "Kế hoạch sử dụng cơ sở dữ liệu dùng chung", "", "", "", ""],
  ["architecture", "Khung kiến trúc chính phủ điện tử", "", "", "", ""],
  ["rules", "Quy tắc ứng xử trên môi trường số", "", "", "", ""],
];

const plan = (i, version, [kind, title, number, issued_on, from_year, to_year], state) => ({
  code: `VB-${pad(i, 3)}-${version}`, title: `${title} (bản ghi mẫu)`, kind, version,
  replaces: version > 1 ? `VB-${pad(i, 3)}-${version - 1}` : "",
  issuer: "information-communications", number, issued_on, from_year, to_year, state,
  address: "" });

export function plan_document(draw) {
  const out = PLANS.map((one, i) =>
    plan(i + 1, 1, one, i === 4 ? "replaced" : i > 4 ? "draft" : "in_force"));
  out.push(plan(5, 2, ["plan", "Kế hoạch ứng dụng công nghệ thông tin năm 2024, điều chỉnh",
                       "", "", 2024, 2024], "draft"));
  for (let i = 9; i <= 20; i++)
    out.push({ ...plan(i, 1, ["plan", `Kế hoạch mẫu ${i}`, `${i}/KH-MẪU`,
                              draw.day("2022-01-05", "2024-06-20"), 2024, 2025], "in_force"),
               issuer: draw.pick(UNITS) });
  return out;
}

const RURAL = communes.slice(3);

const criteria = (names) => (draw) => RURAL.slice(0, 14).flatMap((commune, at) =>
  names.map((criterion, i) => {
    const value = draw.between(35, 100);
    return { commune: commune.code, year: 2023, level: ["advanced", "model", "urban"][at % 3],
             criterion, result: value >= 80 ? "met" : value >= 70 ? "assessing" : "not_met",
             value, assessed_on: draw.day("2023-11-01", "2024-02-28"),
             note: i === 0 && at === 0 ? "Số liệu mẫu" : "" };
  }));

export const rural_digital_criterion = criteria(["network", "online_service", "cashless",
                                                 "e_commerce"]);
export const rural_ip_criterion = criteria(["trademark", "product"]);

export const mobile_coverage = (draw) => communes.slice(0, 15).flatMap((commune) =>
  [1, 2].flatMap((operator) => ["four_g", "five_g"].map((technology) => {
    const fast = technology === "five_g";
    return { commune: commune.code, operator: `Nhà mạng mẫu ${operator}`, technology,
             quarter: "2024-04-01", stations: fast ? draw.between(0, 3) : draw.between(3, 14),
             population_percent: (fast ? draw.between(0, 300) : draw.between(930, 1000)) / 10,
             smartphone_percent: draw.between(700, 960) / 10 };
  })));
