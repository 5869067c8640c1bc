/** A photo made small enough for a phone's memory and a thin line. Where and when it was taken goes with it no further. */

const LONGEST_PX = 1600;
const THUMB_PX = 160;
const QUALITY = 0.82;

function drawn(picture: ImageBitmap, longest: number): HTMLCanvasElement {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The photo as JPEG, and a small one to show. Rejected when the file is no photo. */
export async function smaller(file: Blob): Promise<{ blob: Blob; shown: string }> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = drawn(picture, LONGEST_PX);
  const blob = await new Promise<Blob>((resolve, reject) => {
    const made = (found: Blob | null) => {
      if (found) resolve(found);
      else reject(new Error("no photo"));
    };
    canvas.toBlob(made, "image/jpeg", QUALITY);
  });
  const shown = drawn(picture, THUMB_PX).toDataURL("image/jpeg", QUALITY);
  picture.close();
  return { blob, shown };
}
