import { equal } from "../harness.mjs";

export const tests = [
  ["history: read a conversation, hear it again, ask again", async (open) => {
    const window = await open({ page: "history" });
    const { page } = window;
    await page.getByTestId("conversations").getByText("como está o RSI da solana?").click();
    const conversation = page.getByTestId("conversation");
    await conversation.getByText(/O RSI de 14 dias da Solana está em/).waitFor();
    await conversation.getByRole("button", { name: "Ouvir de novo" }).click();
    const [[message]] = await window.waitForCall("say_again");
    equal(typeof message, "string", "the message said again");
    await conversation.getByRole("button", { name: "Perguntar de novo" }).click();
    await page.getByTestId("answer").waitFor();
    equal(await page.getByTestId("question-text").innerText(), "como está o RSI da solana?", "the question");
  }],

  ["history: what is asked now stands there afterwards", async (open) => {
    const window = await open();
    await window.ask("preço da cardano");
    await window.page.getByTestId("answer").waitFor();
    await window.page.getByRole("link", { name: "Histórico" }).click();
    await window.page.getByTestId("conversations").getByText("preço da cardano").waitFor();
  }],

  ["history: search finds without accents and says when it finds nothing", async (open) => {
    const window = await open({ page: "history" });
    const { page } = window;
    await page.getByRole("searchbox", { name: "Buscar nas conversas" }).fill("preco bitcoin");
    await page.getByTestId("hits").getByText("qual o preço do bitcoin?").waitFor();
    await page.getByText("1 resultado").waitFor();
    await page.getByTestId("hits").getByRole("button").first().click();
    await page.getByTestId("conversation").getByText(/O Bitcoin está em/).first().waitFor();
    await page.getByRole("searchbox", { name: "Buscar nas conversas" }).fill("xyzxyz");
    await page.getByText("Nada encontrado para “xyzxyz”.").waitFor();
  }],

  ["history: export, and an export that fails is tried again", async (open) => {
    const window = await open({ page: "history", query: "fail=export_history:1" });
    const { page } = window;
    await window.button("Exportar CSV").click();
    await page.getByRole("alert").filter({ hasText: "falhou de propósito" }).waitFor();
    await window.button("Tentar de novo").click();
    await page.getByText(/Exportado para .*\.csv/).first().waitFor();
    await window.button("Exportar JSON").click();
    await page.getByText(/Exportado para .*\.json/).first().waitFor();
  }],

  ["history: nothing is deleted without consent", async (open) => {
    const window = await open({ page: "history" });
    const { page } = window;
    await page.getByTestId("conversations").getByText("qual a maior alta de hoje?").click();
    await window.button("Apagar conversa").click();
    await page.keyboard.press("Escape");
    equal((await window.calls("delete_conversation")).length, 0, "deletions after Esc");
    await window.button("Apagar conversa").click();
    await page.getByRole("dialog").getByRole("button", { name: "Apagar conversa" }).click();
    await page.getByTestId("conversations").getByText("qual a maior alta de hoje?").waitFor({ state: "detached" });
    await window.button("Apagar tudo").click();
    await page.getByRole("dialog").getByRole("button", { name: "Apagar tudo" }).click();
    await page.getByText("Suas conversas aparecem aqui.").waitFor();
  }],
];
