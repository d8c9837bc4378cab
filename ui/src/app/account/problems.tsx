import type { Problem } from "@shared/backend/wire";
import { useText } from "@shared/text";
import type { Catalogue } from "@shared/text/pt";
import { ProblemBox } from "@shared/ui/states";

/** The catalogue's words for what went wrong, by its code; what has none is shown as it came. */
export function worded(problem: Problem, t: Catalogue): Problem {
  const all: Record<string, { message: string | ((said: string) => string); action: string }> = t.account.problems;
  const known = Object.hasOwn(all, problem.code) ? all[problem.code] : undefined;
  if (!known) return problem;
  const message = typeof known.message === "function" ? known.message(problem.message) : known.message;
  return { code: problem.code, message, action: known.action };
}

export function CloudProblem({ problem, onRetry }: { problem: Problem; onRetry?: (() => void) | undefined }) {
  return <ProblemBox problem={worded(problem, useText())} onRetry={onRetry} />;
}
