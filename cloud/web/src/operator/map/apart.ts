/** Moves circles that would cover each other apart, each as little as it takes. Pure. */

export interface Circle {
  id: string;
  x: number;
  y: number;
  r: number;
}

const ROUNDS = 120;
/** A gap between two circles, in the same units as they are. */
const GAP = 14;

export function apart(circles: readonly Circle[], width: number, height: number): Circle[] {
  const moved = circles.map((circle) => ({ ...circle }));
  for (let round = 0; round < ROUNDS; round += 1) {
    let touched = false;
    for (const [at, a] of moved.entries()) {
      for (const b of moved.slice(at + 1)) {
        const wanted = a.r + b.r + GAP;
        let dx = b.x - a.x;
        let dy = b.y - a.y;
        let distance = Math.hypot(dx, dy);
        if (distance >= wanted) continue;
        touched = true;
        // Two on one spot part along a line of their own, so that the picture is the same every time.
        if (distance < 1e-6) [dx, dy, distance] = [Math.cos(at), Math.sin(at), 1];
        const push = (wanted - Math.min(distance, wanted)) / 2;
        a.x -= (dx / distance) * push;
        a.y -= (dy / distance) * push;
        b.x += (dx / distance) * push;
        b.y += (dy / distance) * push;
      }
    }
    for (const circle of moved) {
      circle.x = Math.min(Math.max(circle.x, circle.r), width - circle.r);
      circle.y = Math.min(Math.max(circle.y, circle.r), height - circle.r);
    }
    if (!touched) break;
  }
  return moved;
}
