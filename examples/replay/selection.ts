import { answerNomination, draftMatrix, nominate, submitMatrix } from '../../src/cohort/index.ts';
import { addDays, type Day } from '../../src/kernel/clock.ts';
import type { Company } from './people.ts';

/** Nobody of these names is in the extracts: selection finds nobody, and its staff see that. */
const asked = [
  {
    login: 'link-worker',
    kind: 'self',
    givenName: 'Dean',
    familyName: 'Examplar',
    born: '1994-03-12',
    why: 'He asked at the drop-in whether the scheme would have him: he wants out before the next sentence.',
    evidence: 'He has come to the drop-in each week since June and says what he has been doing.',
    hoped: 'A room away from the people he offends with, and somebody to go to appointments with him.',
  },
  {
    login: 'prison-offender-manager',
    kind: 'agency',
    givenName: 'Craig',
    familyName: 'Samplesby',
    born: '1988-11-02',
    why: 'Four short sentences in three years, each for shop theft within weeks of release.',
    evidence: 'Our reception records; the wing’s notes on what he plans for his release.',
    hoped: 'Somebody at the gate, and a place to sleep on the first night.',
  },
] as const;

/** Two nominations, one of them answered, and a draft of another matrix that waits for a second person. */
export async function replaySelection(company: Company, now: Date, today: Day): Promise<number> {
  company.at(now);
  for (const { login, kind, ...who } of asked) {
    const agreed =
      kind === 'self'
        ? { consent: 'paper' as const, consentOn: addDays(today, -6) }
        : { consent: null, consentOn: null };
    const { id } = await company.perform(
      login,
      nominate,
      { ...who, ...agreed, kind, bornAs: 'day', identifier: null },
      who.familyName,
    );
    if (kind === 'agency')
      await company.perform(
        'analyst',
        answerNomination,
        { id, version: 1, answer: 'Thank you. Send the PNC number, so that we look at the right person.' },
        who.familyName,
      );
  }
  const { id } = await company.perform(
    'analyst',
    draftMatrix,
    { cohort: 'main', name: 'Example: the second matrix' },
    'second',
  );
  await company.perform('analyst', submitMatrix, { id, version: 1 }, 'second');
  return asked.length;
}
