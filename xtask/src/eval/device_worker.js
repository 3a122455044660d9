// The shipped matcher, with a look at its memory.
import init, { WorkerMatcher } from "./matcher/matcher.js";

const starting = init().then((wasm) => ({ wasm, matcher: new WorkerMatcher() }));

self.onmessage = async ({ data: { request, copy } }) => {
  const { wasm, matcher } = await starting;
  const bytes = copy ? new Uint8Array(await (await fetch(copy)).arrayBuffer()) : undefined;
  const reply = matcher.answer(JSON.stringify(request), bytes);
  const answer = JSON.parse(reply.answer);
  reply.free();
  self.postMessage({ answer, mib: wasm.memory.buffer.byteLength / 2 ** 20 });
};
