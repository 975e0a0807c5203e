import type { FieldError } from '../../kernel/errors.ts';

/** What is kept: as large as a page or a sheet of paper shows it, and no larger. */
const frame = { width: 360, height: 450 };
/** A camera's picture has some 50 million points; a small file that unfolds to more is meant to harm. */
const mostPoints = 60_000_000;
/** Megabytes of a file: what a phone's camera writes, and not a film. */
export const mostMegabytes = 12;
/** Smaller than this nobody is known by it. */
const fewest = 120;

export type Drawn = { image: Buffer } | { error: FieldError };

const refused = (text: string): Drawn => ({ error: { field: 'photo', text } });

/** By its first bytes: what a file is called says nothing. */
export function kindOf(bytes: Uint8Array): 'jpeg' | 'png' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return png.every((byte, place) => bytes[place] === byte) ? 'png' : undefined;
}

/** What many phones write unless they are told otherwise; it is read by nothing here. */
const isHeic = (bytes: Buffer): boolean =>
  bytes.subarray(4, 8).toString('latin1') === 'ftyp' &&
  /^(?:hei[cmsx]|hev[cmsx]|mif1|msf1|avif)$/.test(bytes.subarray(8, 12).toString('latin1'));

/**
 * The library is fetched with the first picture: most processes never draw one. Of its readers it keeps two, takes one
 * processor and remembers no picture.
 */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer'] });
  return sharp;
}

let loaded: ReturnType<typeof loadSharp> | undefined;

/**
 * Draws a small JPEG from a JPEG or PNG file. It is drawn anew from its points, so that nothing the camera or anybody
 * else wrote into the file (place, time, owner, a smaller picture) is in it.
 */
export async function drawSmall(bytes: Buffer): Promise<Drawn> {
  const kind = kindOf(bytes);
  if (isHeic(bytes))
    return refused(
      'This is a HEIC file, as iPhones write them. Send yourself the photo by mail or take a picture of the screen, which makes a JPEG or PNG; or set Camera, Formats, Most Compatible before you take one',
    );
  if (kind === undefined) return refused('Choose a JPEG or PNG file: this is neither');
  loaded ??= loadSharp();
  const sharp = await loaded;
  const read = () => sharp(bytes, { limitInputPixels: mostPoints, failOn: 'error', pages: 1 });
  try {
    const { width, height } = await read().metadata();
    if (width * height > mostPoints)
      return refused(
        `The picture has ${width} by ${height} points, which is too many: make it smaller first`,
      );
    if (Math.min(width, height) < fewest)
      return refused(`The picture is too small to know somebody by: it needs ${fewest} points each way`);
    const image = await read()
      .timeout({ seconds: 20 })
      .autoOrient()
      .resize({ ...frame, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: 82, progressive: false })
      .toBuffer();
    return { image };
  } catch (error) {
    if (error instanceof Error && /pixel limit/.test(error.message))
      return refused('The picture has too many points: make it smaller first');
    // The library's own words may quote what is in the file.
    return refused(
      'The picture cannot be read: it is damaged or too large. Open it, save it anew and try again',
    );
  }
}
