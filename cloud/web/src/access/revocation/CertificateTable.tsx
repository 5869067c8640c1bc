import { useState } from "react";

import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { gatewayHref } from "../../operator/links";
import { Moment } from "../../operator/works/Moment";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { formatTime } from "../../time/format";
import { ReasonDialog } from "../parts/ReasonDialog";
import { useAccessWords } from "../useAccessWords";
import { believed, effectsOf, type Certificate } from "./api";

interface Props {
  rows: readonly Certificate[];
  caption: string;
  /** Every certificate of one gateway: then its name is left out, and what stays is known. */
  ofOne?: boolean;
  onChange: () => void;
}

/** Certificates, one a row, each with the way to revoke it. */
export function CertificateTable({ rows, caption, ofOne = false, onChange }: Props) {
  const { t, language, moment } = useAccessWords();
  const mayRevoke = useMay("revoke");
  const [asking, setAsking] = useState<Certificate | null>(null);
  const [told, setTold] = useState("");
  const { busy, fault, run } = useChange();
  const others = ofOne ? rows.filter((row) => believed(row) && row !== asking).length : null;
  const columns: Column<Certificate>[] = [
    ...(ofOne
      ? []
      : [
          {
            key: "gateway",
            head: t("certificate.gateway"),
            cell: (row: Certificate) => (
              <a className="code" href={gatewayHref(row.gateway)}>
                {row.gateway}
              </a>
            ),
          },
        ]),
    {
      key: "serial",
      head: t("certificate.serial"),
      cell: (row) => (
        <span className="code" title={row.serial}>
          {row.serial.slice(0, 16)}
        </span>
      ),
    },
    {
      key: "state",
      head: t("certificate.state"),
      cell: (row) =>
        row.revoked_at === null ? (
          t(`certificate_state.${row.state}`)
        ) : (
          <span data-bad>{t("certificate.revoked_by", { who: row.revoked_by ?? "–", at: moment(row.revoked_at) })}</span>
        ),
    },
    { key: "ends", head: t("certificate.ends"), cell: (row) => <Moment at={row.ends_at} /> },
    {
      key: "issued",
      head: t("certificate.issued"),
      extra: true,
      cell: (row) => formatTime(row.issued_at, "day", language),
    },
    { key: "renew", head: t("certificate.renew"), extra: true, cell: (row) => <Moment at={row.renew_at} /> },
    {
      key: "reason",
      head: t("reason.label"),
      extra: true,
      cell: (row) => <span className="ac-reason">{row.reason || "–"}</span>,
    },
    ...(mayRevoke
      ? [
          {
            key: "do",
            head: <span className="visually-hidden">{t("certificate.revoke")}</span>,
            cell: (row: Certificate) =>
              believed(row) && (
                <button
                  type="button"
                  className="button quiet"
                  aria-label={t("certificate.revoke_one", { serial: row.serial.slice(0, 16) })}
                  onClick={() => {
                    setTold("");
                    setAsking(row);
                  }}
                >
                  {t("certificate.revoke")}
                </button>
              ),
          },
        ]
      : []),
  ];
  return (
    <>
      <p role="status" className={told ? "ex-done" : "visually-hidden"}>
        {told}
      </p>
      <Table caption={caption} columns={columns} rows={rows} rowKey={({ serial }) => serial} />
      {asking && (
        <ReasonDialog
          title={t("certificate.revoke_of", { gateway: asking.gateway })}
          effects={effectsOf(others).map((effect) => t(`effect.${effect}`, { gateway: asking.gateway }))}
          action={t("certificate.revoke")}
          busy={busy}
          fault={fault}
          onClose={() => {
            setAsking(null);
          }}
          onConfirm={(reason) => {
            run(
              () => send<Certificate>("POST", `/certificates/${asking.serial}/revoke`, { reason }),
              (revoked) => {
                setAsking(null);
                setTold(t("certificate.done", { serial: revoked.serial.slice(0, 16) }));
                onChange();
              },
            );
          }}
        />
      )}
    </>
  );
}
