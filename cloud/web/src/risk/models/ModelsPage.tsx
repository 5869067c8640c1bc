import { Icon } from "../../components/Icon";
import { useNews } from "../../hooks/useNews";
import { useData } from "../../operator/useData";
import { Facts } from "../../operator/works/Facts";
import { Moment } from "../../operator/works/Moment";
import { Page, Panel } from "../../operator/works/Page";
import { FaultOf, State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useRiskWords } from "../useRiskWords";
import type { Calibration, Drift, Health, Slice } from "./api";
import { ModelRow } from "./ModelRow";
import { PooledReliability } from "./PooledReliability";
import { Reliability } from "./Reliability";
import { isOff } from "./reliability";

const LOOK_MS = 60_000;
/** Features beyond these have drifted less than any of them. */
const FURTHEST = 15;

function DriftTable({ drift }: { drift: readonly Drift[] }) {
  const { t, speak, figure, percent } = useRiskWords();
  const columns: Column<Drift>[] = [
    {
      key: "feature",
      head: t("drift.feature"),
      cell: (row) => (
        <>
          {speak(row.label)} <span className="code muted">{row.feature}</span>
        </>
      ),
    },
    {
      key: "psi",
      head: t("drift.psi"),
      cell: (row) => (
        <>
          <meter min={0} max={0.5} low={0.1} high={0.25} optimum={0} value={Math.min(0.5, row.psi)} aria-hidden="true" />{" "}
          <span className="num">{figure(row.psi, 3)}</span>
        </>
      ),
    },
    {
      key: "level",
      head: t("drift.level"),
      cell: (row) => (
        <span data-bad={row.level === "alert" || undefined}>
          <Icon name={row.level === "alert" ? "bell" : row.level === "note" ? "question" : "check"} />{" "}
          {t(`drift.level_${row.level}`)}
        </span>
      ),
    },
    {
      key: "missing",
      head: t("drift.missing"),
      number: true,
      cell: (row) => t("drift.missing_of", { now: percent(row.missing), before: percent(row.missing_before) }),
    },
  ];
  return <Table caption={t("drift.title")} columns={columns} rows={drift} rowKey={({ feature }) => feature} />;
}

function SliceTable({ slices }: { slices: readonly Slice[] }) {
  const { t, speak, number, figure } = useRiskWords();
  const columns: Column<Slice>[] = [
    { key: "label", head: t("slice.of"), cell: (row) => speak(row.label) },
    { key: "sites", head: t("figure.sites"), number: true, cell: (row) => number(row.sites) },
    { key: "expected", head: t("reliability.expected"), number: true, cell: (row) => figure(row.expected, 1) },
    {
      key: "confirmed",
      head: t("reliability.confirmed"),
      number: true,
      cell: (row) => (
        <span data-bad={isOff(row) || undefined}>
          {number(row.confirmed)} {isOff(row) && t("slice.off")}
        </span>
      ),
    },
  ];
  return <Table caption={t("slice.title")} columns={columns} rows={slices} rowKey={({ kind, code }) => `${kind}/${code}`} />;
}

function CalibrationList({ calibration }: { calibration: readonly Calibration[] }) {
  const { t, speak, number, figure } = useRiskWords();
  return (
    <ul className="risk-moved">
      {calibration.map((row) => (
        <li key={row.horizon} data-bad={row.level === "alert" || undefined}>
          <Icon name={row.level === "alert" ? "bell" : row.level === "none" ? "check" : "question"} /> {speak(row.text)}{" "}
          <span className="num muted">
            {t("calibration.of", {
              rows: number(row.rows),
              events: number(row.events),
              expected: figure(row.expected, 1),
              ece: row.ece === null ? "–" : figure(row.ece, 4),
            })}
          </span>
        </li>
      ))}
    </ul>
  );
}

function SubjectHealth({ health, onDone }: { health: Health; onDone: () => void }) {
  const { t, speak, number } = useRiskWords();
  const { slices, drift, calibration, reliability } = health;
  return (
    <section className="op-stack" aria-label={t(`subject.${health.subject}`)} data-testid={`health-${health.subject}`}>
      <h2>{t(`subject.${health.subject}`)}</h2>
      {health.alerts.map((alert) => (
        <p key={alert.en} role="note" className="risk-alert">
          <Icon name="bell" /> {speak(alert)}
        </p>
      ))}
      {speak(health.notice) && (
        <p className="risk-note" role="note">
          <Icon name="question" /> {speak(health.notice)}
        </p>
      )}
      <Facts
        facts={[
          { name: t("figure.sites"), value: number(health.sites) },
          { name: t("health.checked"), value: <Moment at={health.checked_at} /> },
          { name: t("health.labels_90"), value: number(health.labels_90d) },
          { name: t("health.labels_365"), value: number(health.labels_365d) },
          { name: t("health.unplaced"), value: number(health.unplaced_365d), bad: health.unplaced_365d > 0 },
        ]}
      />
      <Panel title={t("model.title")}>
        <ul className="risk-models">
          {health.models.map((model) => (
            <ModelRow key={`${model.id ?? 0}/${model.sha256}`} model={model} onDone={onDone} />
          ))}
        </ul>
      </Panel>
      <div className="op-split">
        <Panel title={t("drift.title")}>
          {drift.length > 0 ? (
            <>
              <p className="op-sub">{t("drift.about")}</p>
              <DriftTable drift={drift.slice(0, FURTHEST)} />
              {drift.length > FURTHEST && (
                <details className="risk-body">
                  <summary>{t("drift.rest", { number: number(drift.length - FURTHEST) })}</summary>
                  <DriftTable drift={drift.slice(FURTHEST)} />
                </details>
              )}
            </>
          ) : (
            <p className="empty">{t("drift.none")}</p>
          )}
        </Panel>
        <div className="op-stack">
          <Panel title={t("pooled.title")}>
            <div className="risk-body">
              {reliability.length > 0 ? (
                reliability.map((pooled) => <PooledReliability key={pooled.horizon} pooled={pooled} />)
              ) : (
                <p className="empty">{t("reliability.none")}</p>
              )}
              <CalibrationList calibration={calibration} />
            </div>
          </Panel>
          {slices.length > 0 && (
            <Panel title={t("slice.title")}>
              <div className="risk-body">
                <Reliability slices={slices} />
              </div>
              <SliceTable slices={slices} />
            </Panel>
          )}
        </div>
      </div>
    </section>
  );
}

/** The models at work: who scores, who challenges, whether the world has moved away, and what came of it. */
export function ModelsPage() {
  const { t } = useRiskWords();
  const loaded = useData<{ subjects: Health[] }>("/risk/models", {}, LOOK_MS);
  useNews("risk", loaded.again);
  return (
    <Page title={t("nav.models")}>
      <FaultOf loaded={loaded} />
      {loaded.data && loaded.data.subjects.length > 0 ? (
        loaded.data.subjects.map((health) => (
          <SubjectHealth key={health.subject} health={health} onDone={loaded.again} />
        ))
      ) : (
        <State loaded={loaded} empty what={t("health.none")} />
      )}
    </Page>
  );
}
