import { useId, useState } from "react";

import { LongField } from "../forms/LongField";
import { SelectField } from "../forms/SelectField";
import { TextField } from "../forms/TextField";
import { useNamespace } from "../i18n/useNamespace";
import type { Grade } from "./api";
import { newKey, PHOTOS, type Finding } from "./draft";
import { smaller } from "./photo";

interface Props {
  finding: Finding;
  title: string;
  onChange: (change: Partial<Finding>) => void;
  /** Only what no answer has brought can be taken away. */
  onRemove?: (() => void) | undefined;
}

/** One hazard as it is found: what, where, how grave, until when, with photos. */
export function FindingForm({ finding, title, onChange, onRemove }: Props) {
  const { t } = useNamespace("inspect");
  const [bad, setBad] = useState(false);
  const id = useId();
  const add = (file: File) => {
    setBad(false);
    smaller(file).then(
      (photo) => {
        onChange({ photos: [...finding.photos, { key: newKey(), ...photo }] });
      },
      () => {
        setBad(true);
      },
    );
  };
  return (
    <fieldset className="inspect-finding" data-testid="finding">
      <legend>{title}</legend>
      <LongField
        label={t("text")}
        required
        maxLength={2000}
        value={finding.text}
        onChange={(text) => {
          onChange({ text });
        }}
      />
      <TextField
        label={t("place")}
        maxLength={256}
        value={finding.place}
        onChange={(place) => {
          onChange({ place });
        }}
      />
      <SelectField
        label={t("grade")}
        value={finding.grade}
        onChange={(grade) => {
          onChange({ grade: grade as Grade });
        }}
      >
        <option value="general">{t("grade_general")}</option>
        <option value="major">{t("grade_major")}</option>
      </SelectField>
      <label className="inspect-check">
        <input
          type="checkbox"
          checked={finding.corrected}
          onChange={(event) => {
            onChange({ corrected: event.target.checked });
          }}
        />
        <span>{t("corrected")}</span>
      </label>
      {!finding.corrected && (
        <TextField
          label={t("deadline")}
          type="date"
          value={finding.deadline}
          onChange={(deadline) => {
            onChange({ deadline });
          }}
        />
      )}
      {finding.photos.length > 0 && (
        <ul className="inspect-photos">
          {finding.photos.map(({ key, shown }, at) => (
            <li key={key}>
              <img src={shown} alt={t("photo", { number: at + 1 })} />
              <button
                type="button"
                className="button quiet"
                aria-label={`${t("remove")} ${t("photo", { number: at + 1 })}`}
                onClick={() => {
                  onChange({ photos: finding.photos.filter((photo) => photo.key !== key) });
                }}
              >
                {t("remove")}
              </button>
            </li>
          ))}
        </ul>
      )}
      {finding.photos.length < PHOTOS && (
        <label className="site-button inspect-camera" htmlFor={id}>
          {t("take_photo")}
          <input
            id={id}
            className="visually-hidden"
            type="file"
            accept="image/*"
            capture="environment"
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              if (file) add(file);
              event.target.value = "";
            }}
          />
        </label>
      )}
      {bad && <p role="alert">{t("photo_bad")}</p>}
      {onRemove && (
        <button type="button" className="site-button quiet" onClick={onRemove}>
          {t("remove")}
        </button>
      )}
    </fieldset>
  );
}
