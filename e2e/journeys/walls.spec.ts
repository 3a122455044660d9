import { expect, test } from "../journey.ts";

test("what is written into the page does not run and reaches no other address", async ({ server, newPerson }) => {
  const page = await newPerson();
  await page.goto(server.link("Officer 14"));
  await expect(page.getByRole("heading", { name: "Desk" })).toBeVisible();

  const tried = await page.evaluate(async () => {
    const attempts: [string, () => void][] = [
      ["eval", () => window.eval("window.ran = 'eval'")],
      ["function", () => new Function("window.ran = 'function'")()],
      ["timer", () => void setTimeout("window.ran = 'timer'" as never)],
      ["markup with a handler", () => {
        document.body.insertAdjacentHTML("beforeend", `<img src=x onerror="window.ran = 'handler'">`);
      }],
      ["markup with a script", () => {
        document.body.insertAdjacentHTML("beforeend", "<script>window.ran = 'script'</script>");
      }],
      ["an inline script", () => {
        const script = document.createElement("script");
        script.textContent = "window.ran = 'inline'";
        document.body.append(script);
      }],
      ["a script from elsewhere", () => {
        const script = document.createElement("script");
        script.src = "https://elsewhere.example/x.js";
        document.body.append(script);
      }],
      ["a worker of another script", () => void new Worker("/app/app.js")],
    ];
    const outcomes: Record<string, string> = {};
    // What the test itself runs may use eval until its first pause: from here on it is the page's own code.
    await new Promise((done) => setTimeout(done));
    for (const [name, attempt] of attempts) {
      try {
        attempt();
        outcomes[name] = "no error";
      } catch (error) {
        outcomes[name] = (error as Error).name;
      }
    }
    for (const [name, address] of [
      ["fetch", "https://elsewhere.example/"],
      ["a port of this machine", "http://127.0.0.1:4501/"],
    ] as const) {
      outcomes[name] = await fetch(address, { mode: "no-cors" }).then(() => "answered", () => "refused");
    }
    await new Promise((done) => setTimeout(done, 300));
    return { outcomes, ran: (window as unknown as { ran?: string }).ran ?? null };
  });
  expect(tried.ran, "nothing of it ran").toBeNull();
  for (const name of ["eval", "function"]) expect(tried.outcomes[name]).toBe("EvalError");
  for (const name of ["markup with a handler", "markup with a script", "an inline script", "a script from elsewhere"]) {
    expect(tried.outcomes[name], name).toBe("TypeError");
  }
  expect(tried.outcomes["a worker of another script"]).toBe("TypeError");
  expect(tried.outcomes["fetch"]).toBe("refused");
  expect(tried.outcomes["a port of this machine"]).toBe("refused");

  // And nobody puts the page into a page of theirs.
  const frame = await page.request.get(server.address);
  expect(frame.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
});
