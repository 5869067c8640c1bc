import { useEffect, useLayoutEffect, useRef } from "react";

import { isFireClass } from "../../state/fireClass";
import { placed, type Mark } from "../marks";
import { useHistoryWords } from "../useHistoryWords";
import { drawStrip, LEFT, onTheme, RIGHT, ROW } from "./drawing";
import type { Stage } from "./stage";

const ROWS = { fire: 2, other: 3 } as const;

/** Rows for what there is; one where there is nothing. */
function rowsFor(marks: readonly Mark[]) {
  const fires = marks.some((mark) => isFireClass(mark.kind));
  const others = marks.some((mark) => !isFireClass(mark.kind));
  return { fireRows: fires ? ROWS.fire : 0, otherRows: others ? ROWS.other : fires ? 0 : 1 };
}

/** The events over the charts, in words. The table below says the same to those who cannot see it. */
export function Strip({ stage, marks, kind }: { stage: Stage; marks: readonly Mark[]; kind: (name: string) => string }) {
  const { t } = useHistoryWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = (mark: Mark) => {
    const name = mark.edge === "came" ? kind(mark.kind) : t("event.went_of", { kind: kind(mark.kind) });
    const counted = mark.count > 1 ? `${name} ×${mark.count}` : name;
    return mark.doubtful ? `${counted} ${t("event.doubtful_short")}` : counted;
  };
  const rows = rowsFor(marks);
  const height = (rows.fireRows + rows.otherRows) * ROW + 4;
  const latest = useRef({ marks, words, rows, height });
  useLayoutEffect(() => {
    latest.current = { marks, words, rows, height };
  });

  useEffect(() => {
    const element = canvas.current;
    const ctx = element?.getContext("2d");
    if (!element || !ctx) return;
    const widths = new Map<string, number>();
    const measure = (text: string) => {
      let width = widths.get(text);
      if (width === undefined) {
        width = ctx.measureText(text).width;
        widths.set(text, width);
      }
      return width;
    };
    const leave = stage.add(({ from, to }) => {
      const ratio = window.devicePixelRatio;
      const width = element.clientWidth;
      const said = latest.current;
      const [wide, high] = [Math.round(width * ratio), Math.round(said.height * ratio)];
      if (element.width !== wide || element.height !== high) {
        element.width = wide;
        element.height = high;
      }
      const bounds = { left: LEFT, right: width - RIGHT, ...said.rows };
      const x = (ms: number) => LEFT + ((ms - from) / (to - from)) * (bounds.right - LEFT);
      drawStrip(ctx, placed(said.marks, x, bounds, said.words, measure), width, said.height, ratio);
    });
    const anew = () => {
      widths.clear();
      stage.draw();
    };
    const observer = new ResizeObserver(anew);
    observer.observe(element);
    const stopWatching = onTheme(anew);
    return () => {
      leave();
      observer.disconnect();
      stopWatching();
    };
  }, [stage]);

  useEffect(() => {
    stage.draw();
  });
  return <canvas className="hi-strip" ref={canvas} style={{ height }} aria-hidden="true" />;
}
