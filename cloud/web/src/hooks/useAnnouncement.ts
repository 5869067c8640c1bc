import { createContext, useContext, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Alarm } from "../api/types";
import type { Announcement } from "../components/Announcer";
import { freshIn, movedIn, type Look } from "../state/news";
import { isFireClass } from "../state/fireClass";
import { say, useTerms } from "./useDesk";

/** What was last said, for dialogs: the rest of the page is inert while one is open. */
export const AnnouncementContext = createContext<Announcement>({ text: "", urgent: false });

export const useAnnounced = () => useContext(AnnouncementContext);

/** What to say of the alarms since the last look; a flood is said in one sentence. */
export function useAnnouncement(ordered: readonly Alarm[], counting: ReadonlyMap<number, Alarm>): Announcement {
  const { t, i18n } = useTranslation();
  const terms = useTerms();
  const [announcement, setAnnouncement] = useState<Announcement>({ text: "", urgent: false });
  const known = useRef<Look>({ alarms: new Map(), counting: new Map() });
  useEffect(() => {
    const before = known.current;
    const now = { alarms: new Map(ordered.map((alarm) => [alarm.id, alarm])), counting };
    known.current = now;
    const wordsOf = (alarm: Alarm) => ({
      kind: terms.kind(alarm.kind),
      place: say(alarm.place, i18n.language) || t("alarms.unplaced"),
      device: say(alarm.device, i18n.language) || t("alarms.unnamed"),
      outcome: t(`outcome_general.${alarm.outcome ?? "unknown"}`),
    });
    const fresh = freshIn(now, before);
    const [highest] = fresh;
    if (highest) {
      const firstFire = highest.kind === "fire" && ordered[0]?.id === highest.id;
      const several = fresh.length > 1 ? "announce.many" : "announce.alarm";
      const words = { ...wordsOf(highest), count: fresh.length };
      setAnnouncement({
        text: t(firstFire ? "announce.fire_first" : several, words),
        urgent: isFireClass(highest.kind),
      });
      return;
    }
    const moved = movedIn(now, before);
    if (moved) setAnnouncement({ text: t(`announce.${moved.to}`, wordsOf(moved.alarm)), urgent: false });
  }, [ordered, counting, t, i18n.language, terms]);
  return announcement;
}
