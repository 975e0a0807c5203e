import { addDays, type Day } from '../../src/kernel/clock.ts';
import { saveAnswer, saveRequest } from '../../src/outcomes/index.ts';
import type { Company } from './people.ts';

/** An answer of before this system, invented and called so; and a list that is not sent yet. */
export async function replayDataLab(company: Company, now: Date, today: Day): Promise<void> {
  company.at(now);
  const about = 'the Data Lab';
  const open = { result: null, treated: null, compared: null, low: null, high: null, words: null };
  await company.perform(
    'analyst',
    saveAnswer,
    {
      requestId: null,
      title: 'Example: Justice Data Lab analysis of an integrated offender management scheme',
      publishedOn: addDays(today, -400),
      address: null,
      submitted: 120,
      analysed: 84,
      comparisonPeople: 9_300,
      period: 'Example: joined over five years, followed for one',
      rate: {
        result: 'no-significant-difference',
        treated: 61,
        compared: 57,
        low: -7,
        high: 15,
        words:
          'Example: more people would need to be available for analysis in order to determine the way in which the programme affects the rate of reoffending, but this should not be taken to mean that the programme fails to affect it.',
      },
      frequency: open,
      days: open,
    },
    about,
  );
  await company.perform(
    'analyst',
    saveRequest,
    {
      name: 'Example: everybody who joined in the first three years',
      joinedFrom: addDays(today, -2_000),
      joinedTo: addDays(today, -560),
      strand: null,
      basis: null,
      basisReference: null,
      recipient: null,
    },
    about,
  );
}
