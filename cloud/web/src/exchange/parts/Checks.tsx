interface Props {
  legend: string;
  note?: string;
  options: readonly { value: string; text: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Some of several. */
export function Checks({ legend, note, options, chosen, onChange }: Props) {
  return (
    <fieldset className="op-field wide">
      <legend>{legend}</legend>
      <div className="ex-checks">
        {options.map(({ value, text }) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => {
                onChange(
                  event.target.checked ? [...chosen, value] : chosen.filter((each) => each !== value),
                );
              }}
            />
            {text}
          </label>
        ))}
      </div>
      {note && <p className="muted">{note}</p>}
    </fieldset>
  );
}
