import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signInDemoPerson } from '../../access/sessions.ts';
import { serverOf } from '../../app.ts';
import { sessionCookie } from '../../web/session-cookie.ts';
import { decideItem, declareInterest } from './decide.ts';
import {
  adoption,
  at,
  chair,
  house,
  itemOf,
  meetingWith,
  member,
  openPanelHouse,
  perform,
} from './panel-for-tests.ts';

let server: Awaited<ReturnType<typeof serverOf>>;

before(async () => {
  await openPanelHouse();
  server = await serverOf(house);
});
after(async () => {
  await server.close();
  await house.close();
});

/** The page as the chair sees it, without its markup. */
async function read(url: string): Promise<string> {
  const cookie = `${sessionCookie}=${await signInDemoPerson(house.database, 'panel-chair', 'test')}`;
  const { statusCode, body } = await server.inject({ method: 'GET', url, headers: { cookie } });
  assert.equal(statusCode, 200, body.slice(0, 300));
  return body;
}

const words = (body: string): string => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

test('what was typed of one item is in its form when the page shows again, and in no other’s', async () => {
  const meetingId = await meetingWith([at(0), at(1)], 'quorate');
  const [first, second] = [await itemOf(meetingId, at(0)), await itemOf(meetingId, at(1))];
  await house.ownerQuery('insert into draft (staff_id, form, body) values ($1, $2, $3)', [
    chair.staffId,
    `panel-decision:${second.id}`,
    JSON.stringify({ decision: 'decline', reason: 'Half a thought' }),
  ]);
  const body = await read(`/panels/${meetingId}`);
  assert.match(body, new RegExp(`data-draft-url="/drafts/panel-decision%3A${first.id}"`));
  const [before, form = ''] = body.split(`action="/panels/items/${second.id}/decide"`);
  assert.ok(!before?.includes('Half a thought'));
  assert.match(form.split('</form>')[0] ?? '', /Half a thought/);
  assert.match(body, /We kept what you typed/);
});

test('the minutes name who never came, what fell below quorum by an interest, and the agency that did not agree', async () => {
  const meetingId = await meetingWith([at(2), at(3)], 'quorate');
  const input = await adoption(meetingId, at(2));
  await perform(chair, decideItem, {
    ...input,
    reason: 'As recorded.',
    dissenting: [member.agencyId],
    dissent: 'Too early',
  });
  const { id: itemId } = await itemOf(meetingId, at(3));
  await perform(member, declareInterest, { itemId });
  await house.ownerQuery(
    `update panel_attendance set state = 'invited' where meeting_id = $1 and staff_id not in ($2, $3)`,
    [meetingId, chair.staffId, member.staffId],
  );
  const minutes = words(await read(`/panels/${meetingId}/minutes`));
  assert.match(minutes, /Invited, nothing recorded yet Inspector Helen Ashdown/);
  assert.match(minutes, /The panel was quorate, but not for .*, after an interest was declared/);
  assert.match(minutes, /Not decided\. Below quorum/);
  assert.match(minutes, /As recorded\. Signed by/);
  assert.match(words(await read(`/panels/items/${input.itemId}`)), /Did not agree County Council: Too early/);
});
