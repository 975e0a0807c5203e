import { type Day, londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  checkboxes,
  emptyState,
  insetText,
  pageArrows,
  select,
  table,
  tag,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { percentOf } from '../allocation/rules.ts';
import { kindWords } from '../allocation/types.ts';
import type { ActionsOfStaff } from '../ports.ts';
import type { LoadLine } from './split.ts';
import type {
  Absence,
  Colleague,
  Handover,
  HandoverItem,
  LeaverAction,
  LeaverPerson,
  LeaverWork,
} from './types.ts';

export interface HandoversModel {
  staff: readonly Colleague[];
  handovers: readonly Handover[];
  page: number;
  hasMore: boolean;
}

/** Whose people are to be handed over, and what was handed over before. */
export const handoversPage = (
  model: HandoversModel,
): Html => html`<h1 class="govuk-heading-l">Hand over a colleague’s work</h1>
<p class="govuk-body">For somebody who leaves or changes post: everything that is theirs goes to colleagues of the same agency in one act, with a preview first. To move some people only, use <a class="govuk-link" href="/allocations">Allocations</a>; for leave, record an <a class="govuk-link" href="/absences">absence</a>.</p>
<form method="get" action="/handovers/new">
${select({ id: 'from', name: 'from', label: { text: 'Who leaves?' }, items: [{ value: '', text: 'Choose' }, ...model.staff.map((one) => ({ value: one.id, text: `${one.name}, ${one.agency}` }))] })}
${button({ text: 'See what they have' })}
</form>
<h2 class="govuk-heading-m">Made before</h2>
${
  model.handovers.length === 0
    ? emptyState({ title: 'Nothing was handed over yet.' })
    : table({
        stack: true,
        caption: 'Handovers, newest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Handovers',
        head: ['When', 'Of whom', 'Made by', 'State'].map((text) => ({ text })),
        rows: model.handovers.map((one) => [
          html`<a class="govuk-link" href="/handovers/${one.id}">${showMoment(one.madeAt)}</a>`,
          one.from,
          one.madeBy,
          one.state === 'undone' ? tag({ text: 'Undone', classes: 'govuk-tag--grey' }) : 'Done',
        ]),
      })
}
${pageArrows(model.page, model.hasMore, (number) => `/handovers?page=${number}`)}`;

export interface HandoverModel {
  leaver: Colleague;
  people: readonly LeaverPerson[];
  work: LeaverWork;
  actions: readonly LeaverAction[];
  /** What they own in registers of governance, as far as the viewer reads them: given on there, one by one. */
  registers: Awaited<ReturnType<ActionsOfStaff['inRegisters']>>;
  mayMoveActions: boolean;
  /** Failures of these people that wait for a decision or a step, of those the viewer may see. */
  enforcement: number;
  /** Absences that they cover, now or ahead. */
  covers: readonly Absence[];
  /** Who is there and has the most room first. */
  receivers: readonly Colleague[];
  /** Absences of receivers in the next seven days. */
  away: readonly Absence[];
  teams: readonly { id: number; name: string }[];
  chosen: readonly number[];
  gets: ReadonlyMap<number, number>;
  loads: readonly LoadLine[];
  /** The second screen: what would happen is shown, and nothing is asked but yes. */
  preview: boolean;
  actionsTo: string;
  why: string;
  seen: string;
  today: Day;
  csrfToken: string;
  key?: string | undefined;
  errors: readonly FieldError[];
  /** Something of theirs was changed while the form was open. */
  changed: boolean;
}

export function handoverPage(model: HandoverModel): Html {
  const nothing = model.people.length === 0 && model.actions.length === 0;
  return html`<h1 class="govuk-heading-l">${model.preview ? `Check before you hand over the work of ${model.leaver.name}` : `Hand over the work of ${model.leaver.name}`}</h1>
${model.changed && insetText({ html: html`<p class="govuk-body"><strong>Something of theirs was changed while you were choosing.</strong> What is below is as it stands now; your choices are kept. Check them and go on.</p>` })}
${whatTheyHave(model)}
${inRegisters(model)}
${
  nothing
    ? emptyState({
        title: `${model.leaver.name} has nothing that you can hand over.`,
        actions: [{ text: 'Choose somebody else', href: '/handovers' }],
      })
    : model.preview
      ? previewOf(model)
      : html`${shareForm(model)}${choosing(model)}`
}`;
}

const countOf = (people: readonly LeaverPerson[], what: 'contacts' | 'steps' | 'referrals'): number =>
  people.reduce((sum, person) => sum + person[what].length, 0);

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

function whatTheyHave(model: HandoverModel): Html {
  const { people, work, actions, covers } = model;
  const due = people.filter(({ nextReview }) => nextReview !== null && nextReview < model.today).length;
  return html`<ul class="govuk-list govuk-list--bullet">
<li>${plural(people.filter(({ part }) => part !== undefined).length, 'person', 'people')} allocated to them${due > 0 ? `, ${plural(due, 'membership review')} overdue: reviews go with the lead` : '; reviews go with the lead'}</li>
<li>${plural(countOf(people, 'contacts'), 'planned appointment')}</li>
<li>${plural(countOf(people, 'steps'), 'open step')} of plans</li>
<li>${plural(countOf(people, 'referrals'), 'referral')} that they made, open or declined</li>
<li>${plural(model.enforcement, 'failure')} to comply waiting for somebody: enforcement and warrants go with the lead</li>
${actions.length > 0 && html`<li>${plural(actions.length, 'open action')} of boards${model.mayMoveActions ? '' : ', which somebody who manages actions has to give to somebody else'}</li>`}
${covers.length > 0 && html`<li>They cover for ${covers.map(({ staff }) => staff).join(', ')}: <a class="govuk-link" href="/absences">name another deputy</a></li>`}
</ul>
${work.out > 0 && warningText({ text: `${model.leaver.name} is out on a visit now. It stays theirs until they say that they are safe.` })}
${work.drafts > 0 && warningText({ text: `${plural(work.drafts, 'form')} that they typed and did not send ${work.drafts === 1 ? 'is' : 'are'} kept for them alone and cannot be handed over. Ask them to send or empty ${work.drafts === 1 ? 'it' : 'them'} before they leave.` })}
${work.beyond > 0 && warningText({ text: `${plural(work.beyond, 'more person', 'more people')} of theirs ${work.beyond === 1 ? 'is' : 'are'} withheld from you. Another manager has to hand ${work.beyond === 1 ? 'that one' : 'those'} over.` })}`;
}

const registerWords: Record<HandoverModel['registers'][number]['what'], string> = {
  recommendation: 'Recommendation',
  risk: 'Risk of the scheme',
  programme: 'Programme',
  agreement: 'Warnings of the agreement',
};

/** Not moved with the people: each is given to somebody else where it stands, with its own history. */
const inRegisters = ({ registers, leaver }: HandoverModel): Html | '' =>
  registers.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">In the registers of governance</h2>
<p class="govuk-body">${leaver.name} owns ${plural(registers.length, 'entry', 'entries')} there. They are not handed over here: open each and name another owner.</p>
<ul class="govuk-list govuk-list--bullet">${registers.map(({ what, title, href }) => html`<li>${registerWords[what]}: <a class="govuk-link" href="${href}">${title}</a></li>`)}</ul>`;

/** Who takes over: the people are shared out among them, least full first. */
const shareForm = (model: HandoverModel): Html => html`<h2 class="govuk-heading-m">Who takes over</h2>
<form method="get" action="/handovers/new"><input type="hidden" name="from" value="${model.leaver.id}">
${checkboxes({ name: 'among', classes: 'govuk-checkboxes--small', fieldset: { legend: { text: 'Share them among', classes: 'govuk-fieldset__legend--s' } }, values: model.chosen.map(String), items: model.receivers.map((one) => ({ value: String(one.id), text: one.name, hint: { text: receiverText(model, one) } })) })}
${button({ text: 'Share out again', classes: 'govuk-button--secondary' })}
</form>`;

/** Their team, what they carry before and after, and when they are away. */
function receiverText(model: HandoverModel, { id, teamId }: Colleague): string {
  const line = model.loads.find(({ staffId }) => staffId === id);
  const team = model.teams.find((one) => one.id === teamId)?.name ?? 'No team';
  return [team, line === undefined ? '' : lineText(line), awayText(model, id)]
    .filter((text) => text !== '')
    .join('; ');
}

function awayText({ away, today }: HandoverModel, id: number): string {
  const absence = away.find(({ staffId }) => staffId === id);
  if (absence === undefined) return '';
  const until = `until ${showShortDay(absence.toDay)}`;
  return absence.fromDay <= today ? `away ${until}` : `away from ${showShortDay(absence.fromDay)} ${until}`;
}

/** As the lists to choose from name them: with what they would carry. */
const receiverItems = (model: HandoverModel): { value: number; text: string }[] =>
  model.receivers.map((one) => {
    const line = model.loads.find(({ staffId }) => staffId === one.id);
    const carries =
      line === undefined ? '' : ` (${line.after}${line.limit === null ? '' : ` of ${line.limit}`})`;
    const away = awayText(model, one.id);
    return { value: one.id, text: `${one.name}${carries}${away === '' ? '' : `, ${away}`}` };
  });

const lineText = (line: LoadLine): string =>
  `${line.before === line.after ? line.before : `${line.before} → ${line.after}`} ${line.limit === null ? 'people (no limit set)' : `of ${line.limit}${percentOf(line.after, line.limit)}`}${line.over && line.limit !== null ? `: ${line.after - line.limit} over the limit` : ''}`;

const itsWork = (person: LeaverPerson): string =>
  [
    person.part === undefined
      ? 'not allocated'
      : (kindWords[person.part as keyof typeof kindWords] ?? person.part),
    person.contacts.length > 0 && plural(person.contacts.length, 'appointment'),
    person.steps.length > 0 && plural(person.steps.length, 'step'),
    person.referrals.length > 0 && plural(person.referrals.length, 'referral'),
    person.nextReview !== null && `review ${showShortDay(person.nextReview)}`,
  ]
    .filter((text) => text !== false)
    .join(', ');

/** One choice a person. */
function choosing(model: HandoverModel): Html {
  const items = receiverItems(model);
  return html`<h2 class="govuk-heading-m">Who gets whom</h2>
${form({
  action: '/handovers',
  csrfToken: model.csrfToken,
  body: html`<input type="hidden" name="from" value="${model.leaver.id}"><input type="hidden" name="seen" value="${model.seen}">
${table({
  caption: 'Their people, and who gets each',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Their people',
  stack: true,
  head: ['Person', 'What goes with them', 'To whom'].map((text) => ({ text })),
  rows: model.people.map((person) => [
    html`<a class="govuk-link" href="/people/${person.personId}">${person.name}</a>`,
    itsWork(person),
    html`<input type="hidden" name="person" value="${person.personId}">${select({ id: `to-${person.personId}`, name: 'to', label: { text: `Who gets ${person.name}`, classes: 'govuk-visually-hidden' }, value: model.gets.get(person.personId) ?? '', ...messageFor(model.errors, `to-${person.personId}`), items: [{ value: '', text: 'Choose' }, ...items] })}`,
  ]),
})}
${model.actions.length > 0 && model.mayMoveActions ? select({ id: 'actionsTo', name: 'actionsTo', label: { text: `Who gets ${plural(model.actions.length, 'open action')} of boards` }, value: model.actionsTo, ...messageFor(model.errors, 'actionsTo'), items: [{ value: '', text: 'Choose' }, ...items] }) : ''}
${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, hint: { text: 'For example: moves to another force on 1 December' }, rows: 2, value: model.why, ...messageFor(model.errors, 'why') })}
${button({ text: 'See what would change', preventDoubleClick: true })}`,
})}`;
}

const previewOf = (
  model: HandoverModel,
): Html => html`<p class="govuk-body"><strong>Nothing has changed yet.</strong></p>
<h2 class="govuk-heading-m">Load before and after</h2>
<ul class="govuk-list govuk-list--bullet">${model.loads.filter((line) => line.staffId === model.leaver.id || line.gets > 0).map((line) => html`<li>${line.name}: ${lineText(line)}</li>`)}</ul>
<h2 class="govuk-heading-m">Who gets whom</h2>
${table({
  caption: 'Who gets whom',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Who gets whom',
  stack: true,
  head: ['Person', 'What goes with them', 'To whom'].map((text) => ({ text })),
  rows: model.people.map((person) => [
    person.name,
    itsWork(person),
    model.receivers.find(({ id }) => id === model.gets.get(person.personId))?.name ?? '',
  ]),
})}
<p class="govuk-body">${model.leaver.name} no longer sees these people at once, unless another reason is left (their team’s, for example); whoever gets them sees them at once. It can be undone today, while nothing of it was changed.</p>
<p class="govuk-body">Why: ${model.why}</p>
${form({
  action: '/handovers',
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`<input type="hidden" name="from" value="${model.leaver.id}"><input type="hidden" name="seen" value="${model.seen}"><input type="hidden" name="why" value="${model.why}"><input type="hidden" name="actionsTo" value="${model.actionsTo}">${model.people.map((person) => html`<input type="hidden" name="person" value="${person.personId}"><input type="hidden" name="to" value="${model.gets.get(person.personId) ?? ''}">`)}
<div class="govuk-button-group">${button({ text: 'Hand everything over', name: 'confirm', value: 'yes', preventDoubleClick: true })}${button({ text: 'Change who gets whom', name: 'confirm', value: 'no', classes: 'govuk-button--secondary' })}</div>`,
})}`;

export interface DoneModel {
  handover: Handover;
  items: readonly (HandoverItem & { name: string | null; receiver: string | null })[];
  mayUndo: boolean;
  csrfToken: string;
}

const itemWords: Record<HandoverItem['what'], string> = {
  ended: 'allocation ended',
  given: 'allocated',
  contact: 'appointment',
  step: 'step',
  referral: 'referral',
  action: 'action',
};

/** What was handed over; on the same day it can be undone. */
export function donePage({ handover, items, mayUndo, csrfToken }: DoneModel): Html {
  const shown = items.filter(({ what }) => what !== 'ended');
  const people = [...new Set(shown.map(({ personId }) => personId))];
  return html`<h1 class="govuk-heading-l">Handover of the work of ${handover.from}</h1>
<p class="govuk-body">Made by ${handover.madeBy}, ${showMoment(handover.madeAt)}. ${handover.why}</p>
${handover.state === 'undone' && insetText({ text: `Undone, ${handover.undoneAt === null ? '' : showMoment(handover.undoneAt)}. Everything went back.` })}
${table({
  caption: 'What was handed over',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'What was handed over',
  stack: true,
  head: ['Person', 'To whom', 'What'].map((text) => ({ text })),
  rows: people.map((personId) => {
    const own = shown.filter((one) => one.personId === personId);
    return [
      personId === null
        ? 'Actions of boards'
        : html`<a class="govuk-link" href="/people/${personId}">${own[0]?.name ?? 'Withheld'}</a>`,
      [...new Set(own.map(({ receiver }) => receiver))].join(', '),
      countWords(own),
    ];
  }),
})}
${
  mayUndo
    ? form({
        action: `/handovers/${handover.id}/undo`,
        csrfToken,
        version: handover.version,
        body: html`<p class="govuk-body">It can be undone until the end of ${showShortDay(londonDay(handover.madeAt))}, while nothing of it was changed since.</p>${button({ text: 'Undo the handover', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
      })
    : ''
}
<p class="govuk-body"><a class="govuk-link" href="/handovers">All handovers</a></p>`;
}

function countWords(items: readonly HandoverItem[]): string {
  const counts = new Map<string, number>();
  for (const { what } of items) counts.set(itemWords[what], (counts.get(itemWords[what]) ?? 0) + 1);
  return [...counts].map(([words, n]) => (words === 'allocated' ? words : plural(n, words))).join(', ');
}
