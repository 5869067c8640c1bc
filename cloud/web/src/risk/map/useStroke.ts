import { useRef, useState, type PointerEvent } from "react";

import type { Point } from "./chosen";

interface Stroke {
  /** What has been drawn so far, in the picture's own units. */
  points: readonly Point[];
  handlers: {
    onPointerDown: (event: PointerEvent<SVGElement>) => void;
    onPointerMove: (event: PointerEvent<SVGElement>) => void;
    onPointerUp: (event: PointerEvent<SVGElement>) => void;
    onPointerCancel: () => void;
  };
}

/** Where a pointer stands in the units of a picture that is shown at another size. */
function placeOf(event: PointerEvent<SVGElement>): Point | null {
  const matrix = event.currentTarget.ownerSVGElement?.getScreenCTM();
  if (!matrix) return null;
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return [x, y];
}

/** A line that is drawn with the pointer held down; `onEnd` gets its points. */
export function useStroke(onEnd: (points: readonly Point[]) => void): Stroke {
  const drawn = useRef<Point[] | null>(null);
  const [points, setPoints] = useState<readonly Point[]>([]);
  const take = (event: PointerEvent<SVGElement>) => {
    const place = placeOf(event);
    if (!place || !drawn.current) return;
    drawn.current.push(place);
    setPoints([...drawn.current]);
  };
  const stop = () => {
    drawn.current = null;
    setPoints([]);
  };
  return {
    points,
    handlers: {
      onPointerDown: (event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drawn.current = [];
        take(event);
      },
      onPointerMove: take,
      onPointerUp: () => {
        const done = drawn.current ?? [];
        stop();
        onEnd(done);
      },
      onPointerCancel: stop,
    },
  };
}
