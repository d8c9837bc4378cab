import { assert, equal } from "../harness.mjs";

export const tests = [
  ["first use: microphone, key, model, question", async (open) => {
    const window = await open({ query: "first_use" });
    const { page } = window;
    await page.getByText("Ouvi você.").waitFor();
    await window.accessible("first use, microphone");
    await window.button("Continuar", true).click();
    await page.getByRole("heading", { name: /Segure esta combinação/ }).waitFor();
    await window.waitForCall("stop_microphone_test");
    await window.accessible("first use, key");
    await window.button("Continuar", true).click();
    await page.getByRole("button", { name: "Baixar: Whisper base, 8 bits" }).click();
    await page.locator("[data-model='whisper-base-q8_0']").getByText("Pronto").waitFor();
    await window.accessible("first use, model");
    await window.button("Continuar", true).click();
    await window.ask("qual o preço do bitcoin?");
    await page.getByTestId("answer").waitFor();
    await window.accessible("first use, question");
    await window.button("Começar").click();
    await page.getByRole("link", { name: "Painel" }).waitFor();
    equal((await window.calls("finish_first_use")).length, 1, "finishes");
  }],

  ["first use: each step can be skipped, or all at once", async (open) => {
    const window = await open({ query: "first_use" });
    for (const step of [1, 2, 3]) {
      await window.page.getByRole("heading", { name: new RegExp(`Passo ${step} de 4`) }).waitFor();
      await window.button("Pular", true).click();
    }
    await window.button("Começar").click();
    await window.page.getByRole("link", { name: "Studio" }).waitFor();
    const other = await open({ query: "first_use" });
    await other.button("Pular tudo").click();
    await other.page.getByRole("link", { name: "Studio" }).waitFor();
    assert((await other.calls("finish_first_use")).length === 1, "skipping is kept");
  }],
];
