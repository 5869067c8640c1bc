import { useDispatchWords } from "./useDispatchWords";

/** Whether this window shows what is chosen in another one of this computer. */
export function FollowSwitch({ follows, onFollow }: { follows: boolean; onFollow: (follows: boolean) => void }) {
  const { t } = useDispatchWords();
  return (
    <label className="dp-check">
      <input
        type="checkbox"
        checked={follows}
        onChange={({ target }) => {
          onFollow(target.checked);
        }}
      />
      {t("follow")}
    </label>
  );
}
