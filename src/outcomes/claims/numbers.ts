import { claimLines } from '../../web/components/index.ts';
import { drawnCard } from './card.ts';
import type { EffectClaim } from './effect-claims.ts';
import { ClaimFigure } from './figure.ts';

// Shares and decimals: years, days, paragraphs' numbers and small counts in a sentence need not be of the claim.
const telling = /(?<![\d.,/])\d[\d,]*(?:\.\d+)?(?=\s?(?:%|per\s?cent))|(?<![\d.,/])\d[\d,]*\.\d+/giu;
/** Every number that a card has, whatever it is of. */
const every = /\d[\d,]*(?:\.\d+)?/gu;

const numberOf = (written: string): number => Number(written.replaceAll(',', ''));

/** The sentence around a phrase, without the number that a paragraph begins with. */
function sentenceAround(text: string, { start, end }: EffectClaim): string {
  const before = text.slice(0, start);
  const from = Math.max(...[...before.matchAll(/[.!?;](?=\s)|\n/gu)].map(({ index }) => index + 1), 0);
  const [rest = ''] = /^(?:[^.!?;\n]|[.](?=\d))*/u.exec(text.slice(end)) ?? [];
  return (text.slice(from, end) + rest).replace(/^\s*[\d.]+[.)]?\s+/u, '');
}

/** A share or a rate that the sentence gives and the claim's card does not; null where each is on the card. */
export function strangeNumber(text: string, claim: EffectClaim, figure: ClaimFigure): string | null {
  const model = drawnCard(ClaimFigure.open(figure), { definition: '' });
  const card = [model.headline, ...claimLines(model).flatMap(({ said }) => said)].join(' ');
  const known = new Set([...card.matchAll(every)].map(([number]) => numberOf(number)));
  const told = [...sentenceAround(text, claim).matchAll(telling)].map(([number]) => number);
  return told.find((number) => !known.has(numberOf(number))) ?? null;
}
