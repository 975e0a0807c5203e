import type { Static } from 'typebox';
import { showDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listSkills, readNeeds, type Skills } from '../../scheme/skills.ts';
import { details, emptyState, insetText, summaryList } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { giveAction } from './after-acts.ts';
import { listActionsOf } from './after-store.ts';
import type { PanelAction } from './after-types.ts';
import { listInterests, listRemoved } from './agenda-store.ts';
import { type Earlier, earlierName, listEarlier } from './earlier.ts';
import { actionForm, actionTable } from './item-view.ts';
import { panelStaff } from './plan-pages.ts';
import { groundWords, maySign, quorumProblem, sentence, signedWords, stateOf } from './rules.ts';
import { getMeeting, listAttendance, listItems } from './store.ts';
import {
  type Attendance,
  attendanceWords,
  decidedWords,
  type Item,
  type Meeting,
  questionWords,
  sourceWords,
} from './types.ts';

const actionBody = formBody({
  what: field(2_000),
  staff: field(20),
  dueOn: field(100),
  needsRole: field(40),
  needsSkill: field(40),
  override: field(1_000),
});

export const minutesPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/panels/:id/minutes',
    right: 'see:panel',
    reads: 'list',
    section: 'panels',
    params: idParams,
    handle: (ask) => ask.read((tx) => showMinutes(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/panels/:id/actions',
    right: 'panel:decide',
    reads: 'list',
    section: 'panels',
    params: idParams,
    body: actionBody,
    handle: actionFromForm,
  }),
];

interface Showing {
  values: Readonly<Record<string, string | undefined>>;
  errors: readonly FieldError[];
  key?: string;
}

/** An action that is about nobody on the agenda. */
async function actionFromForm(ask: Ask<{ id: number }, unknown, Static<typeof actionBody>>): Promise<Reply> {
  const { what = '', staff = '', dueOn = '', override = null, _key: key = newKey() } = ask.body;
  const { needsRole, needsSkill } = ask.body;
  const meetingId = ask.params.id;
  const skills = await ask.read((tx) => listSkills(tx, ask.viewer.schemeId, ask.today));
  const needs = readNeeds(ask.body, skills);
  try {
    await ask.perform(
      giveAction,
      { meetingId, itemId: null, what, staffId: Number(staff), dueOn, needs, override },
      key,
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    const showing = {
      values: { what, staff, dueOn, needsRole, needsSkill, override: override ?? undefined },
      errors: error.fields,
      key,
    };
    return ask.read((tx) => showMinutes(tx, ask, showing));
  }
  return redirect(`/panels/${meetingId}/minutes`, 'The action was given.');
}

async function showMinutes(tx: Tx, ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> {
  const { id } = ask.params;
  const [meeting, attendance, items, actions, removed, staff, skills] = await Promise.all([
    getMeeting(tx, id),
    listAttendance(tx, id),
    listItems(tx, id),
    listActionsOf(tx, id),
    listRemoved(tx, id),
    panelStaff(tx, ask.viewer.schemeId),
    listSkills(tx, ask.viewer.schemeId, ask.today),
  ]);
  const itemIds = items.map((item) => item.id);
  const [interests, earlier] = await Promise.all([listInterests(tx, itemIds), listEarlier(tx, itemIds)]);
  await ask.listed(tx, {
    act: 'panel:minutes',
    subject: 'panel_meeting',
    subjectId: id,
    people: [...items, ...removed],
  });
  return page({
    title: `Minutes of the panel of ${showDay(meeting.heldOn)}`,
    section: 'panels',
    breadcrumbs: [
      { text: 'Panels', href: '/panels' },
      { text: `Panel of ${showDay(meeting.heldOn)}`, href: `/panels/${id}` },
    ],
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    body: minutes({
      meeting,
      attendance,
      items,
      actions,
      skills,
      removed,
      interests,
      earlier,
      form: maySign(ask.viewer, meeting)
        ? details({
            summaryText: 'Give an action that is about nobody on the agenda',
            open: showing.errors.length > 0,
            classes: 'wm-no-print',
            html: actionForm({
              ...showing,
              action: `/panels/${id}/actions`,
              staff,
              skills,
              csrfToken: ask.csrfToken,
            }),
          })
        : null,
    }),
  });
}

interface Minutes {
  meeting: Meeting;
  attendance: readonly Attendance[];
  items: readonly Item[];
  actions: readonly PanelAction[];
  skills: Pick<Skills, 'skills'>;
  removed: Awaited<ReturnType<typeof listRemoved>>;
  earlier: readonly Earlier[];
  interests: Awaited<ReturnType<typeof listInterests>>;
  form: Html | null;
}

/** They draft themselves from what was recorded and signed; nobody types them a second time. */
function minutes(model: Minutes): Html {
  const { meeting, attendance, items, removed } = model;
  const names = (state: Attendance['state']): string =>
    attendance
      .filter((one) => one.state === state)
      .map(
        ({ name, agency, confirmedAt }) => `${name} (${agency}${confirmedAt === null ? '' : ', confirmed'})`,
      )
      .join(', ') || 'Nobody';
  return html`<h1 class="govuk-heading-l">Minutes: panel of ${showDay(meeting.heldOn)}, ${meeting.base ?? 'every base'}</h1>
${meeting.state !== 'held' && insetText({ text: 'A draft: the meeting is not closed.' })}
${summaryList({
  rows: [
    {
      key: 'State',
      value: `${stateOf(meeting)}${meeting.closedAt === null ? '' : `, closed ${showMoment(meeting.closedAt)}`}`,
    },
    { key: 'Chair', value: meeting.chair ?? 'None' },
    { key: attendanceWords.attended, value: names('attended') },
    { key: attendanceWords.apologies, value: names('apologies') },
    {
      key:
        meeting.state === 'held'
          ? 'Invited, and neither came nor apologised'
          : 'Invited, nothing recorded yet',
      value: names('invited'),
    },
    { key: 'Quorum', value: quorumWords(model) },
  ],
})}
<h2 class="govuk-heading-m">Decisions</h2>
${items.length === 0 ? emptyState({ title: 'There is nothing on the agenda that you may see.' }) : html`<ol class="govuk-list govuk-list--number govuk-list--spaced">${items.map((item) => minuteOf(item, model))}</ol>`}
${removed.length > 0 && html`<h2 class="govuk-heading-m">Taken off the agenda</h2><ul class="govuk-list govuk-list--bullet">${removed.map(({ name, why, by }) => html`<li>${name}: ${why} (${by})</li>`)}</ul>`}
<h2 class="govuk-heading-m">Actions</h2>
${actionTable(model.actions, 'of the meeting', model.skills)}
${model.form}`;
}

/** Of one item, in which whoever declared an interest has no part. */
const unquorate = ({ meeting, attendance, interests }: Minutes, { id }: Item): string | undefined =>
  quorumProblem(
    meeting,
    attendance,
    interests.flatMap(({ itemId, staffId }) => (itemId === id ? [staffId] : [])),
  );

function quorumWords(model: Minutes): string {
  const problem = quorumProblem(model.meeting, model.attendance);
  if (problem !== undefined) return problem;
  const without = model.items.filter((item) => unquorate(model, item) !== undefined);
  return without.length === 0
    ? 'The panel was quorate.'
    : `The panel was quorate, but not for ${without.map(({ name }) => name).join(', ')}, after an interest was declared.`;
}

/** Why a case was left open, as far as the record tells. */
const undecidedWords = (model: Minutes, item: Item): string =>
  [
    'Not decided.',
    unquorate(model, item),
    item.question === 'adopt' && model.meeting.state === 'held'
      ? 'They are back on the list of candidates.'
      : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' ');

function minuteOf(item: Item, model: Minutes): Html {
  const without = model.interests.filter(({ itemId }) => itemId === item.id);
  return html`<li><strong>${item.name}.</strong> ${questionWords[item.question]} ${sentence(item.why ?? sourceWords[item.source])} ${
    item.decision === null
      ? undecidedWords(model, item)
      : html`<strong>${decidedWords[item.decision]}</strong>${groundWords(item)} ${signedWords(item)}`
  }${model.earlier.filter(({ itemId }) => itemId === item.id).map((one) => ` It ${one.kind === null ? 'corrects' : 'hears what was said against'} the decision “${earlierName(one)}”.`)}${item.dissenting.length > 0 && ` Did not agree: ${item.dissentingNames.join(', ')}. ${item.dissent ?? ''}`}${without.length > 0 && ` Interest declared: ${without.map(({ name }) => name).join(', ')}.`}</li>`;
}
