import { assert, equal } from "../harness.mjs";

const PAGES = ["Studio", "Painel", "Alertas", "Histórico", "Ajustes"];

export const tests = [
  ["frame: keyboard only, from the skip link to an answer", async (open) => {
    const window = await open();
    const { page } = window;
    await window.button("Segure para falar").waitFor();
    await page.keyboard.press("Tab");
    equal(await page.evaluate(() => document.activeElement.textContent), "Ir para o conteúdo", "the first stop");
    await page.keyboard.press("Enter");
    equal(await page.evaluate(() => document.activeElement.id), "content", "where the skip link leads");
    for (const [i, name] of PAGES.entries()) {
      await page.keyboard.press(`Alt+${i + 1}`);
      await page.getByRole("heading", { name, level: 1 }).waitFor();
      equal(await page.getByRole("link", { name, exact: true }).getAttribute("aria-current"), "page", `the rail at ${name}`);
    }
    await page.keyboard.press("/");
    await page.waitForFunction(() => document.activeElement?.id === "question");
    await page.keyboard.type("preço do bitcoin");
    await page.keyboard.press("Enter");
    await page.getByTestId("answer").waitFor();
  }],

  ["frame: every stop of the Tab key shows where the focus is", async (open) => {
    for (const name of ["studio", "board", "alerts", "history", "settings"]) {
      const window = await open({ page: name });
      const { page } = window;
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.locator("main p[role=status]", { hasText: "Carregando" }).first().waitFor({ state: "detached" });
      const seen = new Set();
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          const marked = element.matches("input.sr-only") ? element.closest("label") : element;
          const style = getComputedStyle(marked);
          return { what: element.outerHTML.slice(0, 120), ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, hidden: element.closest("[aria-hidden=true]") !== null };
        });
        if (stop === null) break;
        assert(stop.ring, `${name}: no visible focus on ${stop.what}`);
        assert(!stop.hidden, `${name}: focus on something hidden: ${stop.what}`);
        seen.add(stop.what);
      }
      assert(seen.size > 6, `${name}: only ${seen.size} stops`);
    }
  }],

  ["frame: the list of shortcuts keeps the focus and gives it back", async (open) => {
    const window = await open();
    const { page } = window;
    const opener = window.button("Atalhos");
    await opener.focus();
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Atalhos do teclado" });
    await dialog.waitFor();
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press("Tab");
      assert(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest("dialog") !== null), "the focus left the dialog");
    }
    await window.accessible("the dialog");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert(await opener.evaluate((element) => element === document.activeElement), "the focus came back");
  }],

  ["frame: 720 pixels are enough", async (open) => {
    for (const name of ["studio", "board", "alerts", "history", "settings"]) {
      const window = await open({ page: name, width: 720, height: 800 });
      await window.page.getByRole("heading", { level: 1 }).waitFor();
      await window.page.locator("main p[role=status]", { hasText: "Carregando" }).first().waitFor({ state: "detached" });
      await window.fits(name);
    }
    const first = await open({ query: "first_use", width: 720, height: 700 });
    await first.page.getByRole("heading", { level: 1 }).waitFor();
    await first.fits("first use");
    const asked = await open({ width: 720, height: 800 });
    await asked.ask("compare bitcoin e ethereum");
    await asked.page.getByTestId("card-table").waitFor();
    await asked.fits("an answer");
  }],

  ["frame: a taken hotkey and a crash are told once", async (open) => {
    const window = await open({ query: "hotkey_taken&crashed" });
    const { page } = window;
    const notices = page.getByRole("region", { name: "Avisos" });
    await notices.getByText("Outro programa já usa este atalho.").waitFor();
    await notices.getByText(/queda\.log/).waitFor();
    await window.accessible("a window with notices");
    for (let left = 2; left > 0; left--) await notices.getByRole("button", { name: "Dispensar" }).first().click();
    await notices.waitFor({ state: "detached" });
  }],

  ["frame: without a status the window says so and tries again", async (open) => {
    const window = await open({ query: "fail=status:1" });
    await window.button("Tentar de novo").click();
    await window.button("Segure para falar").waitFor();
  }],

  ["frame: nothing moves where motion is not wanted", async (open) => {
    const window = await open({ query: "", reducedMotion: "reduce" });
    await window.ask("preço do bitcoin");
    await window.page.getByTestId("answer").waitFor();
    const moving = await window.page.evaluate(() => document.getAnimations().length);
    equal(moving, 0, "animations");
  }],
];
