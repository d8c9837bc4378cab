/** Every page in both themes: no barrier that axe knows of, and a picture to look at. */

async function settled(page) {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator("main p[role=status]", { hasText: "Carregando" }).first().waitFor({ state: "detached" });
}

const PAGES = [
  ["studio", {}, null],
  ["studio-answers", {}, async (window) => {
    for (const question of ["Qual o preço do bitcoin?", "Como está o RSI da solana?", "Me avise quando o bitcoin passar de 550 mil"]) {
      await window.ask(question);
      await window.page.locator("[data-talk=idle]").waitFor();
      await window.page.getByTestId("question-text").filter({ hasText: question }).waitFor();
    }
    await window.page.getByTestId("card-alerts").waitFor();
    await window.page.locator("[data-talk=idle]").waitFor();
  }],
  ["studio-failed", { query: "fail=turn:1&pending" }, async (window) => {
    await window.ask("Qual o preço do bitcoin?");
    await window.button("Tentar de novo").waitFor();
  }],
  ["board", { page: "board", height: 1500 }, async (window) => {
    await window.page.getByRole("checkbox", { name: "RSI" }).check();
    await window.page.getByRole("checkbox", { name: "Bollinger" }).check();
    await window.waitForCall("indicator_lines", 3);
    await window.page.getByTestId("alert-handle").waitFor();
  }],
  ["board-empty", { page: "board", query: "empty" }, null],
  ["alerts", { page: "alerts" }, null],
  ["alerts-form", { page: "alerts" }, async (window) => {
    await window.button("Novo alerta").click();
    await window.page.getByRole("dialog").getByRole("radio", { name: "Sempre que acontecer" }).check({ force: true });
    await window.page.getByRole("dialog").getByRole("button", { name: "Salvar" }).click();
    await window.page.getByText("Escreva um número, por exemplo 550.000.").waitFor();
  }],
  ["history", { page: "history" }, async (window) => {
    await window.page.getByTestId("conversations").getByRole("button").first().click();
    await window.page.getByTestId("conversation").getByText("O Bitcoin está em").first().waitFor();
  }],
  ["history-search", { page: "history" }, async (window) => {
    await window.page.getByRole("searchbox", { name: "Buscar nas conversas" }).fill("bitcoin");
    await window.page.getByTestId("hits").waitFor();
  }],
  ["settings", { page: "settings", height: 4200 }, async (window) => {
    await window.page.getByRole("row", { name: /Até o primeiro som/ }).waitFor();
  }],
  ["first-use", { query: "first_use" }, null],
  ["narrow", { page: "board", width: 720, height: 1200 }, async (window) => {
    await window.page.getByTestId("alert-handle").waitFor();
  }],
];

/** The English catalogue breaks no page either. */
const english = [
  "pages: in English, narrow, without barriers or overflow",
  async (open, shots) => {
    const window = await open({ page: "settings/system", width: 720, height: 900 });
    await window.page.getByRole("combobox", { name: "Idioma da janela" }).selectOption("en");
    await window.page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
    for (const [link, title] of [["Studio", "Studio"], ["Board", "Board"], ["Alerts", "Alerts"], ["History", "History"], ["Settings", "Settings"]]) {
      await window.page.getByRole("link", { name: link, exact: true }).click();
      await window.page.getByRole("heading", { name: title, level: 1 }).waitFor();
      await window.page.locator("main p[role=status]", { hasText: "Loading" }).first().waitFor({ state: "detached" });
      await window.fits(`${title} in English`);
      await window.accessible(`${title} in English`);
      await window.shot(`${shots}/english-${title.toLowerCase()}.png`);
    }
  },
];

export const tests = [english, ...PAGES.flatMap(([name, options, prepare]) =>
  ["light", "dark"].map((theme) => [
    `pages: ${name}, ${theme}`,
    async (open, shots) => {
      const window = await open({ ...options, theme });
      await settled(window.page);
      await window.page.locator(`html[data-theme=${theme}]`).waitFor();
      await prepare?.(window);
      await window.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      await window.shot(`${shots}/${name}-${theme}.png`);
      await window.accessible(`${name} (${theme})`);
    },
  ]),
)];
