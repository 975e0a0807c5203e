import { type Day, londonDay, showDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  details,
  emptyState,
  input,
  radios,
  select,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Form, handoverState, mayOwn } from './rules.ts';
import {
  type Activity,
  type ActivityCount,
  activityKinds,
  activityWords,
  type CaseModel,
  type Handover,
  owners,
  ownerWords,
  type TeamCase,
} from './types.ts';

export interface TeamModel {
  personId: number;
  /** Undefined where they are on no scheme of the viewer's now. */
  current: TeamCase | undefined;
  model: CaseModel;
  handovers: readonly Handover[];
  activity: readonly Activity[];
  teams: readonly { id: number; name: string }[];
  today: Day;
  csrfToken: string;
  ownAgency: number;
  mayAllocate: boolean;
  mayRecord: boolean;
  seesActivity: boolean;
  values: Form;
  errors: readonly FieldError[];
  key: string | undefined;
  theirs: Html | string | null;
}

export const teamPage = (model: TeamModel): Html => html`<h1 class="govuk-heading-l">Team</h1>
<h2 class="govuk-heading-m">Who owns the case</h2>${model.theirs}
${
  model.current === undefined
    ? emptyState({ title: 'They are not on the scheme now.' })
    : html`<p class="govuk-body"><strong>${model.current.team}</strong>. ${ownerWords[model.current.ownedBy]}.</p>${model.mayAllocate ? ownerForm(model, model.current) : ''}`
}
<h2 class="govuk-heading-m">Neighbourhood team</h2>${handoverPart(model)}
${model.seesActivity ? html`<h2 class="govuk-heading-m">Prevention, intelligence and enforcement</h2>${activityPart(model)}<p class="govuk-body"><a class="govuk-link" href="/cohort/team-activity">How much each team did</a></p>` : ''}`;

const value = ({ values }: TeamModel, name: string, fresh = ''): string =>
  typeof values[name] === 'string' ? String(values[name]) : fresh;
const wrong = ({ errors }: TeamModel, ...names: string[]): boolean =>
  errors.some(({ field }) => names.includes(field));

const ownerForm = (model: TeamModel, current: TeamCase): Html =>
  details({
    summaryText: 'Change who owns it',
    open: wrong(model, 'owner', 'whyOwner') || model.theirs !== null,
    html: form({
      action: `/people/${model.personId}/team/owner`,
      csrfToken: model.csrfToken,
      key: model.key,
      version: current.version,
      body: html`${radios({
        name: 'owner',
        idPrefix: 'owner',
        classes: 'govuk-radios--small',
        fieldset: { legend: { text: 'Who owns the case', classes: 'govuk-fieldset__legend--s' } },
        value: value(model, 'owner', current.ownedBy),
        items: owners
          .filter((one) => mayOwn(model.model, one))
          .map((one) => ({ value: one, text: ownerWords[one] })),
        ...messageFor(model.errors, 'owner'),
      })}${textarea({ id: 'whyOwner', name: 'whyOwner', label: { text: 'Why' }, rows: 2, value: value(model, 'whyOwner'), ...messageFor(model.errors, 'whyOwner') })}${button({ text: 'Change', preventDoubleClick: true })}`,
    }),
  });

function handoverPart(model: TeamModel): Html {
  const out = model.handovers.find(({ returnedAt }) => returnedAt === null);
  return html`${model.handovers.length === 0 ? html`<p class="govuk-body">They were with none.</p>` : html`<ul class="govuk-list">${model.handovers.map((one) => handoverLine(one, model.today))}</ul>`}
${
  !model.mayAllocate || model.current === undefined
    ? ''
    : out === undefined
      ? details({
          summaryText: 'Hand over to a neighbourhood team',
          open: wrong(model, 'team', 'untilDay', 'whyHandover'),
          html: form({
            action: `/people/${model.personId}/team/handover`,
            csrfToken: model.csrfToken,
            key: model.key,
            body: html`${select({ id: 'team', name: 'team', label: { text: 'Neighbourhood team' }, value: value(model, 'team'), items: [{ value: '', text: 'Choose' }, ...model.teams.map(({ id, name }) => ({ value: id, text: name }))], ...messageFor(model.errors, 'team') })}${input({ id: 'untilDay', name: 'untilDay', type: 'date', classes: 'govuk-input--width-10', label: { text: 'Last day' }, hint: { text: `At most ${model.model.mostHandoverDays} days. Their access ends with it` }, value: value(model, 'untilDay'), ...messageFor(model.errors, 'untilDay') })}${textarea({ id: 'whyHandover', name: 'whyHandover', label: { text: 'What they are to do' }, rows: 3, value: value(model, 'whyHandover'), ...messageFor(model.errors, 'whyHandover') })}${button({ text: 'Hand over', preventDoubleClick: true })}`,
          }),
        })
      : form({
          action: `/people/${model.personId}/team/handover/${out.id}/return`,
          csrfToken: model.csrfToken,
          key: model.key,
          body: html`${textarea({ id: 'note', name: 'note', label: { text: 'What came of it' }, rows: 2, value: value(model, 'note'), ...messageFor(model.errors, 'note') })}${button({ text: 'Take them back', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
        })
}`;
}

const stateWords = { out: 'With them', ended: 'Ended, not back', returned: 'Back' } as const;

const handoverLine = (one: Handover, today: Day): Html => {
  const state = handoverState(one, today);
  return html`<li>${tag({ text: stateWords[state], classes: state === 'ended' ? 'govuk-tag--red' : 'govuk-tag--grey' })} <strong>${one.team}</strong>, ${showShortDay(londonDay(one.fromAt))} to ${showShortDay(one.untilDay)}, by ${one.by}: ${one.why}${one.returnedAt !== null && html`<br>Back ${showDay(londonDay(one.returnedAt))}, ${one.returnedBy ?? ''}: ${one.returnedNote ?? ''}`}</li>`;
};

function activityPart(model: TeamModel): Html {
  return html`${
    model.activity.length === 0
      ? emptyState({ title: 'Nothing is recorded that you may see.' })
      : activityTable(model.activity, {
          caption: 'Prevention, intelligence and enforcement, newest first',
          last: (one) =>
            one.withdrawnWhy !== null
              ? `Taken back: ${one.withdrawnWhy}`
              : model.mayRecord && one.agencyId === model.ownAgency
                ? withdrawForm(model, one)
                : '',
        })
  }${model.mayRecord && model.current !== undefined ? recordForm(model) : ''}`;
}

const withdrawForm = (model: TeamModel, one: Activity): Html =>
  details({
    summaryText: 'Take back',
    html: form({
      action: `/people/${model.personId}/team/activity/${one.id}/withdraw`,
      csrfToken: model.csrfToken,
      version: one.version,
      body: html`${input({ id: `why-${one.id}`, name: 'why', label: { text: 'Why it was a mistake' }, value: '' })}${button({ text: 'Take back', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  });

const recordForm = (model: TeamModel): Html =>
  details({
    summaryText: 'Record what was done',
    open: wrong(model, 'kind', 'onDay', 'minutes', 'what'),
    html: form({
      action: `/people/${model.personId}/team/activity`,
      csrfToken: model.csrfToken,
      key: model.key,
      body: html`${radios({ name: 'kind', idPrefix: 'kind', classes: 'govuk-radios--small', fieldset: { legend: { text: 'What it was', classes: 'govuk-fieldset__legend--s' } }, value: value(model, 'kind'), items: activityKinds.map((one) => ({ value: one, text: activityWords[one] })), ...messageFor(model.errors, 'kind') })}${input({ id: 'onDay', name: 'onDay', type: 'date', classes: 'govuk-input--width-10', label: { text: 'Day' }, value: value(model, 'onDay', model.today), ...messageFor(model.errors, 'onDay') })}${input({ id: 'minutes', name: 'minutes', inputmode: 'numeric', classes: 'govuk-input--width-4', label: { text: 'Minutes' }, value: value(model, 'minutes'), ...messageFor(model.errors, 'minutes') })}${textarea({ id: 'what', name: 'what', label: { text: 'What was done' }, rows: 2, value: value(model, 'what'), ...messageFor(model.errors, 'what') })}${button({ text: 'Record', preventDoubleClick: true })}`,
    }),
  });

export const activityTable = (
  rows: readonly Activity[],
  {
    caption,
    withName = false,
    last,
  }: { caption: string; withName?: boolean; last?: (one: Activity) => Html | string },
): Html =>
  table({
    caption,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: caption,
    stack: true,
    head: [
      'Day',
      ...(withName ? ['Person'] : []),
      'Kind',
      'What',
      'Minutes',
      'By',
      ...(last ? ['Mistake'] : []),
    ].map((text) => ({ text })),
    rows: rows.map((one) => [
      showShortDay(one.onDay),
      ...(withName ? [html`<a class="govuk-link" href="/people/${one.personId}/team">${one.name}</a>`] : []),
      activityWords[one.kind],
      one.what,
      one.minutes,
      html`${one.by}<br><span class="govuk-hint">${one.team}</span>`,
      ...(last ? [last(one)] : []),
    ]),
  });

export interface CountsModel {
  from: Day;
  to: Day;
  counts: readonly ActivityCount[];
  href(teamId: number | null, kind: string | null): string;
  list: Html;
}

/** How much of each a team did, each number leading to the list that makes it. */
export const countsPage = (model: CountsModel): Html => html`<h1 class="govuk-heading-l">Activity by team</h1>
<form method="get" action="/cohort/team-activity" class="wm-filter">${input({ id: 'from', name: 'from', type: 'date', classes: 'govuk-input--width-10', label: { text: 'From' }, value: model.from })}${input({ id: 'to', name: 'to', type: 'date', classes: 'govuk-input--width-10', label: { text: 'To' }, value: model.to })}${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${
  model.counts.length === 0
    ? emptyState({ title: 'Nothing is recorded in these days that you may see.' })
    : html`${table({
        caption: 'By team and kind',
        captionClasses: 'govuk-table__caption--m',
        scrollLabel: 'By team and kind',
        stack: true,
        head: ['Team', 'Kind', 'Times', 'People', 'Hours'].map((text) => ({ text })),
        rows: model.counts.map((one) => [
          one.team,
          activityWords[one.kind],
          html`<a class="govuk-link" href="${model.href(one.teamId, one.kind)}">${one.n}</a>`,
          one.people,
          (one.minutes / 60).toFixed(1),
        ]),
      })}<h2 class="govuk-heading-m">The entries</h2>${model.list}`
}`;
