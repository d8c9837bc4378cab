import type { Methods } from "../backend";
import type { DailyReport } from "../wire";
import type { World } from "./world";
import { problem } from "./world";

export type OwnerNames =
  | "secondFactor" | "beginSecondFactor" | "confirmSecondFactor" | "endSecondFactor" | "renewRecoveryCodes"
  | "changeEmail" | "confirmEmail" | "exportAccount" | "dailyReport" | "setDailyReport" | "accountUsage";

const FACTOR = "123456";
const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const CODE = "codigo-do-email";
const CODES = 10;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const KNOWN = ["BTC", "ETH", "SOL", "ADA", "XRP", "DOGE"];
const DAY = 86_400_000;

interface Account {
  /** Throws where this is not its password. */
  check(password: string): void;
  /** Takes another address. */
  email(email: string): void;
}

/** What an owner does with the simulated account. */
export class FakeOwner {
  readonly #world: World;
  readonly #account: Account;
  #on: boolean;
  #begun = false;
  #codes: string[] = [];
  #email: string | null = null;
  #report: DailyReport = { enabled: false, time: "08:00", time_zone: "America/Sao_Paulo", own_zone: true, coins: ["BTC", "ETH", "SOL"], next_at: null };

  constructor(world: World, account: Account) {
    this.#world = world;
    this.#account = account;
    this.#on = world.options.account === "secured" || world.options.account === "factor";
    if (this.#on) this.#codes = this.#fresh();
  }

  get isOn(): boolean {
    return this.#on;
  }

  /** Takes a code of the authenticator, or a recovery code, which counts once. */
  takes(code: string): boolean {
    const plain = code.replaceAll(/\s/g, "").toUpperCase();
    if (plain === FACTOR) return true;
    if (!this.#codes.includes(plain)) return false;
    this.#codes = this.#codes.filter((one) => one !== plain);
    return true;
  }

  #fresh(): string[] {
    const group = () => Array.from({ length: 4 }, () => LETTERS[Math.floor(this.#world.random.next() * LETTERS.length)]).join("");
    return Array.from({ length: CODES }, () => [group(), group(), group(), group()].join("-"));
  }

  #proved(password: string, code: string): void {
    this.#account.check(password);
    if (!this.#on || !this.takes(code)) throw problem("wrong_code", "O código não confere.", "");
  }

  methods(): Pick<Methods, OwnerNames> {
    const world = this.#world;
    return {
      secondFactor: async () => ({ on: this.#on, recovery_codes_left: this.#codes.length }),
      beginSecondFactor: async (password) => {
        this.#account.check(password);
        if (this.#on) throw problem("second_factor_on", "A verificação em duas etapas já está ligada.", "");
        this.#begun = true;
        return { secret: SECRET, url: `otpauth://totp/ALFA:ana%40exemplo.com.br?secret=${SECRET}&issuer=ALFA` };
      },
      confirmSecondFactor: async (code) => {
        if (!this.#begun) throw problem("no_second_factor_begun", "Não há autenticador para confirmar.", "");
        if (code.replaceAll(/\s/g, "") !== FACTOR) throw problem("wrong_code", "O código não confere.", "");
        this.#begun = false;
        this.#on = true;
        this.#codes = this.#fresh();
        world.changed("account");
        return this.#codes;
      },
      endSecondFactor: async (password, code) => {
        this.#proved(password, code);
        this.#on = false;
        this.#codes = [];
        world.changed("account");
        return null;
      },
      renewRecoveryCodes: async (password, code) => {
        this.#proved(password, code);
        this.#codes = this.#fresh();
        world.changed("account");
        return this.#codes;
      },
      changeEmail: async (password, email) => {
        this.#account.check(password);
        if (!email.includes("@")) throw problem("bad_email", "Isso não parece um endereço de e-mail.", "");
        this.#email = email;
        return null;
      },
      confirmEmail: async (code) => {
        if (this.#email === null || code.trim() !== CODE) throw problem("bad_code", "Este código não vale mais. Peça a troca de novo.", "");
        const email = this.#email;
        if (email.startsWith("eva@")) throw problem("email_taken", "Este e-mail já é de outra conta na ALFA.", "");
        this.#email = null;
        this.#account.email(email);
        return email;
      },
      exportAccount: async (password) => {
        this.#account.check(password);
        await world.wait(900);
        return { path: "/home/voce/Downloads/alfa-conta-2026-11-23-090512.ndjson" };
      },
      dailyReport: async () => this.#report,
      setDailyReport: async ({ enabled, time, coins }) => {
        if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw problem("bad_hour", "A hora vai de 0 a 23 e o minuto de 0 a 59.", "");
        if (coins.length > 20 || coins.some((coin) => !KNOWN.includes(coin))) throw problem("bad_coins", "Uma das moedas não é conhecida: use siglas como BTC.", "");
        this.#report = { ...this.#report, enabled, time, coins, next_at: enabled ? world.nextHour(Number(time.slice(0, 2))) : null };
        world.changed("account");
        return this.#report;
      },
      accountUsage: async () => ({
        plan: "free",
        used: [
          { kind: "heard_ms", used: 412_300, quota: 900_000 },
          { kind: "characters", used: 8_412, quota: 20_000 },
          { kind: "turns", used: 37, quota: 100 },
          { kind: "spoken_ms", used: 301_000, quota: null },
        ],
        resets_at: world.before(-9 * DAY),
        at: world.before(0),
        problem: world.options.account === "waiting" ? problem("cloud_unreachable", "A nuvem da ALFA não respondeu.", "") : null,
      }),
    };
  }
}
