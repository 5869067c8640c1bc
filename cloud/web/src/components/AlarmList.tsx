import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Alarm } from "../api/types";
import { useDesk } from "../hooks/useDesk";
import { useMedia } from "../hooks/useMedia";
import { languageOf } from "../i18n/languages";
import { alarmsHref } from "../operator/links";
import { count } from "../operator/figures";
import { useRoute } from "../shell/useRoute";
import { followers } from "../state/marks";
import { firstFire } from "../state/ordering";
import { notHeld } from "../state/store";
import { anchoredScroll, visibleSlice } from "../state/window";
import { AlarmRow } from "./AlarmRow";
import { NoAlarms } from "./NoAlarms";

/** Row heights in px, or widths where lines run from top to bottom, as the style sheet has them (alarms.css). */
const ROW_WIDE = 76;
const ROW_NARROW = 172;
const COLUMNS = ["kind", "state", "place", "time", "age", "action"] as const;

interface Props {
  ordered: readonly Alarm[];
  selected: number | null;
  onSelect: (id: number) => void;
  onOpen: (id: number) => void;
  onVerify: (id: number) => void;
}

/** How far the scroller has gone along its rows, and how much of them it shows. */
function useView(element: HTMLElement | null, vertical: boolean) {
  const [view, setView] = useState({ top: 0, height: 800 });
  useEffect(() => {
    if (!element) return;
    const measure = () => {
      setView(
        vertical
          ? { top: element.scrollLeft, height: element.clientWidth }
          : { top: element.scrollTop, height: element.clientHeight },
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, [element, vertical]);
  return view;
}

/** Keeps what the operator reads where it is while alarms come and go above it. */
function useStillView(scroller: HTMLElement | null, ids: readonly number[], rowPx: number, vertical: boolean) {
  const before = useRef(ids);
  useLayoutEffect(() => {
    if (scroller) {
      const gone = vertical ? scroller.scrollLeft : scroller.scrollTop;
      const to = anchoredScroll(before.current, ids, rowPx, gone);
      if (to !== null) scroller.scrollTo({ [vertical ? "left" : "top"]: to, behavior: "instant" });
    }
    before.current = ids;
  }, [scroller, ids, rowPx, vertical]);
}

/** The current alarms in the standard's order. The first fire is pinned above the scrolling rest. */
export function AlarmList({ ordered, selected, onSelect, onOpen, onVerify }: Props) {
  const { t, i18n } = useTranslation();
  const { vertical } = languageOf(i18n.language);
  const { state } = useDesk();
  const { query } = useRoute();
  const narrow = useMedia("(max-width: 760px)");
  const rowPx = narrow ? ROW_NARROW : ROW_WIDE;
  const first = firstFire(ordered);
  const rest = useMemo(() => (first ? ordered.slice(1) : ordered), [first, ordered]);
  const ids = useMemo(() => rest.map((alarm) => alarm.id), [rest]);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const view = useView(scroller, vertical);
  useStillView(scroller, ids, rowPx, vertical);

  const beyond = notHeld(state);
  const number = (value: number) => count(value, i18n.language);
  const raised = ordered.filter((alarm) => alarm.state === "raised").length;
  const slice = visibleSlice(rest.length, rowPx, view.top, view.height);
  const active = rest.findIndex((alarm) => alarm.id === selected);
  const drawn = rest.map((alarm, index) => ({ alarm, index })).slice(slice.from, slice.to);
  // The selected row stays drawn wherever it is: it may hold the keyboard's focus.
  if (active >= 0 && (active < slice.from || active >= slice.to)) {
    const alarm = rest[active];
    if (alarm) drawn.push({ alarm, index: active });
  }
  const entry = ordered.some((alarm) => alarm.id === selected) ? selected : ordered[0]?.id;
  const followed = useMemo(() => followers(ordered), [ordered]);
  const common = { onSelect, onOpen, onVerify };

  return (
    <section className="alarms" aria-labelledby="alarms-title" data-view="alarms">
      <div className="section-head">
        <h2 id="alarms-title">{t("alarms.title")}</h2>
        <p className="section-count">
          <span className="num">{t("alarms.count", { count: ordered.length })}</span>
          {beyond > 0 && (
            <span className="alarms-beyond num" data-testid="beyond">
              {t("alarms.beyond", { held: number(state.alarms.size), total: number(state.total.open) })}{" "}
              <a href={alarmsHref({ open: true, organisation: query.organisation, gateway: query.gateway })}>{t("alarms.rest")}</a>
            </span>
          )}
          {raised > 0 && <strong className="num">{t("alarms.raised", { count: raised })}</strong>}
        </p>
        <p className="keys" aria-hidden="true">
          {t("alarms.keys")}
        </p>
      </div>
      {ordered.length === 0 ? (
        <NoAlarms />
      ) : (
        <div
          role="grid"
          className="alarm-grid"
          aria-labelledby="alarms-title"
          aria-rowcount={ordered.length + 1}
          data-cut={state.connection.phase !== "live" || undefined}
        >
          <div role="rowgroup" className="grid-head">
            <div role="row" aria-rowindex={1} className="alarm-columns">
              {COLUMNS.map((column) => (
                <div key={column} role="columnheader" className={`cell-${column}`}>
                  {t(`alarms.column_${column}`)}
                </div>
              ))}
            </div>
          </div>
          {first && (
            <div role="rowgroup" className="pinned">
              <AlarmRow
                alarm={first}
                index={0}
                first
                followers={followed.get(first.id) ?? 0}
                selected={selected === first.id}
                reachable={entry === first.id}
                {...common}
              />
            </div>
          )}
          {rest.length > 0 && (
            <div role="presentation" className="alarm-scroller" ref={setScroller}>
              <div role="rowgroup" className="alarm-rows" style={{ blockSize: rest.length * rowPx }}>
                {drawn.map(({ alarm, index }) => (
                  <AlarmRow
                    key={alarm.id}
                    alarm={alarm}
                    index={index + (first ? 1 : 0)}
                    first={false}
                    followers={followed.get(alarm.id) ?? 0}
                    selected={selected === alarm.id}
                    reachable={entry === alarm.id}
                    style={{ insetBlockStart: index * rowPx, blockSize: rowPx }}
                    {...common}
                  />
                ))}
              </div>
            </div>
          )}
        </div>
      )}
    </section>
  );
}
