import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { AppEvent, TalkState } from "@shared/backend/wire";
import { catalogue, useLanguage } from "@shared/text";
import { useAnnouncer } from "@shared/ui/announce";
import { useBackend } from "./backend";
import { useLive } from "./live";
import { invalidate } from "./queries";
import { routeOf, useRoute } from "./route";

/** What a screen reader is told of an event; null where nothing. */
function announcement(event: AppEvent, talk: TalkState): { text: string; urgent: boolean } | null {
  const t = catalogue(useLanguage.getState().locale);
  switch (event.type) {
    case "talk":
      return event.state === talk || event.state === "opening" ? null : { text: t.talk[event.state], urgent: false };
    case "firing":
      return { text: t.alerts.announce(event.firing.sentence), urgent: true };
    case "notice":
      return { text: `${event.problem.message} ${event.problem.action}`, urgent: true };
    case "turn":
      if (event.event.event === "answer") return { text: t.studio.answerReady(event.event.answer.text), urgent: false };
      if (event.event.event === "failed") return { text: `${event.event.problem.message} ${event.event.problem.action}`, urgent: true };
      return null;
    default:
      return null;
  }
}

/** Feeds the stream of events into the stores, the queries and the screen reader. */
export function useEvents(): void {
  const backend = useBackend();
  const client = useQueryClient();
  useEffect(
    () =>
      backend.subscribe((event) => {
        const said = announcement(event, useLive.getState().talk);
        useLive.getState().receive(event, Date.now());
        if (said) useAnnouncer.getState().announce(said.text, said.urgent);
        if (event.type === "changed") invalidate(client, event.what);
        if (event.type === "firing") invalidate(client, ["alerts"]);
        if (event.type === "open") {
          const { page } = routeOf(event.page);
          useRoute.getState().go(page, event.id);
        }
      }),
    [backend, client],
  );
}
