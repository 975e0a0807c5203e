import { type Random, Weighted } from './random.ts';

type OffenceKind =
  | 'theft'
  | 'burglary'
  | 'vehicle'
  | 'robbery'
  | 'violence'
  | 'drugs'
  | 'damage'
  | 'order'
  | 'bail'
  | 'motoring'
  | 'fraud';

/** What somebody's offending is mostly made of. */
export type Leaning = 'acquisitive' | 'violent' | 'drugs' | 'mixed' | 'driving';

interface OffenceType {
  /** CJS offence code. */
  code: string;
  kind: OffenceKind;
  weight: number;
  /** 1 a fine, 5 years in prison: steers outcomes, lengths and the court. */
  gravity: 1 | 2 | 3 | 4 | 5;
  /** Whether a person (and not a shop or the public) is the victim. */
  personal: boolean;
}

export type { OffenceType };

export const BREACH_OF_BEHAVIOUR_ORDER = 'SE20001';

const TYPES: readonly OffenceType[] = [
  { code: 'TH68010', kind: 'theft', weight: 26, gravity: 1, personal: false },
  { code: 'TH68010A', kind: 'theft', weight: 1.5, gravity: 1, personal: false },
  { code: 'TH68020', kind: 'theft', weight: 4, gravity: 2, personal: true },
  { code: 'TH68006', kind: 'theft', weight: 3, gravity: 1, personal: true },
  { code: 'TH68001', kind: 'theft', weight: 1.5, gravity: 3, personal: true },
  { code: 'TH68073', kind: 'theft', weight: 1.5, gravity: 2, personal: false },
  { code: 'TH78011', kind: 'theft', weight: 1.2, gravity: 1, personal: false },
  { code: 'TH68026', kind: 'burglary', weight: 4.5, gravity: 4, personal: true },
  { code: 'TH68026A', kind: 'burglary', weight: 1, gravity: 4, personal: true },
  { code: 'TH68027', kind: 'burglary', weight: 3.5, gravity: 3, personal: false },
  { code: 'TH68081', kind: 'burglary', weight: 1, gravity: 2, personal: false },
  { code: 'VG24018', kind: 'burglary', weight: 1, gravity: 1, personal: false },
  { code: 'TH68007', kind: 'vehicle', weight: 4, gravity: 2, personal: true },
  { code: 'TH68013', kind: 'vehicle', weight: 2, gravity: 3, personal: true },
  { code: 'TH68144', kind: 'vehicle', weight: 0.8, gravity: 3, personal: true },
  { code: 'TH68023', kind: 'robbery', weight: 1.6, gravity: 5, personal: true },
  { code: 'TH68023A', kind: 'robbery', weight: 0.4, gravity: 5, personal: true },
  { code: 'CJ88116', kind: 'violence', weight: 9, gravity: 2, personal: true },
  { code: 'CJ88001', kind: 'violence', weight: 3, gravity: 2, personal: true },
  { code: 'OF61102', kind: 'violence', weight: 5, gravity: 3, personal: true },
  { code: 'OF61017', kind: 'violence', weight: 0.4, gravity: 5, personal: true },
  { code: 'CJ88160', kind: 'violence', weight: 2.5, gravity: 2, personal: false },
  { code: 'CJ88144', kind: 'violence', weight: 1.8, gravity: 3, personal: false },
  { code: 'PC53001', kind: 'violence', weight: 1.2, gravity: 3, personal: false },
  { code: 'SC15005', kind: 'violence', weight: 0.7, gravity: 4, personal: true },
  { code: 'PH97004', kind: 'violence', weight: 1.2, gravity: 2, personal: true },
  { code: 'MD71210', kind: 'drugs', weight: 1.5, gravity: 2, personal: false },
  { code: 'MD71211', kind: 'drugs', weight: 1.8, gravity: 2, personal: false },
  { code: 'MD71214', kind: 'drugs', weight: 1.5, gravity: 2, personal: false },
  { code: 'MD71234', kind: 'drugs', weight: 1, gravity: 4, personal: false },
  { code: 'MD71231', kind: 'drugs', weight: 0.8, gravity: 4, personal: false },
  { code: 'CD71039', kind: 'damage', weight: 6, gravity: 1, personal: true },
  { code: 'CD71015', kind: 'damage', weight: 0.3, gravity: 4, personal: true },
  { code: 'PU86004', kind: 'order', weight: 3, gravity: 1, personal: false },
  { code: 'PU86116', kind: 'order', weight: 2, gravity: 1, personal: false },
  { code: 'PU86003', kind: 'order', weight: 0.7, gravity: 3, personal: false },
  { code: 'CJ67002', kind: 'order', weight: 2, gravity: 1, personal: false },
  { code: BREACH_OF_BEHAVIOUR_ORDER, kind: 'order', weight: 1.2, gravity: 2, personal: false },
  { code: 'BA76001', kind: 'bail', weight: 3.5, gravity: 1, personal: false },
  { code: 'RT88007', kind: 'motoring', weight: 2.5, gravity: 2, personal: false },
  { code: 'RT88191', kind: 'motoring', weight: 1.5, gravity: 1, personal: false },
  { code: 'FA06001', kind: 'fraud', weight: 1.8, gravity: 2, personal: true },
];

const FAVOURED: Record<Leaning, readonly OffenceKind[]> = {
  acquisitive: ['theft', 'burglary', 'vehicle', 'robbery', 'bail'],
  violent: ['violence', 'damage', 'order', 'robbery'],
  drugs: ['drugs', 'theft', 'violence'],
  mixed: [],
  driving: ['motoring', 'vehicle'],
};

const BY_LEANING = new Map<Leaning, Weighted<OffenceType>>(
  (Object.entries(FAVOURED) as [Leaning, readonly OffenceKind[]][]).map(([leaning, kinds]) => [
    leaning,
    new Weighted(TYPES, (type) => type.weight * (kinds.includes(type.kind) ? 4 : 1)),
  ]),
);
const AGAINST_PEOPLE = new Weighted(
  TYPES.filter((type) => type.personal),
  (type) => type.weight,
);

export const OFFENCE_CODES: readonly string[] = TYPES.map((type) => type.code);

export function drawOffence(random: Random, leaning: Leaning): OffenceType {
  return (BY_LEANING.get(leaning) as Weighted<OffenceType>).pick(random);
}

/** For a crime whose offender nobody knows, of which only the victim is on record. */
export function drawUndetected(random: Random): OffenceType {
  return AGAINST_PEOPLE.pick(random);
}
