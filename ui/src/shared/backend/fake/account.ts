import type { Methods } from "../backend";
import type { Account, AccountDevice, Entry, Problem, Quarantined } from "../wire";
import { FakeOwner, type OwnerNames } from "./owner";
import type { World } from "./world";
import { problem } from "./world";

type Names =
  | "account" | "createAccount" | "mailCodeAgain" | "verifyAccount" | "signIn" | "signInByBrowser" | "giveSecondFactor" | "recoveryPhrase" | "confirmPhrase" | "enterPhrase"
  | "leaveSignIn" | "signOut" | "syncStatus" | "syncNow" | "accountDevices" | "revokeDevice" | "resetPassword" | "confirmReset"
  | "changePassword" | "eraseAccount";

const SERVER = "https://nuvem.exemplo.com.br";
const EMAIL = "ana@exemplo.com.br";
const PASSWORD = "uma senha comprida";
const CODE = "codigo-do-email";
const PAGE = `${SERVER}/v1/authorize?response_type=code&client_id=alfa-desktop&redirect_uri=http%3A%2F%2F127.0.0.1%3A43117%2Fentrar&code_challenge=zW3q0m5Zb1Uq8o1VJxk3Yc6GdSv2Tn9Rf4LhAaPw7Es&code_challenge_method=S256`;
/** Words of the list, though no phrase of an account. */
const WORDS = "abacate abaixo abalar abater abduzir abelha aberto abismo abotoar abranger abreviar abrigar abrupto absinto absoluto absurdo abutre acabado acalmar acampar acanhar acaso aceitar acelerar".split(" ");
const ASKED = [2, 11, 24];
const MINUTE = 60_000;

/** A cloud with one account in it. */
export class FakeAccount {
  readonly #world: World;
  #state: Account = { stage: "signed_out", server: SERVER, problem: null };
  #password = PASSWORD;
  /** Between a made account and the code from its mail. */
  #entry: Entry | null = null;
  /** Accounts that have a phrase already. */
  readonly #phrased = new Set([EMAIL]);
  #waiting = 0;
  #syncedAt: string | null = null;
  #problem: Problem | null = null;
  #quarantined: Quarantined[] = [];
  #devices: AccountDevice[] = [];
  readonly #owner: FakeOwner;

  constructor(world: World) {
    this.#world = world;
    this.#owner = new FakeOwner(world, {
      check: (password) => this.#confirmed(password),
      email: (email) => {
        this.#phrased.add(email);
        this.#go({ stage: "signed_in", server: SERVER, email, problem: null });
      },
    });
    const { account } = world.options;
    if (account === "shown") this.#state = { stage: "phrase_shown", email: "eva@exemplo.com.br" };
    if (account === "asked") this.#state = { stage: "phrase_asked", email: EMAIL };
    if (account === "browser") this.#state = { stage: "browser_awaited", email: EMAIL, page: PAGE, opened: true };
    if (account === "no_browser") this.#state = { stage: "browser_awaited", email: EMAIL, page: PAGE, opened: false };
    if (account === "factor") this.#state = { stage: "second_factor_asked", email: EMAIL };
    if (account === "code") {
      this.#entry = { server: SERVER, email: "eva@exemplo.com.br", password: PASSWORD, keep_in_file: false };
      this.#state = { stage: "code_mailed", server: SERVER, email: "eva@exemplo.com.br" };
    }
    if (account === null || !["in", "secured", "waiting", "ended"].includes(account)) return;
    this.#enter(EMAIL);
    this.#syncedAt = world.before(12_000);
    if (account === "ended") this.#problem = problem("signed_out", "A sessão na nuvem terminou.", "Entre de novo com “alfa account sign-in”.");
    if (account !== "waiting") return;
    this.#waiting = 3;
    this.#syncedAt = world.before(47 * MINUTE);
    this.#problem = problem("cloud_unreachable", "A nuvem da ALFA não respondeu.", "Confira o endereço e a internet, e tente de novo. Nada se perdeu.");
    this.#quarantined = [
      { collection: "messages", problem: "unreadable", at: world.before(2 * 86_400_000) },
      { collection: null, problem: "bad_body", at: world.before(60 * MINUTE) },
    ];
  }

  #go(state: Account): null {
    this.#state = state;
    this.#world.changed("account");
    return null;
  }

  #enter(email: string): null {
    const device = (name: string, platform: string, seen: number, days: number, own = false): AccountDevice => ({
      id: this.#world.random.uuid(), name, platform, created_at: this.#world.before(days * 86_400_000), last_seen_at: this.#world.before(seen), this: own,
    });
    this.#devices = [device("casa", "linux", 0, 0, true), device("notebook-do-trabalho", "windows", 3 * MINUTE, 41), device("Firefox", "web", 5 * 86_400_000, 12)];
    this.#phrased.add(email);
    this.#problem = null;
    this.#syncedAt = this.#world.before(0);
    return this.#go({ stage: "signed_in", server: SERVER, email, problem: null });
  }

  #phrase(email: string): null {
    return this.#go(this.#phrased.has(email) ? { stage: "phrase_asked", email } : { stage: "phrase_shown", email });
  }

  /** The browser comes back by itself, unless the way was left before. */
  async #browser(email: string): Promise<void> {
    const awaited: Account = { stage: "browser_awaited", email, page: PAGE, opened: true };
    this.#go(awaited);
    await this.#world.wait(8_000);
    if (this.#state !== awaited) return;
    const denied = this.#world.fails("browser") ? problem("sign_in_denied", "Você cancelou a entrada no navegador.", "") : null;
    if (denied) this.#go({ stage: "signed_out", server: SERVER, problem: denied });
    else this.#phrase(email || EMAIL);
  }

  #check(entry: Omit<Entry, "password">): void {
    // what came to nothing before says nothing of what is tried now
    if (this.#state.stage === "signed_out" && this.#state.problem) this.#signedOut();
    if (entry.server.startsWith("http://")) throw problem("server_in_clear", `${entry.server} não protege a senha no caminho.`, "Use um endereço que comece com https://.");
    if (!entry.server.startsWith("https://")) throw problem("bad_server", `“${entry.server}” não é um endereço.`, "Use um endereço que comece com https://.");
    if (!entry.email.includes("@")) throw problem("bad_email", "Isso não parece um endereço de e-mail.", "");
    if (this.#world.options.noKeyring && !entry.keep_in_file) throw problem("no_keyring", "Este sistema não tem um chaveiro para guardar a sessão.", "");
  }

  #confirmed(password: string): void {
    if (password !== this.#password) throw problem("wrong_password", "A senha não confere.", "");
  }

  #signedOut(): null {
    return this.#go({ stage: "signed_out", server: SERVER, problem: null });
  }

  methods(): Pick<Methods, Names | OwnerNames> {
    const world = this.#world;
    const checked = (password: string) => this.#confirmed(password);
    const long = (password: string) => {
      if (password.length < 10) throw problem("password_too_short", "A senha precisa de ao menos 10 caracteres.", "");
    };
    return {
      ...this.#owner.methods(),
      account: async () => this.#state,
      createAccount: async (entry) => {
        this.#check(entry);
        long(entry.password);
        this.#entry = entry;
        return this.#go({ stage: "code_mailed", server: entry.server, email: entry.email });
      },
      mailCodeAgain: async () => null,
      verifyAccount: async (code) => {
        if (code.trim() !== CODE) throw problem("bad_code", "Este código não vale mais.", "");
        return this.#go({ stage: "phrase_shown", email: this.#entry?.email ?? "" });
      },
      signIn: async (entry) => {
        this.#check(entry);
        await world.wait(300);
        if (entry.password !== this.#password) throw problem("wrong_credentials", "E-mail ou senha não conferem.", "");
        return this.#owner.isOn && entry.email === EMAIL ? this.#go({ stage: "second_factor_asked", email: entry.email }) : this.#phrase(entry.email);
      },
      signInByBrowser: async (server, email, keepInFile) => {
        this.#check({ server, email: email || EMAIL, keep_in_file: keepInFile });
        void this.#browser(email);
        return null;
      },
      giveSecondFactor: async (code) => {
        if (this.#state.stage !== "second_factor_asked") throw problem("no_such_step", "Este passo já passou.", "Comece de novo.");
        if (!this.#owner.takes(code)) throw problem("wrong_code", "O código não confere.", "");
        return this.#phrase(this.#state.email);
      },
      recoveryPhrase: async () => {
        if (this.#state.stage !== "phrase_shown") throw problem("no_such_step", "Este passo já passou.", "Comece de novo.");
        return { words: WORDS, asked: ASKED };
      },
      confirmPhrase: async (words) => {
        if (this.#state.stage !== "phrase_shown") throw problem("no_such_step", "Este passo já passou.", "Comece de novo.");
        const wrong = ASKED.find((place, index) => words[index]?.trim().toLowerCase() !== WORDS[place - 1]);
        if (wrong !== undefined) throw problem("phrase_not_written_down", `A palavra ${wrong} não é essa.`, "");
        return this.#enter(this.#state.email);
      },
      enterPhrase: async (text) => {
        if (this.#state.stage !== "phrase_asked") throw problem("no_such_step", "Este passo já passou.", "Comece de novo.");
        const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
        if (words.length !== WORDS.length) throw problem("bad_phrase", `A frase de recuperação tem 24 palavras; vieram ${words.length}.`, "");
        const unknown = words.findIndex((word) => !WORDS.includes(word));
        if (unknown >= 0) throw problem("bad_phrase", `A palavra ${unknown + 1} não existe na lista.`, "");
        if (words.some((word, index) => word !== WORDS[index])) throw problem("wrong_phrase", "Esta frase de recuperação é de outra conta.", "");
        return this.#enter(this.#state.email);
      },
      leaveSignIn: async () => this.#signedOut(),
      signOut: async () => {
        const told = this.#problem === null;
        this.#signedOut();
        return { told };
      },
      syncStatus: async () => ({
        level: this.#waiting === 0 && this.#problem === null && this.#syncedAt !== null,
        waiting: this.#waiting,
        synced_at: this.#syncedAt,
        problem: this.#problem,
        quarantined: this.#quarantined,
      }),
      syncNow: async () => {
        await world.wait(900);
        const sent = this.#waiting;
        this.#waiting = 0;
        this.#problem = null;
        this.#syncedAt = world.before(0);
        world.changed("sync");
        return { sent, received: 2, rejected: 0 };
      },
      accountDevices: async () => this.#devices,
      revokeDevice: async (id) => {
        this.#devices = this.#devices.filter((device) => device.id !== id);
        world.changed("account");
        return null;
      },
      resetPassword: async () => null,
      confirmReset: async (_server, code, password) => {
        if (code.trim() !== CODE) throw problem("bad_code", "Este código não vale mais.", "");
        long(password);
        this.#password = password;
        return null;
      },
      changePassword: async (now, next) => {
        checked(now);
        long(next);
        this.#password = next;
        return null;
      },
      eraseAccount: async (password) => {
        checked(password);
        return this.#signedOut();
      },
    };
  }
}
