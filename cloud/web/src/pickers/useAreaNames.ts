import { useMemo } from "react";

import type { Label } from "../api/types";
import { useData } from "../operator/useData";

export interface AreaNode {
  code: string;
  name: Label;
  children: AreaNode[];
}

/** The tree of areas, and the name of each by its code. */
export function useAreaNames(): { tree: AreaNode | null; names: ReadonlyMap<string, Label> } {
  const { data } = useData<AreaNode>("/areas");
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
