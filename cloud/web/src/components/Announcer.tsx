export interface Announcement {
  text: string;
  urgent: boolean;
}

/** Live regions: fire interrupts, everything else waits its turn. */
export function Announcer({ announcement }: { announcement: Announcement }) {
  return (
    <div className="visually-hidden">
      <div aria-live="assertive">{announcement.urgent ? announcement.text : ""}</div>
      <div aria-live="polite">{announcement.urgent ? "" : announcement.text}</div>
    </div>
  );
}
