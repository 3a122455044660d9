// The double of a mail server (SMTP, RFC 5321): takes what is handed in, or refuses it.
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** A message as it was handed in: to whom, under which subject, and its words. */
export type Mail = { to: string[]; subject: string; words: string };

export class MailServer {
  readonly taken: Mail[] = [];
  /** What it answers whoever hands something in, for as long as it takes nothing. */
  refusal: string | null = null;

  private constructor(private readonly listener: Server) {}

  static async start(): Promise<MailServer> {
    const listener = createServer();
    const double = new MailServer(listener);
    listener.on("connection", (socket) => double.talk(socket));
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    return double;
  }

  /** Where it is, as `umbral serve --mail-server` takes it. */
  get url(): string {
    return `smtp://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.listener.close();
  }

  private talk(socket: Socket): void {
    const say = (line: string) => socket.write(`${line}\r\n`);
    let to: string[] = [];
    let message: string[] | null = null;
    socket.on("error", () => socket.destroy());
    say("220 double");
    createInterface({ input: socket, crlfDelay: Infinity }).on("line", (line) => {
      if (message && line !== ".") {
        message.push(line.startsWith(".") ? line.slice(1) : line);
      } else if (message) {
        this.taken.push({ to, ...read(message) });
        [to, message] = [[], null];
        say("250 taken");
      } else if (/^MAIL /i.test(line) && this.refusal) {
        say(this.refusal);
      } else if (/^DATA/i.test(line)) {
        message = [];
        say("354 go on");
      } else if (/^QUIT/i.test(line)) {
        socket.end("221 bye\r\n");
      } else {
        const recipient = /^RCPT TO:<(.*?)>/i.exec(line)?.[1];
        if (recipient) to.push(recipient);
        say("250 double");
      }
    });
  }
}

/** Subject and words of a message in one part. */
function read(lines: string[]): { subject: string; words: string } {
  const gap = lines.indexOf("");
  const head = lines.slice(0, gap).join("\n").replace(/\n[ \t]+/g, " ");
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1] ?? "";
  const body = lines.slice(gap + 1).join("\n");
  return { subject: field("Subject"), words: decoded(body, field("Content-Transfer-Encoding").toLowerCase()) };
}

function decoded(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString();
  if (encoding !== "quoted-printable") return body;
  const bytes = body.replace(/=\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
