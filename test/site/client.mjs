// client.mjs -- a browser without JavaScript: cookies, forms, and what a page says.
import { totp } from "../browser/lib.mjs";

const unescape = (s) => s.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, "<")
  .replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/* Debian's Node gives them as one text; none of ours has a comma in it. */
export const cookieLines = (headers) => (headers.get("set-cookie") ?? "").split(", ").filter(Boolean);

export class Client {
  constructor(province, { address, lang = "vi" } = {}) {
    this.url = province.url;
    this.province = province;
    this.cookies = new Map([["ngon-ngu", lang]]);
    this.address = address; // as a proxy on this machine would name it
  }

  async send(method, path, { body, headers = {}, json = false, bytes = false, signal } = {}) {
    const cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
    const r = await fetch(this.url + path, {
      method, body, signal, redirect: "manual",
      headers: { accept: json ? "application/json" : "text/html", cookie,
                 ...(this.address ? { "x-forwarded-for": this.address } : {}), ...headers },
    });
    for (const line of cookieLines(r.headers)) {
      const [pair, ...rest] = line.split(";");
      const [name, value] = pair.split(/=(.*)/s);
      if (rest.some((x) => x.trim() === "Max-Age=0")) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const whole = Buffer.from(await r.arrayBuffer()), text = bytes ? "" : whole.toString("utf8");
    return { status: r.status, text, bytes: whole, headers: r.headers, to: r.headers.get("location"),
             json: () => JSON.parse(text) };
  }

  get(path, options) { return this.send("GET", path, options); }

  /* Opens `page` and sends its form that posts to `action`: hidden fields as they stand,
   * and what is filled in. */
  async submit(page, action, fields = {}, options = {}) {
    const shown = typeof page === "string" ? await this.get(page) : page;
    const forms = [...shown.text.matchAll(/<form\b[^>]*\baction="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
    const form = forms.find((f) => unescape(f[1]) === action);
    if (!form) throw new Error(`${page.url ?? page}: no form posts to ${action} (status ${shown.status})`);
    const values = new URLSearchParams();
    for (const [, tag] of form[2].matchAll(/<input\b([^>]*type="hidden"[^>]*)>/g)) {
      const name = /\bname="([^"]*)"/.exec(tag)?.[1];
      if (name) values.set(unescape(name), unescape(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? ""));
    }
    for (const [name, value] of Object.entries(fields)) values.set(name, value);
    return this.send("POST", action, { body: values, ...options });
  }

  /* One step of filing: the hidden fields of `shown` (a page, or where it is), what is
   * answered (files as {name, mimeType, buffer}, dates as d/m/y), and where to go. */
  async fileStep(shown, procedure, answers, go, options = {}) {
    const page = typeof shown === "string" ? await this.get(shown) : shown;
    const body = new FormData();
    for (const [, tag] of page.text.matchAll(/<input\b([^>]*type="hidden"[^>]*)>/g))
      body.append(unescape(/\bname="([^"]*)"/.exec(tag)[1]), unescape(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? ""));
    for (const [name, value] of Object.entries(answers)) {
      const date = /^(\d+)\/(\d+)\/(\d+)$/.exec(value);
      if (value?.buffer) body.set(name, new Blob([value.buffer], { type: value.mimeType }), value.name);
      else if (date) ["day", "month", "year"].forEach((part, i) => body.set(`${name}-${part}`, date[i + 1]));
      else if (Array.isArray(value)) value.forEach((one) => body.append(name, one));
      else body.set(name, value);
    }
    body.set("go", go);
    return this.send("POST", `/thu-tuc/${procedure}/nop`, { body, ...options });
  }

  /* A whole dossier (papers.mjs) at once: the receipt. */
  file(dossier, options = {}) {
    return this.fileStep(`/thu-tuc/${dossier.key}/nop`, dossier.key, Object.assign({}, ...dossier.pages), "submit", options);
  }

  /* Both steps; the page or the redirect that follows. */
  async signIn(account, password, secret) {
    let r = await this.submit("/dang-nhap", "/dang-nhap", { account, password });
    if (r.status === 200 && secret)
      r = await this.submit(r, "/dang-nhap/ma", { code: totp(secret, Date.now()) });
    return r;
  }

  as(account) {
    const { password, secret } = this.province.people[account];
    return this.signIn(account, password, secret);
  }
}

/* What a page says to people, marks and spaces as they read them. */
export const said = (r) => unescape(r.text.replace(/<(script|style|svg)\b.*?<\/\1>/gs, " ")
  .replace(/<[^>]*>/g, " ")).replace(/\s+/g, " ");

/* The words of the error beside a field. */
export const errorAt = (r, id) => {
  const notes = new RegExp(`id="(?:f-)?${id}-notes">(.*?)</div>\\s*<(?:input|select|textarea|p class="held"|div class="govuk-(?:date|radios|checkboxes))`, "s")
    .exec(r.text);
  return notes && /govuk-error-message/.test(notes[1]) ? said({ text: notes[1] }) : "";
};
