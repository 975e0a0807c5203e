import { addDays, type Day, daysBetween, showDay } from '../../kernel/clock.ts';
import { timeAtRisk } from '../../statistics/index.ts';
import {
  type Certainty,
  type Conflict,
  type CustodySpell,
  type CustodyState,
  type Offence,
  type OffendingYear,
  orderWords,
  outcomeWords,
  type StatutoryStatus,
  type Supervision,
} from './types.ts';

/** How sure it is that the person did it. */
export function certaintyOf(offence: Pick<Offence, 'proven' | 'outcome'>): Certainty {
  if (offence.proven) return 'proven';
  if (offence.outcome === 'charged') return 'charged';
  return offence.outcome === 'acquitted' ? 'not-proven' : 'suspected';
}

/** Nobody may be held by the police without charge for more than 96 hours (PACE 1984, s.44). */
const longestPoliceDays = 4;

/** Where a person is on a day by their custody spells. Prison goes before a police cell. */
export function custodyStateOn(custody: readonly CustodySpell[], today: Day): CustodyState {
  const held = custody
    .filter((spell) => spell.fromDay <= today && (spell.toDay === null || spell.toDay > today))
    .sort((one, other) => (one.fromDay < other.fromDay ? 1 : -1));
  const prison = held.find((spell) => spell.kind === 'prison');
  if (prison !== undefined) {
    const release =
      prison.toDay === null ? 'no release date recorded' : `release planned for ${showDay(prison.toDay)}`;
    return stateOf('prison', prison, `In ${prison.place} since ${showDay(prison.fromDay)}, ${release}`);
  }
  // A stay without an end that is older than the law allows is a release that was not recorded.
  const police = held.find(
    (spell) => spell.kind === 'police' && daysBetween(spell.fromDay, today) <= longestPoliceDays,
  );
  if (police !== undefined)
    return stateOf('police', police, `In police custody at ${police.place} since ${showDay(police.fromDay)}`);
  return {
    state: 'community',
    place: null,
    since: null,
    until: null,
    text: 'In the community by the records',
  };
}

const stateOf = (state: 'prison' | 'police', spell: CustodySpell, text: string): CustodyState => ({
  state,
  place: spell.place,
  since: spell.fromDay,
  until: spell.toDay,
  text,
});

export const nameOfOrder = (order: Pick<Supervision, 'title' | 'orderType'>): string =>
  order.title ?? orderWords[order.orderType];

/** Whether the law has the person supervised on a day, and until when. An order's last day still counts. */
export function statutoryStatusOn(supervision: readonly Supervision[], today: Day): StatutoryStatus {
  const running = supervision.filter(
    (order) => order.fromDay <= today && (order.toDay === null || order.toDay >= today),
  );
  if (running.length === 0)
    return { status: 'voluntary', endsOn: null, text: 'No order or licence in force: voluntary' };
  const ends = running.map((order) => order.toDay);
  const endsOn = ends.includes(null) ? null : (ends.toSorted().at(-1) ?? null);
  const youth = running.some((order) => order.orderType === 'youth-order');
  const adult = running.some((order) => order.orderType !== 'youth-order');
  const names = [...new Set(running.map(nameOfOrder))].join(' and ').toLowerCase();
  const until = endsOn === null ? 'no end recorded' : `until ${showDay(endsOn)}`;
  return {
    status: youth && adult ? 'dual' : 'statutory',
    endsOn,
    text: `${youth && adult ? 'Dual' : 'Statutory'}: ${names}, ${until}`,
  };
}

/**
 * Offences by the year they were done, with the days at liberty beside them: few offences in a year spent in
 * prison say nothing. From the first recorded offence to today; days in prison by the union of the spells.
 */
export function offendingYears(
  offences: readonly Pick<Offence, 'offenceDate' | 'proven'>[],
  custody: readonly CustodySpell[],
  today: Day,
): OffendingYear[] {
  const first = offences.map((offence) => offence.offenceDate).toSorted()[0];
  if (first === undefined) return [];
  const spells = custody
    .filter((spell) => spell.kind === 'prison')
    .map((spell) => ({ from: spell.fromDay, to: spell.toDay }));
  const years: OffendingYear[] = [];
  for (let year = Number(today.slice(0, 4)); year >= Number(first.slice(0, 4)); year -= 1) {
    const ofYear = offences.filter((offence) => offence.offenceDate.startsWith(`${year}-`));
    const end = `${year + 1}-01-01`;
    const window = { from: `${year}-01-01`, to: end > addDays(today, 1) ? addDays(today, 1) : end };
    const { atRiskDays, windowDays } = timeAtRisk(window, spells);
    const proven = ofYear.filter((offence) => offence.proven).length;
    years.push({ year, proven, other: ofYear.length - proven, daysAtLiberty: atRiskDays, days: windowDays });
  }
  return years;
}

/** Where two sources cannot both be right, side by side. Which of them is, a person finds out. */
export function findConflicts(
  offences: readonly Offence[],
  custody: readonly CustodySpell[],
  supervision: readonly Supervision[],
): Conflict[] {
  return [
    ...outcomeConflicts(offences),
    ...prisonConflicts(offences, custody),
    ...licenceConflicts(custody, supervision),
  ].sort((one, other) => (one.day < other.day ? 1 : -1));
}

/** The same offence of one day, told by two agencies with two outcomes. */
function outcomeConflicts(offences: readonly Offence[]): Conflict[] {
  const byOffence = Map.groupBy(offences, (offence) => `${offence.offenceCode}|${offence.offenceDate}`);
  return [...byOffence.values()].flatMap((same) => {
    const differ = same.some((one) =>
      same.some((other) => one.agencyId !== other.agencyId && one.outcome !== other.outcome),
    );
    const [first] = same;
    if (!differ || first === undefined) return [];
    const says = same.map((one) => ({ agency: one.agency, text: outcomeWords[one.outcome] }));
    return [{ what: `Outcome of ${first.title ?? first.offenceCode}`, day: first.offenceDate, says }];
  });
}

/** Something done outside on a day that a prison says they were inside (the days of reception and release apart). */
function prisonConflicts(offences: readonly Offence[], custody: readonly CustodySpell[]): Conflict[] {
  return offences.flatMap((offence) => {
    const inside = custody.find(
      (spell) =>
        spell.kind === 'prison' &&
        spell.fromDay < offence.offenceDate &&
        (spell.toDay === null || spell.toDay > offence.offenceDate),
    );
    if (inside === undefined) return [];
    return [
      {
        what: 'Where they were',
        day: offence.offenceDate,
        says: [
          { agency: offence.agency, text: `${offence.title ?? offence.offenceCode} on this day` },
          { agency: inside.agency, text: `In ${inside.place} from ${showDay(inside.fromDay)}` },
        ],
      },
    ];
  });
}

const nearDays = 28;

/** A licence begins on the day of release: a prison and probation that are some days apart. */
function licenceConflicts(custody: readonly CustodySpell[], supervision: readonly Supervision[]): Conflict[] {
  return supervision
    .filter((order) => order.orderType === 'licence')
    .flatMap((licence) => {
      const releases = custody.flatMap((spell) =>
        spell.kind === 'prison' && spell.toDay !== null ? [{ spell, day: spell.toDay }] : [],
      );
      const apart = releases.map(({ spell, day }) => ({
        spell,
        day,
        days: Math.abs(daysBetween(day, licence.fromDay)),
      }));
      const nearest = apart.toSorted((one, other) => one.days - other.days)[0];
      if (nearest === undefined || nearest.days <= 1 || nearest.days > nearDays) return [];
      return [
        {
          what: 'Day of release',
          day: licence.fromDay,
          says: [
            {
              agency: nearest.spell.agency,
              text: `Released from ${nearest.spell.place} on ${showDay(nearest.day)}`,
            },
            { agency: licence.agency, text: `Licence from ${showDay(licence.fromDay)}` },
          ],
        },
      ];
    });
}
