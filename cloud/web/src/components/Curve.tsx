import { useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type uPlot from "uplot";

import { createChart, dataOf, type ChartView } from "../curve/chart";
import { summary } from "../curve/columns";
import { SPANS, type Span } from "../curve/spans";
import { useCurve } from "../curve/useCurve";
import { useDesk, useTerms } from "../hooks/useDesk";
import { useNow } from "../hooks/useNow";
import { formatNumber } from "../time/format";

interface Props {
  gateway: string;
  part: string;
  analogType: number;
  span: Span;
  compact: boolean;
}

const HEIGHT = { compact: 64, full: 200 } as const;

/** A live curve with its alarms drawn in. What it shows is also said in words for those who cannot see it. */
export function Curve({ gateway, part, analogType, span, compact }: Props) {
  const { t, i18n } = useTranslation();
  const { state } = useDesk();
  const terms = useTerms();
  const { status, columns, marks } = useCurve(gateway, part, analogType, span);
  const now = useNow(state.offset);
  const target = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);

  const to = now / 1000;
  const from = to - SPANS[span] / 1000;
  const view: ChartView = {
    words: {
      language: i18n.language,
      mark: (mark) => t(`curve.mark_${mark.edge}`, { kind: terms.kind(mark.kind) }),
    },
    marks,
    doubtful: columns.doubtful,
    from,
    to,
  };
  const latest = useRef(view);
  const firstColumns = useRef(columns);
  useLayoutEffect(() => {
    latest.current = view;
    firstColumns.current = columns;
  });

  const height = compact ? HEIGHT.compact : HEIGHT.full;
  useEffect(() => {
    const element = target.current;
    if (!element) return;
    const size = () => ({ width: Math.max(80, element.clientWidth), height });
    const made = createChart(element, firstColumns.current, size(), compact, () => latest.current);
    chart.current = made;
    const observer = new ResizeObserver(() => {
      made.setSize(size());
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [compact, height]);

  // A small curve moves a pixel every few seconds; it need not be drawn more often than that.
  const step = compact ? Math.max(5, SPANS[span] / 1000 / 400) : 1;
  const beat = Math.floor(to / step);
  useEffect(() => {
    chart.current?.setData(dataOf(columns));
  }, [columns, marks, beat, i18n.language]);

  const { name, unit } = terms.analog(analogType);
  const said = summary(columns, from);
  const number = (value: number) => formatNumber(value, i18n.language);
  const words = said
    ? t("curve.summary", {
        name,
        unit,
        range: t(`curve.${span}`),
        min: number(said.min),
        max: number(said.max),
        last: number(said.last),
      })
    : t(`curve.${status === "ready" ? "empty" : status}`);
  return (
    <div className="curve" data-compact={compact || undefined} data-status={status}>
      {!compact && (
        <p className="curve-title" aria-hidden="true">
          {name} <span className="unit">{unit}</span>
        </p>
      )}
      <div className="curve-canvas" ref={target} role="img" aria-label={words} style={{ height }} />
      {!said && <p className="curve-note">{words}</p>}
    </div>
  );
}
