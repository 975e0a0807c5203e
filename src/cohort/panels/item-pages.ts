import type { Static } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import { listSkills, readNeeds } from '../../scheme/skills.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf } from '../../web/schemas.ts';
import { giveAction, takeRepresentation } from './after-acts.ts';
import { listActionsOf, listMarkersOf, listRepresentationsAbout, listTellingsOf } from './after-store.ts';
import { type MarkerRule, madeBy, representationKinds } from './after-types.ts';
import { markerNames } from './aftermath.ts';
import { correctDecision, giveView } from './agenda-acts.ts';
import { itemOfView, listInterests, listViews } from './agenda-store.ts';
import { listEarlier } from './earlier.ts';
import { type ItemForm, itemPage } from './item-view.ts';
import { listOpenMeetings } from './meetings.ts';
import { panelStaff } from './plan-pages.ts';
import { maySign } from './rules.ts';
import { getItem, getMeeting } from './store.ts';
import { type PanelRule, questionWords } from './types.ts';

const viewBody = formBody({ stance: field(10), view: field(10_000), handling: field(12) });
const actionBody = formBody({
  what: field(2_000),
  staff: field(20),
  dueOn: field(100),
  needsRole: field(40),
  needsSkill: field(40),
  override: field(1_000),
});
const representBody = formBody({
  kind: oneOf(representationKinds),
  madeBy: oneOf(madeBy),
  madeOn: field(100),
  said: field(10_000),
});
const correctBody = formBody({ meeting: field(20), why: field(4_000) });

export const itemPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/panels/items/:id',
    right: 'see:panel',
    reads: 'person',
    section: 'panels',
    params: idParams,
    handle: (ask) => ask.read((tx) => showItem(tx, ask, ask.params.id, undefined)),
  }),
  route({
    method: 'POST',
    url: '/panels/views/:id',
    right: 'see:panel',
    reads: 'person',
    section: 'panels',
    params: idParams,
    body: viewBody,
    handle: viewFromForm,
  }),
  route({
    method: 'POST',
    url: '/panels/items/:id/actions',
    right: 'panel:decide',
    reads: 'person',
    section: 'panels',
    params: idParams,
    body: actionBody,
    handle: (ask) =>
      sent(ask, ask.params.id, 'action', async (key) => {
        const { what = '', staff, dueOn = '', override = null } = ask.body;
        const [{ meetingId }, skills] = await ask.read((tx) =>
          Promise.all([getItem(tx, ask.params.id), listSkills(tx, ask.viewer.schemeId, ask.today)]),
        );
        const needs = readNeeds(ask.body, skills);
        const input = {
          meetingId,
          itemId: ask.params.id,
          what,
          staffId: Number(staff ?? 0),
          dueOn,
          needs,
          override,
        };
        await ask.perform(giveAction, input, key);
        return 'The action was given.';
      }),
  }),
  route({
    method: 'POST',
    url: '/panels/items/:id/represent',
    right: 'contact:record',
    reads: 'person',
    section: 'panels',
    params: idParams,
    body: representBody,
    handle: (ask) =>
      sent(ask, ask.params.id, 'represent', async (key) => {
        const { kind, madeBy: by, madeOn = '', said = '' } = ask.body;
        await ask.perform(takeRepresentation, { itemId: ask.params.id, kind, madeBy: by, madeOn, said }, key);
        return 'It was taken down. A panel has to hear it.';
      }),
  }),
  route({
    method: 'POST',
    url: '/panels/items/:id/correct',
    right: 'panel:prepare',
    reads: 'person',
    section: 'panels',
    params: idParams,
    body: correctBody,
    handle: (ask) =>
      sent(ask, ask.params.id, 'correct', async (key) => {
        const { meeting, why = '' } = ask.body;
        await ask.perform(
          correctDecision,
          { itemId: ask.params.id, meetingId: Number(meeting ?? 0), why },
          key,
        );
        return 'The correction is on the agenda.';
      }),
  }),
];

async function showItem(tx: Tx, ask: Ask, id: number, again: ItemForm | undefined): Promise<Reply> {
  const { viewer, today } = ask;
  const item = await getItem(tx, id);
  const [
    meeting,
    rule,
    markerRule,
    views,
    interests,
    actions,
    representations,
    earlier,
    tellings,
    markers,
    meetings,
    staff,
    skills,
  ] = await Promise.all([
    getMeeting(tx, item.meetingId),
    ruleInForce<PanelRule>(tx, viewer.schemeId, 'panel', today),
    findRule<MarkerRule>(tx, viewer.schemeId, 'agency-markers', today),
    listViews(tx, [id]),
    listInterests(tx, [id]),
    listActionsOf(tx, item.meetingId),
    listRepresentationsAbout(tx, [id]),
    listEarlier(tx, [id]),
    listTellingsOf(tx, item.personId),
    listMarkersOf(tx, item.personId),
    listOpenMeetings(tx, viewer),
    panelStaff(tx, viewer.schemeId),
    listSkills(tx, viewer.schemeId, today),
  ]);
  await ask.opened(tx, {
    act: 'panel:item',
    subject: 'panel_item',
    subjectId: id,
    personId: item.personId,
  });
  return page({
    title: `${item.name}: ${questionWords[item.question]}`,
    section: 'panels',
    status: again === undefined ? 200 : formStatus(again),
    breadcrumbs: [
      { text: 'Panels', href: '/panels' },
      { text: 'The meeting', href: `/panels/${item.meetingId}` },
      { text: item.name },
    ],
    errors: summaryOf(again?.errors ?? []),
    body: itemPage({
      item,
      meeting,
      today,
      rule: rule.body,
      earlier,
      views,
      interests,
      actions: actions.filter(({ itemId }) => itemId === id),
      representations: representations.filter(({ itemId }) => itemId === id),
      telling: tellings.find(({ itemId }) => itemId === id),
      markers: markers.filter(({ itemId }) => itemId === id),
      markerNames: markerNames(markerRule?.body),
      meetings,
      staff,
      skills,
      agencyId: viewer.agencyId,
      maySign: maySign(viewer, meeting),
      mayPrepare: viewer.may('panel:prepare'),
      mayRecord: viewer.may('contact:record'),
      again,
      csrfToken: ask.csrfToken,
    }),
  });
}

/** Performs, or shows the page again with the form that failed. */
async function sent(
  ask: Ask<{ id: number }, unknown, { _key?: string }>,
  itemId: number,
  form: ItemForm['form'],
  perform: (key: string) => Promise<string>,
): Promise<Reply> {
  const key = ask.body._key ?? newKey();
  try {
    const done = await perform(key);
    return redirect(`/panels/items/${itemId}`, done);
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    const values = Object.fromEntries(
      Object.entries(ask.body).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
    );
    if (error.code === 'invalid' && error.fields.length > 0)
      return ask.read((tx) => showItem(tx, ask, itemId, { form, values, errors: error.fields, key }));
    if (error.code !== 'stale-version') throw error;
    const theirs = (error.data.current as { text?: string } | undefined)?.text ?? '';
    return ask.read((tx) => showItem(tx, ask, itemId, { form, values, errors: [], key: newKey(), theirs }));
  }
}

const stances = ['for', 'against', 'neither'] as const;

async function viewFromForm(ask: Ask<{ id: number }, unknown, Static<typeof viewBody>>): Promise<Reply> {
  const { id } = ask.params;
  const itemId = await ask.read((tx) => itemOfView(tx, id));
  return sent(ask, itemId, 'view', async (key) => {
    const { stance: given, view = '', handling, _version: version = 0 } = ask.body;
    const stance = stances.find((one) => one === given);
    if (stance === undefined)
      throw new WaymarkError('invalid', {
        fields: [{ field: 'stance', text: 'Say what your agency is for' }],
      });
    const read = handling === 'statutory' ? ('statutory' as const) : ('partners' as const);
    await ask.perform(giveView, { id, version, stance, view, handling: read }, key);
    return 'Your agency’s view was given.';
  });
}
