import { assert, equal } from "../harness.mjs";

const row = (page, text) => page.getByTestId("alerts").getByRole("listitem").filter({ hasText: text });

export const tests = [
  ["alerts: create, edit, pause and delete by form", async (open) => {
    const window = await open({ page: "alerts" });
    const { page } = window;
    await window.button("Novo alerta").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Moeda" }).fill("sol");
    await page.getByRole("option", { name: "Solana" }).click();
    await dialog.getByLabel("Avisar quando").selectOption("price_down");
    await dialog.getByRole("button", { name: "Salvar" }).click();
    await dialog.getByText("Escreva um número, por exemplo 550.000.").waitFor();
    await dialog.getByLabel("Preço em R$").fill("1.000,50");
    await dialog.getByLabel("E-mail").check();
    await dialog.getByRole("button", { name: "Salvar" }).click();
    await dialog.waitFor({ state: "detached" });
    const [[made]] = await window.calls("save_alert");
    equal(made, { id: null, coin: "SOL", quote: "BRL", condition: "price crosses_down 1000.5", window: null, cooldown_s: 0, hysteresis_pct: "0.2", channels: ["tray", "voice", "email"] }, "the draft");
    await window.announced("Alerta salvo.");

    await row(page, "Solana cair abaixo de R$ 1.000,50").getByRole("button", { name: /^Editar/ }).click();
    equal(await dialog.getByLabel("Preço em R$").inputValue(), "1000,5", "the price to edit");
    await dialog.getByLabel("Avisar quando").selectOption("percent_down");
    await dialog.getByLabel("Variação em %").fill("7,5");
    await dialog.getByLabel("Janela").selectOption("7d");
    await dialog.getByRole("radio", { name: "Sempre que acontecer" }).check({ force: true });
    await dialog.getByLabel("Intervalo mínimo").fill("30");
    await dialog.getByRole("button", { name: "Salvar" }).click();
    await dialog.waitFor({ state: "detached" });
    const [, [edited]] = await window.calls("save_alert");
    assert(edited.id !== null, "the same alert is saved again");
    equal([edited.condition, edited.window, edited.cooldown_s], ["pct <= -7.5; repeat", "7d", 1800], "the edited rule");

    const edit = row(page, "Solana cair 7,5% em 7d");
    await edit.getByRole("switch").click();
    await edit.getByText("Pausado").waitFor();
    equal(await edit.getByRole("switch").getAttribute("aria-checked"), "false", "the switch");
    await edit.getByRole("switch").click();
    await edit.getByText("Ativo").waitFor();

    await edit.getByRole("button", { name: /^Apagar/ }).click();
    await page.getByRole("dialog", { name: "Apagar este alerta?" }).getByRole("button", { name: "Cancelar" }).click();
    equal((await window.calls("delete_alert")).length, 0, "deletions without consent");
    await edit.getByRole("button", { name: /^Apagar/ }).click();
    await window.button("Apagar alerta").click();
    await edit.waitFor({ state: "detached" });
  }],

  ["alerts: what was typed survives a save that fails", async (open) => {
    const window = await open({ page: "alerts", query: "fail=save_alert:1" });
    const { page } = window;
    await window.button("Novo alerta").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Preço em R$").fill("600 mil");
    await dialog.getByRole("button", { name: "Salvar" }).click();
    await dialog.getByRole("alert").filter({ hasText: "falhou de propósito" }).waitFor();
    equal(await dialog.getByLabel("Preço em R$").inputValue(), "600 mil", "the field");
    await dialog.getByRole("button", { name: "Salvar" }).click();
    await row(page, "Bitcoin passar de R$ 600.000,00").waitFor();
  }],

  ["alerts: every kind can be made and comes back to the form as it was", async (open) => {
    const window = await open({ page: "alerts", query: "empty" });
    const { page } = window;
    const dialog = page.getByRole("dialog");
    await window.button("Novo alerta").click();
    const kinds = await dialog.getByLabel("Avisar quando").locator("option").evaluateAll((options) => options.map((option) => option.value));
    await page.keyboard.press("Escape");
    for (const [i, kind] of kinds.entries()) {
      await window.button("Novo alerta").click();
      await dialog.getByLabel("Avisar quando").selectOption(kind);
      const value = dialog.getByLabel(/^(Preço em|Variação em|Nível do|Vezes o)/);
      if (await value.count()) await value.fill("12");
      await dialog.getByRole("button", { name: "Salvar" }).click();
      await dialog.waitFor({ state: "detached" });
      await page.waitForFunction((count) => document.querySelectorAll("[data-alert]").length === count, i + 1);
      await page.locator("[data-alert]").first().getByRole("button", { name: /^Editar/ }).click();
      equal(await dialog.getByLabel("Avisar quando").inputValue(), kind, "the kind");
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
  }],

  ["alerts: a firing arrives, is announced, and can be heard and put off", async (open) => {
    const window = await open({ page: "studio" });
    const { page } = window;
    await window.button("Segure para falar").waitFor();
    await window.movePrice("BTC", "525000.01");
    const toast = page.getByTestId("firing");
    await toast.getByText("Bitcoin passou de R$ 525.000,00.").waitFor();
    await window.announced("Alerta: Bitcoin passou de R$ 525.000,00.");
    await toast.getByRole("button", { name: "Ouvir de novo" }).click();
    await window.waitForCall("say_firing");
    await window.accessible("a window with a firing");
    await toast.getByRole("button", { name: "Adiar 10 min" }).click();
    const [[, minutes]] = await window.waitForCall("snooze_firing");
    equal(minutes, 10, "minutes");
    await toast.waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Alertas" }).click();
    await page.getByTestId("firings").getByText("Bitcoin passou de R$ 525.000,00.").waitFor();
    await row(page, "Bitcoin passar de R$ 525.000,00").getByText("Disparado").waitFor();
  }],

  ["alerts: a late firing says so and gives its true time", async (open) => {
    const window = await open({ page: "alerts" });
    const late = window.page.getByTestId("firings").getByRole("listitem").filter({ hasText: "Atrasado" }).first();
    await late.waitFor();
    const text = await late.innerText();
    const times = text.match(/\d{2}\/\d{2}\/\d{4}, \d{2}:\d{2}/g) ?? [];
    assert(text.includes("Aconteceu em") && new Set(times).size === 2, `the true time and the time of telling stand in: ${text}`);
  }],

  ["alerts: test, pause all, schedule", async (open) => {
    const window = await open({ page: "alerts" });
    const { page } = window;
    await page.getByRole("button", { name: /^Testar: Bitcoin passar/ }).click();
    await page.getByTestId("firing").getByText(/^Teste: Bitcoin passar/).waitFor();
    await page.getByTestId("firing").getByRole("button", { name: "Dispensar" }).click();
    await window.button("Pausar todos").click();
    await window.button("Retomar todos").waitFor();
    equal(await page.getByTestId("alerts").getByText("Ativo", { exact: true }).count(), 0, "active alerts");
    await page.getByRole("button", { name: /^Apagar da agenda/ }).click();
    await page.getByText(/Nada agendado/).waitFor();
  }],

  ["alerts: none yet, and a list that cannot be loaded", async (open) => {
    const empty = await open({ page: "alerts", query: "empty" });
    await empty.page.getByText("Você ainda não tem alertas.").waitFor();
    await empty.page.getByText("Nenhum alerta disparou ainda.").waitFor();
    const broken = await open({ page: "alerts", query: "fail=alerts:1" });
    await broken.button("Tentar de novo").click();
    await broken.page.getByTestId("alerts").waitFor();
  }],
];
