import { Icon } from "../../components/Icon";
import type { OnDuty, Room } from "../api";
import { useDutyWords } from "../useDutyWords";

/** Who is on a shift: leader, seat, certificate, and in whose place. */
export function OnDutyList({ people, room }: { people: readonly OnDuty[]; room: Room | null }) {
  const { t } = useDutyWords();
  if (people.length === 0) return <p className="muted">{t("now.nobody")}</p>;
  return (
    <ul className="duty-people">
      {people.map((one) => {
        const seat = room?.seats.find(({ id }) => id === one.seat_id);
        return (
          <li key={one.account_id} data-certified={one.certified || undefined}>
            <strong>{one.name}</strong>
            {one.leader && <span className="alarm-state">{t("now.leader")}</span>}
            {seat && <span className="muted">{seat.name}</span>}
            <span className="duty-certificate" data-bad={!one.certified || undefined}>
              <Icon name={one.certified ? "check" : "cross"} />
              {one.certified && one.grade
                ? t("now.certified", { grade: t(`grade.${one.grade}`) })
                : t(one.grade ? "now.expired" : "now.uncertified")}
            </span>
            {one.stands_in_for && (
              <span className="muted">{t("now.stands_in", { name: one.stands_in_for, reason: one.reason || "–" })}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
