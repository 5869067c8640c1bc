/** The name of whoever sits here; every decision is recorded under it. */
export function SeatField({ label, value, onChange }: { label: string; value: string; onChange: (name: string) => void }) {
  return (
    <label className="note">
      <span>{label}</span>
      <input
        type="text"
        required
        maxLength={64}
        value={value}
        data-testid="seat-name"
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </label>
  );
}
