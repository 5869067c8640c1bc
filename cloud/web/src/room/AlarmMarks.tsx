import type { Alarm } from "../api/types";
import { useRoomWords } from "./useRoomWords";

/** What else is to be known of an alarm at a glance: it chatters, follows from another, brought others, is logged. */
export function AlarmMarks({ alarm, followers }: { alarm: Alarm; followers: number }) {
  const { t } = useRoomWords();
  const marks = [
    alarm.chatter && { name: "chatter", text: t("marks.chatter"), title: t("marks.chatter_title") },
    alarm.consequence_of !== null && {
      name: "consequence",
      text: t("marks.consequence"),
      title: t("marks.consequence_title", { id: alarm.consequence_of }),
    },
    followers > 0 && {
      name: "followers",
      text: t("marks.followers", { count: followers }),
      title: t("marks.followers_title", { count: followers }),
    },
    alarm.maintenance_id !== null && { name: "logged", text: t("marks.logged"), title: t("marks.logged_title") },
    alarm.shelved_until !== null && { name: "shelved", text: t("marks.shelved"), title: t("marks.shelved_title") },
  ].filter((mark) => mark !== false);
  if (marks.length === 0) return null;
  return (
    <span className="marks">
      {marks.map(({ name, text, title }) => (
        <span key={name} className="mark" data-mark={name} title={title}>
          {text}
        </span>
      ))}
    </span>
  );
}
