// mailbox.mjs -- a mail server of the tests: smtp-server takes the letters, Python's `email`
// reads them; neither shares a line with ours.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";

const READ = `
import email, email.policy, email.utils, json, sys
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
print(json.dumps({"headers": {k.lower(): str(v) for k, v in m.items()}, "defects": [str(d) for d in m.defects],
                  "type": m.get_content_type(), "text": m.get_content(),
                  "at": email.utils.parsedate_to_datetime(m["Date"]).timestamp()}))`;

const read = (raw) => JSON.parse(execFileSync("python3", ["-c", READ], { input: raw, encoding: "utf8" }));

export const until = async (holds, seconds = 20) => {
  for (let i = 0; i < seconds * 10 && !holds(); i++) await new Promise((done) => setTimeout(done, 100));
  return Boolean(holds());
};

/* A mail server; `says` may refuse: {rcpt: [code, text], data: [code, text]}. */
export async function mailbox(port = 0, options = {}) {
  const box = { letters: [], says: {}, logins: [], tries: 0 };
  const refusal = (said) => said && Object.assign(new Error(said[1]), { responseCode: said[0] });
  const server = new SMTPServer({
    authOptional: true, disabledCommands: options.key ? [] : ["STARTTLS", "AUTH"], ...options,
    onAuth: (auth, _, done) => {
      box.logins.push(`${auth.username}:${auth.password}`);
      done(auth.password === "mật khẩu thử" ? null : new Error("no"), { user: auth.username });
    },
    onRcptTo: (address, session, done) => { box.tries++; done(refusal(box.says.rcpt)); },
    onData: (stream, session, done) => {
      const pieces = [];
      stream.on("data", (piece) => pieces.push(piece));
      stream.on("end", () => {
        const no = refusal(box.says.data);
        if (!no) box.letters.push({ from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((r) => r.address), ...read(Buffer.concat(pieces)) });
        done(no);
      });
    },
  });
  server.on("error", () => {});
  await new Promise((done, failed) => { server.once("error", failed); server.listen(port, "127.0.0.1", done); });
  box.port = server.server.address().port;
  box.close = () => new Promise((done) => server.close(done));
  return box;
}

/* What tinhso.json says of e-mail; the next start reads it. */
export function settings(p, mail) {
  const file = join(p.dir, "tinhso.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), mail }));
}
