import type { Quarantined } from "@shared/backend/wire";
import { useText, useTimes } from "@shared/text";

/** Changes that were put aside, each with why. */
export function AsideList({ list }: { list: Quarantined[] }) {
  const t = useText();
  const times = useTimes();
  const why = (code: string) => (code === "unreadable" || code === "too_large" ? t.account.asideProblems[code] : t.account.asideProblems.other(code));
  return (
    <div>
      <h3 className="font-sans text-[0.95rem] font-semibold">{t.account.aside}</h3>
      <p className="mb-2 max-w-prose text-soft">{t.account.asideHint}</p>
      <ul className="card divide-y divide-line" data-testid="put-aside">
        {list.map((one, index) => (
          <li key={index} className="px-4 py-3">
            <p className="font-medium">{t.account.collections[one.collection ?? "other"]}</p>
            <p className="text-[0.87rem] text-soft">{`${why(one.problem)} ${times.dateTime(one.at)}`}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
