// A security key in software, as Chromium has it for tests: it stays on its page's browser and always says yes.
import type { Page } from "@playwright/test";

/** Plugs it in; `hasPrf` is one that makes secrets of what it is asked about. What comes back wipes it. */
export async function plugInAuthenticator(page: Page, { hasPrf = false } = {}): Promise<{ wipe(): Promise<void> }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf,
    },
  });
  return { wipe: async () => void (await devtools.send("WebAuthn.clearCredentials", { authenticatorId })) };
}
