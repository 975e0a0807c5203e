import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { staffId } from '../../../test/support/members.ts';
import { serve } from '../../../test/support/served.ts';
import { signInDemoPerson } from '../../access/sessions.ts';
import { listOwnedInRegisters } from './leaver.ts';

let house: TestHouse;
let site: Awaited<ReturnType<typeof serve>>;
let leaver = 0;
before(async () => {
  house = await testHouse();
  site = await serve(house);
  leaver = await staffId(house, 'pc-lucy-grange');
  const other = await staffId(house, 'pc-omar-farouk');
  const query = (text: string): Promise<unknown> =>
    house.ownerQuery(
      text
        .replaceAll('$scheme', String(house.schemeId))
        .replaceAll('$leaver', String(leaver))
        .replaceAll('$other', String(other)),
    );
  await query(
    `insert into recommendation_source (scheme_id, title, made_by, example, entered_by) values ($scheme, 'Review', 'Board', true, $other)`,
  );
  await query(`insert into recommendation (scheme_id, source_id, number, text, body, owner_id, status) select $scheme, s.id, r.number, 'Example text', 'Board', r.owner, r.status
    from recommendation_source s, (values ('1', $leaver, 'open'), ('2', $leaver, 'declined'), ('3', $other, 'open')) as r (number, owner, status)`);
  await query(`insert into scheme_risk (scheme_id, title, category, cause, event, effect, likelihood_before, impact_before, likelihood, impact, owner_id, review_on, state, register, example)
    select $scheme, r.title, 'c', 'c', 'e', 'e', 3, 3, 2, 2, r.owner, current_date, r.state, 'scheme', true
    from (values ('Vans <old>', $leaver, 'open'), ('Closed risk', $leaver, 'closed')) as r (title, owner, state)`);
  await query(`insert into programme (scheme_id, title, purpose, example) values ($scheme, 'P', 'P', true)`);
  await query(`insert into programme_phase (programme_id, number, title) select id, 1, 'One' from programme`);
  await query(`insert into programme_item (programme_id, phase_id, stream, kind, title, owner_id, base_starts_on, base_ends_on, starts_on, ends_on, done_on, rag)
    select p.programme_id, p.id, 's', 'work', r.title, $leaver, current_date, current_date, current_date, current_date, r.done::date, 'none'
    from programme_phase p, (values ('Move in', null), ('Moved out', '2026-01-01')) as r (title, done)`);
  await query(`insert into agreement (scheme_id, reference, kind, title, purpose, gateway, starts_on, example, registered_by, owner_id)
    values ($scheme, 'ISA-L', 'information-sharing', 'Open', 'T', 'T', '2026-01-01', true, $other, $leaver)`);
});
after(async () => {
  await site?.close();
  await house?.close();
});

const page = async (login: string): Promise<string> => {
  const token = await signInDemoPerson(house.database, login, 'test');
  const answer = await fetch(`${site.base}/handovers/new?from=${leaver}`, {
    headers: { cookie: `waymark_session=${token}` },
  });
  return answer.text();
};

test('what a leaver owns in the registers and has not finished is listed, for whoever reads the registers', async () => {
  const listed = async (login: string) => {
    const viewer = await house.viewerFor(login);
    return house.database.as(viewer, (tx) => listOwnedInRegisters(tx, leaver));
  };
  assert.deepEqual(
    (await listed('scheme-manager')).map(({ what, title }) => [what, title]),
    [
      ['agreement', 'ISA-L: Open'],
      ['programme', 'Move in'],
      ['recommendation', '1: Example text'],
      ['risk', 'Vans <old>'],
    ],
  );
  assert.deepEqual(await listed('police-offender-manager'), []);
});

test('the handover shows them with where each is given to somebody else', async () => {
  const text = await page('scheme-manager');
  assert.match(text, /In the registers of governance/);
  assert.match(text, /owns 4 entries there/);
  assert.match(text, /<a class="govuk-link" href="\/governance\/risks\/\d+">Vans &lt;old&gt;<\/a>/);
  assert.doesNotMatch(text, /Closed risk|Moved out/);
});
