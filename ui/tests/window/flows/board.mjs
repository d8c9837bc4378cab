import { colours, drawn } from "../chart.mjs";
import { assert, equal } from "../harness.mjs";

/** Drags an alert's line down by these steps and holds it. */
async function dragDown(page, handle, ...to) {
  await handle.waitFor();
  const box = await handle.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const pixels of to) await page.mouse.move(x, y + pixels, { steps: 4 });
}

export const tests = [
  ["board: the watchlist is live, and coins come and go", async (open) => {
    const window = await open({ page: "board" });
    const { page } = window;
    const list = page.getByTestId("watchlist");
    await list.getByText("Bitcoin").first().waitFor();
    await window.movePrice("ETH", "19999.99");
    await list.getByText("R$ 19.999,99").waitFor();
    await page.getByRole("combobox", { name: "Acompanhar moeda" }).fill("doge");
    await page.getByRole("option", { name: "Dogecoin" }).waitFor();
    await page.keyboard.press("Enter");
    await list.getByText("Dogecoin").first().waitFor();
    await window.announced("Dogecoin está na sua lista.");
    await window.button("Parar de acompanhar Dogecoin").click();
    await list.getByText("Dogecoin").first().waitFor({ state: "detached" });
    equal(await window.calls("watch"), [["DOGE"]], "watched");
    equal(await window.calls("unwatch"), [["DOGE"]], "unwatched");
  }],

  ["board: the chart draws, with indicators in panes of their own", async (open) => {
    const window = await open({ page: "board" });
    const { page } = window;
    await drawn(page);
    assert((await colours(page)) > 5, "the chart is blank");
    const before = (await page.getByTestId("chart").boundingBox()).height;
    for (const name of ["RSI", "MACD", "Bollinger"]) await page.getByRole("checkbox", { name }).check();
    await page.waitForFunction((height) => document.querySelector("[data-testid=chart]").getBoundingClientRect().height > height + 200, before);
    equal((await window.waitForCall("indicator_lines", 4)).map((call) => call[3]).sort(), ["bbands(20,2)", "macd(12,26,9)", "rsi(14)", "sma(20)"], "indicators asked for");
    await page.getByRole("radio", { name: "1 dia" }).check({ force: true });
    await page.waitForFunction(() => window.alfaFake.calls.some((call) => call.name === "candles" && call.values[2] === "1d"));
    await drawn(page);
    assert((await page.getByTestId("chart").getAttribute("aria-label")).includes("Abriu em R$"), "the chart has words");
    await window.button("Gráfico por TradingView").click();
    equal(await window.waitForCall("open_link"), [["tradingview"]], "links opened");
  }],

  ["board: dragging an alert's line moves the alert", async (open) => {
    const window = await open({ page: "board/BTC" });
    const { page } = window;
    await drawn(page);
    const handle = page.getByTestId("alert-handle");
    await dragDown(page, handle, 20, 40);
    equal((await window.calls("save_alert")).length, 0, "saves before the line is let go");
    await page.mouse.up();
    const [[draft]] = await window.waitForCall("save_alert");
    const price = Number(/^price crosses_up ([\d.]+)$/.exec(draft.condition)?.[1]);
    assert(price > 500000 && price < 525000, `the line moved to ${draft.condition}`);
    await window.announced("Alerta movido para R$");
    const written = price.toLocaleString("pt-BR", { minimumFractionDigits: 2 });
    equal((await handle.innerText()).replaceAll("\u00a0", " "), `R$ ${written}`, "the line after it was let go");
    await page.getByTestId("watchlist").getByText("Bitcoin").first().waitFor();
  }],

  ["board: a line whose alert cannot be saved goes back to its place", async (open) => {
    const window = await open({ page: "board/BTC", query: "fail=save_alert:1" });
    const { page } = window;
    await drawn(page);
    const handle = page.getByTestId("alert-handle");
    await dragDown(page, handle, 50);
    await page.mouse.up();
    await page.getByRole("alert").filter({ hasText: "falhou de propósito" }).waitFor();
    await handle.filter({ hasText: "R$ 525.000,00" }).waitFor();
  }],

  ["board: the same by keyboard, and a wrong number is said", async (open) => {
    const window = await open({ page: "board/BTC" });
    const { page } = window;
    const field = page.getByLabel("Bitcoin passar de R$ 525.000,00");
    await field.fill("abc");
    await field.press("Enter");
    await page.getByText("Escreva um número").waitFor();
    equal(await field.inputValue(), "abc", "what was typed");
    await field.fill("530 mil");
    await field.press("Enter");
    const [[draft]] = await window.waitForCall("save_alert");
    equal(draft.condition, "price crosses_up 530000", "the condition");
    await page.getByLabel("Bitcoin passar de R$ 530.000,00").waitFor();
  }],

  ["board: a line that could not be moved goes back and says why", async (open) => {
    const window = await open({ page: "board/BTC", query: "fail=save_alert:1" });
    const { page } = window;
    const field = page.getByLabel("Bitcoin passar de R$ 525.000,00");
    await field.fill("530000");
    await field.press("Enter");
    await page.getByRole("alert").filter({ hasText: "falhou de propósito" }).waitFor();
    equal(await field.inputValue(), "530000", "what was typed");
    await window.button("Tentar de novo").click();
    await page.getByLabel("Bitcoin passar de R$ 530.000,00").waitFor();
  }],

  ["board: the market and its sources, in reais and dollars", async (open) => {
    const window = await open({ page: "board" });
    const { page } = window;
    const market = page.getByRole("region", { name: "Mercado" });
    await market.getByText("R$ 17,91 tri").waitFor();
    await market.getByText("(ganância)").waitFor();
    await market.getByRole("button", { name: /^62$/ }).focus();
    await page.getByRole("tooltip").filter({ hasText: "Simulado medo e ganância" }).waitFor();
    await page.getByRole("radio", { name: "US$" }).check({ force: true });
    await market.getByText("US$ 3,31 tri").waitFor();
    await page.getByTestId("watchlist").getByText(/^US\$/).first().waitFor();
  }],

  ["board: a trade is recorded, and counts", async (open) => {
    const window = await open({ page: "board", query: "empty" });
    const { page } = window;
    await page.getByText("Registre uma compra para ver valor e resultado aqui.").waitFor();
    await window.button("Registrar operação").click();
    const dialog = page.getByRole("dialog", { name: "Registrar operação" });
    await dialog.getByRole("button", { name: "Salvar" }).click();
    await dialog.getByText("Preencha este campo.").waitFor();
    await dialog.getByRole("combobox", { name: "Moeda" }).fill("eth");
    await page.getByRole("option", { name: "Ethereum" }).click();
    await dialog.getByLabel("Quantidade").fill("0,5");
    await dialog.getByLabel("Preço por unidade").fill("18.000,00");
    await dialog.getByRole("button", { name: "Salvar" }).click();
    await dialog.waitFor({ state: "detached" });
    const [[trade]] = await window.calls("add_trade");
    equal([trade.side, trade.coin, trade.amount, trade.price, trade.currency], ["buy", "ETH", "0.5", "18000", "BRL"], "the trade");
    await page.getByRole("rowheader", { name: "Ethereum" }).waitFor();
    await page.getByText("Valor da carteira").waitFor();
  }],

  ["board: trades from a CSV file, and what was not understood", async (open) => {
    const window = await open({ page: "board", query: "empty" });
    const { page } = window;
    await window.button("Importar CSV").click();
    await page.getByLabel("Escolher arquivo").setInputFiles({ name: "trades.csv", mimeType: "text/csv", buffer: Buffer.from("data;tipo;moeda;quantidade;preco\n2026-03-02;compra;BTC;0,01;431200,00\n2026-03-03;compra;XYZ;1;1\n") });
    await page.getByRole("dialog").getByRole("button", { name: "Importar" }).click();
    await page.getByText("1 operações importadas, 1 ignoradas.").waitFor();
    await page.getByText(/Linha 3: não entendi/).waitFor();
  }],

  ["board: what cannot be loaded says so and can be tried again", async (open) => {
    const window = await open({ page: "board", query: "fail=candles:1,overview:1,portfolio:1" });
    const { page } = window;
    const retries = page.getByRole("alert").getByRole("button", { name: "Tentar de novo" });
    await page.waitForFunction(() => document.querySelectorAll("main [role=alert]").length === 3);
    for (let left = 3; left > 0; left--) {
      await retries.first().click();
      await page.waitForFunction((count) => document.querySelectorAll("main [role=alert]").length === count, left - 1);
    }
    await drawn(page);
  }],
];
