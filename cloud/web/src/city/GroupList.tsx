import { useState } from "react";

import { KindIcon } from "../components/KindIcon";
import type { BoardGroup } from "./api";
import type { CityDesk } from "./useDesk";
import { useCityWords } from "./useCityWords";

/** The icon of a family is that of the kind that stands first in it. */
const ICONS: Readonly<Record<string, string>> = {
  warning: "early-warning",
  equipment: "linkage",
  technical: "fault",
};

interface Props {
  seat: string;
  desk: CityDesk;
  handles: boolean;
  now: number;
  cut: boolean;
}

function Holders({ group, seat }: { group: BoardGroup; seat: string }) {
  const { t } = useCityWords();
  const names = [...new Set(group.claims.map(({ by }) => by))];
  const own = names.includes(seat) && seat !== "";
  const [other] = names.filter((name) => name !== seat);
  const more = names.length - (own ? 1 : 0) - (other === undefined ? 0 : 1);
  return (
    <span className="city-holders">
      {own && <span data-own>{t("queue.mine")}</span>}
      {other !== undefined && <span>{t("queue.by", { by: other })}</span>}
      {more > 0 && <span>{t("queue.more", { count: more })}</span>}
      {group.free > 0 && group.units > 1 && <span data-free>{t("queue.free", { count: group.free })}</span>}
      {names.length === 0 && group.free === 0 && <span>{t("queue.nothing_left")}</span>}
    </span>
  );
}

function Actions({ group, seat, desk, cut }: { group: BoardGroup } & Omit<Props, "handles" | "now">) {
  const { t } = useCityWords();
  const [sure, setSure] = useState(false);
  const free = group.first_free;
  const [held] = group.claims;
  if (free !== null) {
    return (
      <button
        type="button"
        className="button strong"
        disabled={desk.busy || cut}
        onClick={() => {
          desk.take(free);
        }}
      >
        {t(group.units > 1 ? "queue.take_one" : "queue.take")}
      </button>
    );
  }
  if (!held || held.by === seat || group.units > 1) return null;
  if (!sure) {
    return (
      <button
        type="button"
        className="button quiet"
        disabled={desk.busy || cut}
        onClick={() => {
          setSure(true);
        }}
      >
        {t("queue.over")}
      </button>
    );
  }
  return (
    <span className="city-sure" role="group" aria-label={t("queue.certain", { by: held.by })}>
      <span>{t("queue.certain", { by: held.by })}</span>
      <button
        type="button"
        className="button strong"
        onClick={() => {
          setSure(false);
          desk.take(held.unit, true);
        }}
      >
        {t("queue.over")}
      </button>
      <button
        type="button"
        className="button quiet"
        onClick={() => {
          setSure(false);
        }}
      >
        {t("queue.no")}
      </button>
    </span>
  );
}

function Card({ group, now, handles, ...rest }: { group: BoardGroup } & Props) {
  const { t, speak, span, number, cause } = useCityWords();
  const where = group.place ? speak(group.place) : t("queue.several", { count: group.sites });
  const kinds = Object.entries(group.kinds).filter(([kind]) => kind !== group.cause);
  return (
    <li
      className="city-group"
      data-group={group.first.id}
      data-cause={group.cause}
      data-testid="group"
      tabIndex={-1}
    >
      <KindIcon kind={ICONS[group.cause] ?? group.cause} />
      <div className="city-group-what">
        <p>
          <strong className="city-cause">{cause(group.cause)}</strong> <strong>{where}</strong>{" "}
          {group.county && <span className="muted">{speak(group.county)}</span>}
        </p>
        <p className="city-group-first">
          <span>{speak(group.first.place)}</span> <span>{speak(group.first.device)}</span>{" "}
          <span className="muted num">{span(Math.max(0, now - group.first.raised_at))}</span>
        </p>
        {kinds.length > 0 && (
          <ul className="city-kinds">
            {kinds.map(([kind, count]) => (
              <li key={kind} className="muted">
                {cause(kind)} <span className="num">{number(count)}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className="city-group-counts">
        <strong className="num">{t("queue.alarms", { count: group.count })}</strong>
        {group.unacknowledged > 0 && (
          <span className="num" data-loud>
            {t("queue.unseen", { count: group.unacknowledged })}
          </span>
        )}
        <Holders group={group} seat={rest.seat} />
      </div>
      <div className="city-group-do">{handles && <Actions group={group} {...rest} />}</div>
    </li>
  );
}

/** The groups: ten at most, what must be seen first in front. */
export function GroupList({ groups, ...props }: { groups: readonly BoardGroup[] } & Props) {
  const { t } = useCityWords();
  if (groups.length === 0) return null;
  return (
    <ol className="city-groups" aria-label={t("queue.title")}>
      {groups.map((group) => (
        <Card key={`${group.cause}/${group.building_id ?? group.gateway ?? group.area ?? ""}`} group={group} {...props} />
      ))}
    </ol>
  );
}
