import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { FaultNote, State } from "../../operator/works/State";
import type { Column } from "../../operator/works/Table";
import { useRoute } from "../../shell/useRoute";
import type { Moment, Rule } from "../api";
import { ruleHref } from "../links";
import { ListPage } from "../ListPage";
import { ScopeText } from "../ScopeText";
import { useNotificationWords } from "../useNotificationWords";
import { RuleForm } from "./RuleForm";
import { useChoices } from "./useChoices";

function One({ which }: { which: string }) {
  const { t } = useNotificationWords();
  const choices = useChoices();
  const loaded = useData<Rule>(which === "new" ? null : `/notification/rules/${which}`);
  const ready = choices.known && (which === "new" || loaded.data !== null);
  return (
    <Page title={which === "new" ? t("rule.new") : t("rule.edit_one", { name: loaded.data?.name ?? "" })}>
      {ready ? (
        <RuleForm key={which} rule={loaded.data} choices={choices} />
      ) : choices.fault ? (
        <FaultNote fault={choices.fault} />
      ) : (
        <State loaded={loaded} />
      )}
    </Page>
  );
}

/** Who is told of what: all rules, one, or a new one. */
export function RulesPage() {
  const { t, speak } = useNotificationWords();
  const { steps } = useRoute();
  const which = steps[2];
  const choices = useChoices();
  const loaded = useData<{ items: Rule[] }>(which === undefined ? "/notification/rules" : null);
  if (which !== undefined) return <One key={which} which={which} />;
  const kind = (told: string) => {
    const term = choices.kinds.find((each) => each.kind === told);
    return term ? speak(term) : told;
  };
  const channel = (id: number) => choices.channels.find((each) => each.id === id)?.name ?? `#${String(id)}`;
  const columns: Column<Rule>[] = [
    { key: "name", head: t("rule.name"), cell: (row) => <a href={ruleHref(row.id)}>{row.name}</a> },
    { key: "on", head: t("form.state"), cell: (row) => t(row.enabled ? "form.on" : "form.off") },
    {
      key: "kinds",
      head: t("rule.kinds"),
      cell: (row) => <span className="ex-reason">{row.kinds.map(kind).join(" · ") || t("rule.every_kind")}</span>,
    },
    {
      key: "moments",
      head: t("rule.moments"),
      extra: true,
      cell: (row) => <span className="ex-reason">{row.moments.map((each) => t(`moment.${each as Moment}`)).join(" · ")}</span>,
    },
    {
      key: "steps",
      head: t("rule.steps"),
      cell: (row) => (
        <ol className="nt-steps">
          {row.steps.map((step, at) => (
            <li key={at}>{step.channels.map(channel).join(" · ")}</li>
          ))}
        </ol>
      ),
    },
    {
      key: "scope",
      head: t("form.scope"),
      extra: true,
      cell: (row) => <ScopeText areas={row.areas} organisations={row.organisations} buildings={row.buildings} />,
    },
  ];
  const words = { title: t("rule.title"), about: t("rule.about"), none: t("rule.none"), fresh: t("rule.new") };
  return <ListPage words={words} fresh={ruleHref("new")} columns={columns} loaded={loaded} />;
}
