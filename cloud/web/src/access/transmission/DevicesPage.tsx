import { useRoute } from "../../shell/useRoute";
import { EditDevice, NewDevice } from "./DeviceForms";
import { DeviceList } from "./DeviceList";
import { DevicePage } from "./DevicePage";

/** Transmission devices: all of them, one, one to be changed, or a new one. */
export function DevicesPage() {
  const { steps } = useRoute();
  const [, , which, what] = steps;
  if (which === "new") return <NewDevice />;
  const id = Number(which);
  if (!Number.isSafeInteger(id) || id < 1) return <DeviceList />;
  return what === "edit" ? <EditDevice key={id} id={id} /> : <DevicePage key={id} id={id} />;
}
