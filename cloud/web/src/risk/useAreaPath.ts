import type { PathStep } from "../operator/api";
import { useAreaNames } from "../pickers/useAreaNames";

const LENGTHS = [2, 4, 6] as const;

/** From the region down to an area, by name; the area itself is last. */
export function useAreaPath(area: string): PathStep[] {
  const { names } = useAreaNames();
  return LENGTHS.filter((length) => length <= area.length).flatMap((length) => {
    const code = area.slice(0, length);
    const name = names.get(code);
    return name ? [{ area: code, name }] : [];
  });
}
