/** What the chart's canvases show, which no element tells. */

/** How many colours a chart's canvases show: one is blank. */
export const colours = (page) => page.evaluate(() => {
  const seen = new Set();
  for (const canvas of document.querySelectorAll("[data-testid=chart] canvas")) {
    if (canvas.width === 0 || canvas.height === 0) continue;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  }
  return seen.size;
});

/** Waits until the chart shows more than an empty frame. */
export async function drawn(page) {
  await page.locator("[data-testid=chart] canvas").first().waitFor();
  await page.waitForFunction(() => {
    const canvases = [...document.querySelectorAll("[data-testid=chart] canvas")].filter((canvas) => canvas.width > 300);
    return canvases.some((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let full = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i] > 200) full++;
      return full > 500;
    });
  });
}
