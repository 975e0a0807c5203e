import type { Tempo } from './people.ts';
import type { Random } from './random.ts';

/** What the police decide about a case. */
export type Disposal = 'charge' | 'cautioned' | 'no_further_action';

interface Defendant {
  gravity: number;
  /** Offences proven before. */
  proven: number;
  age: number;
}

export type Sentence =
  | { kind: 'other'; text: string }
  | {
      kind: 'order';
      text: string;
      days: number;
      order: 'community_order' | 'suspended_sentence_order' | 'referral_order' | 'youth_rehabilitation_order';
    }
  | { kind: 'custody'; text: string; days: number };

interface Hearing {
  convicted: boolean;
  crown: boolean;
  sentence: Sentence;
}

interface Lags {
  arrest: number;
  charge: number;
  decision: number;
  hearing: number;
}

/** Days from offence to arrest, arrest to charge or decision, and charge to the hearing. */
export function drawLags(random: Random, gravity: number): Lags {
  return {
    arrest: random.chance(0.6) ? 0 : Math.ceil(random.exponential(14)),
    charge: random.chance(0.62) ? random.between(0, 1) : Math.ceil(random.exponential(45)),
    decision: random.chance(0.4) ? random.between(0, 2) : Math.ceil(random.exponential(40)),
    hearing: random.chance(0.2)
      ? random.between(0, 3)
      : 10 + Math.ceil(random.exponential(gravity >= 4 ? 140 : 48)),
  };
}

export function drawDisposal(random: Random, suspect: Defendant & { tempo: Tempo }): Disposal {
  const { gravity, proven, age, tempo } = suspect;
  if (random.chance(tempo === 'occasional' ? 0.2 : 0.22)) return 'no_further_action';
  const mild = gravity <= 2 && proven <= 2;
  if (mild && random.chance(age < 18 ? 0.65 : 0.38)) return 'cautioned';
  return 'charge';
}

export function sentenceCase(random: Random, defendant: Defendant & { remanded: boolean }): Hearing {
  const { gravity, remanded, age } = defendant;
  const convicted = random.chance(remanded ? 0.92 : 0.88);
  const crown = age >= 18 && (gravity === 5 || (gravity >= 3 && random.chance(0.3)));
  const sentence = age < 18 ? sentenceChild(random, defendant) : sentenceAdult(random, defendant);
  return { convicted, crown, sentence };
}

function months(count: number): number {
  return Math.round(count * 30.44);
}

function sentenceChild(random: Random, child: Defendant): Sentence {
  const length = random.pick([3, 6, 9, 12]);
  if (child.proven === 0) {
    return {
      kind: 'order',
      order: 'referral_order',
      text: `Referral order ${length} months`,
      days: months(length),
    };
  }
  if (random.chance(0.72)) {
    const text = `Youth rehabilitation order ${length + 3} months`;
    return { kind: 'order', order: 'youth_rehabilitation_order', text, days: months(length + 3) };
  }
  return { kind: 'other', text: 'Conditional discharge 12 months' };
}

/** Prison grows likelier with gravity and record; minor offences without a record end in fines. */
function sentenceAdult(random: Random, adult: Defendant & { remanded: boolean }): Sentence {
  const record = Math.min(adult.proven, 20);
  const prison = [0, 0.01, 0.06, 0.2, 0.48, 0.85][adult.gravity] as number;
  const likely = Math.min(
    0.95,
    prison + record * (adult.gravity >= 3 ? 0.022 : 0.011) + (adult.remanded ? 0.3 : 0),
  );
  if (random.chance(likely)) return drawCustody(random, adult.gravity);
  const draw = random.next();
  if (adult.gravity >= 3 && draw < 0.42) return drawSuspended(random);
  if (draw < 0.16 + record * 0.012 + adult.gravity * 0.07) return drawCommunityOrder(random);
  if (random.chance(0.65)) return { kind: 'other', text: `Fine £${random.between(4, 40) * 10}` };
  return {
    kind: 'other',
    text: random.chance(0.85) ? 'Conditional discharge 12 months' : 'Compensation order',
  };
}

function drawCustody(random: Random, gravity: number): Sentence {
  if (gravity <= 2) {
    const weeks = random.between(6, 26);
    return { kind: 'custody', text: `Immediate custody ${weeks} weeks`, days: weeks * 7 };
  }
  const length =
    gravity === 3 ? random.between(4, 18) : gravity === 4 ? random.between(12, 40) : random.between(24, 78);
  return { kind: 'custody', text: `Immediate custody ${length} months`, days: months(length) };
}

function drawSuspended(random: Random): Sentence {
  const [length, term] = [random.between(4, 20), random.pick([12, 18, 24])];
  const text = `Suspended sentence ${length} months suspended for ${term} months`;
  return { kind: 'order', order: 'suspended_sentence_order', text, days: months(term) };
}

function drawCommunityOrder(random: Random): Sentence {
  const length = random.pick([12, 12, 18, 24]);
  return {
    kind: 'order',
    order: 'community_order',
    text: `Community order ${length} months`,
    days: months(length),
  };
}
