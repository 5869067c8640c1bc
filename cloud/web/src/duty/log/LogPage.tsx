import { useState } from "react";

import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { hrefWith } from "../../shell/route";
import { useMay } from "../../shell/useMe";
import { goTo, useRoute } from "../../shell/useRoute";
import { useDutyNews } from "../../told/useFeed";
import type { DailyLog, Room } from "../api";
import { addDays, isDay, today as todayOf } from "../days";
import { fileHref } from "../links";
import { RoomPage } from "../RoomPage";
import { useDutyWords } from "../useDutyWords";
import { EntryForm } from "./EntryForm";
import { LogSheet } from "./LogSheet";

const LOOK_MS = 60_000;

function useDay(): { day: string; today: string } {
  const { query } = useRoute();
  const [today] = useState(() => todayOf(Date.now()));
  return { day: isDay(query.day) ? query.day : today, today };
}

function DayField() {
  const { t } = useDutyWords();
  const route = useRoute();
  const { day, today } = useDay();
  const to = (told: string) => hrefWith(route, { day: told === today ? null : told });
  return (
    <div className="duty-turning">
      <label className="op-filter">
        <span>{t("log.day")}</span>
        <input
          type="date"
          value={day}
          max={today}
          onChange={(event) => {
            if (isDay(event.target.value)) goTo(to(event.target.value));
          }}
        />
      </label>
      <a className="button quiet" href={to(addDays(day, -1))} aria-label={t("log.day_before")}>
        ‹
      </a>
      {day < today && (
        <a className="button quiet" href={to(addDays(day, 1))} aria-label={t("log.day_after")}>
          ›
        </a>
      )}
    </div>
  );
}

function Log({ room }: { room: Room }) {
  const { t } = useDutyWords();
  const { day, today } = useDay();
  const handles = useMay("handle-alarms");
  const loaded = useData<DailyLog>(`/duty/rooms/${room.id}/log/${day}`, {}, day === today ? LOOK_MS : 0);
  useDutyNews(loaded.again);
  return (
    <>
      {handles && day === today && (
        <Panel title={t("entry.title")} className="duty-edit">
          <EntryForm room={room} onWritten={loaded.again} />
        </Panel>
      )}
      {loaded.data ? <LogSheet log={loaded.data} /> : <State loaded={loaded} />}
      {loaded.data && loaded.fault && <FaultNote fault={loaded.fault} again={loaded.again} />}
    </>
  );
}

/** The daily log of a control room, and what the person on duty writes into it. */
export function LogPage() {
  const { t } = useDutyWords();
  const { day } = useDay();
  return (
    <RoomPage
      title={t("log.title")}
      filters={<DayField />}
      tools={(room) => (
        <a className="button strong" href={fileHref(`/rooms/${room.id}/log/${day}/pdf`)} download data-testid="pdf">
          {t("log.pdf")}
        </a>
      )}
    >
      {(room) => <Log key={room.id} room={room} />}
    </RoomPage>
  );
}
