import { useMemo, useState } from "react";

import { organisationHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { Page, Panel } from "../../operator/works/Page";
import { FaultOf, State } from "../../operator/works/State";
import { hrefWith } from "../../shell/route";
import { goTo, useRoute } from "../../shell/useRoute";
import { formatTime } from "../../time/format";
import type { EventCounts, Standing } from "../api";
import { daysOf, firstDay, WEEKS } from "../calendar";
import { csvOf } from "../csv";
import { download } from "../download";
import { EventsPanel } from "../EventsPanel";
import { DAY_MS, dayOf, momentOf, type Span } from "../span";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";
import { DayTable, rowsOfDays } from "./DayTable";
import { HeatCalendar, HeatLegend } from "./HeatCalendar";
import { StandingCharts } from "./StandingCharts";

const EVERY_MS = 60_000;
const YEAR_MS = WEEKS * 7 * DAY_MS;

/** The year that the address asks for, by any day of its last week. */
function useYear(): { span: Span; now: number; ends: number } {
  const { query } = useRoute();
  const [now] = useState(() => Date.now());
  const asked = query.until === undefined ? null : momentOf(`${query.until}T00:00`);
  const ends = Math.min(asked ?? now, now);
  const from = firstDay(ends);
  return { span: { from, to: from + YEAR_MS }, now, ends };
}

function Kinds({ counts, chosen }: { counts: EventCounts; chosen: string | null }) {
  const { t, number } = useHistoryWords();
  const vocabulary = useVocabulary();
  const route = useRoute();
  const sum = (each: readonly number[]) => each.reduce((total, count) => total + count, 0);
  const choices = [
    { kind: null, text: t("calendar.all", { number: number(counts.total) }) },
    ...counts.kinds.map(({ kind, counts: each }) => ({
      kind,
      text: `${vocabulary.kind(kind)} ${number(sum(each))}`,
    })),
  ];
  return (
    <div className="choice hi-choices" role="group" aria-label={t("calendar.by_kind")}>
      {choices.map(({ kind, text }) => (
        <a key={text} href={hrefWith(route, { kind })} aria-current={kind === chosen ? "true" : undefined}>
          {text}
        </a>
      ))}
    </div>
  );
}

function Detail({ organisation, counts, standing }: { organisation: number; counts: EventCounts; standing: Standing | null }) {
  const { t, language, moment } = useHistoryWords();
  const vocabulary = useVocabulary();
  const route = useRoute();
  const { query } = route;
  const { span, now } = useYear();
  const kind = counts.kinds.some((each) => each.kind === query.kind) ? (query.kind ?? null) : null;
  const days = useMemo(() => daysOf(counts, kind).filter((day) => day.ms <= now), [counts, kind, now]);
  const chosen = query.day === undefined ? null : momentOf(`${query.day}T00:00`);
  const rows = useMemo(() => rowsOfDays(days, standing), [days, standing]);
  const listed: Span = chosen === null ? { from: span.from, to: Math.min(span.to, counts.end) } : { from: chosen, to: chosen + DAY_MS };
  const csv = () => {
    const kinds = counts.kinds.map((each) => each.kind);
    const head = [
      t("column.day"),
      ...kinds.map((each) => vocabulary.kind(each)),
      ...[t("column.standing_faults"), t("column.standing_disabled"), t("column.offline_hours")],
    ];
    const body = rows.map(({ day, fault, disabled, offline_ms }) => [
      dayOf(day.ms),
      ...kinds.map((each) => day.kinds.find((found) => found.kind === each)?.count ?? 0),
      ...[fault, disabled, Math.round(offline_ms / 36_000) / 100],
    ]);
    download(`${organisation} ${dayOf(span.from)}.csv`, csvOf(head, body));
  };
  return (
    <>
      <Panel
        title={t("calendar.title")}
        className="hi-calendar-panel"
        tools={
          <button type="button" className="button quiet" onClick={csv}>
            {t("look.csv")}
          </button>
        }
      >
        <Kinds counts={counts} chosen={kind} />
        <HeatCalendar
          days={days}
          chosen={chosen}
          label={t("calendar.label")}
          onChoose={(day) => {
            goTo(hrefWith(route, { day: day.ms === chosen ? null : dayOf(day.ms) }));
          }}
        />
        <HeatLegend />
        {span.from < counts.kept_from && (
          <ul className="hi-unknown">
            <li>{t("unknown.events_kept", { from: moment(counts.kept_from) })}</li>
          </ul>
        )}
        <details className="hi-days">
          <summary>{t("calendar.table")}</summary>
          {rows.length > 0 ? <DayTable rows={rows} /> : <p className="empty">{t("event.none")}</p>}
        </details>
      </Panel>
      {standing && <StandingCharts standing={standing} />}
      <EventsPanel
        title={
          chosen === null ? t("event.title") : t("event.title_of_day", { date: formatTime(chosen, "day", language) })
        }
        whose={{ organisation }}
        span={listed}
        named={chosen === null ? `year ${span.from}` : null}
        kind={kind}
      />
    </>
  );
}

/** An organisation's history: its events by kind and day, what stood, how long its links were silent. */
export function OrganisationHistory({ organisation }: { organisation: number }) {
  const { t } = useHistoryWords();
  const route = useRoute();
  const { span, now, ends } = useYear();
  const whose = useData<{ name: string }>(`/organisations/${organisation}`);
  const query = { organisation, start: span.from, end: span.to, width_ms: DAY_MS };
  const counts = useData<EventCounts>("/history/counts", query, EVERY_MS);
  const standing = useData<Standing>("/history/standing", query, EVERY_MS);
  const later = Math.min(now, ends + YEAR_MS - 7 * DAY_MS);
  return (
    <Page
      title={t("organisation.title", { name: whose.data?.name ?? "" })}
      tools={
        <>
          <a
            className="button quiet"
            href={hrefWith(route, { until: dayOf(ends - YEAR_MS + 7 * DAY_MS), day: null })}
          >
            {t("organisation.earlier")}
          </a>
          {later > ends && (
            <a className="button quiet" href={hrefWith(route, { until: later >= now ? null : dayOf(later), day: null })}>
              {t("organisation.later")}
            </a>
          )}
          <a className="button" href={organisationHref(organisation)}>
            {t("organisation.back")}
          </a>
        </>
      }
    >
      {counts.data && <FaultOf loaded={counts} />}
      {counts.data ? (
        <Detail organisation={organisation} counts={counts.data} standing={standing.data} />
      ) : (
        <State loaded={counts} />
      )}
      {!counts.fault && <FaultOf loaded={standing} />}
    </Page>
  );
}
