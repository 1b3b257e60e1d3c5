// verify-offline.js -- the few words and gestures around verify-core.js, for the file that
// works without the site.  Everything shown is set as text, never as markup.
{
  const WORDS = {
    vi: {
      other: "English", otherLang: "en", docTitle: "Kiểm tra biên nhận – Tỉnh Số",
      simulated: "SỐ LIỆU MÔ PHỎNG",
      title: "Kiểm tra biên nhận",
      lead: "Chọn hoặc thả tệp biên nhận. Mọi phép tính chạy trên máy này; không gửi gì đi đâu.",
      file: "Tệp biên nhận", drop: "hoặc thả tệp vào đây", text: "Hoặc nội dung biên nhận",
      key: "Khóa công khai của nhật ký",
      keyhint: "Một dòng, có ở trang Nhật ký của tỉnh. Nên lấy từ nơi Ông/Bà tin, không lấy từ người đưa biên nhận.",
      check: "Kiểm tra",
      what: "Biên nhận đúng nghĩa là: mục này đã nằm trong nhật ký khi nhật ký được ký, và từ đó không bị sửa. Giờ ghi là giờ của chính hệ thống, trừ khi có bên độc lập xác nhận.",
      good: "Biên nhận đúng", bad: "Biên nhận không khớp", unknown: "Chưa kiểm tra được",
      journal: "Nhật ký", entry: "Mục số", size: "Nhật ký đã ký đến mục", recorded: "Ghi lúc", occurred: "Xảy ra lúc",
      witness: "Bên độc lập xác nhận", none: "chưa có trong biên nhận này",
      GOOD: "Mục này nằm trong nhật ký và không bị sửa.",
      MALFORMED: "Đây không phải tệp biên nhận, hoặc tệp bị thiếu một phần.",
      OTHER_LOG: "Biên nhận của một nhật ký khác với khóa này.",
      OTHER_KEY: "Biên nhận không được ký bằng khóa này.",
      FORGED: "Chữ ký của nhật ký không khớp: phần được ký đã bị sửa.",
      NO_ENTRY: "Biên nhận không kèm mục mà nó nói đến.",
      OTHER_ENTRY: "Biên nhận nói về một mục khác.",
      OUTSIDE: "Số mục nằm ngoài nhật ký đã ký.",
      NOT_IN_LOG: "Mục này, hoặc bằng chứng, đã bị sửa: không dẫn đến điều nhật ký đã ký.",
      BAD_KEY: "Đây không phải khóa công khai của nhật ký nào.",
      OPENED: "Nội dung đưa ra đúng là nội dung đã ghi.",
      NOT_OPENED: "Nội dung đưa ra không phải nội dung đã ghi.",
      NEEDKEY: "Xin điền khóa công khai của nhật ký.",
    },
    en: {
      other: "Tiếng Việt", otherLang: "vi", docTitle: "Check a receipt – Tỉnh Số",
      simulated: "SIMULATED DATA",
      title: "Check a receipt",
      lead: "Choose or drop the receipt file. Everything is calculated on this device; nothing is sent.",
      file: "Receipt file", drop: "or drop the file here", text: "Or the text of the receipt",
      key: "The journal's public key",
      keyhint: "One line, printed on the Journal page. Take it from a place you trust, not from whoever gave you the receipt.",
      check: "Check",
      what: "A receipt that is right means: the entry was in the journal when the journal was signed, and has not been altered since. The time is the system's own unless someone independent confirms it.",
      good: "The receipt is right", bad: "The receipt does not fit", unknown: "It could not be checked",
      journal: "Journal", entry: "Entry", size: "Signed up to", recorded: "Recorded at", occurred: "Happened at",
      witness: "Confirmed independently", none: "not yet in this receipt",
      ...SENTENCES, NEEDKEY: "Please give the journal's public key.",
    },
  };
  const root = document.documentElement;
  const at = (id) => document.getElementById(id);
  const words = () => WORDS[root.lang];

  const say = () => {
    for (const part of document.querySelectorAll("[data-say]")) part.textContent = words()[part.dataset.say];
    document.title = words().docTitle;
    at("lang").textContent = words().other;
    at("lang").lang = words().otherLang;
  };
  const element = (name, text, className) => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const when = (date) => {
    const part = {};
    for (const { type, value } of new Intl.DateTimeFormat(root.lang === "vi" ? "vi-VN" : "en-GB", {
      timeZone: "Asia/Ho_Chi_Minh", weekday: "long", day: "2-digit", month: "2-digit",
      year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    }).formatToParts(date)) part[type] = value;
    return `${part.weekday}, ${part.day}/${part.month}/${part.year}, ${part.hour}:${part.minute}:${part.second}`;
  };

  // What the receipt says of itself, once the verdict stands.
  const facts = (found) => {
    const rows = [[words().journal, found.origin], [words().entry, String(found.index)], [words().size, String(found.size)]];
    if (found.fields) rows.push([words().occurred, when(found.fields.occurred)], [words().recorded, when(found.fields.recorded)]);
    rows.push([words().witness, found.witnesses.map((w) => `${w.name}, ${when(w.at)}`).join("; ") || words().none]);
    const list = document.createElement("dl");
    for (const [name, value] of rows) list.append(element("dt", name), element("dd", value));
    return list;
  };
  const show = (found) => {
    const state = found.good ? "good" : ["MALFORMED", "BAD_KEY", "NEEDKEY"].includes(found.verdict) ? "unknown" : "bad";
    const mark = { good: "✓", bad: "✕", unknown: "?" }[state];
    const head = element("h2", words()[state]);
    const icon = element("span", mark, "mark");
    icon.setAttribute("aria-hidden", "true");
    head.prepend(icon);
    const parts = [head, element("p", words()[found.verdict])];
    if (found.good) parts.push(facts(found));
    if (root.dataset.simulated) parts.push(element("p", words().simulated, "simulated"));
    at("verdict").className = state;
    at("verdict").replaceChildren(...parts);
    at("verdict").hidden = false;
    at("verdict").focus();
  };

  const witnesses = root.dataset.witness.split(" ").filter(Boolean);
  let bytes = null, last = null;
  // A province that was restored has had several journals: the receipt belongs to one.
  const check = async () => {
    const receipt = bytes ?? at("receipt").value;
    last = { verdict: "NEEDKEY", good: false };
    for (const key of at("key").value.split(/\s+/).filter(Boolean)) {
      last = await verifyReceipt(receipt, key, { witnesses });
      if (last.verdict !== "OTHER_LOG") break;
    }
    show(last);
  };
  const take = async (file) => {
    if (!file || file.size > 1 << 20) return;
    bytes = new Uint8Array(await file.arrayBuffer());
    at("receipt").value = new TextDecoder().decode(bytes);
    if (at("key").value) check();
  };

  at("form").addEventListener("submit", (event) => { event.preventDefault(); check(); });
  at("file").addEventListener("change", () => take(at("file").files[0]));
  at("receipt").addEventListener("input", () => { bytes = null; });
  at("lang").addEventListener("click", () => { root.lang = words().otherLang; say(); if (last) show(last); });
  addEventListener("dragover", (event) => { event.preventDefault(); at("drop").classList.add("over"); });
  addEventListener("dragleave", () => at("drop").classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    at("drop").classList.remove("over");
    take(event.dataTransfer.files[0]);
  });
  at("key").value = root.dataset.key;
  at("band").hidden = !root.dataset.simulated;
  say();
}
