import { useState } from "react";

import { Icon } from "../../components/Icon";
import { useData } from "../../operator/useData";
import { Moment } from "../../operator/works/Moment";
import { Panel } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { Table, type Column } from "../../operator/works/Table";
import { useMay } from "../../shell/useMe";
import { useAccessWords } from "../useAccessWords";
import { markOf, takesCommands, type Command } from "./api";
import { CommandForm } from "./CommandForm";

const LIMIT = 10;
const ICON = { waiting: "question", online: "check", silent: "cross" } as const;

/** Commands to a gateway and what came of each; those under way are looked at again by themselves. */
export function CommandsPanel({ gateway }: { gateway: string }) {
  const { t, number, moment } = useAccessWords();
  const mayCommand = useMay("command-devices");
  const [before, setBefore] = useState<number | undefined>();
  const [told, setTold] = useState("");
  const loaded = useData<{ commands: Command[]; next: number | null }>(
    takesCommands(gateway) ? `/gateways/${encodeURIComponent(gateway)}/commands` : null,
    { before, limit: LIMIT },
    3_000,
  );
  if (!takesCommands(gateway)) return null;
  const rows = loaded.data?.commands ?? [];
  const next = loaded.data?.next ?? null;
  const columns: Column<Command>[] = [
    { key: "at", head: t("request.at"), cell: (row) => moment(row.asked_at) },
    { key: "kind", head: t("command.kind"), cell: (row) => t(`command_kind.${row.kind}`) },
    {
      key: "state",
      head: t("request.state"),
      cell: (row) => {
        const mark = markOf(row.state);
        return (
          <>
            <span className="link-state" data-link={mark}>
              <Icon name={ICON[mark]} />
              {t(`command_state.${row.state}`)}
            </span>
            {mark === "waiting" && (
              <span className="muted ac-line">
                {t("command.sent", { number: number(row.sent) })} <Moment at={row.expires_at} />
              </span>
            )}
          </>
        );
      },
    },
    {
      key: "result",
      head: t("request.result"),
      cell: (row) => (
        <div className="ac-reason">
          {row.text || "–"}
          {Object.keys(row.details).length > 0 && (
            <span className="code muted ac-line">
              {Object.entries(row.details)
                .map(([name, value]) => `${name}=${String(value)}`)
                .join(" ")}
            </span>
          )}
        </div>
      ),
    },
    { key: "by", head: t("request.by"), extra: true, cell: (row) => row.asked_by },
    {
      key: "answered",
      head: t("request.answered"),
      extra: true,
      cell: (row) => (row.answered_at === null ? "–" : moment(row.answered_at)),
    },
  ];
  return (
    <Panel title={t("command.title")}>
      {mayCommand && (
        <CommandForm
          gateway={gateway}
          onGiven={(command) => {
            setTold(t("command.given", { kind: t(`command_kind.${command.kind}`), seq: command.seq }));
            setBefore(undefined);
            loaded.again();
          }}
        />
      )}
      <p role="status" className={told ? "ex-done" : "visually-hidden"}>
        {told}
      </p>
      {rows.length > 0 ? (
        <Table caption={t("command.title")} columns={columns} rows={rows} rowKey={({ seq }) => seq} />
      ) : (
        <State loaded={loaded} empty what={t("command.none")} />
      )}
      {next !== null && (
        <div className="op-paging">
          <button
            type="button"
            className="button"
            onClick={() => {
              setBefore(next);
            }}
          >
            {t("form.older")}
          </button>
        </div>
      )}
    </Panel>
  );
}
