import { showPounds } from '../costs/money.ts';
import { decimals, fraction } from './fraction.ts';
import type { Ranked } from './ranking.ts';
import type { AppraisalOption, ShareStatement } from './types.ts';

export interface AppraisalCheck {
  about: string;
  verdict: 'agrees' | 'slip' | 'note';
  says: string;
}

const asPercent = (hundredths: bigint | number): string =>
  `${decimals(fraction(hundredths, 100), 2).replace(/0+$/, '').replace(/\.$/, '')} %`;

/**
 * Whether a statement about shares can be true at all. If some people are everybody with at least `m` crimes each,
 * the others have `m` less one at most; so with their part `p` of the people they committed at least
 * `m·p / (m·p + (m − 1)·(1 − p))` of the crimes. Both shares are taken as kindly as their rounding allows. Exact.
 */
export function checkStatement(statement: ShareStatement): AppraisalCheck {
  const { peopleShare, crimesShare, shareStep, everybody } = statement;
  const about = statement.place;
  // In half hundredths of a per cent, so that half a step of rounding is whole.
  const whole = 20_000n;
  const p = clamp(BigInt(2 * peopleShare - shareStep), whole);
  const c = clamp(BigInt(2 * crimesShare + shareStep), whole);
  const m = BigInt(statement.leastEach);
  const theirs = m * p;
  const others = (m - 1n) * (whole - p);
  const printed = BigInt(2 * peopleShare);
  if (everybody && theirs * (whole - c) > others * c) {
    const least = fraction(m * printed * 100n, m * printed + (m - 1n) * (whole - printed));
    return {
      about,
      verdict: 'slip',
      says: `It cannot be. If ${asPercent(peopleShare)} of the people are everybody with ${m} or more each, the others have ${m - 1n} at most, so they committed at least ${decimals(least, 1)} % of the crimes; ${asPercent(crimesShare)} is printed. Rounding does not explain it.`,
    };
  }
  if (c === 0n && theirs > 0n)
    return {
      about,
      verdict: 'slip',
      says: `It cannot be: people with ${m} or more each committed some of the crimes.`,
    };
  if (!everybody && crimesShare > 0 && crimesShare < peopleShare) {
    const each = fraction(
      m * BigInt(10_000 - crimesShare) * BigInt(peopleShare),
      BigInt(crimesShare) * BigInt(10_000 - peopleShare),
    );
    return {
      about,
      verdict: 'note',
      says: `It can only be if everybody else committed still more: ${decimals(each, 1)} each on average, at least.`,
    };
  }
  return { about, verdict: 'agrees', says: '' };
}

const clamp = (value: bigint, whole: bigint): bigint => (value < 0n ? 0n : value > whole ? whole : value);

/** A saving and its per cent give the whole that it is saved from: it should be one whole for all options. */
export function checkSavings(options: readonly AppraisalOption[]): AppraisalCheck[] {
  const wholes = options.flatMap((option) =>
    option.figures.flatMap((saving) => {
      const percent = option.figures.find(
        (one) => one.what === 'saving-percent' && one.about === saving.about,
      );
      if (saving.what !== 'saving' || !saving.value || !percent?.value) return [];
      const step = percent.value % 100n === 0n ? 100n : percent.value % 10n === 0n ? 10n : 1n;
      const at = (hundredths: bigint): bigint => ((saving.value ?? 0n) * 10_000n) / hundredths;
      return [
        {
          title: option.title,
          text: `${showPounds(saving.value)} is ${asPercent(percent.value)} of about ${showPounds(at(percent.value))}`,
          // The per cent may be off by half of how finely it was printed.
          low: (saving.value * 20_000n) / (2n * percent.value + step),
          high: (saving.value * 20_000n) / (2n * percent.value - step),
        },
      ];
    }),
  );
  const [first, ...rest] = wholes;
  if (first === undefined || rest.length === 0) return [];
  const low = wholes.reduce((most, one) => (one.low > most ? one.low : most), first.low);
  const high = wholes.reduce((least, one) => (one.high < least ? one.high : least), first.high);
  const agrees = low <= high;
  return [
    {
      about: 'Savings and their per cent',
      verdict: agrees ? 'agrees' : 'slip',
      says: agrees
        ? ''
        : `They are not of one whole: ${wholes.map(({ title, text }) => `${title}: ${text}`).join('; ')}.`,
    },
  ];
}

/** A preferred option that does not score most, and one that is left out while it does. */
export function checkPreferred(ranked: readonly Ranked[]): AppraisalCheck[] {
  const best = ranked.filter(({ place }) => place === 1);
  const preferred = ranked.find(({ option }) => option.state === 'preferred');
  if (best.length === 0 || preferred === undefined) return [];
  if (best.some(({ option }) => option.id === preferred.option.id)) return [];
  return [
    {
      about: 'Preferred option',
      verdict: 'note',
      says: `${preferred.option.title} is preferred; by these weights and scores ${best.map(({ option }) => option.title).join(' and ')} ${best.length === 1 ? 'scores' : 'score'} most.`,
    },
  ];
}
