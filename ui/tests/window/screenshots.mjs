/** Takes the README's pictures of every page, in both themes, into docs/screenshots. `node tests/window/screenshots.mjs [part of a name]`. */
import { existsSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawn } from "./chart.mjs";
import { Window, launch } from "./harness.mjs";
import { serve } from "./serve.mjs";

const ui = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const out = join(ui, "..", "docs", "screenshots");
const WINDOW = { width: 1200, height: 800 };
/** A README is read over slow lines too. */
const MOST_BYTES = 200_000;

/** Name, how the window is opened, and what is done before its picture is taken. */
const PICTURES = [
  ["studio", {}, async ({ page, ask }) => {
    await ask("Como está o RSI da solana?");
    await page.getByTestId("answer").waitFor();
    await page.locator("[data-talk=idle]").waitFor();
  }],
  ["painel", { page: "board" }, async ({ page }) => {
    await page.getByTestId("alert-handle").waitFor();
    await drawn(page);
  }],
  ["alertas", { page: "alerts" }, async ({ page }) => {
    // the last price of each alert comes live, and then with its source
    await page.waitForFunction(() => [...document.querySelectorAll("main li button")].filter((button) => button.textContent.includes("R$")).length >= 5);
  }],
  ["historico", { page: "history" }, async ({ page }) => {
    await page.getByTestId("conversations").getByRole("button").first().click();
    await page.getByTestId("conversation").getByText("O Bitcoin está em").first().waitFor();
  }],
  ["ajustes", { page: "settings" }, null],
  ["primeiro-uso", { query: "first_use" }, async ({ page }) => {
    await page.getByText("Ouvi você.").waitFor();
  }],
  // as small as the shell makes it, in twice the detail; nothing behind it
  ["overlay", { file: "overlay.html", width: 460, height: 110, scale: 2, fast: false }, async ({ page }) => {
    await page.waitForFunction(() => "alfaFake" in window && document.querySelector("main") !== null);
    await page.evaluate(() => window.alfaFake.backend.talkPress());
    await page.getByTestId("caption").filter({ hasText: /bitcoin/i }).waitFor();
  }],
];

async function settled(page) {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator("main p[role=status]", { hasText: "Carregando" }).first().waitFor({ state: "detached" });
}

if (!existsSync(join(ui, "dist", "index.html"))) {
  console.error("ui/dist is missing: run `npm run build` first");
  process.exit(1);
}
await mkdir(out, { recursive: true });
const wanted = process.argv[2] ?? "";
const server = await serve(join(ui, "dist"));
const browser = await launch();
let heavy = 0;
try {
  for (const [name, options, prepare] of PICTURES.filter(([name]) => name.includes(wanted))) {
    for (const [theme, ending] of [["light", "claro"], ["dark", "escuro"]]) {
      const window = await Window.open(browser, server.address, { ...WINDOW, ...options, theme });
      if (!options.file) await settled(window.page);
      await window.page.locator(`html[data-theme=${theme}]`).waitFor({ state: "attached" });
      await prepare?.({ page: window.page, ask: (question) => window.ask(question) });
      // no caret and no focus ring of the script's own
      await window.page.evaluate(() => document.activeElement?.blur());
      await window.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      const path = join(out, `${name}-${ending}.png`);
      await window.page.screenshot({ path, caret: "hide", omitBackground: options.file !== undefined });
      const { size } = await stat(path);
      if (size > MOST_BYTES) heavy++;
      console.log(`${size > MOST_BYTES ? "HEAVY" : "ok   "} ${name}-${ending}.png ${Math.ceil(size / 1000)} kB`);
      window.calm();
      await window.close();
    }
  }
} finally {
  await browser.close();
  server.close();
}
process.exit(heavy === 0 ? 0 : 1);
