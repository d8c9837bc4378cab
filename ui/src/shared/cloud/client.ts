import createClient, { type Client, type Middleware } from "openapi-fetch";
import type { paths } from "./schema";

/** The cloud refused. A program goes by `code`, which is stable; `message` is a sentence for the user. */
export class CloudProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** Trying again makes sense after so many seconds. */
  readonly retryAfter: number | undefined;
  /** As it stands in the log of the server. */
  readonly requestId: string | undefined;

  constructor(status: number, code: string, message: string, retryAfter?: number, requestId?: string) {
    super(message);
    this.name = "CloudProblem";
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.requestId = requestId;
  }
}

export type CloudClient = Client<paths>;

export interface Cloud {
  /** As https://api.exemplo.com, without a slash at its end. */
  baseUrl: string;
  /** Of who is signed in; asked before each request. */
  accessToken?: () => string | undefined;
}

/** Calls the cloud by its own document of routes; what it refuses is thrown as a `CloudProblem`. */
export function cloudClient({ baseUrl, accessToken }: Cloud): CloudClient {
  const client = createClient<paths>({ baseUrl });
  client.use(signed(accessToken), problems);
  return client;
}

function signed(accessToken: Cloud["accessToken"]): Middleware {
  return {
    onRequest({ request }) {
      const token = accessToken?.();
      if (token !== undefined) request.headers.set("authorization", `Bearer ${token}`);
    },
  };
}

const problems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
  onError() {
    return new CloudProblem(0, "unreachable", "Não foi possível falar com o servidor. Confira a conexão e tente de novo.");
  },
};

async function problemOf(response: Response): Promise<CloudProblem> {
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const said: unknown = await response.json().catch(() => undefined);
  const fields = typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {};
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new CloudProblem(
    response.status,
    // what stands between may answer too, and knows no codes
    text(fields.code) ?? "no_problem_json",
    text(fields.detail) ?? "O servidor deu uma resposta que não se entende. Tente de novo.",
    Number.isFinite(seconds) ? seconds : undefined,
    response.headers.get("x-request-id") ?? undefined,
  );
}
