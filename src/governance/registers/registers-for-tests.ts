import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { setUpRegisters } from './setup.ts';

/** The day of the house of tests. */
export const today = '2026-11-02';

export interface RegisterHouse {
  house: TestHouse;
  manager: StaffViewer;
  chief: StaffViewer;
  commissioner: StaffViewer;
  member: StaffViewer;
}

/** Tests of one register, on PostgreSQL and embedded, each in a house with the example's registers. */
export function describeRegister(name: string, tests: (of: () => RegisterHouse) => void): void {
  for (const embedded of [false, true])
    describe(`${name}, ${embedded ? 'embedded' : 'on PostgreSQL'}`, () => {
      let opened: RegisterHouse | undefined;
      before(async () => {
        const house = await testHouse({ embedded });
        await setUpRegisters(
          house.database,
          house.performer,
          (login) => house.viewerFor(login),
          house.clock(),
        );
        opened = {
          house,
          manager: await house.viewerFor('scheme-manager'),
          chief: await house.viewerFor('opcc-chief-executive'),
          commissioner: await house.viewerFor('opcc-commissioner'),
          member: await house.viewerFor('board-member'),
        };
      });
      after(() => opened?.house.close());
      tests(() => {
        assert.ok(opened !== undefined);
        return opened;
      });
    });
}

/** For `assert.rejects`: refused with this code, in words like these. */
export const refused =
  (code: string, text = /./) =>
  (error: unknown): boolean =>
    error instanceof WaymarkError && error.code === code && text.test(error.message);
