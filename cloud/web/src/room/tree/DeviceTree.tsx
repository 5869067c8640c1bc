import { useEffect, useMemo, useRef, useState } from "react";

import { KindBadge } from "../../components/KindBadge";
import { PartCard } from "../../components/PartCard";
import { useDesk } from "../../hooks/useDesk";
import { StatusMark } from "../systems/StatusMark";
import { usePartStatus } from "../systems/usePartStatus";
import { useRoomWords } from "../useRoomWords";
import { keyIn, matching, rowsOf, treeOf, type Row } from "./tree";

/** Beyond so many found a search must become narrower. */
const FOUND = 200;

function TreeRow({
  row,
  reachable,
  chosen,
  onChoose,
}: {
  row: Row;
  reachable: boolean;
  chosen: boolean;
  onChoose: (id: string) => void;
}) {
  const { t, speak } = useRoomWords();
  const { node } = row;
  const name = node.kind === "loop" ? t("tree.loop", { number: node.code }) : speak(node.label) || node.code;
  return (
    // The keys are the tree's own.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="treeitem"
      id={`tree-${node.id}`}
      className="tree-row"
      data-testid="tree-row"
      data-kind-of={node.kind}
      data-part={node.part?.part}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={node.children.length > 0 ? row.open : undefined}
      aria-selected={chosen}
      tabIndex={reachable ? 0 : -1}
      style={{ paddingInlineStart: `${(row.level - 1) * 18 + 8}px` }}
      onClick={() => {
        onChoose(node.id);
      }}
    >
      <span className="tree-turn" aria-hidden="true">
        {node.children.length > 0 ? (row.open ? "▾" : "▸") : ""}
      </span>
      <StatusMark status={node.status} bare />
      <span className="tree-name">{name}</span>
      {name !== node.code && node.kind !== "loop" && <span className="tree-code code">{node.code}</span>}
      {!node.part && (
        <span className="tree-count num">
          {node.troubled > 0 && <strong>{t("tree.troubled", { count: node.troubled })}</strong>}
          <span className="muted">{t("tree.total", { count: node.total })}</span>
        </span>
      )}
    </div>
  );
}

/** Everything that is connected, by gateway, panel and loop: searched, and gone through with the arrows alone. */
export function DeviceTree({ onOpen }: { onOpen: (id: number) => void }) {
  const { t, speak } = useRoomWords();
  const { state } = useDesk();
  const standing = usePartStatus();
  const [text, setText] = useState("");
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set([...state.gateways.keys()].slice(0, 1)));
  const [chosen, setChosen] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);

  const searching = text.trim() !== "";
  const { tree, found } = useMemo(() => {
    const kept = new Set(matching(standing.map(({ part }) => part), text));
    const held = searching ? standing.filter(({ part }) => kept.has(part)) : standing;
    return { tree: treeOf(held.slice(0, searching ? FOUND : undefined), state.gateways), found: held.length };
  }, [standing, text, searching, state.gateways]);
  const rows = useMemo(() => rowsOf(tree, opened, searching), [tree, opened, searching]);
  const entry = rows.some(({ node }) => node.id === chosen) ? chosen : rows[0]?.node.id;
  const part = rows.find(({ node }) => node.id === chosen)?.node.part ?? null;
  const alarms = part
    ? [...state.alarms.values()].filter((alarm) => alarm.gateway === part.gateway && alarm.part === part.part)
    : [];

  useEffect(() => {
    if (wanted.current === null) return;
    document.getElementById(`tree-${wanted.current}`)?.focus();
    wanted.current = null;
  });

  const toggle = (id: string) => {
    setOpened((held) => {
      const next = new Set(held);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  };
  const choose = (id: string) => {
    setChosen(id);
    wanted.current = id;
    const row = rows.find(({ node }) => node.id === id);
    if (row && row.node.children.length > 0 && !searching) toggle(id);
  };

  return (
    <section className="panel devices" aria-labelledby="tree-title" data-view="devices" data-testid="devices">
      <div className="section-head">
        <h2 id="tree-title">{t("tree.title")}</h2>
        <input
          type="search"
          className="tree-search"
          value={text}
          aria-label={t("tree.search")}
          placeholder={t("tree.search")}
          data-testid="tree-search"
          onChange={(event) => {
            setText(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown" || !entry) return;
            event.preventDefault();
            setChosen(entry);
            wanted.current = entry;
          }}
        />
        {searching && (
          <span className="num muted" role="status">
            {t("tree.found", { count: found })}
          </span>
        )}
      </div>
      <div
        role="tree"
        className="tree"
        tabIndex={-1}
        aria-labelledby="tree-title"
        onKeyDown={(event) => {
          if (!entry) return;
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            choose(entry);
            return;
          }
          const step = keyIn(rows, entry, event.key);
          if (!step) return;
          event.preventDefault();
          if ("go" in step) {
            setChosen(step.go);
            wanted.current = step.go;
          } else if (!searching) toggle(step.toggle);
        }}
      >
        {rows.map((row) => (
          <TreeRow
            key={row.node.id}
            row={row}
            reachable={row.node.id === entry}
            chosen={row.node.id === chosen}
            onChoose={choose}
          />
        ))}
      </div>
      {rows.length === 0 && <p className="empty">{t(searching ? "tree.nothing" : "tree.empty")}</p>}
      {part && (
        <div className="tree-part" data-testid="tree-part">
          {alarms.length > 0 && (
            <ul className="list-rows">
              {alarms.map((alarm) => (
                <li key={alarm.id}>
                  <button
                    type="button"
                    className="list-row"
                    onClick={() => {
                      onOpen(alarm.id);
                    }}
                  >
                    <KindBadge kind={alarm.kind} />
                    <span className="list-place">{t("tree.open_alarm")}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          <h3 className="visually-hidden">{speak(part.place) || part.part}</h3>
          <ul className="part-cards">
            <PartCard part={part} span="m15" />
          </ul>
        </div>
      )}
    </section>
  );
}
