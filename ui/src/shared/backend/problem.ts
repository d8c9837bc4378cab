import type { Problem } from "./wire";

/** A rejection as a `Problem`; what is none (a bug, a lost connection) has the code "internal". */
export function asProblem(thrown: unknown): Problem {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown) {
    const { code, message } = thrown as { code: unknown; message: unknown };
    const action = "action" in thrown ? thrown.action : "";
    if (typeof code === "string" && typeof message === "string") {
      return { code, message, action: typeof action === "string" ? action : "" };
    }
  }
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "internal",
    message: `A ALFA não conseguiu fazer isso: ${detail}`,
    action: "Tente de novo. Se continuar, gere o relatório em Ajustes, Diagnóstico.",
  };
}
