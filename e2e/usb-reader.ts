// A USB fingerprint reader in software: the simulators of crates/scanners behind a socket (e2e/usb-device), and two ways
// to plug it in: a scripted `navigator.usb`, or the shim under Chromium's own USB stack (usb-shim).
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "@playwright/test";

const target = process.env.CARGO_TARGET_DIR ?? resolve(import.meta.dirname, "../target");
const program = join(target, "debug/usb-device");
export const shim = join(target, "debug/libusb_shim.so");

export type Model = "uru4500" | "futronic" | "morpho" | "nb1010";

/** FGP of the finger that the journeys lay down. */
const RIGHT_INDEX = 2;

export class UsbReader {
  private readonly waiting: ((line: string) => void)[] = [];

  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    readonly socket: string,
  ) {
    createInterface({ input: process.stdout! }).on("line", (line) => this.waiting.shift()?.(line));
  }

  static async plugIn(model: Model): Promise<UsbReader> {
    const folder = mkdtempSync(join(tmpdir(), "umbral-usb-"));
    const socket = join(folder, "bus");
    const process = spawn(program, [model, socket], { stdio: ["pipe", "pipe", "inherit"] });
    const reader = new UsbReader(process, folder, socket);
    const line = await reader.line();
    if (line !== "ready") throw new Error(`the device said ${line}`);
    return reader;
  }

  /** Lets a synthetic person's finger come down on it. */
  touch = (person: number) => this.obey(`touch ${person} ${RIGHT_INDEX}`);
  /** Lays it there at once, for readers that take what they see first. */
  lay = (person: number) => this.obey(`lay ${person} ${RIGHT_INDEX}`);
  lift = () => this.obey("lift");
  unplug = () => this.obey("unplug");
  plug = () => this.obey("plug");

  async end(): Promise<void> {
    const ended = new Promise((end) => this.process.once("exit", end));
    this.process.stdin!.end("end\n");
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async obey(command: string): Promise<void> {
    this.process.stdin!.write(`${command}\n`);
    const line = await this.line();
    if (line !== `done ${command}`) throw new Error(`the device said ${line} to ${command}`);
  }

  private line(): Promise<string> {
    return new Promise((heard, failed) => {
      this.waiting.push(heard);
      this.process.once("exit", (code) => failed(new Error(`the device ended with ${code}`)));
    });
  }

  /** Puts a scripted `navigator.usb` into the page, with this reader behind it. Call it before the page is opened. */
  async behindScriptedUsb(page: Page, options: { refuse?: boolean; remembered?: boolean } = {}): Promise<void> {
    const descriptors = await this.bridge(page);
    await page.addInitScript(scriptUsb, { descriptors: [...descriptors], ...options });
  }

  /** The same for a scripted `navigator.serial`: the port that a system makes of the reader. */
  async behindScriptedSerial(page: Page): Promise<void> {
    const descriptors = await this.bridge(page);
    await page.addInitScript(scriptSerial, {
      usbVendorId: descriptors.readUInt16LE(8),
      usbProductId: descriptors.readUInt16LE(10),
    });
  }

  /** Lets the page make transfers on the bus, and hear of plugging; the reader's descriptors. */
  private async bridge(page: Page): Promise<Buffer> {
    const host = new Host(this.socket, (descriptors) =>
      page.evaluate((given) => (window as any).usbPlugged?.(given), descriptors && [...descriptors]).catch(() => {}),
    );
    const descriptors = await host.descriptors;
    await page.exposeFunction("usbSubmit", async (transfer: Transfer) => {
      const done = await host.submit(transfer);
      // As text: a list of a hundred thousand numbers takes longer on its way than the frame does on the bus.
      return typeof done === "string" ? done : { ok: done.ok, data: done.data.toString("base64") };
    });
    await page.exposeFunction("usbCancelAll", () => host.cancelAll());
    page.once("close", () => host.leave());
    return descriptors;
  }
}

export type Transfer = { kind: 0 | 1 | 2; endpoint: number; setup: number[]; length: number; data: number[] };
export type Done = { ok: boolean; data: Buffer } | "unplugged" | "aborted";

/** One host on the bus: `usb_device::message` from this side. */
class Host {
  readonly descriptors: Promise<Buffer>;
  private readonly stream: Socket;
  private readonly waiting = new Map<number, (done: Done) => void>();
  private received = Buffer.alloc(0);
  private numbers = 0;
  private plugged = false;

  constructor(socket: string, changed: (descriptors: Buffer | null) => void) {
    this.stream = connect(socket);
    this.stream.on("error", () => {});
    this.descriptors = new Promise((first) => {
      this.stream.on("data", (bytes) => {
        this.received = Buffer.concat([this.received, bytes]);
        for (let length; this.received.length >= 4 && this.received.length >= 4 + (length = this.received.readUInt32LE()); ) {
          const body = this.received.subarray(4, 4 + length);
          this.received = this.received.subarray(4 + length);
          this.hear(body, first, changed);
        }
      });
    });
  }

  submit({ kind, endpoint, setup, length, data }: Transfer): Promise<Done> {
    if (!this.plugged) return Promise.resolve("unplugged");
    const id = ++this.numbers;
    const head = Buffer.alloc(1 + 4 + 2 + 8 + 4);
    head.writeUInt8(1);
    head.writeUInt32LE(id, 1);
    head.set([kind, endpoint, ...setup], 5);
    head.writeUInt32LE(length, 15);
    this.write(Buffer.concat([head, Buffer.from(data)]));
    return new Promise((done) => this.waiting.set(id, done));
  }

  cancelAll(): void {
    for (const [id, done] of this.waiting) {
      const body = Buffer.alloc(5);
      body.writeUInt8(2);
      body.writeUInt32LE(id, 1);
      this.write(body);
      done("aborted");
    }
    this.waiting.clear();
  }

  leave(): void {
    this.stream.destroy();
  }

  private write(body: Buffer): void {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    this.stream.write(Buffer.concat([length, body]));
  }

  private hear(body: Buffer, first: (descriptors: Buffer) => void, changed: (descriptors: Buffer | null) => void): void {
    switch (body[0]) {
      case 1: {
        const descriptors = Buffer.from(body.subarray(1));
        this.plugged = true;
        first(descriptors);
        return changed(descriptors);
      }
      case 2:
        this.plugged = false;
        for (const done of this.waiting.values()) done("unplugged");
        this.waiting.clear();
        return changed(null);
      case 3: {
        const id = body.readUInt32LE(1);
        this.waiting.get(id)?.({ ok: body[5] === 1, data: Buffer.from(body.subarray(6)) });
        this.waiting.delete(id);
      }
    }
  }
}

/** Runs in the page: a `navigator.usb` of one device, as the WebUSB specification has it and Chromium fails. */
function scriptUsb({ descriptors, refuse, remembered }: { descriptors: number[]; refuse?: boolean; remembered?: boolean }) {
  const word = (bytes: number[], at: number) => bytes[at]! | (bytes[at + 1]! << 8);
  const submit = (transfer: object): Promise<any> => (window as any).usbSubmit(transfer);
  const fail = (name: string, words: string) => Promise.reject(new DOMException(words, name));
  const usb = new EventTarget() as any;
  let plugged = descriptors.length > 0;
  let allowed = !!remembered;

  const configurationOf = (bytes: number[]) => {
    const interfaces: any[] = [];
    for (let at = 18; at < bytes.length; at += bytes[at]!) {
      if (bytes[at + 1] === 4) {
        const alternate = {
          alternateSetting: 0,
          interfaceClass: bytes[at + 5],
          interfaceSubclass: bytes[at + 6],
          interfaceProtocol: bytes[at + 7],
          endpoints: [],
        };
        interfaces.push({ interfaceNumber: bytes[at + 2], alternate, alternates: [alternate], claimed: false });
      }
    }
    return { configurationValue: 1, interfaces };
  };

  const makeDevice = () => {
    const device: any = {
      vendorId: word(descriptors, 8),
      productId: word(descriptors, 10),
      serialNumber: "UMBRAL-TEST-1",
      manufacturerName: "Umbral",
      productName: "Reader in software",
      opened: false,
      configuration: configurationOf(descriptors),
    };
    const gone = () => fail("NotFoundError", "The device was disconnected.");
    const run = async (kind: number, endpoint: number, setup: number[], length: number, data: number[]) => {
      if (!plugged || usb.device !== device) return gone();
      if (!device.opened) return fail("InvalidStateError", "The device must be opened first.");
      const done = await submit({ kind, endpoint, setup, length, data });
      if (done === "unplugged" || done === "aborted") return fail("AbortError", "The transfer was cancelled.");
      return done;
    };
    const setupOf = (setup: any, direction: number, length: number) => {
      const kind = { standard: 0, class: 0x20, vendor: 0x40 }[setup.requestType as string]!;
      const recipient = { device: 0, interface: 1, endpoint: 2, other: 3 }[setup.recipient as string]!;
      const low = (value: number) => [value & 0xff, value >> 8];
      return [direction | kind | recipient, setup.request, ...low(setup.value), ...low(setup.index), ...low(length)];
    };
    const bytesOf = (data: any) => [...new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength)];
    const read = ({ ok, data }: any) => ({
      status: ok ? "ok" : "stall",
      data: new DataView(Uint8Array.from(atob(data), (char) => char.charCodeAt(0)).buffer),
    });
    const kindOf = (endpoint: number) => (descriptors.some((_, at) => descriptors[at] === 7 && descriptors[at + 1] === 5
      && descriptors[at + 2] === (0x80 | endpoint) && descriptors[at + 3] === 3) ? 2 : 1);
    device.open = async () => {
      if (!plugged || usb.device !== device) return gone();
      device.opened = true;
    };
    device.close = async () => {
      device.opened = false;
      await (window as any).usbCancelAll();
    };
    device.selectConfiguration = async () => {};
    device.claimInterface = async (number: number) => {
      device.configuration.interfaces.find((each: any) => each.interfaceNumber === number).claimed = true;
    };
    device.releaseInterface = async () => {};
    device.clearHalt = async () => {};
    device.controlTransferIn = async (setup: any, length: number) =>
      read(await run(0, 0, setupOf(setup, 0x80, length), length, []));
    device.controlTransferOut = async (setup: any, data: any) => {
      const bytes = data ? bytesOf(data) : [];
      const { ok } = await run(0, 0, setupOf(setup, 0, bytes.length), 0, bytes);
      return { status: ok ? "ok" : "stall", bytesWritten: bytes.length };
    };
    device.transferIn = async (endpoint: number, length: number) =>
      read(await run(kindOf(endpoint), 0x80 | endpoint, Array(8).fill(0), length, []));
    device.transferOut = async (endpoint: number, data: any) => {
      const bytes = bytesOf(data);
      const { ok } = await run(1, endpoint, Array(8).fill(0), 0, bytes);
      return { status: ok ? "ok" : "stall", bytesWritten: bytes.length };
    };
    return device;
  };

  const tell = (type: string, device: any) => usb.dispatchEvent(Object.assign(new Event(type), { device }));
  usb.device = makeDevice();
  usb.getDevices = async () => (plugged && allowed ? [usb.device] : []);
  usb.requestDevice = async ({ filters }: any) => {
    const fits = filters.some((each: any) => each.vendorId === usb.device.vendorId && each.productId === usb.device.productId);
    if (refuse || !plugged || !fits) return fail("NotFoundError", "No device selected.");
    allowed = true;
    return usb.device;
  };
  (window as any).usbPlugged = (given: number[] | null) => {
    if (given && !plugged) {
      plugged = true;
      usb.device = makeDevice();
      tell("connect", usb.device);
    } else if (!given && plugged) {
      plugged = false;
      tell("disconnect", usb.device);
    }
  };
  Object.defineProperty(navigator, "usb", { value: usb, configurable: true });
}

/** Runs in the page: a `navigator.serial` of one port, as the Web Serial specification has it. The system that made the
 * port claims the reader's interfaces and moves bytes between its bulk endpoints and the port. */
function scriptSerial(ids: { usbVendorId: number; usbProductId: number }) {
  const submit = (transfer: object): Promise<any> => (window as any).usbSubmit(transfer);
  const fail = (name: string, words: string) => Promise.reject(new DOMException(words, name));
  const [TO_READER, FROM_READER, BULK] = [0x02, 0x83, 1];
  const setup = Array(8).fill(0);
  /** A request of the communications class to the interface. */
  const set = (request: number, value: number, data: number[]) =>
    submit({ kind: 0, endpoint: 0, setup: [0x21, request, value, 0, 0, 0, data.length, 0], length: 0, data });
  const [SET_LINE_CODING, SET_CONTROL_LINE_STATE] = [0x20, 0x22];
  const serial = new EventTarget() as any;
  let plugged = true;
  let allowed = false;

  const port = new EventTarget() as any;
  port.readable = port.writable = null;
  port.getInfo = () => ids;
  port.open = async ({ baudRate }: { baudRate: number }) => {
    if (!plugged) return fail("NetworkError", "Failed to open serial port.");
    if (port.readable) return fail("InvalidStateError", "The port is already open.");
    // One stop bit, no parity, eight data bits.
    await set(SET_LINE_CODING, 0, [...new Uint8Array(Uint32Array.of(baudRate).buffer), 0, 0, 8]);
    port.readable = new ReadableStream({
      async pull(stream) {
        const done = await submit({ kind: BULK, endpoint: FROM_READER, setup, length: 4096, data: [] });
        if (done === "unplugged") return stream.error(new DOMException("The device has been lost.", "NetworkError"));
        if (done === "aborted") return;
        const bytes = Uint8Array.from(atob(done.data), (char) => char.charCodeAt(0));
        if (bytes.length > 0) stream.enqueue(bytes);
      },
      cancel: () => (window as any).usbCancelAll(),
    }, { highWaterMark: 0 });
    port.writable = new WritableStream({
      async write(bytes: Uint8Array) {
        const done = await submit({ kind: BULK, endpoint: TO_READER, setup, length: 0, data: [...bytes] });
        if (done === "unplugged") throw new DOMException("The device has been lost.", "NetworkError");
      },
    });
  };
  port.setSignals = async ({ dataTerminalReady, requestToSend }: any) => {
    await set(SET_CONTROL_LINE_STATE, (dataTerminalReady ? 1 : 0) | (requestToSend ? 2 : 0), []);
  };
  port.close = async () => {
    if (port.readable?.locked || port.writable?.locked) return fail("InvalidStateError", "A stream is still locked.");
    port.readable = port.writable = null;
  };

  serial.getPorts = async () => (plugged && allowed ? [port] : []);
  serial.requestPort = async ({ filters }: any) => {
    const fits = filters.some((each: any) => each.usbVendorId === ids.usbVendorId && each.usbProductId === ids.usbProductId);
    if (!plugged || !fits) return fail("NotFoundError", "No port selected by the user.");
    allowed = true;
    return port;
  };
  (window as any).usbPlugged = (given: number[] | null) => {
    if (!given && plugged) {
      plugged = false;
      port.dispatchEvent(new Event("disconnect", { bubbles: true }));
    } else if (given && !plugged) {
      plugged = true;
      port.dispatchEvent(new Event("connect", { bubbles: true }));
    }
  };
  Object.defineProperty(navigator, "serial", { value: serial, configurable: true });
}

/** Chromium's policy that lets `origin` use `model` without asking, where it can be written; otherwise why not. */
export function allowByPolicy(origin: string, ids: [vendor: number, product: number][]): (() => void) | string {
  const folder = "/etc/chromium/policies/managed";
  if (process.getuid?.() !== 0) return "skipped: only root can write Chromium's policies";
  if (!existsSync("/usr/bin/chromium")) return "skipped: Chromium is not the system's own";
  if (!existsSync(shim)) return `skipped: ${shim} is not built`;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "umbral-e2e.json");
  const devices = ids.map(([vendor_id, product_id]) => ({ vendor_id, product_id }));
  writeFileSync(file, JSON.stringify({ WebUsbAllowDevicesForUrls: [{ devices, urls: [origin] }] }));
  return () => rmSync(file, { force: true });
}
