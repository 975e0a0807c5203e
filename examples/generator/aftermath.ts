import type { Day } from './calendar.ts';
import type { Career, Case } from './career.ts';

/** Licences and supervision follow from the spells; then what lies beyond the extract date is taken away. */
export function trimCareer(career: Career, today: Day): Career {
  addReleases(career, today);
  endOrdersAtReception(career);
  career.spells.forEach((spell) => {
    // The hearing has not happened, so nobody knows when a remand will end.
    if (spell.kind === 'remand' && (spell.release ?? Infinity) > today) spell.release = undefined;
  });
  const cases = career.cases.filter((made) => made.arrest <= today);
  for (const made of cases) settle(made, today);
  const offences = career.offences.filter((offence) => offence.case.arrest <= today);
  return { ...career, cases, offences };
}

function addReleases(career: Career, today: Day): void {
  for (const spell of career.spells) {
    const { release, licenceEnd, sentenced, mainOffence } = spell;
    if (
      spell.kind !== 'sentence' ||
      sentenced === undefined ||
      release === undefined ||
      licenceEnd === undefined ||
      release > today
    )
      continue;
    career.orders.push({ type: 'licence', sentenced, start: release, end: licenceEnd, mainOffence });
    // Sentences under two years are followed by supervision up to a year from release.
    const supervisionEnd = release + 365;
    if (licenceEnd - spell.received < 730 && supervisionEnd > licenceEnd && licenceEnd <= today) {
      career.orders.push({
        type: 'post_sentence_supervision',
        sentenced,
        start: licenceEnd,
        end: supervisionEnd,
        mainOffence,
      });
    }
  }
}

/** A new prison sentence ends supervision in the community; a recall does not. */
function endOrdersAtReception(career: Career): void {
  for (const spell of career.spells) {
    if (spell.kind !== 'sentence') continue;
    for (const order of career.orders) {
      if (order.start < spell.received && order.end > spell.received) order.end = spell.received;
    }
  }
  career.orders = career.orders.filter(
    (order) =>
      !career.spells.some(
        (spell) =>
          spell.kind === 'sentence' &&
          order.start > spell.received &&
          order.start < (spell.release ?? Infinity),
      ),
  );
}

function settle(made: Case, today: Day): void {
  if (made.charge !== undefined && made.charge > today) made.charge = undefined;
  for (const offence of made.offences) {
    if (made.charge !== undefined && offence.outcome === 'under_investigation') {
      offence.outcome = 'charged';
      offence.outcomeDate = made.charge;
    } else if (made.disposal !== 'charge' && made.decided <= today) {
      offence.outcome = made.disposal;
      offence.outcomeDate = made.decided;
    }
  }
}
