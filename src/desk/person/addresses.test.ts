import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, render } from '../../web/html.ts';
import { type AddressRow, addressLine, whereTheyLive } from './addresses.ts';

const row = (agencyId: number, address: string, day: string, postcode: string | null = null): AddressRow => ({
  agencyId,
  agency: `Agency ${agencyId}`,
  address,
  postcode,
  day,
});

test('the newest address is theirs, and only another agency’s other address is a disagreement', () => {
  const found = whereTheyLive([
    row(1, '12 Mill Lane, Norwich', '2026-10-06', 'NR1 1AA'),
    row(1, '3 Old Road', '2026-09-01'),
    row(2, 'Flat 12, Mill Ln', '2026-08-01', 'nr11aa'),
    row(3, '4 High Street', '2026-07-01', 'NR2 2BB'),
    row(3, '12 Mill Lane, Norwich', '2026-06-01', 'NR1 1AA'),
  ]);
  assert.equal(found?.newest.day, '2026-10-06');
  assert.deepEqual(
    found?.others.map(({ address }) => address),
    ['4 High Street'],
  );
  assert.equal(whereTheyLive([]), undefined);
});

test('each address is said with who says it and since when', () => {
  const said = render(
    addressLine([
      row(1, '12 Mill Lane', '2026-10-06', 'NR1 1AA'),
      row(2, '4 High Street NR2 2BB', '2026-07-01', 'NR2 2BB'),
    ]) ?? html``,
  ).replaceAll(/<[^>]+>/g, '');
  assert.equal(
    said,
    'Where they live: 12 Mill Lane, NR1 1AA (Agency 1, 6 Oct 2026). Not all agree: 4 High Street NR2 2BB (Agency 2, 1 Jul 2026)',
  );
  assert.equal(addressLine([]), null);
});
