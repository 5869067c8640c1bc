import { useEffect, useRef, type RefObject } from "react";

/** A row of links whose current one is never out of sight. `current`: which that is. */
export function useInSight(current: string | undefined): RefObject<HTMLElement | null> {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    row.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return row;
}
