import { assert, equal } from "../harness.mjs";

export const tests = [
  ["overlay: empty at rest, then listening, hearing, thinking, speaking", async (open, shots) => {
    const window = await open({ file: "overlay.html", width: 460, height: 110 });
    const { page } = window;
    await page.waitForFunction(() => "alfaFake" in window && document.querySelector("main") !== null);
    equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgba(0, 0, 0, 0)", "the background");
    equal((await page.locator("main").innerText()).trim(), "", "what it says at rest");
    const states = [];
    await page.exposeFunction("seen", (text) => states.push(text));
    await page.evaluate(() => new MutationObserver(() => window.seen(document.querySelector("main [role=status]")?.textContent ?? "")).observe(document.body, { childList: true, characterData: true, subtree: true }));
    await page.evaluate(() => window.alfaFake.backend.talkPress());
    await page.getByTestId("caption").filter({ hasText: /qual o/ }).waitFor();
    await window.shot(`${shots}/overlay.png`);
    await window.accessible("the overlay");
    await page.evaluate(() => window.alfaFake.backend.talkRelease());
    await page.getByTestId("caption").filter({ hasText: /O Bitcoin está em R\$/ }).waitFor();
    await page.waitForFunction(() => document.querySelector("main").innerText.trim() === "");
    for (const state of ["Ouvindo", "Transcrevendo", "Pensando", "Falando"]) assert(states.includes(state), `"${state}" was not shown: ${[...new Set(states)]}`);
  }],
];
