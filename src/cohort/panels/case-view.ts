import { ageOn, type Day, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { waitingWords } from '../../people/index.ts';
import {
  button,
  checkboxes,
  details,
  input,
  insetText,
  radios,
  select,
  summaryList,
  table,
  textarea,
} from '../../web/components/index.ts';
import { type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { foundWords } from '../selection/words.ts';
import type { AgencyView } from './agenda-store.ts';
import { type Earlier, earlierWords } from './earlier.ts';
import { answers, groundWords, misfit, reasonsFor, reasonWords, sentence, signedWords } from './rules.ts';
import { type Named, sentenceOf, standingRows } from './standing-view.ts';
import {
  type CustodyPart,
  type Decision,
  type DecisionForm,
  decidedWords,
  decisionWords,
  type Item,
  type OffencePart,
  type PackPart,
  type PanelRule,
  questionWords,
  type ScorePart,
  type Standing,
  sourceWords,
} from './types.ts';
import { viewsTable } from './views-table.ts';

export interface CaseModel {
  item: Item;
  number: number;
  /** When it is to begin, where the meeting has a time and every item before it its minutes. */
  startsAt: string | undefined;
  /** What it is about, where it hears a representation or corrects a decision. */
  earlier: readonly Earlier[];
  views: readonly AgencyView[];
  interests: readonly { staffId: number; name: string; agency: string }[];
  /** Agencies that attended, for dissent. */
  agencies: readonly { id: number; name: string }[];
  pack: readonly PackPart[];
  /** Records of others that may be this person's. */
  waiting: number;
  isIssued: boolean;
  today: Day;
  rule: PanelRule;
  strands: Named;
  tiers: Named;
  pathways: Named;
  /** Where they stand on the scheme now; nobody who is not on it. */
  standing: Standing | undefined;
  /** What everybody may know of the trials that they take part in. */
  trials: readonly { name: string; told: string | null; withdrew: boolean }[];
  /** What the viewer typed and has not sent. */
  draft: KeptDraft<DecisionForm> | undefined;
  bases: readonly { id: number; name: string }[];
  meetingBaseId: number | null;
  /** Names of staff who were present, by id. */
  names: ReadonlyMap<number, string>;
  mayDecide: boolean;
  /** Why the viewer, who may sign, cannot sign this one yet. */
  whyNotYet: string | undefined;
  mayTakeOff: boolean;
  mayDeclare: boolean;
  csrfToken: string;
  key?: string | undefined;
  errors: readonly FieldError[];
  values: DecisionForm;
  theirs?: string | undefined;
}

/** The form of one item's decision keeps what was typed by itself: signing another loses nothing of it. */
export const decisionDraft = (itemId: number): string => `panel-decision:${itemId}`;

/** One person's case on the agenda: a heading of its own, the pack, what may be done. */
export function caseOf(model: CaseModel): Html {
  const { item } = model;
  const born =
    item.born === null
      ? 'date of birth not known'
      : `born ${showDay(item.born)}, age ${ageOn(item.born, model.today)}`;
  return html`<section class="wm-case" id="item-${item.id}" aria-labelledby="item-${item.id}-name">
<h2 class="govuk-heading-m" id="item-${item.id}-name">${model.number}. ${item.name}</h2>
<p class="govuk-body">${born}. <strong>${questionWords[item.question]}</strong> ${item.addedBy !== null && html`Put on the agenda by ${item.addedBy}${whyWords(item)}`} ${timeWords(model)}</p>
<p class="govuk-body wm-no-print"><a class="govuk-link" href="/panels/items/${item.id}">Views, actions and what followed<span class="govuk-visually-hidden">, ${item.name}</span></a> · <a class="govuk-link" href="/people/${item.personId}">Open the record<span class="govuk-visually-hidden"> of ${item.name}</span></a></p>
${earlierWords(model.earlier)}
${model.isIssued ? pack(model) : insetText({ text: 'The pack is drawn up when the agenda is issued.' })}
${model.trials.map(({ name, told, withdrew }) => html`<p class="govuk-body"><strong>Trial: ${name}.</strong> ${withdrew ? 'They have withdrawn from it.' : (told ?? 'They take part in it. Which arm they are in is not told.')}</p>`)}
${viewsTable(model.views, item.name)}
${model.interests.length > 0 && html`<p class="govuk-body">Interest declared, and without a part in this: ${model.interests.map(({ name, agency }) => `${name} (${agency})`).join(', ')}.</p>`}
${model.waiting > 0 && insetText({ text: `${waitingWords(model.waiting)}. What is above may not be all.` })}
${item.decision === null ? deciding(model) : decided(model, item.decision)}
</section>`;
}

/** Why somebody is on the agenda: what put them there, and what was said; with its full stop. */
const whyWords = ({ why, source }: Item): string =>
  `${source === 'by-hand' ? '' : ` (${sourceWords[source].toLowerCase()})`}${why === null ? '.' : `: ${sentence(why)}`}`;

const timeWords = ({ item, startsAt }: CaseModel): string =>
  [
    ...(startsAt === undefined ? [] : [`At ${startsAt}`]),
    ...(item.minutes === null ? [] : [`${item.minutes} minutes`]),
  ].join(', ');

const partsOf = <Category extends PackPart['category']>(pack: readonly PackPart[], category: Category) =>
  pack.filter((part): part is Extract<PackPart, { category: Category }> => part.category === category);

function pack(model: CaseModel): Html {
  const { pack: parts, item } = model;
  const [score] = partsOf(parts, 'score');
  const [member] = partsOf(parts, 'membership');
  const bodies = {
    sentences: partsOf(parts, 'sentence').map(({ body }) => body),
    plans: partsOf(parts, 'plan').map(({ body }) => body),
    contacts: partsOf(parts, 'contacts').map(({ body }) => body),
  };
  const sentence = sentenceOf(bodies.sentences);
  const knowing = new Map<string, number>();
  for (const { agency, body } of partsOf(parts, 'records'))
    knowing.set(agency, (knowing.get(agency) ?? 0) + body.records);
  return html`${summaryList({
    rows: [
      ...(member === undefined ? [] : standingRows({ ...bodies, membership: member.body }, model)),
      { key: 'Proven offences', value: offences(partsOf(parts, 'offences').map(({ body }) => body)) },
      { key: 'Custody', value: custody(partsOf(parts, 'custody').map(({ body }) => body)) },
      {
        key: 'Known to',
        value:
          knowing.size === 0
            ? 'Nothing that your agency may see'
            : [...knowing]
                .map(([agency, n]) => `${agency} (${n} ${n === 1 ? 'record' : 'records'})`)
                .join(', '),
      },
      (score !== undefined || member !== undefined || sentence !== undefined) && {
        key: 'Order or licence',
        value:
          sentence ??
          (score === undefined
            ? 'Nothing that your agency may see'
            : score.body.statutory === 'statutory'
              ? 'In force'
              : 'None known'),
      },
    ],
  })}${score !== undefined && scoreTable(score.body, item.name)}`;
}

function offences(parts: readonly OffencePart[]): string {
  if (parts.length === 0) return 'Nothing that your agency may see';
  const sum = (key: 'proven' | 'recent' | 'unproven') => parts.reduce((total, part) => total + part[key], 0);
  const last = parts.reduce<Day | null>(
    (found, part) => (part.last !== null && (found === null || part.last > found) ? part.last : found),
    null,
  );
  return `${sum('proven')} in all, ${sum('recent')} in the last 24 months${last === null ? '' : `, the last on ${showDay(last)}`}. ${sum('unproven')} without proof, which count for nothing.`;
}

function custody(parts: readonly CustodyPart[]): string {
  if (parts.length === 0) return 'Nothing that your agency may see';
  const now =
    parts.map((part) => part.now).find((spell) => spell?.kind === 'prison') ??
    parts.map((part) => part.now).find((spell) => spell !== null);
  const release = parts.map((part) => part.release).find((day) => day !== null);
  const last = parts
    .map(({ lastRelease }) => lastRelease)
    .filter((day) => day !== null)
    .sort()
    .at(-1);
  return [
    now ? `In ${now.kind === 'prison' ? 'prison' : 'police custody'} (${now.place})` : 'Not in custody',
    ...(release ? [`release planned for ${showDay(release)}`] : []),
    ...(last ? [`last released from prison on ${showDay(last)}`] : []),
  ].join(', ');
}

const scoreTable = (score: ScorePart, name: string): Html =>
  html`${table({
    caption: `Score: ${score.total} points, ${score.total >= score.line ? 'at or above' : 'below'} the line of ${score.line}; rank ${score.rank}`,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: `Factors of the score of ${name}`,
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'Factor' }, { text: 'What was found' }, { text: 'Points', format: 'numeric' }],
    rows: score.factors.map((factor) => [
      factor.label,
      foundWords(factor),
      { text: `${factor.points} of ${factor.most}`, format: 'numeric' },
    ]),
  })}<p class="govuk-hint">${score.matrix}${score.example && ': an example, no national matrix is published'}. The score proposes; the panel decides.</p>`;

function decided({ item, names, theirs, values }: CaseModel, decision: Decision): Html {
  const present = item.presentStaff.map((id) => names.get(id) ?? `member of staff ${id}`);
  return insetText({
    html: html`${theirs !== undefined && html`<p class="govuk-body"><strong>Somebody decided this while you were writing.</strong> Nothing of yours was signed. You had written: ${values.reason || 'nothing'}</p>`}<p class="govuk-body"><strong>${decidedWords[decision]}</strong>${groundWords(item)}</p><p class="govuk-body">${signedWords(item)} Present: ${present.length === 0 ? 'nobody recorded' : present.join(', ')}.</p>${item.dissenting.length > 0 && html`<p class="govuk-body">Did not agree: ${item.dissentingNames.join(', ')}. ${item.dissent}</p>`}`,
  });
}

function deciding(model: CaseModel): Html {
  return html`<div class="wm-no-print">${model.mayDecide && (model.whyNotYet === undefined || model.errors.length > 0 ? decisionForm(model) : html`<p class="govuk-body">No decision can be signed yet. ${model.whyNotYet}</p>`)}
<div class="govuk-button-group">${model.mayDeclare && interestForm(model)}${model.mayTakeOff && takeOffForm(model)}</div></div>`;
}

const interestForm = (model: CaseModel): Html =>
  details({
    summaryText: 'Declare an interest',
    html: form({
      action: `/panels/items/${model.item.id}/interest`,
      csrfToken: model.csrfToken,
      body: html`<p class="govuk-body">You, your household or somebody close to you is connected with this person. From now on you do not see them anywhere, and the panel decides without you. Only the scheme manager can undo it.</p>${button({ text: 'Declare an interest', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
    }),
  });

/** The form of taking off is shown again, because it did not say why. */
const isTakingOff = ({ item, errors }: CaseModel): boolean =>
  errors.some(({ field }) => field === `why-${item.id}`);

const takeOffForm = (model: CaseModel): Html =>
  details({
    summaryText: 'Take off the agenda',
    open: isTakingOff(model),
    html: form({
      action: `/panels/items/${model.item.id}/remove`,
      csrfToken: model.csrfToken,
      version: model.item.version,
      body: html`<p class="govuk-body">A candidate goes back to the list and can be proposed again.</p>${textarea({ id: `why-${model.item.id}`, name: 'why', label: { text: 'Why they are taken off' }, rows: 2, ...messageFor(model.errors, `why-${model.item.id}`) })}${button({ text: 'Take off the agenda', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  });

function decisionForm(model: CaseModel): Html {
  const { item, errors, draft } = model;
  const isAgain = errors.length > 0 || model.theirs !== undefined;
  const values = isAgain ? model.values : (draft?.values ?? model.values);
  const shown = { ...model, values };
  const id = (name: string): string => `${name}-${item.id}`;
  const options = (Object.keys(answers[item.question]) as Decision[]).filter(
    (decision) => misfit(item.question, decision, model.standing) === undefined,
  );
  const message = (name: string) => messageFor(errors, id(name));
  return details({
    summaryText: 'Record the decision',
    open: draft !== undefined || (errors.length > 0 && !isTakingOff(model)) || model.theirs !== undefined,
    html: html`${!isAgain && keptNotice(draft, model.csrfToken)}${model.theirs !== undefined && insetText({ text: `Somebody changed this item meanwhile. It now says: ${model.theirs}` })}${form(
      {
        action: `/panels/items/${item.id}/decide`,
        csrfToken: model.csrfToken,
        key: model.key,
        version: item.version,
        draft: decisionDraft(item.id),
        body: html`${radios({ name: 'decision', idPrefix: id('decision'), fieldset: { legend: { text: 'Decision', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small govuk-radios--inline', value: values.decision ?? '', items: options.map((decision) => ({ value: decision, text: decisionWords[decision] })), ...message('decision') })}
${select({ id: id('reasonCode'), name: 'reasonCode', label: { text: 'Reason' }, hint: { text: 'Choose one under the decision you chose. A decision that is not named in the list takes the words alone' }, value: values.reasonCode ?? '', items: [{ value: '', text: 'Choose a reason' }, ...options.map((decision) => ({ group: `To ${decisionWords[decision].toLowerCase()}`, items: reasonsFor(model.rule, decision).map((code) => ({ value: code, text: reasonWords(code) })) })).filter(({ items }) => items.length > 0)], ...message('reasonCode') })}
${textarea({ id: id('reason'), name: 'reason', label: { text: 'Why, in words' }, rows: 3, value: values.reason ?? '', ...message('reason') })}
${item.question === 'adopt' && adoption(shown, id, message)}${options.includes('change') && changing(shown, id, message)}
${model.agencies.length > 1 && dissent(shown, id, message)}
${button({ text: 'Sign the decision', preventDoubleClick: true })}<p class="govuk-hint">A signed decision stands; a correction is a new decision.</p>`,
      },
    )}`,
  });
}

function adoption(
  model: CaseModel,
  id: (name: string) => string,
  message: (name: string) => ReturnType<typeof messageFor>,
): Html {
  const [score] = partsOf(model.pack, 'score');
  const { values } = model;
  const suggested = model.meetingBaseId ?? score?.body.baseId ?? '';
  return html`<div class="wm-row">${select({ id: id('strand'), name: 'strand', label: { text: 'Strand, if adopted' }, value: values.strand ?? score?.body.strand ?? '', items: [{ value: '', text: 'Choose a strand' }, ...model.strands.map(({ code, name }) => ({ value: code, text: name }))], ...message('strand') })}
${select({ id: id('base'), name: 'base', label: { text: 'Base, if adopted' }, value: values.base ?? suggested, items: [{ value: '', text: 'Choose a base' }, ...model.bases.map(({ id: baseId, name }) => ({ value: baseId, text: name }))], ...message('base') })}
${select({ id: id('tier'), name: 'tier', label: { text: 'Tier (optional)' }, value: values.tier ?? '', items: [{ value: '', text: 'No tier yet' }, ...model.tiers.map(({ code, name }) => ({ value: code, text: name }))], ...message('tier') })}</div>`;
}

const nowIs = (list: Named, code: string | null | undefined): string =>
  list.find((one) => one.code === code)?.name ?? code ?? 'none';

type Message = (name: string) => ReturnType<typeof messageFor>;

const changing = (
  { values, strands, tiers, standing }: CaseModel,
  id: (name: string) => string,
  message: Message,
): Html =>
  html`<div class="wm-row">${select({ id: id('tier'), name: 'tier', label: { text: 'Tier, if changed' }, value: values.tier ?? '', items: [{ value: '', text: `As it is: ${nowIs(tiers, standing?.tier)}` }, ...tiers.map(({ code, name }) => ({ value: code, text: name }))], ...message('tier') })}
${select({ id: id('strand'), name: 'strand', label: { text: 'Strand, if changed' }, value: values.strand ?? '', items: [{ value: '', text: `As it is: ${nowIs(strands, standing?.strand)}` }, ...strands.map(({ code, name }) => ({ value: code, text: name }))], ...message('strand') })}</div>`;

/** Whoever did not agree is in the record by the name of their agency. */
const dissent = ({ values, agencies }: CaseModel, id: (name: string) => string, message: Message): Html =>
  html`${checkboxes({ name: 'dissenting', idPrefix: id('dissenting'), fieldset: { legend: { text: 'Agencies that did not agree (optional)', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-checkboxes--small', values: [...(values.dissenting ?? [])], items: agencies.map((one) => ({ value: String(one.id), text: one.name })), ...message('dissenting') })}
${input({ id: id('dissent'), name: 'dissent', label: { text: 'Why they did not agree (optional)' }, value: values.dissent ?? '', ...message('dissent') })}`;
