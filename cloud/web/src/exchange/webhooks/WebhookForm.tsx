import { useState } from "react";

import type { ApiError } from "../../api/client";
import { useVocabularyData } from "../../hooks/useVocabularyData";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { ScopePicker } from "../../pickers/ScopePicker";
import { CHANGE_KINDS, type WebhookIn } from "../api";
import { Checks } from "../parts/Checks";
import { useExchangeWords } from "../useExchangeWords";

interface Props {
  begin: WebhookIn;
  busy: boolean;
  fault: ApiError | null;
  back: string;
  onSave: (told: WebhookIn) => void;
}

/** Whom to tell, and of what. */
export function WebhookForm({ begin, busy, fault, back, onSave }: Props) {
  const { t, speak } = useExchangeWords();
  const vocabulary = useVocabularyData();
  const [name, setName] = useState(begin.name);
  const [url, setUrl] = useState(begin.url);
  const [kinds, setKinds] = useState<readonly string[]>(begin.kinds);
  const [events, setEvents] = useState<readonly string[]>(begin.event_kinds);
  const [areas, setAreas] = useState<readonly string[]>(begin.areas);
  const [organisations, setOrganisations] = useState<readonly number[]>(begin.organisations);
  const [enabled, setEnabled] = useState(begin.enabled);
  const scoped = areas.length > 0 || organisations.length > 0;
  const submit = () => {
    onSave({
      name: name.trim(),
      url: url.trim(),
      kinds: [...kinds],
      event_kinds: kinds.includes("alarm") ? [...events] : [],
      areas: [...areas],
      organisations: [...organisations],
      enabled,
    });
  };
  return (
    <Form
      onSubmit={submit}
      fault={fault}
      buttons={
        <>
          <button type="submit" className="button strong" disabled={busy || !scoped || kinds.length === 0}>
            {t("form.save")}
          </button>
          <a className="button quiet" href={back}>
            {t("form.cancel")}
          </a>
        </>
      }
    >
      <TextField
        label={t("webhook.name")}
        required
        maxLength={128}
        value={name}
        placeholder={t("webhook.name_hint")}
        onChange={setName}
      />
      <TextField
        field="ex-wider"
        label={t("webhook.url")}
        type="url"
        required
        maxLength={1024}
        className="code"
        value={url}
        placeholder="https://partner.example/fire"
        onChange={setUrl}
      />
      <Checks
        legend={t("webhook.kinds")}
        options={CHANGE_KINDS.map((value) => ({ value, text: t(`change.${value}`) }))}
        chosen={kinds}
        onChange={setKinds}
      />
      {kinds.includes("alarm") && (
        <Checks
          legend={t("webhook.event_kinds")}
          note={t("webhook.event_kinds_note")}
          options={(vocabulary.data?.kinds ?? [])
            .filter(({ alarm }) => alarm)
            .map((term) => ({ value: term.kind, text: speak(term) }))}
          chosen={events}
          onChange={setEvents}
        />
      )}
      <ScopePicker
        areas={areas}
        organisations={organisations}
        onAreas={setAreas}
        onOrganisations={setOrganisations}
      />
      <label className="ex-check wide">
        <input
          type="checkbox"
          checked={enabled}
          onChange={(event) => {
            setEnabled(event.target.checked);
          }}
        />
        {t("webhook.enabled")}
      </label>
      {!scoped && <p className="muted wide">{t("webhook.scope_needed")}</p>}
    </Form>
  );
}
