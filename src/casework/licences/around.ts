import { type Day, dayStart, londonDay } from '../../kernel/clock.ts';
import type { TimelineEntry } from '../../web/wing.ts';
import type { CaseState, OrderType } from '../enforcement/types.ts';
import type { LicenceFacts } from './around-store.ts';
import type { Curfew } from './types.ts';

/** What somebody must keep to on a day. */
export interface InForce {
  /** The newest first. */
  licences: { id: number; orderType: OrderType; until: Day | null; standard: number }[];
  /** Wordings of additional and bespoke conditions. */
  more: string[];
  curfews: Pick<Curfew, 'days' | 'fromTime' | 'toTime'>[];
  zones: string[];
  /** Issued and not back. */
  out: number;
  /** Enforcement that is not decided. */
  open: number;
}

const openCases: readonly CaseState[] = [
  'to-decide',
  'warning-due',
  'breach-due',
  'breach-laid',
  'recall-considered',
  'recall-asked',
];

/** Both ends included. */
const holdsOn =
  (today: Day) =>
  ({ from, until }: { from: Day; until: Day | null }): boolean =>
    from <= today && (until === null || until >= today);

export function inForce(facts: LicenceFacts, today: Day): InForce {
  const held = facts.licences.filter((one) => one.state === 'in-force' && holdsOn(today)(one));
  const ids = new Set(held.map(({ id }) => id));
  // A condition ends on the day on which what replaces it begins.
  const standing = facts.conditions.filter(
    ({ licenceId, from, until }) => ids.has(licenceId) && from <= today && (until === null || until > today),
  );
  return {
    licences: held
      .toSorted((left, right) => (left.from < right.from ? 1 : left.from > right.from ? -1 : 0))
      .map(({ id, orderType, until }) => ({
        id,
        orderType,
        until,
        standard: standing.filter(({ licenceId, kind }) => licenceId === id && kind === 'standard').length,
      })),
    more: standing.filter(({ kind }) => kind !== 'standard').map(({ wording }) => wording),
    curfews: facts.curfews.filter(holdsOn(today)),
    zones: facts.zones.filter(holdsOn(today)).map(({ name }) => name),
    out: facts.items.filter(({ state }) => state === 'out').length,
    open: facts.cases.filter(({ state }) => openCases.includes(state)).length,
  };
}

interface Line {
  at: Date;
  kind: 'licence' | 'enforcement';
  title: string;
  detail: string | null;
  agency: string;
  changedAt: Date;
  href: string;
}

const moveTitles: Readonly<Record<string, string>> = {
  accept: 'Failure found acceptable',
  warn: 'Warning given',
  recall: 'Recalled',
  'not-recall': 'Not recalled',
  'not-pursue': 'Proceedings not started',
  lay: 'Breach proceedings started',
  court: 'The court decided a breach',
  'ask-recall': 'Recall asked for',
};

const noon = 12 * 60 * 60 * 1000;

function licenceLines({ licences, variations }: LicenceFacts, path: string): Line[] {
  const standing = new Set(licences.filter(({ state }) => state !== 'withdrawn').map(({ id }) => id));
  return variations
    .filter(({ licenceId }) => standing.has(licenceId))
    .map((one) => ({
      at: dayStart(one.effectiveOn),
      kind: 'licence',
      title: one.isFirst ? 'Licence or order in force' : 'Conditions varied',
      detail: one.why,
      agency: one.agency,
      changedAt: one.createdAt,
      href: `${path}/licence/${one.licenceId}`,
    }));
}

function caseLines({ cases, steps }: LicenceFacts, path: string): Line[] {
  const standing = new Map(cases.filter(({ state }) => state !== 'void').map((one) => [one.id, one]));
  return [
    ...[...standing.values()].map(
      (one): Line => ({
        at: dayStart(one.failedOn),
        kind: 'enforcement',
        title: 'Failure to comply',
        detail: one.what,
        agency: one.agency,
        changedAt: new Date(one.createdAt),
        href: `${path}/enforcement/${one.id}`,
      }),
    ),
    ...steps.flatMap(({ caseId, move, at, why, agency }): Line[] => {
      const title = moveTitles[move];
      const warnedOn = standing.get(caseId)?.warnedOn;
      return title === undefined || warnedOn === undefined
        ? []
        : [
            {
              // A warning bears the day on which it was given, behind what failed that day.
              at: move === 'warn' && warnedOn !== null ? new Date(dayStart(warnedOn).getTime() + noon) : at,
              kind: 'enforcement',
              title,
              detail: why,
              agency,
              changedAt: at,
              href: `${path}/enforcement/${caseId}`,
            },
          ];
    }),
  ];
}

const warrantLines = ({ warrants, attempts }: LicenceFacts, path: string): Line[] => [
  ...warrants
    .filter(({ state }) => state !== 'withdrawn')
    .map(
      (one): Line => ({
        at: dayStart(one.issuedOn),
        kind: 'enforcement',
        title: one.kind === 'recall' ? 'Recall to be executed' : 'Warrant to be executed',
        detail: one.issuedBy,
        agency: one.agency,
        changedAt: new Date(one.createdAt),
        href: `${path}/warrants/${one.id}`,
      }),
    ),
  ...attempts.map(
    (one): Line => ({
      at: one.at,
      kind: 'enforcement',
      title: one.result === 'executed' ? 'Warrant executed' : 'Warrant: attempt',
      detail: one.place,
      agency: one.agency,
      changedAt: one.createdAt,
      href: `${path}/warrants/${one.warrantId}`,
    }),
  ),
];

const itemLines = ({ items }: LicenceFacts, path: string): Line[] =>
  items
    .filter(({ state }) => state !== 'withdrawn')
    .flatMap((one) => {
      const name = one.kind === 'tag' ? 'Tag' : 'Support item';
      const line = {
        kind: 'licence' as const,
        detail: one.what,
        agency: one.agency,
        changedAt: new Date(one.changedAt),
        href: `${path}/register/${one.id}`,
      };
      return [
        { ...line, at: dayStart(one.issuedOn), title: `${name} ${one.kind === 'tag' ? 'fitted' : 'issued'}` },
        ...(one.endedOn === null
          ? []
          : [
              {
                ...line,
                at: dayStart(one.endedOn),
                title: `${name} ${one.state === 'returned' || one.state === 'lost' ? one.state : 'kept'}`,
              },
            ]),
      ];
    });

/** Licences, variations, tags and items, enforcement and warrants: the newest so many, newest first. */
export function licenceEntries(facts: LicenceFacts, personId: number, limit: number): TimelineEntry[] {
  const path = `/people/${personId}`;
  return [
    ...licenceLines(facts, path),
    ...caseLines(facts, path),
    ...warrantLines(facts, path),
    ...itemLines(facts, path),
  ]
    .sort((left, right) => right.at.getTime() - left.at.getTime())
    .slice(0, limit)
    .map(({ at, kind, title, detail, agency, changedAt, href }) => ({
      day: londonDay(at),
      at: at.toISOString(),
      kind,
      title,
      ...(detail === null ? {} : { detail }),
      agency,
      changedAt: changedAt.toISOString(),
      href,
    }));
}
