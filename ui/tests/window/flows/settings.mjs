import { assert, equal } from "../harness.mjs";

export const tests = [
  ["settings: a change is kept below and seen at once", async (open) => {
    const window = await open({ page: "settings/system" });
    const { page } = window;
    await page.getByRole("combobox", { name: "Tema", exact: true }).selectOption("dark");
    await page.locator("html[data-theme=dark]").waitFor();
    await page.getByRole("combobox", { name: "Idioma da janela" }).selectOption("en");
    await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
    await page.locator("html[lang=en]").waitFor();
    equal(await window.calls("update_settings"), [[{ theme: "dark" }], [{ language: "en" }]], "patches");
  }],

  ["settings: a refused change goes back, says why, and loses no typed text", async (open) => {
    const window = await open({ page: "settings", query: "fail=update_settings:1" });
    const { page } = window;
    const voice = page.getByRole("combobox", { name: "Voz", exact: true });
    await voice.selectOption("system");
    await page.getByRole("alert").filter({ hasText: "falhou de propósito" }).waitFor();
    equal(await voice.inputValue(), "kokoro:pf_dora", "the voice");
    const address = page.getByLabel("Endereço", { exact: true });
    await address.fill("localhost:11434");
    await address.press("Enter");
    await page.getByText("O endereço precisa começar com http:// ou https://.").waitFor();
    equal(await address.inputValue(), "localhost:11434", "the address that was typed");
    await address.fill("http://localhost:11434/v1");
    await address.press("Enter");
    await page.getByText("O endereço precisa começar com").waitFor({ state: "detached" });
    equal(await page.getByRole("combobox", { name: "Provedor" }).inputValue(), "ollama", "the provider");
  }],

  ["settings: a key goes down and never comes back", async (open) => {
    const window = await open({ page: "settings/llm" });
    const { page } = window;
    await window.button("Testar", true).click();
    await page.getByText("Falta a chave do modelo de linguagem.").waitFor();
    await page.getByLabel("Chave do LLM", { exact: true }).fill("sk-muito-secreta");
    await page.getByRole("button", { name: "Guardar: Chave do LLM" }).click();
    await page.getByRole("button", { name: "Esquecer: Chave do LLM" }).waitFor();
    equal(await page.getByLabel("Chave do LLM", { exact: true }).inputValue(), "", "the field");
    assert(!(await page.content()).includes("sk-muito-secreta"), "the key stands in the page");
    await window.button("Testar", true).click();
    await page.getByText("gpt-4o-mini respondeu em 843 ms.").waitFor();
    await page.getByRole("button", { name: "Esquecer: Chave do LLM" }).click();
    await page.getByRole("button", { name: "Esquecer: Chave do LLM" }).waitFor({ state: "detached" });
  }],

  ["settings: a model is downloaded, paused, continued and removed", async (open) => {
    const window = await open({ page: "settings/recognition" });
    const { page } = window;
    const tiny = page.locator("[data-model=whisper-tiny]");
    await tiny.getByRole("button", { name: "Baixar: Whisper tiny" }).click();
    await tiny.getByRole("button", { name: "Pausar: Whisper tiny" }).click();
    await tiny.getByText(/Pausado · \d+ MB de 78 MB/).waitFor();
    await tiny.getByRole("button", { name: "Continuar: Whisper tiny" }).click();
    await tiny.getByText("Pronto").waitFor();
    await tiny.getByRole("button", { name: "Remover: Whisper tiny" }).click();
    await tiny.getByText("Não baixado").waitFor();
  }],

  ["settings: a download that breaks says so and goes on from there", async (open) => {
    const window = await open({ page: "settings/recognition", query: "fail=download:1" });
    const tiny = window.page.locator("[data-model=whisper-tiny]");
    await tiny.getByRole("button", { name: "Baixar: Whisper tiny" }).click();
    await tiny.getByText("A conexão caiu no meio.").waitFor();
    await tiny.getByRole("button", { name: "Continuar: Whisper tiny" }).click();
    await tiny.getByText("Pronto").waitFor();
  }],

  ["settings: microphone and speaker are tested", async (open) => {
    const window = await open({ page: "settings/sound" });
    const { page } = window;
    await window.button("Testar microfone").click();
    const meter = page.getByRole("meter", { name: "Nível do microfone" });
    await page.waitForFunction(() => Number(document.querySelector("[role=meter]")?.getAttribute("aria-valuenow")) > 20);
    assert(await meter.isVisible(), "the meter shows");
    await window.button("Parar teste").click();
    await window.waitForCall("stop_microphone_test");
    await window.button("Testar alto-falante").click();
    await window.announced("Som de teste tocado.");
    await window.button("Testar microfone").click();
    await window.waitForCall("start_microphone_test", 2);
    await page.getByRole("link", { name: "Studio" }).click();
    await window.waitForCall("stop_microphone_test", 2);
  }],

  ["settings: the hotkey is captured, and a taken one is explained", async (open) => {
    const window = await open({ page: "settings/hotkey" });
    const { page } = window;
    const change = window.button("Mudar atalho");
    await change.click();
    await page.keyboard.press("KeyK");
    await page.getByText("Use ao menos Ctrl, Alt ou Super junto com a tecla.").waitFor();
    await page.keyboard.press("Control+Shift+KeyA");
    await page.getByText("Outro programa já usa Ctrl+Shift+A.").waitFor();
    await change.click();
    await page.keyboard.press("Control+Alt+KeyK");
    await page.getByText("Ctrl+Alt+K", { exact: true }).waitFor();
  }],

  ["settings: channels are tested one by one", async (open) => {
    const window = await open({ page: "settings/notify" });
    await window.button("Testar Webhook").click();
    await window.page.getByText("Falta o endereço do webhook.").waitFor();
    await window.button("Testar Notificação na tela").click();
    await window.announced("Teste enviado.");
    equal(await window.calls("test_channel"), [["webhook"], ["tray"]], "tests");
  }],

  ["settings: latency and the diagnostics report", async (open) => {
    const window = await open({ page: "settings/diagnostics" });
    const { page } = window;
    const stage = page.getByRole("row", { name: /Até o primeiro som/ });
    await stage.getByText("233 ms").waitFor();
    await window.button("Gerar relatório").click();
    await page.waitForFunction(() => /ALFA 0\.1\.0/.test(document.querySelector("textarea")?.value ?? ""));
  }],
];
