import { useEffect, useRef, useState, type PointerEvent } from "react";

import { bounded, dragged, fit, zoomed, type Size, type View } from "./viewport";

export const STEP = 1.5;
/** Pixels that a pointer may move and still have clicked. */
const STILL_PX = 5;
/** A wheel that was scrolling the page goes on scrolling it, although the plan has come under the pointer. */
const SCROLLING_MS = 250;

interface Gesture {
  pointers: Map<number, { x: number; y: number }>;
  moved: boolean;
}

const middle = (spots: { x: number; y: number }[]) => ({
  x: spots.reduce((sum, spot) => sum + spot.x, 0) / spots.length,
  y: spots.reduce((sum, spot) => sum + spot.y, 0) / spots.length,
});
const apart = ([a, b]: { x: number; y: number }[]) => (a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0);

/** What is seen of a plan, and the wheel, drags and pinches that change it. `view` follows the canvas's size. */
export function useViewport(plan: Size) {
  const [canvas, setCanvas] = useState<HTMLElement | null>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  /** Null: the whole plan, whatever the canvas's size. */
  const [held, setHeld] = useState<View | null>(null);
  const gesture = useRef<Gesture>({ pointers: new Map(), moved: false });

  const settled = (view: View | null) => bounded(view ?? fit(plan, size), plan, size);
  const view = settled(held);
  /** Each step begins where the one before it ended, although both may come before the next drawing. */
  const change = (step: (before: View) => View) => {
    setHeld((before) => settled(step(settled(before))));
  };
  const zoom = (factor: number, x = size.width / 2, y = size.height / 2) => {
    change((before) => zoomed(before, size, factor, x, y));
  };
  const whole = view.scale <= fit(plan, size).scale * 1.001;

  useEffect(() => {
    if (!canvas) return;
    const watch = new ResizeObserver(() => {
      setSize({ width: canvas.clientWidth, height: canvas.clientHeight });
    });
    watch.observe(canvas);
    return () => {
      watch.disconnect();
    };
  }, [canvas]);

  const wheel = useRef<(event: WheelEvent) => void>(() => undefined);
  useEffect(() => {
    let scrolled = -Infinity;
    wheel.current = (event) => {
      if (event.timeStamp - scrolled < SCROLLING_MS && !event.ctrlKey) return;
      // From the whole plan outwards there is nothing more to see: the page scrolls on.
      if (whole && event.deltaY > 0) return;
      event.preventDefault();
      const box = canvas?.getBoundingClientRect();
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016));
      zoom(factor, event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0));
    };
    const scroll = (event: Event) => {
      scrolled = event.timeStamp;
    };
    document.addEventListener("scroll", scroll, true);
    return () => {
      document.removeEventListener("scroll", scroll, true);
    };
  });
  useEffect(() => {
    if (!canvas) return;
    // React listens passively: the page would scroll along.
    const listen = (event: WheelEvent) => {
      wheel.current(event);
    };
    canvas.addEventListener("wheel", listen, { passive: false });
    return () => {
      canvas.removeEventListener("wheel", listen);
    };
  }, [canvas]);

  const place = (event: PointerEvent) => {
    const box = canvas?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const lift = (event: PointerEvent) => {
    const { pointers } = gesture.current;
    pointers.delete(event.pointerId);
    if (pointers.size > 0) return;
    // The click behind a drag comes with the lifting itself; every later one is meant.
    window.setTimeout(() => {
      if (pointers.size === 0) gesture.current.moved = false;
    });
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      const { pointers } = gesture.current;
      if (pointers.size === 0) gesture.current.moved = false;
      pointers.set(event.pointerId, place(event));
    },
    onPointerMove: (event: PointerEvent) => {
      const { pointers } = gesture.current;
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const spot = place(event);
      if (!gesture.current.moved && Math.hypot(spot.x - before.x, spot.y - before.y) < STILL_PX) return;
      if (!gesture.current.moved) {
        gesture.current.moved = true;
        // From here on the plan is dragged, and what the pointer passes is not clicked.
        canvas?.setPointerCapture(event.pointerId);
      }
      const was = [...pointers.values()];
      pointers.set(event.pointerId, spot);
      const is = [...pointers.values()];
      const [from, to] = [middle(was), middle(is)];
      const factor = was.length > 1 ? apart(is) / Math.max(1, apart(was)) : 1;
      change((before) =>
        dragged(zoomed(before, size, factor, from.x, from.y), to.x - from.x, to.y - from.y),
      );
    },
    onPointerUp: lift,
    onPointerCancel: lift,
  };
  return {
    setCanvas,
    size,
    view,
    whole,
    change,
    zoom,
    fit: () => {
      setHeld(null);
    },
    handlers,
    place,
    /** Whether what just ended was a drag, so that the click behind it is none. */
    wasDragged: () => gesture.current.moved,
  };
}
