import { showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  changedMeanwhile,
  details,
  emptyState,
  exampleTag,
  input,
  insetText,
  numberedPages,
  select,
  summaryList,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type ConsortModel, consortSection } from './consort-view.ts';
import { canShow, trialTransitions } from './rules.ts';
import {
  type Amendment,
  amendmentParts,
  amendmentWords,
  type Participant,
  type ParticipantState,
  participantStates,
  participantWords,
  type Trial,
  type TrialDesigns,
  type TrialState,
  trialStateWords,
} from './types.ts';

const colours: Record<TrialState, string> = {
  draft: 'govuk-tag--grey',
  submitted: 'govuk-tag--yellow',
  approved: 'govuk-tag--blue',
  open: 'govuk-tag--green',
  paused: 'govuk-tag--orange',
  closed: 'govuk-tag--purple',
  revealed: 'govuk-tag--turquoise',
  withdrawn: 'govuk-tag--grey',
};

const stateTag = (state: TrialState): Html => tag({ text: trialStateWords[state], classes: colours[state] });

export interface ListModel {
  trials: readonly Trial[];
  designs: TrialDesigns | undefined;
  mayManage: boolean;
  csrfToken: string;
  errors: readonly FieldError[];
  values: { name?: string; design?: string };
  key?: string | undefined;
}

export function trialList(model: ListModel): Html {
  return html`<h1 class="govuk-heading-xl">Trials</h1>
<p class="govuk-body">A trial decides by lot who is offered something, so that what follows can be told from what would have followed anyway.</p>
${
  model.trials.length === 0
    ? emptyState({
        title: 'There is no trial.',
        text: 'A trial needs a protocol and the approval of an ethics committee, both on record, and a second person who approves it here.',
      })
    : table({
        stack: true,
        caption: 'Trials, the newest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Trials',
        head: [{ text: 'Trial' }, { text: 'State' }, { text: 'Ethics approval' }, { text: 'Opened' }],
        rows: model.trials.map((trial) => [
          html`<a class="govuk-link" href="/cohort/trials/${trial.id}">${trial.name}</a>${exampleTag(trial.example)}`,
          stateTag(trial.state),
          trial.ethicsRef ?? 'Not on record',
          trial.openedAt === null ? 'Not yet' : showMoment(trial.openedAt),
        ]),
      })
}
${model.mayManage && newTrial(model)}`;
}

function newTrial(model: ListModel): Html {
  const designs = model.designs?.designs ?? [];
  if (designs.length === 0)
    return insetText({ text: 'The scheme has no design of a trial among its rules (trial-designs).' });
  return html`<h2 class="govuk-heading-l">Draft a trial</h2>
<p class="govuk-body">${model.designs?.note}</p>
${form({
  action: '/cohort/trials',
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`${input({ id: 'name', name: 'name', label: { text: 'Name of the trial' }, value: model.values.name ?? '', ...messageFor(model.errors, 'name') })}
${select({ id: 'design', name: 'design', label: { text: 'Design to begin with' }, value: model.values.design ?? '', items: designs.map(({ code, name }) => ({ value: code, text: name })), ...messageFor(model.errors, 'design') })}
${button({ text: 'Draft it', preventDoubleClick: true })}`,
})}`;
}

export interface TrialModel extends ConsortModel {
  amendments: readonly Amendment[];
  rights: { manage: boolean; approve: boolean };
  isOwn: boolean;
  csrfToken: string;
  errors: readonly FieldError[];
  values: { why?: string; words?: string; part?: string };
  theirs?: string | undefined;
}

export function trialPage(model: TrialModel): Html {
  const { trial } = model;
  return html`<h1 class="govuk-heading-xl">${trial.name}</h1>
<p class="govuk-body">${stateTag(trial.state)}${exampleTag(trial.example)}</p>
${changedMeanwhile('this trial', model.theirs)}
${trial.returnedWhy !== null && trial.state === 'draft' && insetText({ text: `Sent back: ${trial.returnedWhy}` })}
${nextSteps(model)}
${commitmentSection(trial)}
${consortSection(model)}
${registered(trial)}
${protocol(trial)}
${amendments(model)}`;
}

const button2 = (text: string): Html =>
  button({ text, classes: 'govuk-button--secondary', preventDoubleClick: true });

/** One form a step, from the table of what can be done. */
function nextSteps(model: TrialModel): Html {
  const { trial, rights } = model;
  const can = trialTransitions[trial.state];
  const step = (path: string, text: string, words: string): Html =>
    form({
      action: `/cohort/trials/${trial.id}/${path}`,
      csrfToken: model.csrfToken,
      version: trial.version,
      body: html`<p class="govuk-body">${words}</p>${button2(text)}`,
    });
  return html`${rights.manage && can.save && html`<p class="govuk-body"><a class="govuk-link" href="/cohort/trials/${trial.id}/edit">Edit the protocol and what is on record</a></p>`}
${rights.manage && can.submit && step('submit', 'Submit for approval', 'Everything that is registered must be there: it stands from the approval on.')}
${rights.approve && can.approve && (model.isOwn ? insetText({ text: 'A second person approves it: nobody who wrote any of it or submitted it.' }) : step('approve', 'Approve and register', 'You have read the protocol and the ethics approval. From here both stand, and the seed of the list is made and committed to.'))}
${rights.approve && can['send-back'] && sendBack(model)}
${rights.manage && can.open && step('open', 'Open to enrolment', trial.commitment === null ? 'The hash of the seed is not there yet.' : 'People can be enrolled from now on.')}
${rights.manage && can.pause && step('pause', 'Pause enrolment', 'Nobody new is enrolled; those who take part go on.')}
${rights.manage && can.resume && step('resume', 'Go on', 'People can be enrolled again.')}
${rights.manage && can.close && step('close', 'Close enrolment', 'Nobody is enrolled from here on. This cannot be undone.')}
${rights.manage && can.reveal && step('reveal', 'Publish the list', 'The seed is published, and anybody can derive the list again. Do it when follow-up is over. This cannot be undone.')}
${rights.manage && can.withdraw && step('withdraw', 'Withdraw the trial', 'Only a trial that was never opened is withdrawn.')}`;
}

const sendBack = ({ trial, csrfToken, errors, values }: TrialModel): Html =>
  details({
    summaryText: 'Send it back',
    open: errors.some(({ field }) => field === 'why') && values.words === undefined,
    html: form({
      action: `/cohort/trials/${trial.id}/send-back`,
      csrfToken,
      version: trial.version,
      body: html`${textarea({ id: 'why', name: 'why', label: { text: 'What is to be changed' }, rows: 3, value: values.why ?? '', ...messageFor(errors, 'why') })}${button2('Send back')}`,
    }),
  });

function commitmentSection({ id, commitment, committedAt, openedAt, state, seed }: Trial): Html {
  if (commitment === null)
    return html`<h2 class="govuk-heading-l">The list</h2><p class="govuk-body">The seed of the list is made when the trial is approved. Its SHA-256 is shown here before anybody is enrolled.</p>`;
  return html`<h2 class="govuk-heading-l">The list</h2>
<p class="govuk-body">Who gets what is derived from a secret seed. Its SHA-256 was published here${committedAt !== null && ` on ${showMoment(committedAt)}`}${openedAt !== null && `, before the trial opened on ${showMoment(openedAt)}`}: nobody can put another list in its place afterwards. Nobody can read the seed while the trial runs: no role of a person has it in the database.</p>
${summaryList({ rows: [{ key: 'SHA-256 of the seed', value: html`<code class="wm-break">${commitment}</code>` }, seed !== null && { key: 'Seed', value: html`<code class="wm-break">${seed}</code>` }] })}
${state === 'revealed' && html`<p class="govuk-body"><a class="govuk-link" href="/cohort/trials/${id}/list/download">Download the list</a> and check it anywhere with <code>npm run waymark -- trial verify FILE</code>.</p>`}`;
}

const orMissing = (text: string | null): string => text ?? 'Not on record yet';

function registered(trial: Trial): Html {
  const { protocolOn, ethicsOn, approver, approvedAt, registeredSha256 } = trial;
  const hash = (text: string | null): Html => html`<code class="wm-break">${orMissing(text)}</code>`;
  return html`<h2 class="govuk-heading-l">On record</h2>
${summaryList({
  rows: [
    { key: 'Protocol', value: orMissing(trial.protocolRef) },
    { key: 'Of', value: protocolOn === null ? orMissing(null) : showDay(protocolOn) },
    { key: 'SHA-256 of its file', value: hash(trial.protocolSha256) },
    { key: 'Ethics approval by', value: orMissing(trial.ethicsBody) },
    { key: 'Reference', value: orMissing(trial.ethicsRef) },
    { key: 'Of', value: ethicsOn === null ? orMissing(null) : showDay(ethicsOn) },
    { key: 'SHA-256 of its file', value: hash(trial.ethicsSha256) },
    { key: 'Written by', value: trial.author },
    approver !== null && {
      key: 'Approved by',
      value: `${approver}${approvedAt === null ? '' : `, ${showMoment(approvedAt)}`}`,
    },
    registeredSha256 !== null && { key: 'SHA-256 of all that is registered', value: hash(registeredSha256) },
  ],
})}`;
}

const listed = (items: readonly string[]): Html =>
  html`<ul class="govuk-list govuk-list--bullet">${items.map((item) => html`<li>${item}</li>`)}</ul>`;

function protocol({ body, state }: Trial): Html {
  return html`<h2 class="govuk-heading-l">Protocol</h2>
${summaryList({
  rows: [
    { key: 'Question', value: body.question },
    {
      key: 'Arms',
      value: html`${listed(body.arms.map(({ code, name }, index) => `${code}: ${name} (${body.ratio[index] ?? 1} of ${body.ratio.reduce((sum, one) => sum + one, 0)})`))}`,
    },
    {
      key: 'Blocks',
      // Who knows the sizes and a few arms can tell which is next.
      value:
        state === 'revealed'
          ? `Of ${body.blockSizes.join(' or ')}, drawn at random`
          : 'Of several sizes, drawn at random. Which, is shown with the seed.',
    },
    {
      key: 'Strata',
      value:
        body.strata.length === 0
          ? 'None'
          : listed(body.strata.map(({ label, levels }) => `${label}: ${levels.join(', ')}`)),
    },
    {
      key: 'Eligible',
      value: listed([
        `${body.youngest} or older`,
        ...(body.notSupervised
          ? ['Not under an order or licence, by the records, when they are allocated']
          : []),
        ...body.questions.map(({ text }) => text),
      ]),
    },
    { key: 'Consent', value: body.consent ?? 'Not needed, by the ethics approval' },
    body.contract !== null && {
      key: 'Contract',
      value: `${body.contract.months} months, at most ${body.contract.mostConditions} conditions. A breach goes to a decision of the police; it never starts enforcement.`,
    },
    { key: 'Primary outcome', value: body.primary },
    { key: 'Secondary outcomes', value: body.secondary.length === 0 ? 'None' : listed(body.secondary) },
    { key: 'Follow-up', value: `${body.horizonMonths} months from enrolment` },
    { key: 'Analysis', value: body.analysis },
    { key: 'To be randomised', value: `${body.target}. ${showsWords(canShow(body))}` },
    { key: 'What a panel is told', value: body.panelTold },
  ],
})}`;
}

const showsWords = (points: number | null): string =>
  points === null
    ? 'So few cannot show any difference.'
    : `Where half of those in the other arm have the primary outcome, so many can show a difference of ${points.toFixed(1)} in a hundred or more; a smaller one is likely to be missed.`;

function amendments(model: TrialModel): Html {
  const { trial, rights, csrfToken, errors, values } = model;
  const may = rights.manage && trialTransitions[trial.state].amend !== undefined;
  if (model.amendments.length === 0 && !may) return html``;
  return html`<h2 class="govuk-heading-l">Amendments</h2>
${model.amendments.length === 0 ? html`<p class="govuk-body">None. What was registered above stands as it is.</p>` : table({ stack: true, caption: 'Amendments in order', captionClasses: 'govuk-visually-hidden', scrollLabel: 'Amendments', head: [{ text: 'When' }, { text: 'What of' }, { text: 'Change' }, { text: 'Why' }, { text: 'Allocated by then' }], rows: model.amendments.map((one) => [`${showMoment(one.at)}, ${one.staff}`, amendmentWords[one.part], one.words, one.why, one.allocated]) })}
${
  may &&
  details({
    summaryText: 'Write an amendment',
    open: values.words !== undefined,
    html: form({
      action: `/cohort/trials/${trial.id}/amend`,
      csrfToken,
      version: trial.version,
      body: html`${select({ id: 'part', name: 'part', label: { text: 'What is changed' }, value: values.part ?? 'outcomes', items: amendmentParts.map((part) => ({ value: part, text: amendmentWords[part] })) })}
${textarea({ id: 'words', name: 'words', label: { text: 'The change' }, rows: 4, value: values.words ?? '', ...messageFor(errors, 'words') })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, rows: 3, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button2('Add the amendment')}`,
    }),
  })
}`;
}

export interface PeopleModel {
  trial: Trial;
  people: readonly Participant[];
  state: ParticipantState | undefined;
  page: number;
  pages: number;
}

export function peoplePage(model: PeopleModel): Html {
  const { trial, state, people } = model;
  const seesArms = people.some(({ arm }) => arm !== null);
  const link = (to: ParticipantState | undefined, text: string): Html =>
    html`<a class="govuk-link" href="${addressOf(`/cohort/trials/${trial.id}/people`, { state: to })}"${to === state && html` aria-current="true"`}>${text}</a>`;
  const armName = (code: string | null): string =>
    trial.body.arms.find((arm) => arm.code === code)?.name ?? '';
  return html`<h1 class="govuk-heading-xl">People of ${trial.name}</h1>
<p class="govuk-body">Those whom you may see. ${link(undefined, 'All')} · ${participantStates.map((one, index) => html`${index > 0 && ' · '}${link(one, participantWords[one])}`)}</p>
${
  people.length === 0
    ? emptyState({
        title: 'Nobody is listed here.',
        text: 'People are looked at for a trial from their own page: open a person and choose “Trials”.',
      })
    : table({
        stack: true,
        caption: 'People, the last looked at first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'People of the trial',
        head: [
          { text: 'Name' },
          { text: 'State' },
          { text: 'Stratum' },
          { text: 'Enrolled' },
          ...(seesArms ? [{ text: 'Arm' }] : []),
        ],
        rows: people.map((one) => [
          html`<a class="govuk-link" href="/people/${one.personId}/trials">${one.name}</a>`,
          html`${participantWords[one.state]}${one.withdrewOn !== null && html`<br><span class="govuk-hint">Withdrew ${showDay(one.withdrewOn)}</span>`}`,
          one.stratum ?? '',
          one.enrolledAt === null ? '' : showMoment(one.enrolledAt),
          ...(seesArms ? [armName(one.arm)] : []),
        ]),
      })
}
${numberedPages(model.page, model.pages, (page) => addressOf(`/cohort/trials/${trial.id}/people`, { state, page }), 'Pages of people')}`;
}
