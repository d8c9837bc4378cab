import { assert, equal } from "../harness.mjs";

const PHRASE = "abacate abaixo abalar abater abduzir abelha aberto abismo abotoar abranger abreviar abrigar abrupto absinto absoluto absurdo abutre acabado acalmar acampar acanhar acaso aceitar acelerar";
const PAGE = "settings/account";

async function fill(section, fields) {
  for (const [label, value] of Object.entries(fields)) await section.getByLabel(label, { exact: true }).fill(value);
}

/** The section's part of the page, and a picture of it. */
function section(window) {
  return window.page.locator("#section-account");
}

async function press(window, name) {
  await section(window).getByRole("button", { name, exact: true }).click();
}

/** Each state of the account, in both themes and narrow: no barrier, nothing too wide, and a picture to look at. */
const STATES = [
  ["nobody", { query: "no_keyring" }, async (window) => section(window).getByText("Sem conta, tudo funciona").waitFor()],
  ["create", {}, async (window) => {
    await section(window).getByText("Criar conta").first().click();
    await press(window, "Criar conta");
    await section(window).getByText("Preencha este campo.").first().waitFor();
  }],
  ["code", { query: "account=code" }, async (window) => section(window).getByText("Enviamos uma mensagem para eva@exemplo.com.br").waitFor()],
  ["browser", { query: "account=browser" }, async (window) => section(window).getByText("Esperando o navegador…").waitFor()],
  ["browser-none", { query: "account=no_browser" }, async (window) => section(window).getByText("Não consegui abrir o navegador.").waitFor()],
  ["factor", { query: "account=factor" }, async (window) => {
    await press(window, "Confirmar");
    await fill(section(window), { "Código do app ou de recuperação": "000000" });
    await press(window, "Confirmar");
    await section(window).getByText("O código não confere.").waitFor();
  }],
  ["phrase", { query: "account=shown" }, async (window) => window.page.getByTestId("phrase").waitFor()],
  ["phrase-check", { query: "account=shown" }, async (window) => press(window, "Anotei as palavras")],
  ["phrase-asked", { query: "account=asked" }, async (window) => {
    await section(window).getByLabel("Frase de recuperação").fill("abandon ability able");
    await press(window, "Confirmar");
    await section(window).getByText("vieram 3").waitFor();
  }],
  ["in", { query: "account=in" }, async (window) => window.page.getByTestId("account-devices").waitFor()],
  ["secured", { query: "account=secured" }, async (window) => {
    await window.page.locator("[data-testid=second-factor][data-on=true]").waitFor();
    await section(window).getByRole("switch", { name: /^Receber/ }).click();
    await section(window).getByLabel("Moedas", { exact: true }).waitFor();
    await window.page.getByTestId("usage").waitFor();
    await window.announced("Salvo.");
  }, "[data-testid=second-factor]"],
  ["factor-scan", { query: "account=in" }, async (window) => scan(window)],
  ["factor-codes", { query: "account=in" }, async (window) => {
    await scan(window);
    await fill(window.page.getByRole("dialog"), { "Os 6 números que o app mostra": "123456" });
    await window.page.keyboard.press("Enter");
    await window.page.getByTestId("recovery-codes").waitFor();
  }],
  ["factor-off", { query: "account=secured" }, async (window) => {
    await press(window, "Desligar verificação");
    await window.page.getByRole("dialog").getByRole("button", { name: "Desligar verificação" }).click();
  }],
  ["email", { query: "account=in" }, async (window) => press(window, "Trocar o e-mail")],
  ["exported", { query: "account=in" }, async (window) => {
    await press(window, "Baixar meus dados");
    await fill(window.page.getByRole("dialog"), { Senha: "uma senha comprida" });
    await window.page.keyboard.press("Enter");
    await window.page.getByRole("dialog").getByText("alfa-conta-").waitFor();
  }],
  ["silent", { query: "account=in&fail=second_factor,daily_report,account_usage" }, async (window) => section(window).getByText("falhou de propósito").nth(2).waitFor(), "[data-testid=account-devices]"],
  ["waiting", { query: "account=waiting" }, async (window) => window.page.getByTestId("put-aside").waitFor()],
  ["ended", { query: "account=ended" }, async (window) => section(window).getByText("A sessão desta conta terminou").waitFor()],
  ["erase", { query: "account=in" }, async (window) => {
    await press(window, "Apagar a conta");
    await window.page.getByRole("dialog").getByRole("button", { name: "Apagar a conta" }).click();
  }],
];

/** On to the key for the authenticator. */
async function scan(window) {
  await press(window, "Ligar verificação");
  await fill(window.page.getByRole("dialog"), { Senha: "uma senha comprida" });
  await window.page.keyboard.press("Enter");
  await window.page.getByRole("dialog").getByRole("img", { name: "Código QR para o app autenticador" }).waitFor();
}

const LOOKS = [["light", 1280], ["dark", 360]];

const pictures = STATES.flatMap(([name, options, prepare, shown = "#section-account"]) =>
  LOOKS.map(([theme, width]) => [
    `account: ${name}, ${theme}, ${width} px wide`,
    async (open, shots) => {
      const window = await open({ page: PAGE, ...options, theme, width, height: 1000 });
      await window.page.locator(`html[data-theme=${theme}]`).waitFor();
      await prepare(window);
      await section(window).scrollIntoViewIfNeeded();
      await window.page.evaluate((part) => document.querySelector(part)?.scrollIntoView(), shown);
      await window.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      await window.shot(`${shots}/account-${name}-${theme}-${width}.png`);
      await window.fits(`the account (${name})`);
      await window.accessible(`the account (${name}, ${theme}, ${width})`);
    },
  ]),
);

export const tests = [
  ["account: made, proved by the mailed code, the phrase written down, and in", async (open) => {
    const window = await open({ page: PAGE });
    const { page } = window;
    await section(window).getByText("Criar conta").first().click();
    await fill(section(window), { "Endereço da nuvem": "http://nuvem.exemplo.com.br", "E-mail": "eva@exemplo.com.br", Senha: "curta" });
    await press(window, "Criar conta");
    await section(window).getByText("Esse endereço não protege a senha no caminho.").waitFor();
    await fill(section(window), { "Endereço da nuvem": "https://nuvem.exemplo.com.br" });
    await press(window, "Criar conta");
    await section(window).getByText("A senha é curta demais.").waitFor();
    equal(await section(window).getByLabel("E-mail", { exact: true }).inputValue(), "eva@exemplo.com.br", "what was typed stays");
    await fill(section(window), { Senha: "uma senha comprida" });
    await page.keyboard.press("Enter");
    await fill(section(window), { "Código do e-mail": "outro" });
    await page.keyboard.press("Enter");
    await section(window).getByText("Este código não vale.").waitFor();
    await press(window, "Enviar outro código");
    await window.announced("Outro código foi enviado");
    await fill(section(window), { "Código do e-mail": "codigo-do-email" });
    await page.keyboard.press("Enter");

    // it is shown numbered and cannot be copied
    const words = page.getByTestId("phrase").getByRole("listitem");
    await words.first().waitFor();
    equal(await words.count(), 24, "words");
    equal((await words.nth(10).innerText()).split(/\s+/), ["11", "abreviar"], "the eleventh word");
    await section(window).getByText("nunca digite aqui a frase de uma carteira").waitFor();
    await page.evaluate(() => navigator.clipboard.writeText("nada"));
    await page.evaluate(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector("[data-testid=phrase]"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    });
    await page.keyboard.press("Control+C");
    equal(await page.evaluate(() => navigator.clipboard.readText()), "nada", "the clipboard");

    // three words are asked for, without the words in sight
    await press(window, "Anotei as palavras");
    await section(window).getByLabel("Palavra 2", { exact: true }).waitFor();
    assert(!(await page.content()).includes("abreviar"), "the words stand in the page while they are asked for");
    await fill(section(window), { "Palavra 2": "abaixo", "Palavra 11": "abelha", "Palavra 24": "acelerar" });
    await press(window, "Confirmar");
    await section(window).getByText("A palavra 11 não é essa.").waitFor();
    await press(window, "Ver as palavras de novo");
    await words.first().waitFor();
    await press(window, "Anotei as palavras");
    await fill(section(window), { "Palavra 2": "Abaixo", "Palavra 11": "abreviar", "Palavra 24": "acelerar" });
    await page.keyboard.press("Enter");
    await window.announced("Você entrou na conta.");
    await page.getByTestId("account-devices").waitFor();
    assert(!(await page.content()).includes("abreviar"), "the phrase stands in the page after it was written down");
  }],

  ["account: a new computer needs the phrase, and says what is wrong with it", async (open) => {
    const window = await open({ page: PAGE });
    await fill(section(window), { "E-mail": "ana@exemplo.com.br", Senha: "outra senha" });
    await press(window, "Entrar");
    await section(window).getByText("E-mail ou senha não conferem.").waitFor();
    await fill(section(window), { Senha: "uma senha comprida" });
    await press(window, "Entrar");
    const field = section(window).getByLabel("Frase de recuperação");
    for (const [typed, said] of [["abacate abaixo", "vieram 2"], [PHRASE.replace("abelha", "abandon"), "A palavra 6 não existe na lista."], [PHRASE.split(" ").reverse().join(" "), "de outra conta"]]) {
      await field.fill(typed);
      await press(window, "Confirmar");
      await section(window).getByText(said).waitFor();
    }
    await field.fill(`  ${PHRASE.toUpperCase()} `);
    await section(window).getByText("24 de 24 palavras").waitFor();
    await press(window, "Confirmar");
    await window.page.getByTestId("account-devices").waitFor();
    assert(!JSON.stringify(await window.calls("account")).includes("abacate"), "the phrase goes down once");
  }],

  ["account: signed in through the browser, which is waited for, left, and may say no", async (open) => {
    const window = await open({ page: PAGE, query: "fail=browser:1" });
    await press(window, "Entrar pelo navegador");
    await section(window).getByText("Esperando o navegador…").waitFor();
    await section(window).getByText("A página para entrar está no seu navegador.").waitFor();
    await press(window, "Copiar endereço");
    await window.announced("Copiado.");
    const page = await window.page.evaluate(() => navigator.clipboard.readText());
    assert(page.startsWith("https://nuvem.exemplo.com.br/v1/authorize?"), page);
    await section(window).getByText("A entrada foi cancelada no navegador.").waitFor();
    await fill(section(window), { "E-mail": "ana@exemplo.com.br" });
    await press(window, "Entrar pelo navegador");
    await fill(section(window), { "Frase de recuperação": PHRASE });
    await press(window, "Confirmar");
    await window.page.getByTestId("account-devices").waitFor();
    equal(await window.calls("sign_in_by_browser"), ["", "ana@exemplo.com.br"].map((email) => ["https://nuvem.exemplo.com.br", email, false]), "what was asked");

    const left = await open({ page: PAGE, query: "account=browser" });
    await press(left, "Cancelar");
    await section(left).getByText("Sem conta, tudo funciona").waitFor();
  }],

  ["account: the second factor is asked for after the password", async (open) => {
    const window = await open({ page: PAGE, query: "account=factor" });
    const label = "Código do app ou de recuperação";
    await fill(section(window), { [label]: "654321" });
    await window.page.keyboard.press("Enter");
    await section(window).getByText("O código não confere.").waitFor();
    equal(await section(window).getByLabel(label).inputValue(), "654321", "what was typed stays");
    await fill(section(window), { [label]: "123456" });
    await window.page.keyboard.press("Enter");
    await section(window).getByLabel("Frase de recuperação").waitFor();
  }],

  ["account: an alert stays on this computer when the user says so", async (open) => {
    const window = await open({ page: "alerts", query: "account=in" });
    const dialog = window.page.getByRole("dialog");
    const choice = dialog.getByRole("switch", { name: "Vigiar também na nuvem" });
    await window.button("Novo alerta").click();
    await dialog.getByLabel(/^Preço em/).fill("700000");
    await choice.click();
    await dialog.getByRole("button", { name: "Salvar" }).click();
    const [[draft]] = await window.waitForCall("save_alert");
    equal(draft.leaves_device, false, "what is saved");
    const item = window.page.getByRole("listitem").filter({ hasText: "Só neste computador" });
    await item.getByRole("button", { name: /^Editar/ }).click();
    equal(await choice.getAttribute("aria-checked"), "false", "the choice as it was kept");
    await choice.click();
    await dialog.getByRole("button", { name: "Salvar" }).click();
    await item.waitFor({ state: "detached" });
  }],

  ["account: without a keyring the session goes into a file only when it is asked to", async (open) => {
    const window = await open({ page: PAGE, query: "no_keyring" });
    await fill(section(window), { "E-mail": "ana@exemplo.com.br", Senha: "uma senha comprida" });
    await press(window, "Entrar");
    await section(window).getByText("não tem um chaveiro").waitFor();
    await section(window).getByRole("switch", { name: "Guardar a sessão num arquivo" }).click();
    await press(window, "Entrar");
    await section(window).getByLabel("Frase de recuperação").waitFor();
    const entries = await window.calls("sign_in");
    equal(entries.map(([entry]) => entry.keep_in_file), [false, true], "kept in a file");
  }],

  ["account: sync is followed by itself and by hand", async (open) => {
    const window = await open({ page: PAGE, query: "account=waiting" });
    const { page } = window;
    await page.locator("[data-testid=sync-state][data-level=false]").getByText("3 mudanças esperam para ser enviadas.").waitFor();
    await section(window).getByText("A nuvem não respondeu.").waitFor();
    await page.getByTestId("put-aside").getByText("Veio de outro dispositivo e não pôde ser lido").waitFor();
    await page.getByTestId("put-aside").getByText("A nuvem não aceitou (bad_body).").waitFor();
    await press(window, "Sincronizar agora");
    await section(window).getByText("Sincronizado: 3 enviadas, 2 recebidas.").waitFor();
    await page.locator("[data-testid=sync-state][data-level=true]").getByText("Em dia.").waitFor();
    await section(window).getByText("A nuvem não respondeu.").waitFor({ state: "detached" });
  }],

  ["account: a device is taken out only after a second word, and never this one", async (open) => {
    const window = await open({ page: PAGE, query: "account=in&fail=revoke_device:1" });
    const { page } = window;
    const list = page.getByTestId("account-devices").getByRole("listitem");
    await list.first().waitFor();
    equal(await list.count(), 3, "devices");
    equal(await page.getByTestId("account-devices").getByRole("button").count(), 2, "devices that can be taken out");
    await section(window).getByRole("button", { name: "Tirar da conta: notebook-do-trabalho" }).click();
    const dialog = page.getByRole("dialog", { name: "Tirar notebook-do-trabalho da conta?" });
    await dialog.getByRole("button", { name: "Tirar da conta" }).click();
    await dialog.getByText("falhou de propósito").waitFor();
    await dialog.getByRole("button", { name: "Tirar da conta" }).click();
    await window.announced("Dispositivo tirado da conta.");
    await list.nth(2).waitFor({ state: "detached" });
    equal(await list.count(), 2, "devices left");
  }],

  ["account: a forgotten password is replaced by the mailed code", async (open) => {
    const window = await open({ page: PAGE });
    await section(window).getByText("Esqueci a senha").click();
    await fill(section(window), { "E-mail": "ana@exemplo.com.br" });
    await press(window, "Enviar código");
    await section(window).getByText("Se ana@exemplo.com.br tem uma conta, um código foi enviado.").waitFor();
    await fill(section(window), { "Código do e-mail": "codigo-do-email", "Senha nova": "uma senha mais nova" });
    await press(window, "Trocar a senha");
    await window.announced("A senha foi trocada");
    await fill(section(window), { Senha: "uma senha mais nova" });
    equal(await section(window).getByLabel("E-mail", { exact: true }).inputValue(), "ana@exemplo.com.br", "the address goes along");
    await press(window, "Entrar");
    await section(window).getByLabel("Frase de recuperação").waitFor();
  }],

  ["account: the password is changed, the account left, and erased only by typing its address", async (open) => {
    const window = await open({ page: PAGE, query: "account=in" });
    const { page } = window;
    const dialog = page.getByRole("dialog");
    await press(window, "Trocar a senha");
    await fill(dialog, { "Senha de agora": "não é esta", "Senha nova": "uma senha mais nova" });
    await page.keyboard.press("Enter");
    await dialog.getByText("A senha não confere.").waitFor();
    await fill(dialog, { "Senha de agora": "uma senha comprida" });
    await page.keyboard.press("Enter");
    await window.announced("A senha foi trocada");
    await press(window, "Apagar a conta");
    await fill(dialog, { "Para confirmar, escreva ana@exemplo.com.br": "eva@exemplo.com.br", Senha: "uma senha mais nova" });
    await page.keyboard.press("Enter");
    await dialog.getByText("Não é o e-mail desta conta.").waitFor();
    equal(await window.calls("erase_account"), [], "nothing was erased");
    await page.keyboard.press("Escape");
    await press(window, "Sair da conta");
    await dialog.getByRole("button", { name: "Sair da conta" }).click();
    await section(window).getByText("Sem conta, tudo funciona").waitFor();
  }],

  ["account: the second factor is turned on, asked for, its codes renewed, and turned off", async (open) => {
    const window = await open({ page: PAGE, query: "account=in" });
    const { page } = window;
    const dialog = page.getByRole("dialog");
    await section(window).getByText("Para entrar basta a senha.").waitFor();
    await press(window, "Ligar verificação");
    await fill(dialog, { Senha: "não é esta" });
    await page.keyboard.press("Enter");
    await dialog.getByText("A senha não confere.").waitFor();
    await fill(dialog, { Senha: "uma senha comprida" });
    await page.keyboard.press("Enter");
    equal(await page.getByTestId("authenticator-key").innerText(), "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP", "the key, to be typed");
    await dialog.getByRole("button", { name: "Copiar chave" }).click();
    await window.announced("Copiado.");
    equal(await page.evaluate(() => navigator.clipboard.readText()), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "the key, copied");
    await fill(dialog, { "Os 6 números que o app mostra": "654321" });
    await page.keyboard.press("Enter");
    await dialog.getByText("O código não confere.").waitFor();
    await fill(dialog, { "Os 6 números que o app mostra": "123 456" });
    await page.keyboard.press("Enter");
    await window.announced("A verificação em duas etapas está ligada.");
    const codes = await page.getByTestId("recovery-codes").getByRole("listitem").allInnerTexts();
    equal(codes.length, 10, "recovery codes");
    await dialog.getByRole("button", { name: "Copiar códigos" }).click();
    await dialog.getByRole("button", { name: "Copiado." }).waitFor();
    equal((await page.evaluate(() => navigator.clipboard.readText())).split("\n"), codes, "the codes, copied");
    await dialog.getByRole("button", { name: "Já guardei" }).click();
    assert(!(await page.content()).includes(codes[0]), "the codes stand in the page after they were kept");

    // signed in again: a recovery code will do, once
    await press(window, "Sair da conta");
    await dialog.getByRole("button", { name: "Sair da conta" }).click();
    await fill(section(window), { "E-mail": "ana@exemplo.com.br", Senha: "uma senha comprida" });
    await press(window, "Entrar");
    await fill(section(window), { "Código do app ou de recuperação": codes[0].toLowerCase() });
    await press(window, "Confirmar");
    await fill(section(window), { "Frase de recuperação": PHRASE });
    await press(window, "Confirmar");
    await section(window).getByText("Restam 9 códigos de recuperação.").waitFor();

    await press(window, "Gerar novos códigos");
    await fill(dialog, { Senha: "uma senha comprida", "Código do app ou de recuperação": codes[0] });
    await page.keyboard.press("Enter");
    await dialog.getByText("O código não confere.").waitFor();
    await fill(dialog, { "Código do app ou de recuperação": "123456" });
    await page.keyboard.press("Enter");
    await page.getByTestId("recovery-codes").waitFor();
    const renewed = await page.getByTestId("recovery-codes").getByRole("listitem").allInnerTexts();
    assert(renewed.length === 10 && !renewed.includes(codes[1]), "other codes");
    await dialog.getByRole("button", { name: "Já guardei" }).click();
    await section(window).getByText("Restam 10 códigos de recuperação.").waitFor();

    await press(window, "Desligar verificação");
    await dialog.getByRole("button", { name: "Desligar verificação" }).click();
    equal(await window.calls("end_second_factor"), [], "nothing is asked before both are typed");
    await fill(dialog, { Senha: "uma senha comprida", "Código do app ou de recuperação": "123456" });
    await page.keyboard.press("Enter");
    await window.announced("A verificação em duas etapas está desligada.");
    await section(window).getByText("Para entrar basta a senha.").waitFor();
  }],

  ["account: another address holds once its code has come back", async (open) => {
    const window = await open({ page: PAGE, query: "account=in" });
    const { page } = window;
    const dialog = page.getByRole("dialog");
    await press(window, "Trocar o e-mail");
    await fill(dialog, { "E-mail novo": "nova@exemplo.com.br", Senha: "não é esta" });
    await page.keyboard.press("Enter");
    await dialog.getByText("A senha não confere.").waitFor();
    await fill(dialog, { Senha: "uma senha comprida" });
    await page.keyboard.press("Enter");
    await dialog.getByText("Enviamos um código para nova@exemplo.com.br.").waitFor();
    // the mail takes its time: the dialog is left, and the code typed later
    await page.keyboard.press("Escape");
    await section(window).getByText("ana@exemplo.com.br", { exact: true }).waitFor();
    await press(window, "Trocar o e-mail");
    await dialog.getByRole("button", { name: "Já tenho um código" }).click();
    await fill(dialog, { "Código do e-mail": "outro" });
    await page.keyboard.press("Enter");
    await dialog.getByText("Este código não vale.").waitFor();
    await fill(dialog, { "Código do e-mail": "codigo-do-email" });
    await page.keyboard.press("Enter");
    await window.announced("Agora a conta é nova@exemplo.com.br.");
    await section(window).getByText("nova@exemplo.com.br", { exact: true }).waitFor();
  }],

  ["account: everything the cloud has is written into a file, whose place is said", async (open) => {
    const window = await open({ page: PAGE, query: "account=in&fail=export_account:1" });
    const dialog = window.page.getByRole("dialog");
    await press(window, "Baixar meus dados");
    await fill(dialog, { Senha: "uma senha comprida" });
    await window.page.keyboard.press("Enter");
    await dialog.getByText("falhou de propósito").waitFor();
    await dialog.getByRole("button", { name: "Baixar" }).click();
    await dialog.getByText("/home/voce/Downloads/alfa-conta-2026-11-23-090512.ndjson").waitFor();
    await dialog.getByRole("button", { name: "Fechar" }).last().click();
    await dialog.waitFor({ state: "detached" });
  }],

  ["account: the daily report is turned on, moved, and turned off", async (open) => {
    const window = await open({ page: PAGE, query: "account=in" });
    const receive = section(window).getByRole("switch", { name: "Receber um e-mail por dia com as suas moedas" });
    await receive.click();
    await window.announced("Salvo.");
    await section(window).getByText("O próximo sai em").waitFor();
    await fill(section(window), { Hora: "25", Moedas: "btc, zzz" });
    await window.page.keyboard.press("Enter");
    await section(window).getByText("Escreva uma hora, por exemplo 08:00.").waitFor();
    await fill(section(window), { Hora: "7h30" });
    await window.page.keyboard.press("Enter");
    await section(window).getByText("Uma das moedas não é conhecida").waitFor();
    equal(await section(window).getByLabel("Moedas", { exact: true }).inputValue(), "btc, zzz", "what was typed stays");
    await fill(section(window), { Moedas: "btc eth" });
    await window.page.keyboard.press("Enter");
    await section(window).getByText("Uma das moedas não é conhecida").waitFor({ state: "detached" });
    await receive.click();
    await section(window).getByLabel("Moedas", { exact: true }).waitFor({ state: "detached" });
    const wanted = [[true, "08:00", "BTC ETH SOL"], [true, "07:30", "BTC ZZZ"], [true, "07:30", "BTC ETH"], [false, "07:30", "BTC ETH"]];
    equal((await window.calls("set_daily_report")).map(([to]) => [to.enabled, to.time, to.coins.join(" ")]), wanted, "what was set");
  }],

  ["account: the month's use of the cloud's voice is shown, also where the cloud is away", async (open) => {
    const window = await open({ page: PAGE, query: "account=waiting" });
    const usage = window.page.getByTestId("usage");
    await usage.getByText("6 min 53 s de 15 min").waitFor();
    await usage.getByText("8.412 de 20.000").waitFor();
    await usage.getByText("37 de 100").waitFor();
    await section(window).getByText("A nuvem não respondeu agora.").waitFor();
  }],

  ["account: leaving while the cloud is away says what is left to do", async (open) => {
    const window = await open({ page: PAGE, query: "account=waiting" });
    await press(window, "Sair da conta");
    await window.page.getByRole("dialog").getByRole("button", { name: "Sair da conta" }).click();
    await window.page.getByText("a nuvem não soube disso").waitFor();
  }],

  ["account: an ended session is taken up again with the same account", async (open) => {
    const window = await open({ page: PAGE, query: "account=ended" });
    await section(window).getByText("A sessão desta conta terminou").waitFor();
    equal(await section(window).getByLabel("E-mail", { exact: true }).count(), 0, "fields for another account");
    await fill(section(window), { Senha: "uma senha comprida" });
    await press(window, "Entrar");
    await section(window).getByLabel("Frase de recuperação").fill(PHRASE);
    await press(window, "Confirmar");
    await window.page.locator("[data-testid=sync-state][data-level=true]").waitFor();
  }],

  ...pictures,
];
