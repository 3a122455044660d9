// Two workers with a part of the gallery each, as on a device: every search goes to both, and the answers are merged.
const PARTS = 2;
const answer = (body) => fetch("/answer", { method: "POST", body });

const start = (part) => {
  const worker = new Worker("/device_worker.js", { type: "module" });
  const waiting = [];
  worker.onmessage = ({ data }) => waiting.shift()(data);
  worker.onerror = (event) => answer(`fault: ${event.message}`);
  const ask = (message) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      worker.postMessage(message);
    });
  return { ask, part };
};

const run = async () => {
  const plan = await (await fetch("/plan.json")).json();
  const workers = Array.from({ length: PARTS }, (_, part) => start(part));
  const loading = performance.now();
  let mib = 0;
  for (const held of await Promise.all(workers.map(({ ask, part }) => ask({ request: plan.hold[part], copy: `/part/${part}` })))) {
    if (held.answer.kind !== "held") throw new Error(JSON.stringify(held.answer));
    mib += held.mib;
  }
  const loadMs = performance.now() - loading;

  const searches = [];
  for (const request of plan.searches) {
    const started = performance.now();
    const answers = await Promise.all(workers.map(({ ask }) => ask({ request })));
    const leads = answers.flatMap(({ answer }) => {
      if (answer.kind !== "search") throw new Error(JSON.stringify(answer));
      return answer.answer.leads;
    });
    leads.sort((one, other) => other.score - one.score);
    const ms = performance.now() - started;
    mib = Math.max(mib, answers.reduce((sum, { mib }) => sum + mib, 0));
    searches.push({ ms, leads: leads.slice(0, 20) });
  }
  await answer(JSON.stringify({ wasm_mib: mib, load_ms: loadMs, searches }));
};

run().catch((fault) => answer(`fault: ${fault}`));
