import { useState } from "react";

import { gatewayHref } from "../../operator/links";
import { useData } from "../../operator/useData";
import { AreaFilter } from "../../operator/works/AreaFilter";
import { FilterBar, FilterSelect, FilterText } from "../../operator/works/Filters";
import { Page, Panel } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { freshCodeHref } from "../links";
import { useAccessWords } from "../useAccessWords";
import { CERTIFICATE_STATES, type CertificateList, type ShutOut, type ShutOutList } from "./api";
import { CertificateTable } from "./CertificateTable";

const LIMIT = 50;

/** The gateways that are shut out: since when, by whom, why, and the way back. */
function ShutOutPanel() {
  const { t, moment } = useAccessWords();
  const mayEnrol = useMay("enrol");
  const [after, setAfter] = useState("");
  const loaded = useData<ShutOutList>("/revoked-gateways", { after, limit: LIMIT });
  const rows = loaded.data?.items ?? [];
  const columns: Column<ShutOut>[] = [
    {
      key: "gateway",
      head: t("certificate.gateway"),
      cell: (row) => (
        <a className="code" href={gatewayHref(row.gateway)}>
          {row.gateway}
        </a>
      ),
    },
    { key: "at", head: t("shut.at"), cell: (row) => moment(row.at) },
    { key: "by", head: t("shut.by"), cell: (row) => row.by },
    { key: "reason", head: t("reason.label"), cell: (row) => <span className="ac-reason">{row.reason || "–"}</span> },
    ...(mayEnrol
      ? [
          {
            key: "do",
            head: <span className="visually-hidden">{t("admission.let_in")}</span>,
            cell: (row: ShutOut) => (
              <a className="button quiet" href={freshCodeHref(row.gateway, row.area)}>
                {t("admission.let_in")}
              </a>
            ),
          },
        ]
      : []),
  ];
  const last = rows.at(-1);
  return (
    <Panel title={t("shut.title")}>
      {rows.length > 0 ? (
        <Table caption={t("shut.title")} columns={columns} rows={rows} rowKey={({ gateway }) => gateway} />
      ) : (
        <State loaded={loaded} empty what={t("shut.none")} />
      )}
      {loaded.data?.more && last && (
        <div className="op-paging">
          <button
            type="button"
            className="button"
            onClick={() => {
              setAfter(last.gateway);
            }}
          >
            {t("form.more")}
          </button>
        </div>
      )}
    </Panel>
  );
}

/** Gateways' certificates by state and end, to be revoked one by one; and the gateways that are shut out. */
export function CertificatesPage() {
  const { t } = useAccessWords();
  const { query } = useRoute();
  const { state, days, area, gateway, cursor } = query;
  const loaded = useData<CertificateList>("/certificates", {
    state,
    ends_within_days: days,
    area,
    gateway,
    before: cursor,
    limit: LIMIT,
  });
  const rows = loaded.data?.items ?? [];
  const all = { value: "", text: t("form.all") };
  return (
    <Page title={t("certificate.title")}>
      <ShutOutPanel />
      <Panel title={t("certificate.list")}>
        <div className="ac-body">
          <FilterBar>
            <FilterSelect
              name="days"
              label={t("certificate.ends")}
              options={[
                all,
                ...["7", "30", "90"].map((value) => ({ value, text: t("certificate.within", { days: value }) })),
              ]}
            />
            <FilterSelect
              name="state"
              label={t("certificate.state")}
              options={[
                all,
                ...CERTIFICATE_STATES.map((value) => ({ value, text: t(`certificate_state.${value}`) })),
              ]}
            />
            <AreaFilter />
            <FilterText name="gateway" label={t("certificate.gateway")} />
          </FilterBar>
        </div>
        {rows.length > 0 ? (
          <CertificateTable rows={rows} caption={t("certificate.list")} onChange={loaded.again} />
        ) : (
          <State loaded={loaded} empty what={t("certificate.none")} />
        )}
        <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
      </Panel>
    </Page>
  );
}
