import { fromText } from "@shared/alert/condition";
import { factValue, money, parseTyped } from "@shared/format/money";
import { multiply } from "@shared/format/decimal";
import type { Answer, Card, Fact } from "../wire";
import type { FakeAlerts } from "./alerts";
import { COINS, coinName, coinsIn, withArticle } from "./coins";
import { indicatorLines } from "./indicators";
import type { World } from "./world";

const LOCALE = "pt-BR";

/** What the next question leans on. */
export interface Memory {
  coins: string[];
  facts: Fact[];
  last: Answer | null;
}

export interface Reply {
  intent: string;
  answer: Answer;
}

function reply(intent: string, text: string, facts: Fact[] = [], cards: Card[] = []): Reply {
  return { intent, answer: { text, spoken: text, facts, cards } };
}

function changeFact(world: World, coin: string): Fact {
  const quote = world.market.quote(coin, "BRL");
  return { name: `change ${coin}/BRL 24h`, value: quote?.change_24h ?? "0", unit: "%", source: quote?.source ?? "Simulado", at: quote?.at ?? world.before(0) };
}

function sentence(fact: Fact): string {
  return money(fact.value, fact.unit, LOCALE);
}

function price(world: World, coin: string, currency: string): Reply {
  const quote = world.market.quote(coin, currency);
  const fact = world.market.priceFact(coin, currency);
  const change = changeFact(world, coin);
  const moved = change.value.startsWith("-") ? "caiu" : "subiu";
  const text = `${withArticle(coin).replace(/^./, (first) => first.toUpperCase())} está em ${sentence(fact)}. Em 24 horas ${moved} ${factValue(change.value.replace("-", ""), "%", LOCALE)}.`;
  return reply("price", text, [fact, change], quote ? [{ kind: "quote", quote }] : []);
}

function compare(world: World, coins: string[]): Reply {
  const facts = coins.flatMap((coin) => [world.market.priceFact(coin, "BRL"), changeFact(world, coin)]);
  const rows = coins.map((coin) => ({ coin, values: [world.market.priceFact(coin, "BRL").value, changeFact(world, coin).value] }));
  const parts = coins.map((coin) => `${coinName(coin)} em ${sentence(world.market.priceFact(coin, "BRL"))}`);
  return reply("compare", `${parts.join("; ")}.`, facts, [{ kind: "table", title: "Comparação em reais, variação de 24 h", rows }]);
}

function rsi(world: World, coin: string): Reply {
  const { candles, source, at } = world.market.candles(coin, "BRL", "1d", world.now());
  const value = indicatorLines("rsi(14)", candles).lines[0]?.points.at(-1)?.value ?? "50";
  const fact: Fact = { name: `rsi(14) ${coin}/BRL 1d`, value, unit: "points", source, at };
  const reading = Number(value) > 70 ? "costuma ser lido como sobrecomprado" : Number(value) < 30 ? "costuma ser lido como sobrevendido" : "nem sobrecomprado, nem sobrevendido";
  const text = `O RSI de 14 dias d${withArticle(coin)} está em ${factValue(value, "points", LOCALE)}: ${reading}.`;
  return reply("indicator", text, [fact], [{ kind: "chart", coin, currency: "BRL", timeframe: "1d", candles: candles.slice(-60) }]);
}

function movers(world: World, gains: boolean): Reply {
  const quotes = COINS.map(([ticker]) => world.market.quote(ticker, "BRL")).filter((quote) => quote !== null);
  quotes.sort((a, b) => Number(b.change_24h) - Number(a.change_24h));
  const chosen = gains ? quotes.slice(0, 5) : quotes.slice(-5).reverse();
  const facts = chosen.flatMap((quote) => [world.market.priceFact(quote.coin, "BRL"), changeFact(world, quote.coin)]);
  const first = chosen[0];
  const text = `A maior ${gains ? "alta" : "queda"} de 24 horas é ${coinName(first?.coin ?? "")}, com ${factValue((first?.change_24h ?? "0").replace("-", ""), "%", LOCALE)}.`;
  const rows = chosen.map((quote) => ({ coin: quote.coin, values: [quote.price, quote.change_24h ?? "0"] }));
  return reply("movers", text, facts, [{ kind: "table", title: gains ? "Maiores altas de 24 h" : "Maiores quedas de 24 h", rows }]);
}

async function alert(alerts: FakeAlerts, said: string, coin: string): Promise<Reply> {
  const number = /(?:r\$\s*)?(\d[\d.,]*\s*(?:k|mil|milh(?:ão|ões)|mi|bi)?)(?![\p{L}\d])/iu.exec(said)?.[1];
  const value = number ? parseTyped(number) : null;
  if (value === null) return reply("alert_create", "Por qual preço? Diga, por exemplo: me avise quando o bitcoin passar de 520 mil reais.");
  const direction = /cair|abaixo|menos/.test(said) ? "crosses_down" : "crosses_up";
  const made = await alerts.save(
    { id: null, coin, quote: "BRL", condition: `price ${direction} ${value}`, window: null, cooldown_s: 0, hysteresis_pct: "0.2", channels: ["tray", "voice"] },
    said,
  );
  const fact: Fact = { name: `alert ${coin}/BRL`, value, unit: "BRL", source: "Você", at: made.created_at };
  const verb = fromText(made.condition).kind === "price_down" ? "cair abaixo de" : "passar de";
  return reply("alert_create", `Certo, aviso quando ${withArticle(coin)} ${verb} ${money(value, "BRL", LOCALE)}.`, [fact], [{ kind: "alerts", alerts: [made] }]);
}

/** Answers a question about the simulated market; what it does not know it says. */
export async function answerTo(world: World, alerts: FakeAlerts, said: string, memory: Memory): Promise<Reply> {
  const text = said.toLowerCase();
  const named = coinsIn(text);
  const coins = named.length > 0 ? named : memory.coins;
  const coin = coins[0] ?? "BTC";
  let made: Reply;
  if (/de onde (veio|vem)/.test(text)) {
    const fact = memory.facts[0];
    return fact
      ? reply("explain_source", `O valor ${sentence(fact)} veio de ${fact.source}, um mercado simulado por esta janela.`, [fact])
      : reply("explain_source", "Ainda não disse nenhum valor nesta conversa.");
  }
  if (/repet|de novo/.test(text) && memory.last) return { intent: "repeat", answer: memory.last };
  if (/avis|alert/.test(text) && !/lista|quais/.test(text)) made = await alert(alerts, text, coin);
  else if (/rsi/.test(text)) made = rsi(world, coin);
  else if (/compar| com o | ou o /.test(text) && named.length > 1) made = compare(world, named);
  else if (/(maior|mais).*(alta|sub|ganh)/.test(text)) made = movers(world, true);
  else if (/(maior|mais).*(queda|ca[ií]|perd)/.test(text)) made = movers(world, false);
  else if (/vale(m)? /.test(text) && /^\s*(quanto vale(m)?)?\s*([\d.,]+)/.test(text)) {
    const amount = parseTyped(/([\d.,]+)/.exec(text)?.[1] ?? "1") ?? "1";
    const unit = world.market.priceFact(coin, "BRL");
    const total: Fact = { ...unit, name: `convert ${coin}/BRL`, value: multiply(amount, unit.value), derived_from: [unit.name] };
    made = reply("convert", `${amount.replace(".", ",")} ${coin} vale ${sentence(total)}.`, [total, unit]);
  } else if (named.length > 0 || /pre[çc]o|quanto|valor|^e /.test(text)) {
    made = price(world, coin, /d[óo]lar/.test(text) ? "USD" : "BRL");
  } else {
    made = reply("help", "Isso ainda não sei fazer. Posso dizer preços, comparar moedas, ler o RSI e criar alertas.");
  }
  memory.coins = named.length > 0 ? named : [coin];
  memory.facts = made.answer.facts;
  memory.last = made.answer;
  return made;
}
