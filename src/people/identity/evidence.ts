import type { Model, Waterfall } from '../../linkage/index.ts';

/**
 * Why two records were thought to be one person, as it was kept with the link: levels by number and bits. The
 * words are the model's, so the version is kept too.
 */
export interface Evidence {
  /** `offender 2026-02-23.1` */
  model: string;
  prior: number;
  /** [comparison, level, bits, bits for how common the value is] */
  steps: [number, number, number, number][];
  /** Rules that applied, and what they took away. */
  rules: { id: string; bits: number }[];
  /** Bits of a person's decision, if one was counted. */
  decided?: number;
  total: number;
}

export const modelName = (model: Model): string => `${model.id} ${model.version}`;

const round = (bits: number): number => Math.round(bits * 100) / 100;

/** Packs an explanation. */
export function packEvidence(model: Model, explained: Waterfall): Evidence {
  const evidence: Evidence = {
    model: modelName(model),
    prior: 0,
    steps: [],
    rules: [],
    total: round(explained.total),
  };
  for (const bar of explained.bars) {
    if (bar.kind === 'prior') evidence.prior = round(bar.bits);
    if (bar.kind === 'override') evidence.decided = round(bar.bits);
    if (bar.kind === 'rule') evidence.rules.push({ id: bar.id, bits: round(bar.bits) });
    const comparison = model.comparisons.findIndex(({ id }) => id === bar.id);
    if (bar.kind === 'comparison') {
      const level = model.comparisons[comparison]?.levels.findIndex(({ label }) => label === bar.label) ?? -1;
      evidence.steps.push([comparison, level, round(bar.bits), 0]);
    }
    const last = evidence.steps.at(-1);
    if (bar.kind === 'term-frequency' && last !== undefined && last[0] === comparison)
      last[3] = round(bar.bits);
  }
  for (const label of explained.rules) {
    const rule = model.rules.find((one) => one.label === label);
    if (rule !== undefined && !evidence.rules.some(({ id }) => id === rule.id))
      evidence.rules.push({ id: rule.id, bits: 0 });
  }
  return evidence;
}

export interface EvidenceLine {
  /** What was compared: `Date of birth`. */
  what: string;
  /** What was found, in words. */
  found: string;
  bits: number;
  /** Whether many share the value, which is in `bits` already. */
  rarity?: 'rare' | 'common';
}

export interface EvidenceInWords {
  /** Strongest first. */
  against: EvidenceLine[];
  inFavour: EvidenceLine[];
  /** The chance of any two records being one person, before anything is compared. */
  prior: number;
  notCompared: string[];
  total: number;
  model: string;
}

/** The lines of an explanation, evidence against first. Another version of the model has no words here. */
export function wordEvidence(model: Model, evidence: Evidence): EvidenceInWords {
  const known = evidence.model === modelName(model);
  const lines: EvidenceLine[] = evidence.steps.map(([comparison, level, bits, frequency]) => {
    const compared = known ? model.comparisons[comparison] : undefined;
    return {
      what: compared?.label ?? `Comparison ${comparison + 1}`,
      found: compared?.levels[level]?.label ?? `Level ${level + 1}`,
      bits: round(bits + frequency),
      ...(frequency === 0 ? {} : { rarity: frequency > 0 ? ('rare' as const) : ('common' as const) }),
    };
  });
  for (const { id, bits } of evidence.rules) {
    lines.push({ what: 'Rule', found: model.rules.find((rule) => rule.id === id)?.label ?? id, bits });
  }
  if (evidence.decided !== undefined) {
    const found =
      evidence.decided > 0 ? 'Somebody decided: one person' : 'Somebody decided: different people';
    lines.push({ what: 'Decision', found, bits: evidence.decided });
  }
  const compared = new Set(evidence.steps.map(([comparison]) => comparison));
  return {
    against: lines
      .filter(({ bits, what }) => bits < 0 || (bits === 0 && what === 'Rule'))
      .sort((a, b) => a.bits - b.bits),
    inFavour: lines.filter(({ bits }) => bits > 0).sort((a, b) => b.bits - a.bits),
    prior: evidence.prior,
    notCompared: known
      ? model.comparisons.flatMap(({ label }, index) => (compared.has(index) ? [] : [label]))
      : [],
    total: evidence.total,
    model: evidence.model,
  };
}

/** One step of the sum as it is drawn: where it begins and ends. */
export interface EvidenceStep {
  kind: 'prior' | 'comparison' | 'frequency' | 'rule' | 'decision' | 'total';
  what: string;
  found: string;
  bits: number;
  from: number;
  to: number;
}

/**
 * The sum in the order in which it was added: what any two records begin with, each comparison, how common its value is,
 * rules, a person's decision, and the sum. The steps add up to the total within what rounding takes.
 */
export function stepsOf(model: Model, evidence: Evidence): EvidenceStep[] {
  const known = evidence.model === modelName(model);
  const steps: EvidenceStep[] = [];
  let sum = 0;
  const add = (step: Omit<EvidenceStep, 'from' | 'to'>): void => {
    steps.push({ ...step, from: sum, to: round(sum + step.bits) });
    sum = round(sum + step.bits);
  };
  add({ kind: 'prior', what: 'Any two records', found: 'Before anything is compared', bits: evidence.prior });
  for (const [comparison, level, bits, frequency] of evidence.steps) {
    const compared = known ? model.comparisons[comparison] : undefined;
    const what = compared?.label ?? `Comparison ${comparison + 1}`;
    add({ kind: 'comparison', what, found: compared?.levels[level]?.label ?? `Level ${level + 1}`, bits });
    if (frequency !== 0)
      add({
        kind: 'frequency',
        what: `${what}: how common`,
        found: frequency > 0 ? 'A rare value, so it says more' : 'A common value, so it says less',
        bits: frequency,
      });
  }
  if (evidence.decided !== undefined)
    add({
      kind: 'decision',
      what: 'Decision',
      found: evidence.decided > 0 ? 'Somebody decided: one person' : 'Somebody decided: different people',
      bits: evidence.decided,
    });
  for (const { id, bits } of evidence.rules)
    add({ kind: 'rule', what: 'Rule', found: model.rules.find((rule) => rule.id === id)?.label ?? id, bits });
  steps.push({ kind: 'total', what: 'Sum', found: '', bits: evidence.total, from: 0, to: evidence.total });
  return steps;
}
