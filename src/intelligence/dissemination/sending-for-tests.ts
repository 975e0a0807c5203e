import type { TestHouse } from '../../../test/support/house.ts';
import type { Act } from '../../kernel/acts.ts';
import { newKey } from '../../kernel/ids.ts';
import { reviewReport, saveReport } from '../reports/acts.ts';
import { exampleReport } from '../reports/example-for-tests.ts';
import { readReport } from '../reports/reading.ts';
import type { ReportInput } from '../reports/types.ts';
import { listOwnCopiesOf } from './store.ts';
import type { SendInput } from './types.ts';

export const author = 'police-offender-manager';
export const manager = 'scheme-manager';
export const officer = 'front-line-officer';

/** What the tests of sending and recall do with a report about one person, by the login of whoever does it. */
export function sendingOf(at: () => TestHouse, person: () => number) {
  const as = async <Input, Result>(login: string, act: Act<Input, Result>, input: Input): Promise<Result> =>
    at().performer.perform(await at().viewerFor(login), act, input, newKey());
  const read = async (login: string, id: number) =>
    at().database.as(await at().viewerFor(login), (tx) => readReport(tx, id));
  const submitted = async (more: Partial<ReportInput> = {}): Promise<number> => {
    const fresh = { ...exampleReport, ...more, id: null, version: 0, send: true, personId: person() };
    return (await as(author, saveReport, fresh)).id;
  };
  return {
    as,
    read,
    submitted,
    /** The text as this login has it; 'none' where they may not see the report. */
    text: async (login: string, id: number): Promise<string | null | 'none'> => {
      try {
        return (await read(login, id)).text;
      } catch {
        return 'none';
      }
    },
    /** The login's own copies. */
    own: async (login: string, id: number) => {
      const viewer = await at().viewerFor(login);
      return at().database.as(viewer, (tx) => listOwnCopiesOf(tx, viewer.staffId, id));
    },
    /** A sending to one officer, as the form gives it. */
    sending: async (reportId: number, more: Partial<SendInput> = {}): Promise<SendInput> => ({
      reportId,
      version: (await read(manager, reportId)).version,
      names: ['PC Rhys Tudor'],
      staffIds: [],
      roles: [],
      agencyIds: [],
      teamId: null,
      tell: 'withhold',
      purpose: 'Look out for him',
      conditions: null,
      opensAt: null,
      expiresAt: '2099-01-01T12:00:00Z',
      ...more,
    }),
    accepted: async (more: Partial<ReportInput> = {}): Promise<number> => {
      const id = await submitted(more);
      const { version } = await read(manager, id);
      await as(manager, reviewReport, {
        ...exampleReport,
        ...more,
        id,
        version,
        verdict: 'accept',
        note: '',
      });
      return id;
    },
  };
}
