import Type, { type Static } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listBases, listStaffInRoles } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';
import { createMeeting } from './acts.ts';
import { newMeeting } from './list-view.ts';
import { readMeeting } from './rules.ts';
import type { MeetingForm, PanelRule } from './types.ts';

const chairRoles = ['panel-chair', 'scheme-manager', 'senior-probation-officer'];
const panelRoles = [
  ...chairRoles,
  'panel-member',
  'prison-offender-manager',
  'youth-justice-officer',
  'police-offender-manager',
  'probation-offender-manager',
];

const meetingBody = formBody({
  heldOn: field(10),
  base: field(20),
  chair: field(20),
  startsAt: field(100),
  invited: Type.Optional(
    Type.Union([
      Type.String({ maxLength: 20 }),
      Type.Array(Type.String({ maxLength: 20 }), { maxItems: 200 }),
    ]),
  ),
});

export const planPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/panels/new',
    right: 'panel:prepare',
    reads: 'none',
    section: 'panels',
    handle: (ask) => ask.read((tx) => showNew(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/panels',
    right: 'panel:prepare',
    reads: 'none',
    body: meetingBody,
    handle: planFromForm,
  }),
];

/** Who may be invited to a panel. */
export const panelStaff = (tx: Tx, schemeId: number) => staffOf(tx, schemeId, panelRoles);

/** Who may chair one. */
export const panelChairs = (tx: Tx, schemeId: number) => staffOf(tx, schemeId, chairRoles);

interface ShowingNew {
  values: MeetingForm;
  errors: readonly FieldError[];
  key?: string | undefined;
}

/** Each once, though they hold several roles. */
async function staffOf(tx: Tx, schemeId: number, roles: readonly string[]) {
  const staff = await listStaffInRoles(tx, schemeId, roles);
  return [...new Map(staff.map((one) => [one.id, one])).values()];
}

async function showNew(tx: Tx, ask: Ask, showing: ShowingNew): Promise<Reply> {
  const { schemeId } = ask.viewer;
  const rule = await ruleInForce<PanelRule>(tx, schemeId, 'panel', ask.today);
  return page({
    title: 'Plan a panel meeting',
    section: 'panels',
    status: showing.errors.length > 0 ? 422 : 200,
    breadcrumbs: [{ text: 'Panels', href: '/panels' }, { text: 'Plan a meeting' }],
    errors: summaryOf(showing.errors),
    body: newMeeting({
      ...showing,
      csrfToken: ask.csrfToken,
      bases: await listBases(tx, schemeId),
      chairs: await panelChairs(tx, schemeId),
      staff: await staffOf(tx, schemeId, panelRoles),
      quorum: rule.body.quorum,
      quorumIsExample: rule.example,
    }),
  });
}

async function planFromForm(ask: Ask<unknown, unknown, Static<typeof meetingBody>>): Promise<Reply> {
  const { schemeId } = ask.viewer;
  const { invited } = ask.body;
  const values: MeetingForm = {
    ...ask.body,
    invited: invited === undefined ? [] : typeof invited === 'string' ? [invited] : invited,
  };
  const read = await ask.read(async (tx) => {
    const staff = await staffOf(tx, schemeId, panelRoles);
    const chairs = await panelChairs(tx, schemeId);
    const bases = await listBases(tx, schemeId);
    const ids = (list: readonly { id: number }[]) => list.map((one) => one.id);
    return readMeeting(values, { bases: ids(bases), chairs: ids(chairs), staff: ids(staff) }, ask.today);
  });
  if ('errors' in read)
    return ask.read((tx) => showNew(tx, ask, { values, errors: read.errors, key: ask.body._key }));
  const made = await ask.perform(createMeeting, read.input, ask.body._key ?? newKey());
  return redirect(`/panels/${made.id}`, 'The meeting was planned.');
}
