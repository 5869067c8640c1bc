import { useEffect, useLayoutEffect, useRef } from "react";

import { placed, type Mark } from "../marks";
import { useHistoryWords } from "../useHistoryWords";
import { drawStrip, LEFT, onTheme, RIGHT, ROW } from "./drawing";
import type { Stage } from "./stage";

const ROWS = 4;
const HEIGHT = ROWS * ROW + 4;

/** The events over the charts, in words. The table below says the same to those who cannot see it. */
export function Strip({ stage, marks, kind }: { stage: Stage; marks: readonly Mark[]; kind: (name: string) => string }) {
  const { t } = useHistoryWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = (mark: Mark) => {
    const name = mark.edge === "came" ? kind(mark.kind) : t("event.went_of", { kind: kind(mark.kind) });
    const counted = mark.count > 1 ? `${name} ×${mark.count}` : name;
    return mark.doubtful ? `${counted} ${t("event.doubtful_short")}` : counted;
  };
  const latest = useRef({ marks, words });
  useLayoutEffect(() => {
    latest.current = { marks, words };
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
      const wanted = Math.round(width * ratio);
      if (element.width !== wanted) {
        element.width = wanted;
        element.height = Math.round(HEIGHT * ratio);
      }
      const bounds = { left: LEFT, right: width - RIGHT, rows: ROWS };
      const x = (ms: number) => LEFT + ((ms - from) / (to - from)) * (bounds.right - LEFT);
      drawStrip(ctx, placed(latest.current.marks, x, bounds, latest.current.words, measure), width, HEIGHT, ratio);
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
  return <canvas className="hi-strip" ref={canvas} style={{ height: HEIGHT }} aria-hidden="true" />;
}
