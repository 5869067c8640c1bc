import { useState } from "react";

import { useMedia } from "../../hooks/useMedia";
import { DAY_MS } from "../../history/span";
import { useData } from "../../operator/useData";
import { Panel } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import { hrefWith } from "../../shell/route";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { formatTime } from "../../time/format";
import type { Gap, Holiday, Room, Shift } from "../api";
import { daysOf, isDay, startOf, today as todayOf, turned, type Width } from "../days";
import { RoomPage } from "../RoomPage";
import { useDutyWords } from "../useDutyWords";
import { DayList, Grid } from "./Grid";
import { HolidayForm } from "./HolidayForm";
import { PatternForm } from "./PatternForm";
import { ShiftDialog } from "./ShiftDialog";
import { ShiftFormPanel } from "./ShiftFormPanel";

const EDITS = ["pattern", "holidays", "shift"] as const;

function Turning({ day, width, today }: { day: string; width: Width; today: string }) {
  const { t, language, day: full } = useDutyWords();
  const route = useRoute();
  const days = daysOf(day, width);
  const named =
    width === "month"
      ? formatTime(startOf(day), "month", language)
      : `${full(startOf(days[0] ?? day))} – ${full(startOf(days.at(-1) ?? day))}`;
  return (
    <nav className="duty-turning" aria-label={t("rota.turning")}>
      <a className="button quiet" href={hrefWith(route, { day: turned(day, width, false) })} aria-label={t("rota.back")}>
        ‹
      </a>
      <strong className="num">{named}</strong>
      <a className="button quiet" href={hrefWith(route, { day: turned(day, width, true) })} aria-label={t("rota.on")}>
        ›
      </a>
      <a className="button quiet" href={hrefWith(route, { day: null })} aria-current={day === today ? "true" : undefined}>
        {t("rota.today")}
      </a>
      <span className="choice">
        {(["week", "month"] as const).map((each) => (
          <a
            key={each}
            href={hrefWith(route, { width: each === "month" ? null : each })}
            aria-current={each === width ? "true" : undefined}
          >
            {t(`rota.${each}`)}
          </a>
        ))}
      </span>
    </nav>
  );
}

function Rota({ room }: { room: Room }) {
  const { t, speak } = useDutyWords();
  const route = useRoute();
  const { query } = route;
  const mayPlan = useMay("edit-registry");
  const narrow = useMedia("(max-width: 760px)");
  const [now] = useState(() => Date.now());
  const today = todayOf(now);
  const day = isDay(query.day) ? query.day : today;
  const width: Width = query.width === "week" ? "week" : "month";
  const days = daysOf(day, width);
  const start = startOf(days[0] ?? day);
  const end = startOf(days.at(-1) ?? day) + DAY_MS;
  const path = `/duty/rooms/${room.id}`;
  const shifts = useData<{ items: Shift[] }>(`${path}/shifts`, { start, end });
  const holidays = useData<{ items: Holiday[] }>(`${path}/holidays`);
  const cover = useData<{ items: Gap[] }>(end > now ? `${path}/cover` : null, { start: Math.max(start, now), end });
  const [opened, setOpened] = useState<number | null>(null);
  const again = () => {
    shifts.again();
    holidays.again();
    cover.again();
  };
  const rows = shifts.data?.items ?? [];
  const shift = rows.find(({ id }) => id === opened);
  const laid = {
    shifts: rows.filter(({ start_at }) => start_at >= start),
    days,
    holidays: new Map(holidays.data?.items.map((each) => [each.day, each])),
    today,
    onOpen: (told: Shift) => {
      setOpened(told.id);
    },
  };
  const gaps = cover.data?.items ?? [];
  const edit = EDITS.find((each) => each === query.edit);
  return (
    <>
      <Turning day={day} width={width} today={today} />
      {gaps.length > 0 && rows.length > 0 && (
        <details className="duty-warning" data-testid="gaps">
          <summary>{t("rota.gaps", { number: gaps.length })}</summary>
          <ul>
            {gaps.slice(0, 30).map((gap) => (
              <li key={gap.start_at}>{speak(gap.text)}</li>
            ))}
          </ul>
        </details>
      )}
      {mayPlan && (
        <div className="op-tools">
          {EDITS.map((each) => (
            <a
              key={each}
              className="button"
              href={hrefWith(route, { edit: each === edit ? null : each })}
              aria-current={each === edit ? "true" : undefined}
            >
              {t(`rota.edit_${each}`)}
            </a>
          ))}
        </div>
      )}
      {edit && mayPlan && (
        <Panel title={t(`rota.edit_${edit}`)} className="duty-edit">
          {edit === "pattern" && <PatternForm room={room} today={today} onSaved={again} />}
          {edit === "holidays" && (
            <HolidayForm room={room} holidays={holidays.data?.items ?? []} today={today} onChanged={again} />
          )}
          {edit === "shift" && <ShiftFormPanel room={room} today={today} onSaved={again} />}
        </Panel>
      )}
      {laid.shifts.length > 0 ? (
        narrow ? (
          <DayList {...laid} days={days.includes(today) ? days.filter((each) => each >= today) : days} />
        ) : (
          <Grid {...laid} />
        )
      ) : (
        <State loaded={shifts} empty what={t(mayPlan ? "rota.none_plan" : "rota.none")} />
      )}
      {shifts.fault && laid.shifts.length > 0 && <FaultNote fault={shifts.fault} again={again} />}
      {laid.shifts.length > 0 && !narrow && <p className="muted">{t("rota.legend")}</p>}
      {shift && (
        <ShiftDialog
          shift={shift}
          room={room}
          onClose={() => {
            setOpened(null);
          }}
          onChanged={again}
        />
      )}
    </>
  );
}

/** Who is on which shift, by week or month, and how that is planned. */
export function RotaPage() {
  const { t } = useDutyWords();
  return <RoomPage title={t("rota.title")}>{(room) => <Rota key={room.id} room={room} />}</RoomPage>;
}
