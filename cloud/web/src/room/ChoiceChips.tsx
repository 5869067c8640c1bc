interface Props<Value extends string | number> {
  label: string;
  options: readonly { value: Value; text: string }[];
  value: Value;
  onChoose: (value: Value) => void;
}

/** A few choices that may wrap, one of them on. */
export function ChoiceChips<Value extends string | number>({ label, options, value, onChoose }: Props<Value>) {
  return (
    <div role="group" className="chips" aria-label={label}>
      <span className="hint">{label}</span>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className="chip"
          aria-pressed={option.value === value}
          onClick={() => {
            onChoose(option.value);
          }}
        >
          {option.text}
        </button>
      ))}
    </div>
  );
}
