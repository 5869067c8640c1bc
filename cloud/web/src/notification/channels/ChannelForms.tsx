import { useState } from "react";

import { send } from "../../api/client";
import { SecretDialog } from "../../components/SecretDialog";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { goTo } from "../../shell/useRoute";
import type { Channel } from "../api";
import { channelHref } from "../links";
import { useNotificationWords } from "../useNotificationWords";
import { ChannelForm } from "./ChannelForm";

/** A new channel; the secret that the centre makes for a webhook is shown once. */
export function NewChannel() {
  const { t } = useNotificationWords();
  const { busy, fault, run } = useChange();
  const [made, setMade] = useState<Channel | null>(null);
  return (
    <Page title={t("channel.new")}>
      <ChannelForm
        channel={null}
        busy={busy || made !== null}
        fault={fault}
        onSave={(told) => {
          run(
            () => send<Channel>("POST", "/notification/channels", told),
            (channel) => {
              if (channel.secret) setMade(channel);
              else goTo(channelHref(channel.id));
            },
          );
        }}
      />
      {made?.secret && (
        <SecretDialog
          title={t("channel.secret")}
          what={t("channel.secret_what")}
          secret={made.secret}
          onClose={() => {
            goTo(channelHref(made.id));
          }}
        />
      )}
    </Page>
  );
}

export function EditChannel({ id }: { id: number }) {
  const { t } = useNotificationWords();
  const loaded = useData<Channel>(`/notification/channels/${id}`);
  const { busy, fault, run } = useChange();
  return (
    <Page title={t("channel.edit_one", { name: loaded.data?.name ?? "" })}>
      {loaded.data ? (
        <ChannelForm
          channel={loaded.data}
          busy={busy}
          fault={fault}
          onSave={(told) => {
            run(
              () => send("PUT", `/notification/channels/${id}`, told),
              () => {
                goTo(channelHref(id));
              },
            );
          }}
        />
      ) : (
        <State loaded={loaded} />
      )}
    </Page>
  );
}
