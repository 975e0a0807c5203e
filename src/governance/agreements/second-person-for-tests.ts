import type { TestHouse } from '../../../test/support/house.ts';
import { newKey } from '../../kernel/ids.ts';
import { confirmRequest } from './request-acts.ts';
import { listRequests } from './request-store.ts';
import { getAgreement } from './store.ts';

/** One of each agency that has somebody who confirms, and of the commissioner's office for the rest. */
export const confirmers = [
  'scheme-manager',
  'senior-probation-officer',
  'providers-manager',
  'board-member',
  'opcc-commissioner',
] as const;

/** Confirms whatever waits, each by somebody who may; how many. */
export async function confirmAll(house: TestHouse, id: number, today: string): Promise<number> {
  let confirmed = 0;
  for (const login of confirmers) {
    const viewer = await house.viewerFor(login);
    const requests = await house.database.as(viewer, (tx) => listRequests(tx, id, today));
    for (const request of requests.filter(({ state, mayDecide }) => state === 'asked' && mayDecide)) {
      const { version } = await house.database.as(viewer, (tx) => getAgreement(tx, id));
      const input = { id, version, requestId: request.id };
      await house.performer.perform(viewer, confirmRequest, input, newKey());
      confirmed += 1;
    }
  }
  return confirmed;
}
