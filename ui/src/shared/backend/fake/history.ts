import type { Methods } from "../backend";
import type { Answer, Conversation, ConversationRow, Message, SearchHit, StageTimings } from "../wire";
import type { World } from "./world";

type Names = "conversations" | "conversation" | "search" | "exportHistory" | "deleteConversation" | "deleteHistory";

const HOUR = 3_600_000;

/** Questions and answers that stand in the history from the start: hours ago, question, answer, price in reais. */
const PAST: readonly [number, [string, string, string][]][] = [
  [3, [["qual o preço do bitcoin?", "O Bitcoin está em R$ 508.112,30. Em 24 horas subiu 1,12%.", "508112.30"], ["e em dólar?", "O Bitcoin está em US$ 93.976,53.", "93976.53"]]],
  [27, [["como está o RSI da solana?", "O RSI de 14 dias da Solana está em 61,4: nem sobrecomprado, nem sobrevendido.", "61.40"]]],
  [52, [["me avise quando o ethereum passar de vinte mil reais", "Certo, aviso quando o Ethereum passar de R$ 20.000,00.", "20000"], ["quanto vale meio bitcoin?", "0,5 BTC vale R$ 254.056,15.", "254056.15"]]],
  [120, [["qual a maior alta de hoje?", "A maior alta de 24 horas é Pepe, com +9,14%.", "9.14"]]],
];

export class FakeHistory {
  readonly #world: World;
  #conversations: Conversation[] = [];
  #messages: Message[] = [];
  #open: Conversation | null = null;

  constructor(world: World) {
    this.#world = world;
    if (!world.options.empty) this.#fill();
  }

  #fill(): void {
    for (const [hours, turns] of PAST) {
      const at = this.#world.before(hours * HOUR);
      const conversation = this.#begin(turns[0]?.[0] ?? "", at);
      for (const [question, text, value] of turns) {
        const unit = text.includes("R$") ? "BRL" : text.includes("US$") ? "USD" : text.includes("%") ? "%" : "points";
        const facts = [{ name: "price BTC/BRL", value, unit, source: "Simulado BTCBRL", at }];
        this.#add(conversation, "user", question, [], null, at);
        this.#add(conversation, "assistant", text, facts, { load: null, recognise: 151, understand: 1.2, tools: 20, answer: 1, first_audio: 240, total: 280 }, at);
      }
    }
  }

  #begin(question: string, at: string): Conversation {
    const conversation = { id: this.#world.random.uuid(), title: question.slice(0, 60), created_at: at, updated_at: at };
    this.#conversations.push(conversation);
    return conversation;
  }

  #add(conversation: Conversation, role: Message["role"], text: string, facts: Answer["facts"], timings: StageTimings | null, at: string): void {
    conversation.updated_at = at;
    this.#messages.push({
      id: this.#world.random.uuid(),
      conversation: conversation.id,
      role,
      body: { text, spoken: null, facts, understood: null, engine: role === "user" ? null : "intents" },
      timings,
      created_at: at,
    });
  }

  remember(question: string, answer: Answer, timings: StageTimings): void {
    const at = this.#world.before(0);
    this.#open ??= this.#begin(question, at);
    this.#add(this.#open, "user", question, [], null, at);
    this.#add(this.#open, "assistant", answer.text, answer.facts, timings, at);
    this.#world.changed("history");
  }

  #of(id: string): Message[] {
    return this.#messages.filter((message) => message.conversation === id);
  }

  methods(): Pick<Methods, Names> {
    return {
      conversations: async (offset, limit) =>
        this.#conversations
          .toSorted((a, b) => b.updated_at.localeCompare(a.updated_at))
          .slice(offset, offset + limit)
          .map((conversation): ConversationRow => {
            const messages = this.#of(conversation.id);
            return { conversation, messages: messages.length, last: messages.at(-1)?.body.text ?? "" };
          }),
      conversation: async (id) => this.#of(id),
      search: async (text, limit) => {
        const plain = (words: string) => words.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
        const wanted = plain(text).split(/\s+/).filter(Boolean);
        return this.#messages
          .filter((message) => wanted.every((word) => plain(message.body.text).includes(word)))
          .slice(0, limit)
          .flatMap((message): SearchHit[] => {
            const conversation = this.#conversations.find((each) => each.id === message.conversation);
            return conversation ? [{ message, conversation }] : [];
          });
      },
      exportHistory: async (format) => ({ path: `/home/voce/Documentos/alfa-historico.${format}` }),
      deleteConversation: async (id) => {
        this.#conversations = this.#conversations.filter((conversation) => conversation.id !== id);
        this.#messages = this.#messages.filter((message) => message.conversation !== id);
        if (this.#open?.id === id) this.#open = null;
        this.#world.changed("history");
        return null;
      },
      deleteHistory: async () => {
        this.#conversations = [];
        this.#messages = [];
        this.#open = null;
        this.#world.changed("history");
        return null;
      },
    };
  }
}
