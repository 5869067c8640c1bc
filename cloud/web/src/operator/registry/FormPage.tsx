import { useState } from "react";

import { send } from "../../api/client";
import type { Label } from "../../api/types";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import { CountyField } from "../../pickers/CountyField";
import { goTo, useRoute } from "../../shell/useRoute";
import { organisationHref, registryHref } from "../links";
import { useData } from "../useData";
import { Page } from "../works/Page";
import { State } from "../works/State";
import { useWords } from "../words/useWords";

interface Contact {
  name: string;
  phone: string;
  duty: string;
}

interface Organisation {
  id: number;
  number: string;
  name: string;
  credit_code: string | null;
  category: { code: string };
  area: string;
  township: string | null;
  address: string;
  contacts: Contact[];
  persons: number | null;
  note: string;
  version: number;
}

interface Draft {
  number: string;
  name: string;
  credit_code: string;
  category: string;
  area: string;
  address: string;
  persons: string;
  note: string;
  contacts: Contact[];
}

const EMPTY: Draft = {
  number: "",
  name: "",
  credit_code: "",
  category: "",
  area: "",
  address: "",
  persons: "",
  note: "",
  contacts: [],
};

const draftOf = (found: Organisation): Draft => ({
  number: found.number,
  name: found.name,
  credit_code: found.credit_code ?? "",
  category: found.category.code,
  area: found.area,
  address: found.address,
  persons: found.persons === null ? "" : String(found.persons),
  note: found.note,
  contacts: found.contacts,
});

/** What the centre is sent: what was left empty is not told. A township stays with its county. */
function body(draft: Draft, before: Organisation | null): object {
  const township = before?.township?.startsWith(draft.area) ? before.township : null;
  return {
    ...draft,
    credit_code: draft.credit_code.trim() || null,
    persons: draft.persons === "" ? null : Number(draft.persons),
    township,
    ...(before ? { version: before.version } : {}),
  };
}

function Contacts({ contacts, onChange }: { contacts: Contact[]; onChange: (contacts: Contact[]) => void }) {
  const { t } = useWords();
  const change = (at: number, part: Partial<Contact>) => {
    onChange(contacts.map((contact, place) => (place === at ? { ...contact, ...part } : contact)));
  };
  return (
    <fieldset className="op-field wide">
      <legend>{t("form.contacts")}</legend>
      {contacts.map((contact, at) => (
        // Their places are all that tells them apart while they are typed.
        <div key={at} className="op-contact">
          {(["name", "phone", "duty"] as const).map((field) => (
            <input
              key={field}
              aria-label={t(`form.contact_${field}`)}
              placeholder={t(`form.contact_${field}`)}
              value={contact[field]}
              required={field !== "duty"}
              maxLength={64}
              onChange={(event) => {
                change(at, { [field]: event.target.value });
              }}
            />
          ))}
          <button
            type="button"
            className="button quiet"
            onClick={() => {
              onChange(contacts.filter((_, place) => place !== at));
            }}
          >
            {t("form.remove")}
          </button>
        </div>
      ))}
      {contacts.length < 10 && (
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            onChange([...contacts, { name: "", phone: "", duty: "" }]);
          }}
        >
          {t("form.add_contact")}
        </button>
      )}
    </fieldset>
  );
}

function Fields({ before }: { before: Organisation | null }) {
  const { t, speak } = useWords();
  const [draft, setDraft] = useState(before ? draftOf(before) : EMPTY);
  const { busy, fault, run } = useChange();
  const categories = useData<{ items: { code: string; name: Label }[] }>("/organisations/categories");
  const set = (part: Partial<Draft>) => {
    setDraft((held) => ({ ...held, ...part }));
  };
  const submit = () => {
    run(
      () =>
        before
          ? send<Organisation>("PUT", `/organisations/${before.id}`, body(draft, before))
          : send<Organisation>("POST", "/organisations", body(draft, null)),
      ({ id }) => {
        goTo(organisationHref(id));
      },
    );
  };
  const text = (field: "number" | "name" | "credit_code" | "address" | "note", required = false) => (
    <TextField
      label={t(`form.${field}`)}
      value={draft[field]}
      required={required}
      maxLength={field === "note" ? 2000 : 256}
      onChange={(told) => {
        set({ [field]: told });
      }}
    />
  );
  return (
    <Form
      onSubmit={submit}
      fault={fault}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy}>
            {t(busy ? "form.saving" : "form.save")}
          </button>
          <a className="button quiet" href={before ? organisationHref(before.id) : registryHref({})}>
            {t("form.cancel")}
          </a>
        </>
      }
    >
      {text("name", true)}
      {text("number", true)}
      <SelectField
        label={t("organisation.category")}
        required
        value={draft.category}
        onChange={(category) => {
          set({ category });
        }}
      >
        <option value="">{t("form.choose")}</option>
        {categories.data?.items.map(({ code, name }) => (
          <option key={code} value={code}>
            {speak(name)}
          </option>
        ))}
      </SelectField>
      <CountyField
        value={draft.area}
        onChange={(area) => {
          set({ area });
        }}
      />
      {text("address")}
      {text("credit_code")}
      <TextField
        label={t("organisation.persons")}
        type="number"
        min={0}
        max={10_000_000}
        value={draft.persons}
        onChange={(persons) => {
          set({ persons });
        }}
      />
      {text("note")}
      <Contacts
        contacts={draft.contacts}
        onChange={(contacts) => {
          set({ contacts });
        }}
      />
    </Form>
  );
}

/** An organisation to be added, or to be changed as the address says. */
export function FormPage() {
  const { t } = useWords();
  const { steps } = useRoute();
  const id = steps[1] === "edit" ? Number(steps[2]) : null;
  const loaded = useData<Organisation>(id === null ? null : `/organisations/${id}`);
  return (
    <Page title={t(id === null ? "registry.new" : "registry.edit")}>
      {id === null ? (
        <Fields before={null} />
      ) : loaded.data ? (
        <Fields key={loaded.data.version} before={loaded.data} />
      ) : (
        <State loaded={loaded} />
      )}
    </Page>
  );
}
