import { Icon } from "../../components/Icon";
import { useData } from "../../operator/useData";
import { Facts } from "../../operator/works/Facts";
import { Moment } from "../../operator/works/Moment";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { certificatesHref } from "../links";
import { useAccessWords } from "../useAccessWords";
import { standingOf, type BrokerState, type Target } from "./api";

const LINK = { current: "online", behind: "waiting", waiting: "waiting", fault: "silent" } as const;
const ICON = { current: "check", behind: "question", waiting: "question", fault: "cross" } as const;

/** How far each broker's files are behind the policy, and the doors' books. */
export function StatePanel() {
  const { t, number } = useAccessWords();
  const loaded = useData<BrokerState>("/brokers/state", {}, 5_000);
  const state = loaded.data;
  if (!state) return <State loaded={loaded} />;
  const columns: Column<Target>[] = [
    { key: "name", head: t("broker.name"), cell: (row) => <span className="code">{row.name}</span> },
    {
      key: "standing",
      head: t("broker.standing"),
      cell: (row) => {
        const standing = standingOf(row, state.revision);
        return (
          <>
            <span className="link-state" data-link={LINK[standing]}>
              <Icon name={ICON[standing]} />
              {t(`standing.${standing}`)}
            </span>
            {row.fault && <span className="ac-reason ac-line">{row.fault}</span>}
          </>
        );
      },
    },
    {
      key: "revision",
      head: t("broker.revision"),
      number: true,
      cell: (row) => (row.revision === null ? "–" : number(row.revision)),
    },
    { key: "at", head: t("broker.at"), number: true, cell: (row) => <Moment at={row.at} /> },
  ];
  return (
    <>
      <Facts
        facts={[
          { name: t("broker.policy"), value: number(state.revision) },
          { name: t("broker.checks"), value: number(state.checks) },
          { name: t("broker.denied"), value: number(state.denied) },
          { name: t("broker.overloaded"), value: number(state.overloaded), bad: state.overloaded > 0 },
          { name: t("shut.title"), value: <a href={certificatesHref()}>{number(state.shut_out)}</a> },
        ]}
      />
      <Panel title={t("broker.targets")}>
        {state.targets.length > 0 ? (
          <Table caption={t("broker.targets")} columns={columns} rows={state.targets} rowKey={({ name }) => name} />
        ) : (
          <p className="empty">{t("broker.no_targets")}</p>
        )}
      </Panel>
    </>
  );
}
