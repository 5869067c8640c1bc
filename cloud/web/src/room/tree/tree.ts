/** Gateways, their lines, loops and parts as a tree, and which of its rows are seen. Pure. */

import type { Gateway, Label, Part } from "../../api/types";
import { worse, type Status } from "../systems/status";

export interface Node {
  id: string;
  kind: "gateway" | "line" | "loop" | "part";
  label: Label;
  /** What stands small behind the name. */
  code: string;
  status: Status;
  /** Of its parts those that are not normal. */
  troubled: number;
  total: number;
  children: Node[];
  part: Part | null;
}

/** A node that is seen, with its place among its siblings. */
export interface Row {
  node: Node;
  level: number;
  position: number;
  siblings: number;
  open: boolean;
  parent: string | null;
}

/** The words that a part is found by. */
const wordsOf = (part: Part) =>
  [
    part.place.zh,
    part.place.en,
    part.device.zh,
    part.device.en,
    part.part,
    part.gateway,
    part.component_type.zh,
    part.component_type.en,
    part.system_type.zh,
    part.system_type.en,
  ]
    .join(" ")
    .toLowerCase();

/** The parts that every word of a search is found in. */
export function matching(parts: readonly Part[], text: string): Part[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...parts];
  return parts.filter((part) => {
    const held = wordsOf(part);
    return words.every((word) => held.includes(word));
  });
}

/** `panel-1/1-023` hangs on line `panel-1`, loop `1`; what has no loop hangs on its line. */
function pathOf(part: string): { line: string; loop: string | null; rest: string } {
  const cut = part.indexOf("/");
  const line = cut < 0 ? part : part.slice(0, cut);
  const rest = cut < 0 ? part : part.slice(cut + 1);
  return { line, loop: /^(\d+)-\d+$/.exec(rest)?.[1] ?? null, rest };
}

const byName = new Intl.Collator("zh-CN", { numeric: true });

function branch(id: string, kind: Node["kind"], label: Label, code: string): Node {
  return { id, kind, label, code, status: "normal", troubled: 0, total: 0, children: [], part: null };
}

const words = (text: string): Label => ({ zh: text, en: text });

/** The whole tree. A line with one part alone is that part's own row. */
export function treeOf(
  parts: readonly { part: Part; status: Status }[],
  gateways: ReadonlyMap<string, Gateway>,
): Node[] {
  const roots = new Map<string, Node>();
  for (const { part, status } of parts) {
    const { line, loop, rest } = pathOf(part.part);
    const building = gateways.get(part.gateway)?.building ?? words("");
    const root = roots.get(part.gateway) ?? branch(part.gateway, "gateway", building, part.gateway);
    roots.set(part.gateway, root);
    const steps: [string, Node["kind"], string][] = [[`${root.id}/${line}`, "line", line]];
    if (loop !== null) steps.push([`${root.id}/${line}/${loop}-`, "loop", loop]);
    let at = root;
    for (const [id, kind, code] of steps) {
      const held = at.children.find((child) => child.id === id);
      const next = held ?? branch(id, kind, words(code), code);
      if (!held) at.children.push(next);
      at = next;
    }
    const label = part.place.zh || part.place.en ? part.place : part.device;
    const leaf = branch(`${part.gateway} ${part.part}`, "part", label, rest);
    at.children.push({ ...leaf, status, troubled: status === "normal" ? 0 : 1, total: 1, part });
  }
  return [...roots.values()].sort((a, b) => byName.compare(a.id, b.id)).map(summed);
}

function summed(node: Node): Node {
  if (node.part) return node;
  const children = node.children.map(summed).map((child) => {
    const [only] = child.children;
    return child.kind === "line" && only?.part && child.children.length === 1 ? { ...only, code: only.part.part } : child;
  });
  return {
    ...node,
    children: children.sort((a, b) => byName.compare(a.code, b.code)),
    status: children.reduce<Status>((worst, child) => worse(worst, child.status), "normal"),
    troubled: children.reduce((sum, child) => sum + child.troubled, 0),
    total: children.reduce((sum, child) => sum + child.total, 0),
  };
}

/** The rows that are seen: everything where `all`, else what is open; the roots always. */
export function rowsOf(nodes: readonly Node[], open: ReadonlySet<string>, all = false): Row[] {
  const rows: Row[] = [];
  const walk = (level: number, siblings: readonly Node[], parent: string | null) => {
    siblings.forEach((node, index) => {
      const isOpen = node.children.length > 0 && (all || open.has(node.id));
      rows.push({ node, level, position: index + 1, siblings: siblings.length, open: isOpen, parent });
      if (isOpen) walk(level + 1, node.children, node.id);
    });
  };
  walk(1, nodes, null);
  return rows;
}

export type Step = { go: string } | { toggle: string } | null;

/** What a key does in a tree (WAI-ARIA): move the focus, open, close, or nothing. */
export function keyIn(rows: readonly Row[], at: string, key: string): Step {
  const index = rows.findIndex((row) => row.node.id === at);
  const row = rows[index];
  if (!row) return null;
  const go = (to: Row | undefined): Step => (to ? { go: to.node.id } : null);
  switch (key) {
    case "ArrowDown":
      return go(rows[index + 1]);
    case "ArrowUp":
      return go(rows[index - 1]);
    case "Home":
      return go(rows[0]);
    case "End":
      return go(rows.at(-1));
    case "ArrowRight":
      if (row.node.children.length === 0) return null;
      return row.open ? go(rows[index + 1]) : { toggle: at };
    case "ArrowLeft":
      if (row.open) return { toggle: at };
      return row.parent === null ? null : { go: row.parent };
    default:
      return null;
  }
}
