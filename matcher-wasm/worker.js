// Passes messages between the page and the matcher. See wire::matcher for what they say.
import init, { WorkerMatcher } from "./matcher.js";

const starting = init().then(() => new WorkerMatcher());

self.onmessage = async ({ data: { id, request, bytes } }) => {
  const matcher = await starting;
  let reply;
  try {
    reply = matcher.answer(request, bytes ?? undefined);
  } catch (trap) {
    // After a trap the module's memory is suspect: the page ends this worker and starts another.
    self.postMessage({ id, trap: String(trap) });
    return;
  } finally {
    // It may have been a live picture, which nobody keeps.
    bytes?.fill(0);
  }
  const answer = reply.answer;
  const beside = reply.take_bytes() ?? null;
  reply.free();
  self.postMessage({ id, answer, bytes: beside }, beside ? [beside.buffer] : []);
};

starting.then(
  () => self.postMessage({ ready: true }),
  (failure) => self.postMessage({ ready: false, failure: String(failure) }),
);
