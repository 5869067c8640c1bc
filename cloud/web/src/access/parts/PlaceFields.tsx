import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useData } from "../../operator/useData";
import { CountyField } from "../../pickers/CountyField";
import { OrganisationField } from "../../pickers/OrganisationField";
import { useAccessWords } from "../useAccessWords";
import type { Profile } from "../useProfiles";
import type { PlaceDraft } from "./place";

function BuildingField({
  organisation,
  value,
  onChange,
}: {
  organisation: string;
  value: string;
  onChange: (building: string) => void;
}) {
  const { t } = useAccessWords();
  const loaded = useData<{ items: { id: number; name: string }[] }>(`/organisations/${organisation}/buildings`, {
    limit: 500,
  });
  return (
    <SelectField label={t("place.building")} value={value} onChange={onChange}>
      <option value="">{t("place.no_building")}</option>
      {loaded.data?.items.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

interface Props {
  draft: PlaceDraft;
  onChange: (part: Partial<PlaceDraft>) => void;
  profiles: readonly Profile[];
  /** What is said of a profile's way to read this device's address, where that is known. */
  readingOf?: (profile: Profile) => string | undefined;
  /** What an empty choice of a profile means; left out: a profile must be chosen. */
  noProfile?: string;
  /** The area stays once a device is registered. */
  fixedArea?: boolean;
}

/** Whose a device is, where it stands, and by which profile it is read. */
export function PlaceFields({ draft, onChange, profiles, readingOf, noProfile, fixedArea = false }: Props) {
  const { t, speak } = useAccessWords();
  const text = (field: "name" | "place", language: "zh" | "en") => (
    <TextField
      label={t(`place.${field}_${language}`)}
      value={draft[field][language]}
      maxLength={128}
      onChange={(told) => {
        onChange({ [field]: { ...draft[field], [language]: told } });
      }}
    />
  );
  return (
    <>
      <SelectField
        label={t("place.profile")}
        required={noProfile === undefined}
        value={draft.profile}
        onChange={(profile) => {
          onChange({ profile });
        }}
      >
        {(noProfile !== undefined || draft.profile === "") && <option value="">{noProfile ?? t("form.choose")}</option>}
        {/* What is chosen already stays chosen while the names are on their way. */}
        {draft.profile !== "" && !profiles.some(({ profile }) => profile === draft.profile) && (
          <option value={draft.profile}>{draft.profile}</option>
        )}
        {profiles.map((each) => (
          <option key={each.profile} value={each.profile}>
            {[speak(each.label), readingOf?.(each)].filter(Boolean).join(" → ")}
          </option>
        ))}
      </SelectField>
      <OrganisationField
        label={t("place.organisation")}
        chosen={draft.whose}
        onChange={(whose) => {
          onChange({ whose, building: "" });
        }}
      />
      {draft.whose && (
        <BuildingField
          organisation={draft.whose.id}
          value={draft.building}
          onChange={(building) => {
            onChange({ building });
          }}
        />
      )}
      <CountyField
        value={draft.whose?.area ?? draft.area}
        disabled={draft.whose !== null || fixedArea}
        onChange={(area) => {
          onChange({ area });
        }}
      />
      {text("name", "zh")}
      {text("name", "en")}
      {text("place", "zh")}
      {text("place", "en")}
    </>
  );
}
