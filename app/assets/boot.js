// Starts the pages. Nothing may become markup or a worker except through the policy below, which the
// Content-Security-Policy requires.

const RUNS_CODE = /<\s*\/?\s*(script|iframe|object|embed|link|meta|base|form)\b|[\s"'/]on[a-z]+\s*=|javascript:/i;
const WORKERS = new Set(["/matcher/worker.js", "/service-worker.js"]);

if (window.trustedTypes) {
  window.trustedTypes.createPolicy("default", {
    // The pages are cloned from their own static markup, which holds no code.
    createHTML: (markup) => (RUNS_CODE.test(markup) ? null : markup),
    createScriptURL: (address) => (WORKERS.has(address) ? address : null),
  });
}

const boot = document.getElementById("boot");
try {
  const { default: start } = await import("/app/app.js");
  await start();
  boot.remove();
} catch (error) {
  console.error(error);
  document.getElementById("boot-words").textContent =
    "Umbral could not start. It needs Chromium 91, Firefox 89 or Safari 16.4, or newer; otherwise read the page again. · " +
    "Umbral no pudo iniciarse. Necesita Chromium 91, Firefox 89 o Safari 16.4, o más nuevo; si no, recargue la página.";
}
