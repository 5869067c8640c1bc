import { useEffect, type RefObject } from "react";

import { panned, widthOf, zoomed, type Span } from "../span";
import { LEFT, RIGHT } from "./drawing";
import type { Stage } from "./stage";

export type Tool = "zoom" | "pan";

interface Wanted {
  stage: Stage;
  tool: Tool;
  now: () => number;
  show: (span: Span) => void;
}

/** Narrower than this it was a click. */
const LEAST_PX = 6;

const KEY_STEPS: Record<string, number> = { ArrowLeft: -0.1, ArrowRight: 0.1, PageUp: -1, PageDown: 1 };
const KEY_ZOOMS: Record<string, number> = { "+": 0.5, "=": 0.5, "-": 2, _: 2 };

/** Moves and zooms what the stack shows by pointer, wheel and keyboard. */
export function useGestures(stack: RefObject<HTMLDivElement | null>, band: RefObject<HTMLDivElement | null>, wanted: Wanted) {
  const { stage, tool, now, show } = wanted;
  useEffect(() => {
    const element = stack.current;
    if (!element) return;
    const move = (span: Span) => {
      stage.show(span);
      show(span);
    };
    const plot = () => {
      const box = element.getBoundingClientRect();
      const left = box.left + LEFT;
      return { left, width: Math.max(1, box.right - RIGHT - left) };
    };
    const momentAt = (x: number, span: Span) => {
      const { left, width } = plot();
      return span.from + (Math.min(Math.max(x - left, 0), width) / width) * widthOf(span);
    };

    let held: { pointer: number; x: number; span: Span; pans: boolean } | null = null;
    const mark = (from: number, to: number) => {
      const bar = band.current;
      if (!bar) return;
      const box = element.getBoundingClientRect();
      bar.hidden = Math.abs(to - from) < LEAST_PX;
      bar.style.left = `${Math.max(LEFT, Math.min(from, to) - box.left)}px`;
      bar.style.width = `${Math.min(Math.abs(to - from), box.width)}px`;
    };
    const down = (event: PointerEvent) => {
      if (event.button > 1 || held) return;
      const pans = tool === "pan" || event.pointerType === "touch" || event.shiftKey || event.button === 1;
      held = { pointer: event.pointerId, x: event.clientX, span: stage.span, pans };
      element.setPointerCapture(event.pointerId);
      if (event.button === 1) event.preventDefault();
    };
    const drag = (event: PointerEvent) => {
      if (held?.pointer !== event.pointerId) return;
      if (held.pans) {
        const ms = ((held.x - event.clientX) / plot().width) * widthOf(held.span);
        move(panned(held.span, ms, now()));
      } else {
        mark(held.x, event.clientX);
      }
    };
    const up = (event: PointerEvent) => {
      if (held?.pointer !== event.pointerId) return;
      const { x, span, pans } = held;
      held = null;
      if (band.current) band.current.hidden = true;
      if (pans || event.type === "pointercancel" || Math.abs(event.clientX - x) < LEAST_PX) return;
      const [from, to] = [momentAt(x, span), momentAt(event.clientX, span)].sort((a, b) => a - b) as [number, number];
      move(zoomed({ from, to }, 1, (from + to) / 2, now()));
    };
    const wheel = (event: WheelEvent) => {
      // The page goes on scrolling past charts that nobody has turned to.
      const turnedTo = element.contains(document.activeElement);
      if (!turnedTo && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { span } = stage;
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.shiftKey ? event.deltaY : 0;
      if (sideways !== 0) move(panned(span, (sideways / plot().width) * widthOf(span), now()));
      else move(zoomed(span, Math.exp(event.deltaY * 0.0015), momentAt(event.clientX, span), now()));
    };
    const key = (event: KeyboardEvent) => {
      if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
      const { span } = stage;
      const step = KEY_STEPS[event.key];
      const zoom = KEY_ZOOMS[event.key];
      if (step !== undefined) move(panned(span, step * (event.shiftKey ? 5 : 1) * widthOf(span), now()));
      else if (zoom !== undefined) move(zoomed(span, zoom, (span.from + span.to) / 2, now()));
      else if (event.key === "End") move({ from: now() - widthOf(span), to: now() });
      else return;
      event.preventDefault();
    };
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", drag);
    element.addEventListener("pointerup", up);
    element.addEventListener("pointercancel", up);
    element.addEventListener("wheel", wheel, { passive: false });
    element.addEventListener("keydown", key);
    return () => {
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("pointermove", drag);
      element.removeEventListener("pointerup", up);
      element.removeEventListener("pointercancel", up);
      element.removeEventListener("wheel", wheel);
      element.removeEventListener("keydown", key);
    };
  }, [stack, band, stage, tool, now, show]);
}
