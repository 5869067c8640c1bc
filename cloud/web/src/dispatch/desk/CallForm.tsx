import { useEffect, useMemo, useRef, useState } from "react";

import { send } from "../../api/client";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useChange } from "../../forms/useChange";
import type { Position } from "../../map/marks";
import { CountyField } from "../../pickers/CountyField";
import { useMe } from "../../shell/useMe";
import type { Taken } from "../api";
import { fitting } from "../choosing";
import { Combo } from "../Combo";
import { useDispatch } from "../useDispatch";
import { useDispatchWords } from "../useDispatchWords";
import { PlaceField, type KnownPlace } from "./PlaceField";
import { QuestionFields, type Answers } from "./QuestionFields";

interface Props {
  /** The place that was picked on the map; null: none. */
  picked: Position | null;
  /** Whether the map is asked for a place. */
  picking: boolean;
  onPicking: (picking: boolean) => void;
  onPlaced: (at: Position | null) => void;
  onTaken: (taken: Taken) => void;
  onCancel: () => void;
}

const degrees = (value: number) => value.toFixed(5);

/** Takes a call by the keyboard alone: type, place, who calls, what they answer. */
export function CallForm({ picked, picking, onPicking, onPlaced, onTaken, onCancel }: Props) {
  const { t, speak } = useDispatchWords();
  const { vocabulary, board } = useDispatch();
  const me = useMe();
  const { busy, fault, run } = useChange();
  const [typeText, setTypeText] = useState("");
  const [type, setType] = useState<string | null>(null);
  const [place, setPlace] = useState("");
  const [known, setKnown] = useState<KnownPlace | null>(null);
  const [area, setArea] = useState("");
  const [floor, setFloor] = useState("");
  const [phone, setPhone] = useState("");
  const [caller, setCaller] = useState("");
  const [text, setText] = useState("");
  const [answers, setAnswers] = useState<Answers>({});
  const [apart, setApart] = useState(false);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  // One report, however often the key is pressed.
  const [key] = useState(() => crypto.randomUUID());

  const options = useMemo(
    () =>
      (vocabulary?.types ?? []).map((each) => ({
        key: each.type,
        text: speak(each.name),
        detail: "",
        initials: each.initials,
      })),
    [vocabulary, speak],
  );
  const chosen = vocabulary?.types.find((each) => each.type === type);
  const own = me?.areas.find((code) => code.length === 6);
  const [firstStation] = board.stations.values();
  const county = area || (own ?? firstStation?.area ?? "");
  const focus = (testid: string) => {
    form.current?.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.focus();
  };
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[data-testid="type"]')?.focus();
  }, []);
  const take = () => {
    setTried(true);
    if (type === null) {
      focus("type");
      return;
    }
    if (place.trim() === "") {
      focus("place");
      return;
    }
    const [longitude, latitude] = picked ?? [null, null];
    run(
      () =>
        send<Taken>("POST", "/incidents", {
          place: place.trim(),
          floor,
          area: county,
          longitude,
          latitude,
          type,
          source: "call",
          caller,
          phone,
          text,
          building_id: known?.building_id ?? null,
          answers,
          key,
          apart,
        }),
      onTaken,
    );
  };
  return (
    <div ref={form} data-testid="call">
      <Form
        className="dp-call"
        aria-label={t("call.title")}
        fault={fault}
        noValidate
        onSubmit={take}
        buttons={
          <>
            <button type="submit" className="button strong" disabled={busy} data-testid="take-call">
              {t("call.take")} <kbd>Enter</kbd>
            </button>
            <button type="button" className="button quiet" onClick={onCancel}>
              {t("cancel")}
            </button>
          </>
        }
      >
        <Combo
          label={t("call.type")}
          hint={t("call.type_hint")}
          testid="type"
          required
          invalid={tried && type === null}
          text={typeText}
          options={type === null || typeText !== speak(chosen?.name ?? { zh: "", en: "" }) ? fitting(options, typeText) : []}
          onText={(typed) => {
            setTypeText(typed);
            setType(null);
          }}
          onChoose={(code) => {
            setType(code);
            setTypeText(options.find((option) => option.key === code)?.text ?? "");
            focus("place");
          }}
        />
        <PlaceField
          text={place}
          onText={(typed) => {
            setPlace(typed);
            setKnown(null);
          }}
          onKnown={(found) => {
            setKnown(found);
            setPlace(found.place);
            setArea(found.area);
            if (found.at) onPlaced(found.at);
            focus("phone");
          }}
          onPass={() => {
            focus("phone");
          }}
        />
        {tried && place.trim() === "" && <p className="dp-need">{t("call.place_needed")}</p>}
        <div className="dp-pair">
          <TextField label={t("call.floor")} value={floor} maxLength={128} onChange={setFloor} />
          <CountyField value={county} onChange={setArea} />
        </div>
        <div className="op-field dp-position">
          <span>{t("call.position")}</span>
          <output data-testid="position">
            {picked ? `${degrees(picked[0])}, ${degrees(picked[1])}` : t("call.no_position")}
          </output>
          <button
            type="button"
            className="button"
            aria-pressed={picking}
            onClick={() => {
              onPicking(!picking);
            }}
          >
            {t(picking ? "call.pick_end" : "call.pick")}
          </button>
          {picked && (
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                onPlaced(null);
              }}
            >
              {t("call.pick_none")}
            </button>
          )}
        </div>
        <div className="dp-pair">
          <TextField
            label={t("call.phone")}
            data-testid="phone"
            type="tel"
            inputMode="tel"
            maxLength={32}
            pattern="[0-9+ \-]*"
            value={phone}
            onChange={setPhone}
          />
          <TextField label={t("call.caller")} maxLength={128} value={caller} onChange={setCaller} />
        </div>
        <TextField label={t("call.text")} field="wide" maxLength={2000} value={text} onChange={setText} />
        {chosen && chosen.questions.length > 0 && (
          <QuestionFields questions={chosen.questions} answers={answers} onChange={setAnswers} />
        )}
        <label className="dp-check">
          <input
            type="checkbox"
            checked={apart}
            onChange={({ target }) => {
              setApart(target.checked);
            }}
          />
          {t("call.apart")}
        </label>
      </Form>
    </div>
  );
}
