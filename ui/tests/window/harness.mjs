import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--lang=pt-BR", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

export function assert(holds, message) {
  if (!holds) throw new Error(message);
}

export function equal(found, wanted, what) {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}

/** One window of the app over the simulated backend, and what can be asked of it. */
export class Window {
  constructor(page, address, complaints) {
    this.page = page;
    this.address = address;
    this.complaints = complaints;
  }

  static async open(browser, address, { query = "", page: name = "", theme = "light", width = 1280, height = 900, file = "", reducedMotion = "reduce", fast = true, scale = 1 } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale, colorScheme: theme, reducedMotion, locale: "pt-BR", timezoneId: "America/Sao_Paulo", permissions: ["clipboard-read", "clipboard-write"] });
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url())) complaints.push(`outside: ${request.url()}`);
    });
    await page.goto(`${address}/${file}?${fast ? "fast" : ""}${query ? `&${query}` : ""}${name ? `#/${name}` : ""}`);
    await page.evaluate(() => document.fonts.ready);
    return new Window(page, address, complaints);
  }

  button(name, exact = false) {
    return this.page.getByRole("button", { name, exact });
  }

  async ask(question) {
    await this.page.getByLabel("Digite em vez de falar").fill(question);
    await this.page.keyboard.press("Enter");
  }

  /** The calls of a command so far, each with its arguments. */
  async calls(name) {
    return this.page.evaluate((wanted) => window.alfaFake.calls.filter((call) => call.name === wanted).map((call) => call.values), name);
  }

  async waitForCall(name, count = 1) {
    await this.page.waitForFunction(([wanted, least]) => window.alfaFake.calls.filter((call) => call.name === wanted).length >= least, [name, count]);
    return this.calls(name);
  }

  async movePrice(coin, price) {
    await this.page.evaluate(([which, to]) => window.alfaFake.movePrice(which, to), [coin, price]);
  }

  /** Waits until a screen reader has been told this. */
  async announced(text) {
    await this.page.waitForFunction((wanted) => [...document.querySelectorAll("[aria-live]")].some((region) => (region.textContent ?? "").replaceAll("\u00a0", " ").includes(wanted)), text);
  }

  /** What a screen reader is told from now on. */
  async listen() {
    await this.page.getByTestId("announcer").waitFor({ state: "attached" });
    await this.page.evaluate(() => {
      window.heard = [];
      for (const region of document.querySelectorAll("[aria-live]")) {
        new MutationObserver(() => region.textContent && window.heard.push(region.textContent.trim())).observe(region, { childList: true, characterData: true, subtree: true });
      }
    });
  }

  async heard() {
    return this.page.evaluate(() => window.heard);
  }

  /** No barrier that axe knows of. */
  async accessible(what) {
    await this.page.evaluate(axeSource);
    const found = await this.page.evaluate((tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }), TAGS);
    const told = found.violations.map((violation) => `${violation.id} (${violation.help}): ${violation.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
    assert(told.length === 0, `${what} has barriers:\n      ${told.join("\n      ")}`);
  }

  /** Nothing is wider than the window. */
  async fits(what) {
    const [content, view] = await this.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert(content <= view, `${what} is ${content} px wide in a window of ${view} px`);
  }

  async shot(path) {
    await this.page.screenshot({ path });
  }

  /** The page must not have complained: no error, no refused style or script, no request to the outside. */
  calm() {
    assert(this.complaints.length === 0, `the page complained: ${this.complaints.join("; ")}`);
  }

  async close() {
    await this.page.context().close();
  }
}
