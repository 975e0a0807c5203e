import { type Day, showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { totalsOf } from '../../scheme/succession/rules.ts';
import {
  type AgencyRow,
  type CaseLine,
  type Choice,
  movedThings,
  movedWords,
  type PreviewLine,
  type Sharing,
  type Succession,
  sharings,
  sharingWords,
  successionStateWords,
  transitions,
} from '../../scheme/succession/types.ts';
import {
  button,
  checkboxes,
  emptyState,
  input,
  insetText,
  radios,
  select,
  summaryList,
  table,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';

export interface SuccessionModel {
  succession: Succession;
  agencies: readonly AgencyRow[];
  lines: readonly PreviewLine[];
  choices: readonly Choice[];
  cases: readonly CaseLine[];
  hasMore: boolean;
  page: number;
  tiers: readonly { code: string; name: string }[];
  errors: readonly FieldError[];
  changed?: boolean | undefined;
  today: Day;
  mayPlan: boolean;
  /** A second person who may confirm it. */
  mayConfirm: boolean;
  csrfToken: string;
}

const pathOf = ({ succession }: SuccessionModel): string =>
  `/governance/agencies/successions/${succession.id}`;
const agencyName = ({ agencies }: SuccessionModel, id: number): string =>
  agencies.find((one) => one.id === id)?.name ?? `Agency ${id}`;
const successors = (model: SuccessionModel) =>
  model.succession.successorIds.map((id) => ({ value: id, text: agencyName(model, id) }));

export function successionPage(model: SuccessionModel): Html {
  const { succession } = model;
  const can = transitions[succession.state];
  return html`<h1 class="govuk-heading-l">Succession of ${succession.from}</h1>
${model.changed && insetText({ text: 'Somebody changed this plan while you were choosing. What is below is as it stands now: choose again.' })}
${summaryList({
  rows: [
    {
      key: 'State',
      value: `${successionStateWords[succession.state]}${succession.doneAt === null ? '' : `, ${showMoment(succession.doneAt)}`}`,
    },
    { key: 'From', value: showDay(succession.onDay) },
    {
      key: 'Who takes over',
      value: successors(model)
        .map(({ text }) => text)
        .join('; '),
    },
    {
      key: 'Heir of the records',
      value: `${succession.heir}: it also reads what ${succession.from} kept to itself`,
    },
    { key: 'Why', value: succession.why },
    { key: 'Planned by', value: `${succession.madeBy}, ${showMoment(succession.madeAt)}` },
  ],
})}
<h2 class="govuk-heading-m">${can.plan === undefined ? 'What moved' : 'What would move'}</h2>
${preview(model)}
${model.mayPlan && can.plan !== undefined && html`${sharing(model)}${casesOf(model)}`}
${can.confirm !== undefined && confirming(model)}
${model.mayPlan && can.begin !== undefined && succession.confirmedAt !== null && carryOutForm(model)}
${model.mayPlan && can['go-on'] !== undefined && goOnForm(model)}
${model.mayPlan && can.withdraw !== undefined && form({ action: `${pathOf(model)}/withdraw`, csrfToken: model.csrfToken, version: succession.version, body: button({ text: 'Withdraw the plan', classes: 'govuk-button--secondary' }) })}`;
}

function confirming(model: SuccessionModel): Html {
  const { succession } = model;
  return html`<h2 class="govuk-heading-m">A second person’s yes</h2>
${
  succession.confirmedAt !== null
    ? html`<p class="govuk-body">${succession.confirmedBy} confirmed it as it stands, ${showMoment(succession.confirmedAt)}. A change asks for it anew.</p>`
    : model.mayConfirm
      ? form({
          action: `${pathOf(model)}/confirm`,
          csrfToken: model.csrfToken,
          version: succession.version,
          body: html`<p class="govuk-body">What is carried out cannot be taken back. Confirm it where the heir is the right one and agreements name those who take over.</p>${button({ text: 'Confirm the plan as it stands', preventDoubleClick: true })}`,
        })
      : html`<p class="govuk-body">Somebody who manages agreements, who did not plan it and is not of the agency that takes over, confirms it before it is carried out.</p>`
}`;
}

function preview(model: SuccessionModel): Html {
  const { lines } = model;
  if (lines.length === 0)
    return emptyState({ title: 'Nothing.', text: 'The agency has nothing that would move.' });
  const { ends } = totalsOf(lines.filter(({ what }) => what === 'allocation'));
  const closes = totalsOf(lines.filter(({ what }) => what === 'cover')).ends;
  const ids = model.succession.successorIds;
  const count = (what: string, id: number): number =>
    lines.reduce((sum, line) => sum + (line.what === what && line.toAgencyId === id ? line.n : 0), 0);
  return html`${model.succession.state === 'draft' && html`<p class="govuk-body"><strong>Nothing has changed yet.</strong> It counts all that the agency has, whether you see it or not.</p>`}
${table({
  caption: 'What goes where',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'What goes where',
  stack: true,
  firstCellIsHeader: true,
  head: [{ text: 'What' }, ...ids.map((id) => ({ text: agencyName(model, id), format: 'numeric' }))],
  rows: movedThings
    .filter((what) => lines.some((line) => line.what === what))
    .map((what) => [movedWords[what], ...ids.map((id) => ({ text: count(what, id), format: 'numeric' }))]),
})}
${ends > 0 && warningText({ text: `${ends} ${ends === 1 ? 'case goes' : 'cases go'} elsewhere than the worker who has ${ends === 1 ? 'it' : 'them'}: somebody has to lead ${ends === 1 ? 'it' : 'them'} anew (Allocations).` })}
${closes > 0 && warningText({ text: `${closes} ${closes === 1 ? 'category' : 'categories'} of what agreements let it have ${closes === 1 ? 'closes' : 'close'}: no agreement names a successor for ${closes === 1 ? 'it' : 'them'}. Vary the agreement first where ${closes === 1 ? 'it is' : 'they are'} to go on.` })}
<p class="govuk-body">Cover goes on, from the day, with those who take over and whom the agreement names. Everything written before keeps the name of ${model.succession.from}.</p>`;
}

const codesOf = (model: SuccessionModel, by: Sharing): { code: string; name: string }[] =>
  by === 'tier'
    ? [...model.tiers, { code: 'none', name: 'No tier' }]
    : by === 'rag'
      ? [
          { code: 'red', name: 'Red' },
          { code: 'amber', name: 'Amber' },
          { code: 'green', name: 'Green' },
          { code: 'blue', name: 'Blue' },
          { code: 'none', name: 'Not rated' },
        ]
      : [
          { code: 'statutory', name: 'Statutory' },
          { code: 'voluntary', name: 'Voluntary' },
          { code: 'dual', name: 'Statutory and voluntary' },
        ];

function sharing(model: SuccessionModel): Html {
  const { succession, errors } = model;
  const { by, to } = succession.cases;
  const row = (choice: Choice): Html =>
    html`<input type="hidden" name="${choice.what}" value="${choice.id}">${select({ id: `${choice.what}-${choice.id}`, name: `${choice.what}To`, label: { text: `Where ${choice.name} goes`, classes: 'govuk-visually-hidden' }, value: choice.toAgencyId, items: successors(model) })}`;
  const list = (what: Choice['what'], title: string): Html | '' => {
    const own = model.choices.filter((choice) => choice.what === what);
    return own.length === 0
      ? ''
      : table({
          caption: title,
          captionClasses: 'govuk-table__caption--s',
          scrollLabel: title,
          stack: true,
          head: [{ text: what === 'staff' ? 'Worker' : 'Service' }, { text: 'Goes to' }],
          rows: own.map((choice) => [choice.name, row(choice)]),
        });
  };
  return html`<h2 class="govuk-heading-m">Who and what goes where</h2>
${form({
  action: pathOf(model),
  csrfToken: model.csrfToken,
  version: succession.version,
  body: html`${input({ id: 'onDay', name: 'onDay', type: 'date', label: { text: 'From which day' }, classes: 'govuk-input--width-10', value: succession.onDay, ...messageFor(errors, 'onDay') })}
${list('staff', 'Staff')}${list('service', 'Services')}
${radios({ name: 'by', idPrefix: 'by', classes: 'govuk-radios--small', fieldset: { legend: { text: 'Where cases go', classes: 'govuk-fieldset__legend--s' } }, value: by, items: sharings.map((one) => ({ value: one, text: sharingWords[one] })) })}
${by === 'worker' ? html`<p class="govuk-hint">After another choice is saved, each of its codes is shared out here.</p>` : codesOf(model, by).map(({ code, name }) => html`<input type="hidden" name="code" value="${code}">${select({ id: `code-${code}`, name: 'codeTo', label: { text: `Cases: ${name}` }, value: to[code] ?? '', items: [{ value: '', text: 'With their worker' }, ...successors(model)] })}`)}
${button({ text: 'Save and see what would move', preventDoubleClick: true })}`,
})}`;
}

function casesOf(model: SuccessionModel): Html {
  const path = pathOf(model);
  return html`<h2 class="govuk-heading-m" id="cases">Person by person</h2>
${
  model.cases.length === 0
    ? emptyState({
        title: 'No case that you may see.',
        text: 'Whoever manages the scheme sees them one by one.',
      })
    : table({
        caption: 'Cases, those that need a new lead first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Cases',
        stack: true,
        head: ['Person', 'Worker', 'Goes to', 'By hand'].map((text) => ({ text })),
        rows: model.cases.map((line) => [
          html`<a class="govuk-link" href="/people/${line.personId}">${line.name}</a>`,
          line.worker,
          html`${agencyName(model, line.toAgencyId)}${line.isListed && html`<br><span class="govuk-hint">listed by hand</span>`}${line.ends && html`<br><strong class="govuk-tag govuk-tag--red">Needs a new lead</strong>`}`,
          model.succession.successorIds.length === 1
            ? ''
            : form({
                action: `${path}/person`,
                csrfToken: model.csrfToken,
                body: html`<input type="hidden" name="person" value="${line.personId}">${select({ id: `person-${line.personId}`, name: 'to', label: { text: `Where ${line.name} goes`, classes: 'govuk-visually-hidden' }, value: line.isListed ? line.toAgencyId : '', items: [{ value: '', text: 'By the rule' }, ...successors(model)] })}<button type="submit" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0">Set<span class="govuk-visually-hidden"> where ${line.name} goes</span></button>`,
              }),
        ]),
      })
}
<p class="govuk-body wm-no-print">${model.page > 1 && html`<a class="govuk-link" href="${path}?page=${model.page - 1}#cases">Before</a> `}${model.hasMore && html`<a class="govuk-link" href="${path}?page=${model.page + 1}#cases">More cases</a>`}</p>`;
}

function carryOutForm(model: SuccessionModel): Html {
  const { succession } = model;
  if (succession.onDay > model.today)
    return insetText({
      text: `It holds from ${showDay(succession.onDay)}: it can be carried out on that day or after.`,
    });
  return html`<h2 class="govuk-heading-m">Carry it out</h2>
${form({
  action: `${pathOf(model)}/carry-out`,
  csrfToken: model.csrfToken,
  version: succession.version,
  body: html`${checkboxes({ name: 'sure', idPrefix: 'sure', classes: 'govuk-checkboxes--small', fieldset: { legend: { text: 'What has begun cannot be taken back', classes: 'govuk-fieldset__legend--s' } }, ...messageFor(model.errors, 'sure'), items: [{ value: 'yes', text: 'The preview is right' }] })}
${button({ text: 'Carry out the succession', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
})}`;
}

const goOnForm = (
  model: SuccessionModel,
): Html => html`${warningText({ text: 'This succession was begun and has not been completed. Part of it has moved.' })}
${form({ action: `${pathOf(model)}/carry-out`, csrfToken: model.csrfToken, body: button({ text: 'Go on where it stopped', preventDoubleClick: true }) })}`;
