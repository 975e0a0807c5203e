import { type Day, londonDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  exampleTag,
  insetText,
  numberedPages,
  radios,
  ragTag,
  scrollRegion,
  select,
  statLinks,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { trendOf } from '../membership/rules.ts';
import { membershipStateWords, type Rag, rags, ragWords, unseenDays } from '../membership/types.ts';
import { type Capacity, queueOf, standingWords } from './rules.ts';
import type { BoardCard, BoardCount } from './store.ts';

/** Which board: all that its address says. */
export interface BoardPlace {
  base: number;
  rag: Rag | undefined;
  unseen: (typeof unseenDays)[number];
  size: 'projector' | undefined;
}

/** The card that is being changed, with what was typed. */
export interface ChangingCard {
  personId: number;
  values: { value?: string; why?: string };
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
}

export interface BoardModel {
  place: BoardPlace;
  bases: readonly { id: number; name: string }[];
  counts: readonly BoardCount[];
  cards: readonly BoardCard[];
  /** Who was seen within the days; null for a role that sees no contacts. */
  seen: ReadonlySet<number> | null;
  capacity: (Capacity & { example: boolean }) | undefined;
  members: number;
  /** Candidates above the line; null for a role that sees no scores. */
  waiting: number | null;
  changing: ChangingCard | undefined;
  mayRate: boolean;
  page: number;
  pageSize: number;
  today: Day;
  csrfToken: string;
}

export const boardAddress = (
  place: BoardPlace,
  over: Record<string, string | number | undefined> = {},
): string =>
  addressOf('/cohort/board', {
    ...place,
    unseen: place.unseen === '28' ? undefined : place.unseen,
    ...over,
  });

const baseName = ({ bases }: BoardModel, id: number): string =>
  bases.find((base) => base.id === id)?.name ?? `Base ${id}`;

export function boardPage(model: BoardModel): Html {
  const { place } = model;
  const name = baseName(model, place.base);
  return html`<div class="${place.size === 'projector' && 'wm-projector'}"><h1 class="govuk-heading-l">${place.size === 'projector' ? `RAG board: ${name}` : 'RAG board'}</h1>
${place.size === 'projector' ? '' : html`<h2 class="govuk-heading-m">The whole scheme</h2>${capacity(model)}${matrix(model)}<h2 class="govuk-heading-m">${name}</h2>`}
${controls(model)}
${place.rag !== undefined && html`<p class="govuk-body"><a class="govuk-link" href="${boardAddress({ ...place, rag: undefined })}">All columns of ${name}</a></p>`}
${model.cards.length === 0 ? emptyState({ title: `Nobody whom you may see is on the scheme at ${name}${place.rag === undefined ? '' : ` with the rating ${ragWords[place.rag].toLowerCase()}`}.` }) : columns(model)}
${place.rag !== undefined && numberedPages(model.page, Math.max(1, Math.ceil(countOf(model, place.base, place.rag) / model.pageSize)), (page) => boardAddress(place, { page }), 'Pages of this column')}</div>`;
}

/** What the cohort may hold beside what it holds, and who waits. */
function capacity({ capacity: at, members, waiting }: BoardModel): Html {
  const stats = [
    { number: members, label: members === 1 ? 'member' : 'members', href: '/cohort' },
    ...(waiting === null
      ? []
      : [
          {
            number: waiting,
            label: 'above the line, waiting',
            href: '/cohort/candidates?state=waiting&line=above',
          },
        ]),
  ];
  const queue = at === undefined || waiting === null ? undefined : queueOf(waiting, at);
  return html`${statLinks(stats)}
${
  at === undefined
    ? html`<p class="govuk-hint">The scheme has no rule of how large the cohort may be.</p>`
    : html`<p class="govuk-body">Expected: ${at.cohortExpected}, which may rise or fall by ${at.cohortTolerance}${exampleTag(at.example)}. ${standingWords(at)}${queue !== undefined && queue.beyond > 0 && ` ${queue.fit} of those who wait would fit; ${queue.beyond} would wait on.`}</p>`
}<p class="govuk-hint">Of the people whom you may see.</p>`;
}

const countOf = ({ counts }: BoardModel, base: number, rag: Rag): number =>
  counts.find((one) => one.baseId === base && one.rag === rag)?.n ?? 0;

/** Every base by rating; each number is the list that makes it, and each base its own board. */
const matrix = (model: BoardModel): Html =>
  table({
    stack: true,
    caption: 'Members by base and rating',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Members by base and rating',
    firstCellIsHeader: true,
    head: [{ text: 'Base' }, ...rags.map((rag) => ({ text: ragWords[rag], format: 'numeric' }))],
    rows: model.bases.map(({ id, name }) => [
      id === model.place.base
        ? html`<strong aria-current="true">${name}</strong>`
        : html`<a class="govuk-link" href="${boardAddress({ ...model.place, base: id, rag: undefined })}">${name}</a>`,
      ...rags.map((rag) => {
        const n = countOf(model, id, rag);
        return {
          html:
            n === 0
              ? html`0`
              : html`<a class="govuk-link" href="${addressOf('/cohort', { base: id, rag })}">${n}<span class="govuk-visually-hidden"> ${ragWords[rag]} at ${name}</span></a>`,
          format: 'numeric',
        };
      }),
    ]),
  });

const controls = ({
  place,
  bases,
  seen,
}: BoardModel): Html => html`<form method="get" action="/cohort/board" class="wm-row wm-no-print">
${select({ id: 'base', name: 'base', label: { text: 'Base' }, value: place.base, items: bases.map(({ id, name }) => ({ value: id, text: name })) })}
${seen === null ? '' : select({ id: 'unseen', name: 'unseen', label: { text: 'Mark those not seen for' }, value: place.unseen, items: unseenDays.map((days) => ({ value: days, text: `${days} days` })) })}
${select({
  id: 'size',
  name: 'size',
  label: { text: 'Size' },
  value: place.size ?? '',
  items: [
    { value: '', text: 'Screen' },
    { value: 'projector', text: 'Projector' },
  ],
})}
${place.rag === undefined ? '' : html`<input type="hidden" name="rag" value="${place.rag}">`}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${seen === null && html`<p class="govuk-hint">Who was seen when is not shown to your role.</p>`}`;

function columns(model: BoardModel): Html {
  const { place } = model;
  const shown = place.rag === undefined ? rags : [place.rag];
  return scrollRegion({
    label: 'Columns of the board',
    html: html`<div class="wm-board">${shown.map((rag) => column(model, rag))}</div>`,
  });
}

function column(model: BoardModel, rag: Rag): Html {
  const cards = model.cards.filter((card) => card.rag === rag);
  const all = countOf(model, model.place.base, rag);
  return html`<section class="wm-board__column" aria-label="${ragWords[rag]}"><h2 class="govuk-heading-m">${ragTag({ value: rag, text: ragWords[rag] })} ${all}</h2>
${cards.length === 0 ? html`<p class="govuk-hint">Nobody</p>` : html`<ul class="govuk-list">${cards.map((card) => html`<li class="wm-board__card" id="card-${card.personId}">${cardOf(model, card)}</li>`)}</ul>`}
${model.place.rag === undefined && all > cards.length && html`<p class="govuk-body"><a class="govuk-link" href="${boardAddress({ ...model.place, rag })}">All ${all} ${ragWords[rag].toLowerCase()}</a></p>`}</section>`;
}

const trendWords = { up: 'worse', down: 'better', same: 'as before' } as const;

function cardOf(model: BoardModel, card: BoardCard): Html {
  const { place, changing } = model;
  const trend = trendOf(card.ragWas, card.rag);
  const unseen = model.seen !== null && !model.seen.has(card.personId);
  return html`<a class="govuk-link" href="/people/${card.personId}">${card.name}</a>${trend === undefined ? '' : `, ${trendWords[trend]}`}${card.state === 'suspended' && html` <span class="govuk-hint">${membershipStateWords.suspended}</span>`}
<p class="wm-board__why">${card.why ?? 'No reason recorded'}${card.ragAt === null ? '' : html` <span class="govuk-hint">${showShortDay(londonDay(card.ragAt))}${card.by === null ? '' : `, ${card.by}`}</span>`}</p>
${unseen && html`<strong class="govuk-tag govuk-tag--orange">Not seen for ${place.unseen} days</strong> `}${card.nextReview !== null && card.nextReview < model.today && html`<strong class="govuk-tag govuk-tag--red">Review overdue</strong> `}
${model.mayRate && changing?.personId === card.personId ? changeForm(model, card, changing) : model.mayRate && html`<a class="govuk-link wm-no-print" href="${boardAddress(place, { change: card.personId })}#card-${card.personId}">Change<span class="govuk-visually-hidden"> the rating of ${card.name}</span></a>`}`;
}

function changeForm(model: BoardModel, card: BoardCard, changing: ChangingCard): Html {
  const { place } = model;
  const { values, errors } = changing;
  return html`${changing.theirs !== undefined && insetText({ text: `Somebody changed the membership while you were writing. The rating is now: ${changing.theirs}. Your text is below: send it to replace theirs, or change it first.` })}
${form({
  action: '/cohort/board',
  csrfToken: model.csrfToken,
  key: changing.key,
  version: card.version,
  body: html`<input type="hidden" name="person" value="${card.personId}"><input type="hidden" name="membership" value="${card.membershipId}"><input type="hidden" name="base" value="${place.base}"><input type="hidden" name="unseen" value="${place.unseen}"><input type="hidden" name="size" value="${place.size ?? ''}"><input type="hidden" name="rag" value="${place.rag ?? ''}">
${radios({ name: 'value', idPrefix: 'value', classes: 'govuk-radios--small', fieldset: { legend: { text: `Rating of ${card.name}`, classes: 'govuk-fieldset__legend--s' } }, ...messageFor(errors, 'value'), value: values.value ?? card.rag, items: rags.map((rag) => ({ value: rag, text: ragWords[rag] })) })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why' }, rows: 2, value: values.why ?? '', ...messageFor(errors, 'why') })}
<div class="govuk-button-group">${button({ text: 'Save', preventDoubleClick: true })}<a class="govuk-link" href="${boardAddress(place)}#card-${card.personId}">Cancel</a></div>`,
})}`;
}
