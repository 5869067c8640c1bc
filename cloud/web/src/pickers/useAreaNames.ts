import { useMemo } from "react";

import { getOnce } from "../api/client";
import type { Label } from "../api/types";
import { useAsked } from "../hooks/useAsked";

export interface AreaNode {
  code: string;
  name: Label;
  children: AreaNode[];
}

const ask = () => getOnce<AreaNode>("/areas");

/** The tree of areas, and the name of each by its code. */
export function useAreaNames(): { tree: AreaNode | null; names: ReadonlyMap<string, Label> } {
  const { data } = useAsked("areas", ask);
  const names = useMemo(() => {
    const found = new Map<string, Label>();
    const walk = (node: AreaNode) => {
      found.set(node.code, node.name);
      node.children.forEach(walk);
    };
    if (data) walk(data);
    return found;
  }, [data]);
  return { tree: data, names };
}
