import type { Fact } from "@shared/backend/wire";
import { pieces } from "@shared/format/facts";
import { useText } from "@shared/text";
import { Sourced } from "@shared/ui/figures";

/** An answer's text; each figure in it shows its source, the clause being spoken is marked. */
export function AnswerText({ text, facts, clause }: { text: string; facts: readonly Fact[]; clause: string | null }) {
  const t = useText();
  const at = clause === null ? -1 : text.indexOf(clause);
  const parts = at < 0 || clause === null ? [{ text, said: false }] : [{ text: text.slice(0, at), said: false }, { text: clause, said: true }, { text: text.slice(at + clause.length), said: false }];
  return (
    <>
      <span className="sr-only">{`${t.studio.alfa}: `}</span>
      {parts.map((part, i) => (
        <span key={i} className={part.said ? "bg-accent-wash box-decoration-clone" : ""}>
          {pieces(part.text, facts, "pt-BR").map((piece, j) =>
            piece.fact === null ? (
              <span key={j}>{piece.text}</span>
            ) : (
              <Sourced key={j} origin={{ source: piece.fact.source, at: piece.fact.at, derived: piece.fact.derived_from }}>
                {piece.text}
              </Sourced>
            ),
          )}
        </span>
      ))}
    </>
  );
}
