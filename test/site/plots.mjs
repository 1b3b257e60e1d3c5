// plots.mjs -- a registry of invented plots for tests, as its file has it, and its records.
const title = (vi, en) => ({ vi, en });

export const plots = {
  "x-registry": "test_plot", "x-version": 1, title: title("Thửa mẫu", "Sample plots"), description: title("Thửa mẫu để thử.", "Plots for tests."),
  "x-owner": "agriculture-rural", "x-theme": "agriculture", "x-public": "rows", "x-licence": "https://creativecommons.org/licenses/by/4.0/",
  type: "object", additionalProperties: false, required: ["code", "name", "crop", "area_m2", "granted_on", "commune", "boundary"],
  "x-key": ["code"], "x-title": "name", "x-unit": "commune", "x-geometry": "boundary",
  properties: {
    code: { type: "string", maxLength: 20, title: title("Mã", "Code") }, name: { type: "string", maxLength: 100, title: title("Tên", "Name") },
    crop: { enum: ["lychee", "vegetable"], "x-count": true, title: title("Cây", "Crop"), "x-words": { lychee: title("vải", "lychee"), vegetable: title("rau", "vegetable") } },
    area_m2: { type: "integer", minimum: 1, "x-index": true, "x-sum": true, title: title("Diện tích", "Area") },
    granted_on: { type: "string", format: "date", "x-count": "year", title: title("Cấp ngày", "Granted on") },
    seen_on: { type: "string", format: "date", "x-index": true, title: title("Xem ngày", "Seen on") },
    commune: { type: "string", format: "unit", "x-count": true, title: title("Xã", "Commune") },
    grower: { type: "string", maxLength: 100, "x-read": "personal", title: title("Chủ thửa", "Grower") },
    grower_number: { type: "string", format: "personal-number", "x-read": "personal", "x-person": true, title: title("Số định danh", "Personal number") },
    boundary: { type: "object", format: "geometry", title: title("Ranh giới", "Boundary") },
  },
};

const round = (n) => Number(n.toFixed(6));
export const square = (x, y, s = 0.01) =>
  ({ type: "Polygon", coordinates: [[[x, y], [x + s, y], [x + s, y + s], [x, y + s], [x, y]].map((at) => at.map(round))] });
export const plot = (code, commune, more = {}) => ({
  code, name: `Thửa mẫu ${code}`, crop: "lychee", area_m2: 12000, granted_on: "2023-05-02", commune, boundary: square(106.3, 20.9),
  grower: "Người mẫu", grower_number: "000187004321", ...more,
});
