import { useState } from "react";

/** What there was last of the same thing, while what comes next is awaited. `of` says which thing it is. */
export function useKept<T>(of: string, data: T | null): T | null {
  const [held, setHeld] = useState({ of, data });
  if (held.of !== of || (data !== null && held.data !== data)) setHeld({ of, data });
  return data ?? (held.of === of ? held.data : null);
}
