import { useState } from "react";

import { gatewayHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { FilterBar, FilterSelect, FilterText } from "../../operator/works/Filters";
import { Page } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { FaultNote, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { useChange } from "../../forms/useChange";
import type { Letter, LetterList as Told } from "../api";
import { letterHref, lettersHref } from "../links";
import { FilterTime } from "../parts/FilterTime";
import { useBatch } from "../parts/useBatch";
import { useExchangeWords } from "../useExchangeWords";
import { BatchPanel } from "./BatchPanel";
import { SetAsidePanel } from "./SetAsidePanel";
import { AT_ONCE, dismissMany, MOST, openOnes, replayMany } from "./work";

const LIMIT = 50;
const STATES = ["stored", "dismissed"] as const;

/** Dead letters by area, gateway, text and time; those that are open can be replayed or dismissed, many at once. */
export function LetterList() {
  const { t, number, moment } = useExchangeWords();
  const { query } = useRoute();
  const mayOperate = useMay("operate");
  const { cursor, area, gateway, text, organisation, since, until } = query;
  const state = query.state ?? "open";
  const wanted = { text, gateway, area, organisation, since, until };
  const loaded = useData<Told>("/dead-letters", {
    ...wanted,
    state: state === "all" ? undefined : state,
    limit: LIMIT,
    before: cursor,
  });
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const batch = useBatch(() => {
    setChosen(new Set());
    loaded.again();
  });
  const finding = useChange();
  // They come with the newest last.
  const rows = [...(loaded.data?.items ?? [])].reverse();
  const open = rows.filter((row) => row.state === "open").map(({ id }) => id);
  const picked = open.filter((id) => chosen.has(id));
  const busy = batch.state === "running" || finding.busy;
  const sorted = () => [...picked].sort((a, b) => a - b);
  const choose = (ids: readonly number[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    setChosen(next);
  };
  const narrowed = Object.values({ ...wanted, state: query.state }).some(Boolean);

  const columns: Column<Letter>[] = [
    {
      key: "at",
      head: (
        <span className="ex-pick">
          {mayOperate && open.length > 0 && (
            <input
              type="checkbox"
              aria-label={t("letters.choose_page")}
              checked={picked.length === open.length}
              onChange={(event) => {
                choose(open, event.target.checked);
              }}
            />
          )}
          {t("letters.at")}
        </span>
      ),
      cell: (row) => (
        <span className="ex-pick">
          {mayOperate && open.length > 0 && (
            <input
              type="checkbox"
              aria-label={t("letters.choose", { at: moment(row.at), reason: row.reason })}
              disabled={row.state !== "open"}
              checked={chosen.has(row.id)}
              onChange={(event) => {
                choose([row.id], event.target.checked);
              }}
            />
          )}
          <a className="num" href={letterHref(row.id, query)}>
            {moment(row.at)}
          </a>
        </span>
      ),
    },
    {
      key: "reason",
      head: t("letters.reason"),
      cell: (row) => (
        <span className="ex-reason">
          {row.reason} {row.where && <span className="code muted">{row.where}</span>}
        </span>
      ),
    },
    {
      key: "gateway",
      head: t("letters.gateway"),
      cell: (row) =>
        row.gateway ? (
          <a className="code" href={gatewayHref(row.gateway)}>
            {row.gateway}
          </a>
        ) : (
          <span className="muted">{t("letters.nobody")}</span>
        ),
    },
    {
      key: "topic",
      head: t("letters.topic"),
      extra: true,
      cell: (row) => <span className="code ex-topic">{row.topic}</span>,
    },
    {
      key: "state",
      head: t("letters.state"),
      extra: true,
      cell: (row) => (
        <>
          {t(`letter.${row.state}`)} {row.settled_by && <span className="muted">{row.settled_by}</span>}
        </>
      ),
    },
    { key: "times", head: t("letters.times"), number: true, cell: (row) => number(row.times) },
  ];

  return (
    <Page title={t("letters.title")}>
      <p className="op-note muted">{t("letters.about")}</p>
      <FilterBar>
        <FilterText name="text" label={t("letters.text")} />
        <FilterSelect
          name="state"
          label={t("letters.state")}
          options={[
            { value: "", text: t("letter.open") },
            ...STATES.map((value) => ({ value, text: t(`letter.${value}`) })),
            { value: "all", text: t("filter.all") },
          ]}
        />
        <FilterText name="gateway" label={t("letters.gateway")} placeholder="gw-150102-0001" />
        <AreaFilter />
        <FilterTime name="since" label={t("letters.since")} />
        <FilterTime name="until" label={t("letters.until")} />
        {narrowed && (
          <a className="button quiet" href={lettersHref()}>
            {t("filter.clear")}
          </a>
        )}
      </FilterBar>
      {mayOperate && open.length > 0 && (
        <div className="op-tools" role="group" aria-label={t("letters.many")}>
          <button
            type="button"
            className="button"
            disabled={busy || picked.length === 0}
            onClick={() => {
              batch.start(sorted(), AT_ONCE, replayMany);
            }}
          >
            {t("letters.replay_chosen", { number: number(picked.length) })}
          </button>
          <button
            type="button"
            className="button quiet"
            disabled={busy || picked.length === 0}
            onClick={() => {
              batch.start(sorted(), 4, dismissMany);
            }}
          >
            {t("letters.dismiss_chosen", { number: number(picked.length) })}
          </button>
          <button
            type="button"
            className="button quiet"
            disabled={busy}
            onClick={() => {
              finding.run(
                () => openOnes(wanted),
                (ids) => {
                  batch.start(ids, AT_ONCE, replayMany);
                },
              );
            }}
          >
            {t(narrowed ? "letters.replay_found" : "letters.replay_all", { most: number(MOST) })}
          </button>
        </div>
      )}
      {finding.fault && <FaultNote fault={finding.fault} />}
      <BatchPanel batch={batch} />
      {rows.length > 0 ? (
        <Table caption={t("letters.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
      ) : (
        <State loaded={loaded} empty what={t(narrowed ? "letters.none_such" : "letters.none")} />
      )}
      {loaded.fault && rows.length > 0 && <State loaded={loaded} />}
      {loaded.data !== null && loaded.data.evicted > 0 && (
        <p className="op-note muted">{t("letters.evicted", { number: number(loaded.data.evicted) })}</p>
      )}
      {loaded.data !== null && (loaded.data.suppressed ?? 0) > 0 && (
        <p className="op-note muted">
          {t("letters.suppressed", { number: number(loaded.data.suppressed ?? 0) })}
        </p>
      )}
      <Paging next={rows.length === LIMIT ? (rows.at(-1)?.id ?? null) : null} />
      <SetAsidePanel />
    </Page>
  );
}
