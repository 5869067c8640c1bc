import { useState } from "react";

import { send } from "../../api/client";
import type { Label } from "../../api/types";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { useData } from "../../operator/useData";
import { Page } from "../../operator/works/Page";
import { goTo, useRoute } from "../../shell/useRoute";
import type { CrewLinkMade, Listed } from "../api";
import { PickField } from "../form/PickField";
import { forcesHref } from "../links";
import { useForceWords } from "../useForceWords";
import { begun, givingBody, KINDS, turnedTo } from "./giving";
import { GivenDialog } from "./GivenDialog";

function IncidentField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t, speak } = useForceWords();
  const loaded = useData<Listed<{ id: number; place: string; type_name: Label }>>("/incidents", { limit: 200 });
  return (
    <SelectField label={t("link.what_incident")} at="incident" required value={value} onChange={onChange}>
      <option value="">{t(loaded.data?.items.length === 0 ? "link.no_incident" : "form.choose")}</option>
      {loaded.data?.items.map(({ id, place, type_name }) => (
        <option key={id} value={id}>
          {`#${id} ${place} · ${speak(type_name)}`}
        </option>
      ))}
    </SelectField>
  );
}

/** Gives a link to a vehicle's tablet, a station, or the commander of an incident. */
export function GivePage() {
  const { t } = useForceWords();
  const { query } = useRoute();
  const { busy, fault, run } = useChange();
  const [giving, setGiving] = useState(() => begun(query));
  const [made, setMade] = useState<CrewLinkMade | null>(null);
  const choose = (id: string) => {
    setGiving((held) => ({ ...held, id }));
  };
  return (
    <Page title={t("new.links")}>
      <p className="op-note">{t("link.body")}</p>
      <Form
        fault={fault}
        data-testid="give-link"
        onSubmit={() => {
          run(() => send<CrewLinkMade>("POST", "/crew-links", givingBody(giving)), setMade);
        }}
        buttons={
          <>
            <button type="submit" className="button strong" disabled={busy || made !== null}>
              {t("link.give")}
            </button>
            <a className="button quiet" href={forcesHref("links")}>
              {t("form.cancel")}
            </a>
          </>
        }
      >
        <SelectField
          label={t("link.what")}
          value={giving.what}
          onChange={(what) => {
            setGiving((held) => turnedTo(held, KINDS.find((kind) => kind === what) ?? held.what));
          }}
        >
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`link.what_${kind}`)}
            </option>
          ))}
        </SelectField>
        {giving.what === "incident" ? (
          <IncidentField value={giving.id} onChange={choose} />
        ) : (
          <PickField
            key={giving.what}
            label={t(`link.what_${giving.what}`)}
            at={giving.what}
            of={giving.what}
            required
            value={giving.id}
            onChange={choose}
          />
        )}
        <TextField
          label={t("link.person")}
          at="person"
          required
          maxLength={128}
          placeholder={t("link.person_hint")}
          value={giving.person}
          onChange={(person) => {
            setGiving((held) => ({ ...held, person }));
          }}
        />
        <TextField
          label={t("link.days")}
          at="days"
          type="number"
          required
          min={1}
          max={1100}
          value={giving.days}
          onChange={(days) => {
            setGiving((held) => ({ ...held, days }));
          }}
        />
      </Form>
      {made && (
        <GivenDialog
          link={made}
          onClose={() => {
            goTo(forcesHref("links"));
          }}
        />
      )}
    </Page>
  );
}
