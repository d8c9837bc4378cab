import type { Fact } from "@shared/backend/wire";
import { pieces } from "@shared/format/facts";
import { useText } from "@shared/text";
import { Sourced } from "@shared/ui/figures";

/** Cuts `text`, which begins at `offset`, where the range from `from` to `to` begins and ends in it. */
function cutAt(text: string, offset: number, from: number, to: number): { text: string; offset: number; said: boolean }[] {
  const edges = [0, from - offset, to - offset, text.length].map((edge) => Math.min(Math.max(edge, 0), text.length));
  return [0, 1, 2].flatMap((i) => {
    const [start = 0, end = 0] = [edges[i], edges[i + 1]];
    return end > start ? [{ text: text.slice(start, end), offset: offset + start, said: i === 1 }] : [];
  });
}

/**
 * An answer's text; each figure in it shows its source, the clause being spoken is marked. Figures are known by where they
 * stand, so that one keeps the focus while the mark moves on.
 */
export function AnswerText({ text, facts, clause }: { text: string; facts: readonly Fact[]; clause: string | null }) {
  const t = useText();
  const from = clause === null ? -1 : text.indexOf(clause);
  const to = from < 0 || clause === null ? -1 : from + clause.length;
  let at = 0;
  return (
    <>
      <span className="sr-only">{`${t.studio.alfa}: `}</span>
      {pieces(text, facts, "pt-BR").flatMap((piece) => {
        const offset = at;
        at += piece.text.length;
        if (piece.fact !== null) {
          const said = offset >= from && offset < to;
          return [
            <Sourced key={`figure ${offset}`} className={said ? "bg-accent-wash" : ""} origin={{ source: piece.fact.source, at: piece.fact.at, derived: piece.fact.derived_from }}>
              {piece.text}
            </Sourced>,
          ];
        }
        return cutAt(piece.text, offset, from, to).map((part) => (
          <span key={`text ${part.offset}`} className={part.said ? "bg-accent-wash" : ""}>
            {part.text}
          </span>
        ));
      })}
    </>
  );
}
