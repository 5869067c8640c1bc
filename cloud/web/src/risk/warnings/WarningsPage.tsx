import { useNews } from "../../hooks/useNews";
import { useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { Facts } from "../../operator/works/Facts";
import { FilterBar, FilterSelect } from "../../operator/works/Filters";
import { Page } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { FaultOf, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useRoute } from "../../shell/useRoute";
import { DESKS, WARNING_STATES, type Warning, type WarningCounts } from "../api";
import { BandMark } from "../BandMark";
import { Change } from "../Change";
import { nameOf, siteHref, warningHref } from "../links";
import { useRiskVocabulary, useRiskWords } from "../useRiskWords";
import { WarningMark } from "./WarningMark";

const LIMIT = 50;
const LOOK_MS = 60_000;

function Counts({ area }: { area: string | undefined }) {
  const { t, number, figure } = useRiskWords();
  const loaded = useData<WarningCounts>("/risk/warnings/counts", { area }, LOOK_MS);
  useNews("risk", loaded.again);
  const counts = loaded.data;
  if (counts === null) return <State loaded={loaded} />;
  const moved = (by: number | null) => (by === null ? "–" : `${by > 0 ? "+" : ""}${figure(by)}`);
  return (
    <Facts
      facts={[
        ...(["raised", "accepted", "reported"] as const).map((state) => ({
          name: t(`warning.state_${state}`),
          value: <span className="risk-count">{number(counts.by_state[state])}</span>,
        })),
        {
          name: t("warning.overdue"),
          value: <span className="risk-count">{number(counts.overdue)}</span>,
          bad: counts.overdue > 0,
        },
        { name: t("warning.state_closed"), value: <span className="risk-count">{number(counts.by_state.closed)}</span> },
        {
          name: t("effect.mean"),
          value: t("effect.mean_of", {
            month: moved(counts.mean_change_30d),
            quarter: moved(counts.mean_change_90d),
            number: number(counts.measured),
          }),
        },
      ]}
    />
  );
}

/** The index as a warning was raised, as it was closed, and now. */
export function Effect({ effect }: { effect: Warning["effect"] }) {
  const { figure } = useRiskWords();
  const { at_raising, at_closing, after_30d, after_90d } = effect;
  const last = after_90d ?? after_30d ?? at_closing;
  return (
    <span className="num">
      {figure(at_raising)}
      {last !== null && (
        <>
          {` → ${figure(last)} `}
          <Change now={last} before={at_raising} />
        </>
      )}
    </span>
  );
}

/** Risk warnings by desk, state and deadline. */
export function WarningsPage() {
  const { t, speak } = useRiskWords();
  const { query } = useRoute();
  const vocabulary = useRiskVocabulary();
  const loaded = useData<{ items: Warning[]; more: boolean }>(
    "/risk/warnings",
    {
      state: query.state,
      desk: query.desk,
      rule: query.rule,
      area: query.area,
      subject: query.subject,
      site_id: query.site,
      open: query.show === "open" ? true : undefined,
      overdue: query.show === "overdue" ? true : undefined,
      before: query.cursor,
      limit: LIMIT,
    },
    LOOK_MS,
  );
  useNews("risk", loaded.again);
  const rows = loaded.data?.items ?? [];
  const every = { value: "", text: t("all") };
  const columns: Column<Warning>[] = [
    {
      key: "text",
      head: t("warning.text"),
      cell: (row) => (
        <>
          <a href={warningHref(row.id)}>{speak(row.text)}</a>
          <span className="risk-under muted">{speak(row.rule_label)}</span>
        </>
      ),
    },
    {
      key: "site",
      head: t("site.name"),
      cell: (row) => (
        <>
          <a href={siteHref(row.subject, row.site_id)}>{nameOf({ name: row.site, organisation: row.organisation })}</a>
          <span className="risk-under muted">{speak(row.area_name)}</span>
        </>
      ),
    },
    { key: "state", head: t("warning.state"), cell: (row) => <WarningMark warning={row} /> },
    { key: "desk", head: t("warning.desk"), cell: (row) => t(`desk.${row.desk}`) },
    { key: "due", head: t("warning.due"), number: true, cell: (row) => row.due_on },
    { key: "band", head: t("warning.band"), cell: (row) => <BandMark band={row.band} /> },
    { key: "effect", head: t("effect.title"), number: true, cell: (row) => <Effect effect={row.effect} /> },
  ];
  return (
    <Page title={t("warning.title")}>
      <Counts area={query.area} />
      <FilterBar>
        <FilterSelect
          name="show"
          label={t("warning.show")}
          options={[every, { value: "open", text: t("warning.show_open") }, { value: "overdue", text: t("warning.show_overdue") }]}
        />
        <FilterSelect
          name="desk"
          label={t("warning.desk")}
          options={[every, ...DESKS.map((value) => ({ value, text: t(`desk.${value}`) }))]}
        />
        <FilterSelect
          name="state"
          label={t("warning.state")}
          options={[every, ...WARNING_STATES.map((value) => ({ value, text: t(`warning.state_${value}`) }))]}
        />
        <FilterSelect
          name="rule"
          label={t("warning.rule")}
          options={[every, ...(vocabulary?.rules.map(({ code, label }) => ({ value: code, text: speak(label) })) ?? [])]}
        />
        <AreaFilter />
      </FilterBar>
      {rows.length > 0 ? (
        <div className="risk-sites">
          <FaultOf loaded={loaded} />
          <Table caption={t("warning.title")} columns={columns} rows={rows} rowKey={({ id }) => id} />
        </div>
      ) : (
        <State loaded={loaded} empty what={t("warning.none")} />
      )}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
    </Page>
  );
}
