import { assert, equal } from "../harness.mjs";

export const tests = [
  ["studio: a typed question is answered with sourced figures", async (open) => {
    const window = await open();
    const { page } = window;
    await window.listen();
    await window.ask("qual o preço do bitcoin?");
    const answer = page.getByTestId("answer");
    await answer.waitFor();
    const figure = answer.getByRole("button").first();
    assert(/^R\$\s512\.\d{3},\d{2}$/.test(await figure.innerText()), `the answer's figure reads ${await figure.innerText()}`);
    await figure.focus();
    const tip = page.getByRole("tooltip");
    await tip.waitFor();
    assert(/Simulado BTCBRL, (agora|há \d+ s)/.test(await tip.innerText()), `the source reads ${await tip.innerText()}`);
    equal(await figure.getAttribute("aria-describedby"), await tip.getAttribute("id"), "the figure's description");
    await page.keyboard.press("Escape");
    await tip.waitFor({ state: "detached" });
    await figure.hover();
    await tip.waitFor();
    await page.getByText(/Valores desta resposta/).click();
    assert(await page.getByTestId("facts").getByText("Preço BTC/BRL").isVisible(), "the list of facts names the price");
    await page.getByTestId("card-quote").getByText("Simulado").waitFor();
    await window.announced("Pronta para ouvir");
    const heard = (await window.heard()).join(" | ");
    for (const state of ["Pensando", "Resposta: O Bitcoin está em", "Falando"]) assert(heard.includes(state), `"${state}" was not announced: ${heard}`);
  }],

  ["studio: a figure keeps the focus while the answer is spoken", async (open) => {
    const window = await open({ fast: false });
    const { page } = window;
    await window.ask("compare bitcoin e ethereum");
    const figure = page.getByTestId("answer").getByRole("button").last();
    await page.locator("[data-talk=speaking]").waitFor();
    await figure.focus();
    await page.locator("[data-talk=idle]").waitFor({ timeout: 15000 });
    assert(await figure.evaluate((element) => element === document.activeElement), "the focus stayed");
    await page.getByRole("tooltip").filter({ hasText: "Simulado ETHBRL" }).waitFor();
  }],

  ["studio: every figure of every card can be reached by keyboard and has a source", async (open) => {
    const window = await open();
    const { page } = window;
    for (const [question, card] of [["compare bitcoin e ethereum", "card-table"], ["preço da solana", "card-quote"], ["como está o RSI da solana?", "card-chart"]]) {
      await window.ask(question);
      const figures = page.getByTestId(card).last().locator("[data-figure]");
      await figures.first().waitFor();
      for (const figure of await figures.all()) {
        await figure.focus();
        await page.getByRole("tooltip").filter({ hasText: "Simulado" }).waitFor();
      }
    }
  }],

  ["studio: a chart and a new alert come as cards", async (open) => {
    const window = await open();
    const { page } = window;
    await window.ask("como está o RSI da solana?");
    await page.getByTestId("card-chart").getByRole("img", { name: /Abriu em R\$/ }).waitFor();
    await window.ask("me avise quando o bitcoin passar de 550 mil");
    await page.getByTestId("card-alerts").getByText("Bitcoin passar de R$ 550.000,00").waitFor();
    await page.getByTestId("card-alerts").getByRole("button", { name: "Editar" }).click();
    await page.getByRole("dialog", { name: "Editar alerta" }).waitFor();
    equal(await page.getByLabel("Preço em R$").inputValue(), "550000", "the alert's price");
  }],

  ["studio: hold to talk with the keyboard", (open) => hold(open, async (page, talk) => {
    await talk.focus();
    await page.keyboard.down("Space");
  }, (page) => page.keyboard.up("Space"))],

  ["studio: hold to talk with the pointer", (open) => hold(open, async (page, talk) => {
    await talk.hover();
    await page.mouse.down();
  }, (page) => page.mouse.up())],

  ["studio: in toggle mode one press begins and the next one sends", async (open) => {
    const window = await open({ page: "settings/hotkey" });
    const { page } = window;
    await page.getByLabel("Modo").selectOption("toggle");
    await window.announced("Salvo.");
    await page.getByRole("link", { name: "Studio" }).click();
    await window.button("Toque para falar").click();
    await page.locator("[data-talk=hearing]").waitFor();
    await window.button("Toque para enviar").click();
    await page.getByTestId("answer").waitFor();
    equal((await window.calls("talk_toggle")).length, 2, "toggles");
    equal((await window.calls("talk_press")).length, 0, "presses");
  }],

  ["studio: a press without pointer or key, as a screen reader makes it, begins and sends", async (open) => {
    const window = await open();
    const { page } = window;
    await window.button("Segure para falar").evaluate((button) => button.click());
    await page.locator("[data-talk=hearing]").waitFor();
    await window.button("Solte para enviar").evaluate((button) => button.click());
    await page.getByTestId("answer").waitFor();
  }],

  ["studio: Esc interrupts and nothing of the turn comes after", async (open) => {
    const window = await open({ fast: false });
    const { page } = window;
    await window.ask("compare bitcoin e ethereum");
    await page.getByTestId("answer").waitFor();
    await page.locator("[data-talk=speaking]").waitFor();
    await page.getByLabel("Digite em vez de falar").press("Escape");
    await page.locator("[data-talk=idle]").waitFor();
    equal((await window.calls("cancel")).length, 1, "cancels");
    assert(await page.getByTestId("answer").isVisible(), "what was answered stays");
    await window.ask("preço da solana");
    await page.getByTestId("answer").nth(1).waitFor();
    equal(await page.getByTestId("exchange").count(), 2, "exchanges");
  }],

  ["studio: where it came from, hear again, copy", async (open) => {
    const window = await open();
    const { page } = window;
    await window.ask("preço do ethereum");
    await window.button("Ouvir de novo").click();
    await window.waitForCall("say_again");
    await window.button("Copiar").click();
    await window.button("Copiado.").waitFor();
    assert((await page.evaluate(() => navigator.clipboard.readText())).startsWith("O Ethereum está em R$"), "the answer was copied");
    await window.button("De onde veio?").click();
    await page.getByTestId("answer").filter({ hasText: "veio de Simulado ETHBRL" }).waitFor();
  }],

  ["studio: a question that cannot be asked stays in the input", async (open) => {
    const window = await open({ query: "fail=ask:1" });
    const { page } = window;
    await window.ask("quanto vale meu sonho?");
    await page.getByRole("alert").filter({ hasText: "falhou de propósito" }).waitFor();
    equal(await page.getByLabel("Digite em vez de falar").inputValue(), "quanto vale meu sonho?", "the input");
    await page.keyboard.press("Enter");
    await page.getByTestId("answer").waitFor();
    equal(await page.getByLabel("Digite em vez de falar").inputValue(), "", "the input after it was asked");
  }],

  ["studio: a failed turn says why and can be tried again", async (open) => {
    const window = await open({ query: "fail=turn:1" });
    const { page } = window;
    await window.ask("qual o preço do bitcoin?");
    await page.getByText("As fontes de preço não responderam.").first().waitFor();
    await window.announced("As fontes de preço não responderam.");
    await window.button("Tentar de novo").click();
    await page.getByTestId("answer").waitFor();
  }],

  ["studio: a recording without an answer is offered again", async (open) => {
    const window = await open({ query: "pending" });
    const { page } = window;
    await page.getByText("Uma gravação ainda sem resposta.").waitFor();
    await window.button("Responder agora").click();
    await page.getByTestId("answer").waitFor();
    await page.getByText("Uma gravação ainda sem resposta.").waitFor({ state: "detached" });
  }],

  ["studio: suggestions ask, and the draft survives a change of page", async (open) => {
    const window = await open();
    const { page } = window;
    await window.button("Qual a maior alta de hoje?").click();
    await page.getByTestId("card-table").waitFor();
    await page.getByLabel("Digite em vez de falar").fill("ainda escrevendo");
    await page.getByRole("link", { name: "Painel" }).click();
    await page.getByRole("heading", { name: "Painel", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Studio" }).click();
    equal(await page.getByLabel("Digite em vez de falar").inputValue(), "ainda escrevendo", "the draft");
    assert(await page.getByTestId("answer").isVisible(), "the conversation is still there");
  }],
];

async function hold(open, press, release) {
  const window = await open();
  const { page } = window;
  await window.listen();
  await press(page, window.button("Segure para falar"));
  await page.locator("[data-talk=hearing]").waitFor();
  await page.getByTestId("question-text").filter({ hasText: /^qual o/ }).waitFor();
  equal(await page.getByTestId("answer").count(), 0, "answers while the key is held");
  await release(page);
  await page.getByTestId("answer").waitFor();
  equal(await page.getByTestId("question-text").innerText(), "qual o preço do bitcoin?", "the question");
  await page.locator("[data-talk=idle]").waitFor();
  await window.announced("Pronta para ouvir");
  const heard = (await window.heard()).join(" | ");
  for (const state of ["Ouvindo", "Transcrevendo", "Pensando", "Falando"]) assert(heard.includes(state), `"${state}" was not announced: ${heard}`);
  equal([(await window.calls("talk_press")).length, (await window.calls("talk_release")).length], [1, 1], "presses and releases");
}
