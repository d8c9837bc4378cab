/** Drives the built window in Chromium over the simulated backend. `node tests/window/run.mjs [part of a name]`. */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as account from "./flows/account.mjs";
import * as alerts from "./flows/alerts.mjs";
import * as board from "./flows/board.mjs";
import * as first from "./flows/first.mjs";
import * as frame from "./flows/frame.mjs";
import * as history from "./flows/history.mjs";
import * as overlay from "./flows/overlay.mjs";
import * as pages from "./flows/pages.mjs";
import * as settings from "./flows/settings.mjs";
import * as studio from "./flows/studio.mjs";
import { Window, launch } from "./harness.mjs";
import { serve } from "./serve.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const dist = join(root, "dist");
const shots = join(root, "shots");
const TEST_MS = 60_000;

if (!existsSync(join(dist, "index.html"))) {
  console.error("ui/dist is missing: run `npm run build` first");
  process.exit(1);
}
await mkdir(shots, { recursive: true });

const wanted = process.argv[2] ?? "";
const tests = [studio, board, alerts, history, settings, account, first, frame, overlay, pages]
  .flatMap((flows) => flows.tests)
  .filter(([name]) => name.includes(wanted));
const server = await serve(dist);
const browser = await launch();
const begun = Date.now();
let failed = 0;

for (const [name, test] of tests) {
  const windows = [];
  const open = async (options) => {
    const window = await Window.open(browser, server.address, options);
    windows.push(window);
    return window;
  };
  let timer;
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done within ${TEST_MS / 1000} s`)), TEST_MS);
    });
    await Promise.race([test(open, shots), late]);
    for (const window of windows) window.calm();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${name}\n      ${error.message}`);
    await windows.at(-1)?.shot(join(shots, `failed-${failed}.png`)).catch(() => undefined);
  } finally {
    clearTimeout(timer);
    await Promise.all(windows.map((window) => window.close().catch(() => undefined)));
  }
}

await browser.close();
server.close();
console.log(`${tests.length - failed} of ${tests.length} hold (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
process.exit(failed === 0 && tests.length > 0 ? 0 : 1);
