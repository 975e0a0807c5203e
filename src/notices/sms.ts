/** The default alphabet of GSM 03.38 (3GPP TS 23.038, 6.2.1): what a text can hold in seven bits a character. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Its extension table (6.2.1.1): these take two places. */
const extended = '^{}\\[~]|€\f';

export interface TextLength {
  alphabet: 'GSM-7' | 'UCS-2';
  /** Places taken: septets, or UTF-16 units. */
  places: number;
  parts: number;
  /** Characters that make it UCS-2. */
  odd: string[];
}

/**
 * How many parts a text goes out in. One part has 160 septets or 70 UTF-16 units; of several each has 153 or 67, and no
 * character is cut in two.
 */
export function lengthOfText(text: string): TextLength {
  const characters = [...text];
  const odd = [...new Set(characters.filter((one) => !basic.includes(one) && !extended.includes(one)))];
  const widthOf = (one: string): number => (odd.length > 0 ? one.length : extended.includes(one) ? 2 : 1);
  const [single, each] = odd.length > 0 ? [70, 67] : [160, 153];
  const places = characters.reduce((sum, one) => sum + widthOf(one), 0);
  const alphabet = odd.length > 0 ? 'UCS-2' : 'GSM-7';
  if (places <= single) return { alphabet, places, parts: places === 0 ? 0 : 1, odd };
  let parts = 1;
  let room = each;
  for (const one of characters) {
    const width = widthOf(one);
    if (width > room) {
      parts += 1;
      room = each;
    }
    room -= width;
  }
  return { alphabet, places, parts, odd };
}
