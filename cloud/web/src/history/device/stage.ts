/** What all charts of a history share: the span they show, and the frame in which they are drawn anew. */

import type { Span } from "../span";

type Painter = (span: Span) => void;

export class Stage {
  private readonly painters = new Set<Painter>();
  private frame = 0;

  constructor(public span: Span) {}

  /** Draws with the others until the answer is called. */
  add(painter: Painter): () => void {
    this.painters.add(painter);
    this.draw();
    return () => {
      this.painters.delete(painter);
    };
  }

  show(span: Span): void {
    this.span = span;
    this.draw();
  }

  /** However often it is asked for, once a frame. */
  draw(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      for (const painter of this.painters) painter(this.span);
    });
  }
}
