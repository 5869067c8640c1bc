import type { ReactNode } from "react";

import { send } from "../../api/client";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { State } from "../../operator/works/State";
import { goTo, useRoute } from "../../shell/useRoute";
import { RecordForm } from "../form/RecordForm";
import { forcesHref, oneHref } from "../links";
import { useForceWords } from "../useForceWords";
import type { Noun } from "./noun";

/** Where one goes once it is saved, and whoever gives up. */
const behind = ({ page, whole }: Noun, id: number | null) =>
  whole && id !== null ? oneHref(page, id) : forcesHref(page);

/** Enters something; the address may say what it begins with. */
export function NewRecord({ noun }: { noun: Noun }) {
  const { t } = useForceWords();
  const { query } = useRoute();
  const { busy, fault, run } = useChange();
  return (
    <Page title={t(`new.${noun.page}`)}>
      <RecordForm
        fields={noun.fields}
        found={null}
        begin={query}
        busy={busy}
        fault={fault}
        back={behind(noun, null)}
        onSave={(body) => {
          run(
            () => send<{ id: number }>("POST", noun.path, body),
            ({ id }) => {
              goTo(behind(noun, id));
            },
          );
        }}
      />
    </Page>
  );
}

interface EditProps {
  noun: Noun;
  id: number;
  /** What else can be done with it. */
  children?: ReactNode;
}

/** Changes something that is there. */
export function EditRecord({ noun, id, children }: EditProps) {
  const { t } = useForceWords();
  const { busy, fault, run } = useChange();
  const loaded = useData<{ id: number; name: string; version?: number }>(`${noun.path}/${id}`);
  const found = loaded.data;
  return (
    <Page title={found ? t("form.edit_one", { name: found.name }) : t("form.edit")}>
      {found ? (
        <RecordForm
          fields={noun.fields}
          found={found}
          busy={busy}
          fault={fault}
          back={behind(noun, id)}
          onSave={(body) => {
            const seen = noun.versioned ? { version: found.version } : {};
            run(
              () => send("PUT", `${noun.path}/${id}`, { ...body, ...seen }),
              () => {
                goTo(behind(noun, id));
              },
            );
          }}
        />
      ) : (
        <State loaded={loaded} />
      )}
      {children}
    </Page>
  );
}
