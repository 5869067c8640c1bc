import { useState } from "react";

import type { Alarm } from "../../api/types";
import { Age } from "../../components/Age";
import { KindBadge } from "../../components/KindBadge";
import { StateMark } from "../../components/StateMark";
import { useDesk } from "../../hooks/useDesk";
import { useNow } from "../../hooks/useNow";
import { ShelfList } from "../shelf/ShelfList";
import { useRoomWords } from "../useRoomWords";
import { WorksList } from "../works/WorksList";
import { listed, LISTS, type ListName } from "./lists";

const MINUTE_MS = 60_000;
const SHOWN = 200;
type Shown = ListName | "shelf" | "works";

interface Props {
  /** Every open alarm, the shelved ones too, in the order of the list. */
  alarms: readonly Alarm[];
  onOpen: (id: number) => void;
}

function Rows({ alarms, onOpen }: Props) {
  const { t, speak } = useRoomWords();
  if (alarms.length === 0) return <p className="empty">{t("lists.empty")}</p>;
  return (
    <>
      <ul className="list-rows">
        {alarms.slice(0, SHOWN).map((alarm) => (
          <li key={alarm.id}>
            <button
              type="button"
              className="list-row"
              data-testid="list-row"
              data-alarm-id={alarm.id}
              onClick={() => {
                onOpen(alarm.id);
              }}
            >
              <KindBadge kind={alarm.kind} />
              <span className="list-place">{speak(alarm.place) || alarm.part}</span>
              <span className="list-state">
                <StateMark alarm={alarm} />
              </span>
              <Age ts={alarm.raised_at} />
            </button>
          </li>
        ))}
      </ul>
      {alarms.length > SHOWN && <p className="hint">{t("lists.more", { count: alarms.length - SHOWN })}</p>}
    </>
  );
}

/** What somebody has to go through once a shift, the shelf, and what works are declared. */
export function ListsPanel({ alarms, onOpen }: Props) {
  const { t } = useRoomWords();
  const { state } = useDesk();
  const now = Math.floor(useNow(state.offset) / MINUTE_MS) * MINUTE_MS;
  const [shown, setShown] = useState<Shown>("standing");
  const held = LISTS.map((name) => ({ name, alarms: listed(name, alarms, now) }));
  const shelved = alarms.filter((alarm) => alarm.shelved_until !== null).length;
  const tabs: { name: Shown; count: number | null }[] = [
    ...held.map(({ name, alarms: found }) => ({ name, count: found.length })),
    { name: "shelf", count: shelved },
    { name: "works", count: null },
  ];
  return (
    <section className="panel lists" aria-labelledby="lists-title" data-view="lists" data-testid="lists">
      <div className="section-head">
        <h2 id="lists-title">{t("lists.title")}</h2>
      </div>
      <div role="group" className="chips panel-chips" aria-label={t("lists.title")}>
        {tabs.map(({ name, count }) => (
          <button
            key={name}
            type="button"
            className="chip"
            aria-pressed={name === shown}
            data-list={name}
            onClick={() => {
              setShown(name);
            }}
          >
            {t(`lists.${name}`)}
            {count !== null && <span className="num chip-count">{count}</span>}
          </button>
        ))}
      </div>
      <p className="hint panel-hint">{t(`lists.${shown}_means`)}</p>
      {shown === "shelf" ? (
        <ShelfList />
      ) : shown === "works" ? (
        <WorksList />
      ) : (
        <Rows alarms={held.find(({ name }) => name === shown)?.alarms ?? []} onOpen={onOpen} />
      )}
    </section>
  );
}
