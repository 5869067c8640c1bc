import { useState } from "react";

import { gatewayHref, organisationHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { Facts } from "../../operator/works/Facts";
import { Page, Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { usePlaceWords } from "../usePlaceWords";
import { movesOf, type Commissioning, type PersonalAction, type WalkTest } from "./api";
import { MoveDialog } from "./MoveDialog";
import { WalkTestForm } from "./WalkTestForm";

function WalkTests({ found, again }: { found: Commissioning; again: () => void }) {
  const { t, number, moment } = usePlaceWords();
  const mayEdit = useMay("edit-registry");
  const [reporting, setReporting] = useState(false);
  const columns: Column<WalkTest>[] = [
    { key: "at", head: t("walk.at"), cell: (row) => moment(row.at) },
    { key: "by", head: t("walk.by"), cell: (row) => row.by },
    {
      key: "passed",
      head: t("walk.passed"),
      number: true,
      cell: (row) => (
        <span data-bad={row.passed < row.tested || undefined}>
          {t("coverage.of", { over: number(row.passed), under: number(row.tested) })}
        </span>
      ),
    },
    {
      key: "failed",
      head: t("walk.failed_parts"),
      cell: (row) => <span className="code ex-reason">{row.failed.join(", ") || "–"}</span>,
    },
    { key: "note", head: t("form.note"), extra: true, cell: (row) => <span className="ex-reason">{row.note || "–"}</span> },
  ];
  return (
    <Panel
      title={t("walk.title")}
      tools={
        mayEdit &&
        !reporting && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setReporting(true);
            }}
          >
            {t("walk.new")}
          </button>
        )
      }
    >
      {reporting && (
        <WalkTestForm
          organisation={found.organisation_id}
          onDone={() => {
            setReporting(false);
            again();
          }}
        />
      )}
      {found.walk_tests.length > 0 ? (
        <Table caption={t("walk.title")} columns={columns} rows={found.walk_tests} rowKey={({ id }) => id} />
      ) : (
        <p className="empty">{t("walk.none")}</p>
      )}
    </Panel>
  );
}

function Detail({ found, again }: { found: Commissioning; again: () => void }) {
  const { t, number, speak, moment } = usePlaceWords();
  const mayEdit = useMay("edit-registry");
  const [asking, setAsking] = useState<PersonalAction | null>(null);
  const columns: Column<Commissioning["missing"][number]>[] = [
    { key: "name", head: t("commissioning.point"), cell: (row) => row.name },
    {
      key: "part",
      head: t("commissioning.part"),
      cell: (row) => (
        <a className="code" href={gatewayHref(row.gateway)}>
          {row.gateway}/{row.part}
        </a>
      ),
    },
  ];
  const moves = movesOf(found);
  return (
    <>
      <Facts
        facts={[
          { name: t("commissioning.state"), value: speak(found.state_name) },
          { name: t("commissioning.since"), value: moment(found.since) },
          {
            name: t("measure.points"),
            value: t("coverage.of", { over: number(found.points_heard), under: number(found.points_planned) }),
            bad: found.points_heard < found.points_planned,
          },
          { name: t("commissioning.unplanned"), value: number(found.unplanned.length) },
        ]}
      />
      {mayEdit && moves.length > 0 && (
        <div className="op-tools">
          {moves.map((action) => (
            <button
              key={action}
              type="button"
              className={`button ${action === "put-in-service" || action === "resume" ? "strong" : "quiet"}`}
              onClick={() => {
                setAsking(action);
              }}
            >
              {t(`move.${action}`)}
            </button>
          ))}
        </div>
      )}
      <div className="op-split">
        <Panel title={t("commissioning.missing")}>
          {found.missing.length > 0 ? (
            <Table caption={t("commissioning.missing")} columns={columns} rows={found.missing} rowKey={({ id }) => id} />
          ) : (
            <p className="empty">{t(found.points_planned > 0 ? "commissioning.none_missing" : "commissioning.no_points")}</p>
          )}
        </Panel>
        <Panel title={t("commissioning.steps")}>
          {found.steps.length > 0 ? (
            <ol className="pl-steps">
              {found.steps.map((step) => (
                <li key={`${step.at} ${step.action}`}>
                  <strong>{t(`step.${step.action as "enrol"}`)}</strong> → {t(`state.${step.state as "planned"}`)}
                  <div className="muted">
                    {moment(step.at)} {step.by}
                  </div>
                  {step.note && <div>{step.note}</div>}
                </li>
              ))}
            </ol>
          ) : (
            <p className="empty">{t("commissioning.no_steps")}</p>
          )}
        </Panel>
      </div>
      {found.unplanned.length > 0 && (
        <Panel title={t("commissioning.unplanned")}>
          <p className="ex-text code">{found.unplanned.join(" · ")}</p>
        </Panel>
      )}
      <WalkTests found={found} again={again} />
      {asking && (
        <MoveDialog
          found={found}
          action={asking}
          onClose={() => {
            setAsking(null);
          }}
          onDone={() => {
            setAsking(null);
            again();
          }}
        />
      )}
    </>
  );
}

/** How far an organisation has come, what is missing, its walk tests, and the moves that a person can make. */
export function CommissioningPage({ organisation }: { organisation: number }) {
  const { t } = usePlaceWords();
  const loaded = useData<Commissioning>(`/organisations/${organisation}/commissioning`);
  const name = useData<{ name: string }>(`/organisations/${organisation}`).data?.name;
  return (
    <Page
      title={name ? t("commissioning.of", { name }) : t("commissioning.title")}
      tools={
        <a className="button quiet" href={organisationHref(organisation)}>
          {t("form.back_to_organisation")}
        </a>
      }
    >
      {loaded.data ? <Detail found={loaded.data} again={loaded.again} /> : <State loaded={loaded} />}
    </Page>
  );
}
