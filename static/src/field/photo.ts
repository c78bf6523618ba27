// A photo made small enough to be sent. What is drawn anew keeps nothing of what the camera wrote beside it, such as where.

const LONGEST_SIDE = 1600;
// The service takes no more than a megabyte.
const MOST_BYTES = 950_000;
const QUALITIES = [0.85, 0.75, 0.6, 0.45, 0.3];

export interface Picture {
  jpeg: Blob;
  sha256: string;
}

/** Throws where the file is no picture that this browser can draw. */
export async function pictureOf(file: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = drawn(bitmap);
  bitmap.close();
  const jpeg = await smallEnough(canvas);
  return { jpeg, sha256: await digest(jpeg) };
}

function drawn(bitmap: ImageBitmap): HTMLCanvasElement {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function smallEnough(canvas: HTMLCanvasElement): Promise<Blob> {
  for (const quality of QUALITIES) {
    const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (jpeg !== null && jpeg.size <= MOST_BYTES) return jpeg;
  }
  throw new Error("too large");
}

async function digest(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
