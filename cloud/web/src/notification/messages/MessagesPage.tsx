import { useData } from "../../operator/useData";
import { FilterBar, FilterSelect, FilterText } from "../../operator/works/Filters";
import { Page } from "../../operator/works/Page";
import { Paging } from "../../operator/works/Paging";
import { State } from "../../operator/works/State";
import { useMay } from "../../shell/useMe";
import { useRoute } from "../../shell/useRoute";
import { STATES, type Channel, type Message } from "../api";
import { useNotificationWords } from "../useNotificationWords";
import { MessagePage } from "./MessagePage";
import { MessageTable } from "./MessageTable";

const LIMIT = 50;
const LOOK_MS = 5_000;

function List() {
  const { t } = useNotificationWords();
  const { query } = useRoute();
  const operates = useMay("operate");
  const channels = useData<{ items: Channel[] }>(operates ? "/notification/channels" : null);
  const loaded = useData<{ items: Message[]; more: boolean }>(
    "/notification/messages",
    { state: query.state, channel: query.channel, alarm: Number(query.alarm) || undefined, before: query.cursor, limit: LIMIT },
    LOOK_MS,
  );
  const rows = loaded.data?.items ?? [];
  const filtered = query.state ?? query.channel ?? query.alarm;
  return (
    <Page title={t("message.title")}>
      <p className="op-note muted">{t("message.about")}</p>
      <FilterBar>
        <FilterSelect
          name="state"
          label={t("form.state")}
          options={[{ value: "", text: t("form.all") }, ...STATES.map((value) => ({ value, text: t(`state.${value}`) }))]}
        />
        {channels.data && (
          <FilterSelect
            name="channel"
            label={t("message.channel")}
            options={[
              { value: "", text: t("form.all") },
              ...channels.data.items.map(({ id, name }) => ({ value: String(id), text: name })),
            ]}
          />
        )}
        <FilterText name="alarm" label={t("message.of_alarm")} />
      </FilterBar>
      {rows.length > 0 ? (
        <MessageTable rows={rows} again={loaded.again} />
      ) : (
        <State loaded={loaded} empty what={t(filtered ? "message.none_such" : "message.none")} />
      )}
      {loaded.fault && rows.length > 0 && <State loaded={loaded} />}
      <Paging next={loaded.data?.more ? (rows.at(-1)?.id ?? null) : null} />
    </Page>
  );
}

/** What was told to whom, or the one message that the address names. */
export function MessagesPage() {
  const { steps } = useRoute();
  const id = Number(steps[2]);
  return Number.isSafeInteger(id) && id > 0 ? <MessagePage key={id} id={id} /> : <List />;
}
