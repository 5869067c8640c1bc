import "uplot/dist/uPlot.min.css";

import { useEffect, useMemo, useRef, useState } from "react";

import { get } from "../../api/client";
import { Choice } from "../../components/Choice";
import { isDrawn, quantityRank } from "../../curve/spans";
import { useAsked } from "../../hooks/useAsked";
import { gatewayHref, organisationHref, roomHref } from "../../operator/links";
import { Page, Panel } from "../../operator/works/Page";
import { FaultOf, State } from "../../operator/works/State";
import { useRoute } from "../../shell/useRoute";
import type { PartHistory } from "../api";
import { rowsOf } from "../columns";
import { csvOf, stampOf } from "../csv";
import { download } from "../download";
import { EventsPanel } from "../EventsPanel";
import { askFor, type Ask } from "../levels";
import { dayOf } from "../span";
import { useHistoryWords, useVocabulary } from "../useHistoryWords";
import { AlarmTable } from "./AlarmTable";
import { CurveTable } from "./CurveTable";
import { Quantities, chosenOf } from "./Quantities";
import { SpanBar } from "./SpanBar";
import { Stack } from "./Stack";
import { Stage } from "./stage";
import { Unknown } from "./Unknown";
import type { Tool } from "./useGestures";
import { useHistory, type Held } from "./useHistory";
import { useSpan } from "./useSpan";

const EVERY_MS = 30_000;
const AGREED_MS = 5000;

/** Whose history it is, asked anew while it is looked at, and the centre's clock minus this screen's. */
function useWhose(gateway: string, part: string) {
  const loaded = useAsked(
    JSON.stringify([gateway, part]),
    async (signal) => {
      const data = await get<PartHistory>("/history/part", { gateway, part }, signal);
      return { ...data, ahead: data.now - Date.now() };
    },
    EVERY_MS,
  );
  const [offset, setOffset] = useState(0);
  // A clock that agrees within seconds is left alone: what is shown would only tremble.
  if (loaded.data && Math.abs(loaded.data.ahead - offset) > AGREED_MS) setOffset(loaded.data.ahead);
  return { loaded, offset };
}

/** How wide the charts are, for how finely is asked. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      setWidth(Math.max(160, element.clientWidth));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [box, width] as const;
}

function useCsv(whose: PartHistory) {
  const { t, speak } = useHistoryWords();
  const vocabulary = useVocabulary();
  return (held: Held, span: { from: number; to: number }) => {
    const head = (
      ["time", "until", "quantity", "unit", "mean", "min", "max", "last", "samples", "quality"] as const
    ).map((key) => t(`column.${key}`));
    const rows = held.curves.flatMap((curve) =>
      rowsOf(curve, span).map((row) => [
        stampOf(row.from),
        row.until === null ? "" : stampOf(row.until),
        ...[vocabulary.analog(curve.analog_type).name, curve.unit, row.mean, row.min, row.max, row.last],
        row.until === null ? row.samples : null,
        row.until === null ? vocabulary.quality(row.quality) : t("curve.nothing_told"),
      ]),
    );
    const name = speak(whose.part.place) || whose.part.part;
    download(`${name} ${dayOf(span.from)} ${dayOf(span.to)}.csv`.replace(/[\\/:*?"<>|]/g, "_"), csvOf(head, rows));
  };
}

/** `cut`: the page says already that the centre cannot be reached. */
function Detail({ whose, offset, cut }: { whose: PartHistory; offset: number; cut: boolean }) {
  const { t } = useHistoryWords();
  const { query } = useRoute();
  const { part } = whose;
  const { span, name, show, now } = useSpan(offset);
  const [tool, setTool] = useState<Tool>("zoom");
  const [look, setLook] = useState<"curve" | "table">("curve");
  const [box, width] = useWidth();
  const stage = useMemo(() => new Stage(span), []); // eslint-disable-line react-hooks/exhaustive-deps -- it lives as long as the page
  const saveCsv = useCsv(whose);
  const types = part.readings
    .map((reading) => reading.analog_type)
    .sort((a, b) => quantityRank(a) - quantityRank(b));
  const chosen = chosenOf(types, query.q, isDrawn);

  const [ask, setAsk] = useState<Ask | null>(null);
  const wanted = width === 0 ? null : askFor(span, width, now(), ask);
  if (wanted !== null && wanted !== ask) setAsk(wanted);
  const history = useHistory(
    part.gateway,
    part.part,
    wanted === null ? null : chosen,
    wanted ?? { from: 0, to: 1, step: 1 },
  );
  const { held, loaded } = history;
  return (
    <>
      <SpanBar span={span} name={name} now={now} show={show} />
      <Quantities types={types} chosen={chosen} />
      <Panel
        title={t("curve.title")}
        className="hi-panel"
        tools={
          <div className="op-tools">
            <Choice
              label={t("look.label")}
              options={(["curve", "table"] as const).map((value) => ({ value, text: t(`look.${value}`) }))}
              value={look}
              onChoose={setLook}
            />
            {look === "curve" && (
              <Choice
                label={t("tool.label")}
                options={(["zoom", "pan"] as const).map((value) => ({ value, text: t(`tool.${value}`) }))}
                value={tool}
                onChoose={setTool}
              />
            )}
            <button
              type="button"
              className="button quiet"
              disabled={!held || held.curves.length === 0}
              onClick={() => {
                if (held) saveCsv(held, span);
              }}
            >
              {t("look.csv")}
            </button>
          </div>
        }
      >
        {!cut && <FaultOf loaded={loaded} />}
        <div ref={box} className="hi-box" data-empty={types.length === 0 || undefined} aria-busy={wanted !== null && loaded.data === null && loaded.fault === null}>
          {held === null ? (
            !loaded.fault && (
              <p role="status" className="empty">
                {t("curve.loading")}
              </p>
            )
          ) : look === "table" ? (
            held.curves.map((curve) => <CurveTable key={curve.analog_type} curve={curve} span={span} />)
          ) : (
            <Stack
              stage={stage}
              held={held}
              span={span}
              tool={tool}
              now={now}
              show={show}
            />
          )}
        </div>
        {types.length === 0 && <p className="empty">{t("curve.no_quantities")}</p>}
        {look === "curve" && (
          <div className="hi-keys muted">
            <p>{t("curve.legend")}</p>
            <details>
              <summary>{t("curve.how")}</summary>
              <p id="hi-keys">{t("curve.keys")}</p>
            </details>
          </div>
        )}
        {held && (
          <Unknown whose={whose} curves={held.curves} counted={held.counted} keptFrom={held.keptFrom} span={span} />
        )}
      </Panel>
      {held && <AlarmTable alarms={held.alarms} span={span} />}
      <EventsPanel
        title={t("event.title")}
        whose={{ gateway: part.gateway, part: part.part }}
        named={name}
        span={wanted ? { from: Math.floor(span.from / wanted.step) * wanted.step, to: Math.ceil(span.to / wanted.step) * wanted.step } : span}
      />
    </>
  );
}

/** A part's history: its curves with its events drawn in, over an hour or over years. */
export function DevicePage() {
  const { t, speak } = useHistoryWords();
  const { steps } = useRoute();
  const [, gateway = "", part = ""] = steps;
  const { loaded, offset } = useWhose(gateway, part);
  const { data } = loaded;
  const place = data ? speak(data.part.place) || speak(data.part.device) || part : part;
  return (
    <Page
      title={t("device.title", { place })}
      tools={
        data && (
          <>
            <a className="button quiet" href={roomHref({ gateway })}>
              {t("device.room")}
            </a>
            <a className="button quiet" href={gatewayHref(gateway)}>
              {t("device.gateway")}
            </a>
            {data.organisation_id !== null && (
              <a className="button quiet" href={organisationHref(data.organisation_id)}>
                {t("device.organisation")}
              </a>
            )}
          </>
        )
      }
    >
      {data && (
        <p className="hi-sub muted">
          {speak(data.part.device)} · {speak(data.part.component_type)} · {speak(data.gateway.building)}{" "}
          <span className="code">
            {gateway} {part}
          </span>
        </p>
      )}
      {data && <FaultOf loaded={loaded} />}
      {data ? (
        <Detail whose={data} offset={offset} cut={loaded.fault !== null} />
      ) : (
        <State loaded={loaded} />
      )}
    </Page>
  );
}
