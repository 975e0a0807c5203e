import { showMoment } from '../../kernel/clock.ts';
import {
  button,
  details,
  emptyState,
  insetText,
  table,
  tag,
  warningText,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import {
  areaKindWords,
  type Briefing,
  type BriefingItem,
  type BriefingRow,
  briefingStateWords,
  type Copy,
  type CurrentBriefing,
  hereWords,
  type PartKind,
  type Reader,
  type ShownPart,
} from './types.ts';
import { zoneMap } from './zone-map.ts';

export const stateTag = (briefing: { state: Briefing['state']; untilAt: Date }, now: Date): Html =>
  briefing.state === 'released' && briefing.untilAt <= now
    ? tag({ text: 'Expired', classes: 'govuk-tag--grey' })
    : tag({
        text: briefingStateWords[briefing.state],
        classes: briefing.state === 'released' ? 'govuk-tag--green' : 'govuk-tag--grey',
      });

/** Nothing for this team now, and where else to go. */
export const noBriefing = (hasTeam: boolean): Html =>
  html`<h1 class="govuk-heading-l">Your briefing</h1>${emptyState({
    title: 'There is no briefing for your area now.',
    text: hasTeam
      ? 'When one is released for your shift, it stands here and on Today until it expires.'
      : 'You are in no shift or team, so none can reach you: ask whoever keeps staff and roles.',
    actions: [
      { text: 'Report a sighting', href: '/sightings/new' },
      { text: 'Taskings', href: '/taskings' },
    ],
  })}`;

/** What tells briefings of one area apart. */
export const currentWords = (one: CurrentBriefing): string =>
  `${one.correctedWhat === null ? '' : `Put right: ${one.correctedWhat}. `}From ${showMoment(one.fromAt)} until ${showMoment(one.untilAt)}, by ${one.madeBy}, ${peopleWords(one.people)}`;

export const peopleWords = (n: number): string => (n === 1 ? '1 person' : `${n} people`);

export const currentList = (
  briefings: readonly CurrentBriefing[],
): Html => html`<h1 class="govuk-heading-l">Your briefings</h1>
<ul class="govuk-list govuk-list--spaced">${briefings.map((one) => html`<li><a class="govuk-link govuk-!-font-weight-bold" href="/briefings/${one.id}">${one.areaName}, briefing ${one.id}</a>${!one.isRead && html` ${tag({ text: 'Not read yet', classes: 'govuk-tag--yellow' })}`}<br>${currentWords(one)}</li>`)}</ul>
<p class="govuk-body"><a class="govuk-link" href="/sightings/new">Report a sighting of somebody else</a></p>`;

export const madeTable = (rows: readonly BriefingRow[], now: Date, caption: string): Html =>
  table({
    caption,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: caption,
    stack: true,
    head: ['Briefing', 'For', 'From and until', 'People', 'Readers', 'State'].map((text) => ({ text })),
    rows: rows.map((one) => [
      html`<a class="govuk-link" href="/briefings/${one.id}">${one.areaName}</a><br><span class="govuk-hint">Briefing ${one.id}, by ${one.madeBy}</span>`,
      html`${areaKindWords[one.areaKind]}<br>${one.team}`,
      `${showMoment(one.fromAt)} to ${showMoment(one.untilAt)}`,
      one.people,
      html`<a class="govuk-link" href="/briefings/${one.id}#readers">${one.readers}</a>`,
      stateTag(one, now),
    ]),
  });

/** How each kind is told, in this order; whoever adds one says whether it is a row of its own or stands with the name. */
const shown: Record<PartKind, { words: string; isRow: boolean }> = {
  identity: { words: 'Who', isRow: false },
  photo: { words: 'Photo', isRow: false },
  warning: { words: 'Officer safety', isRow: false },
  curfew: { words: 'Curfew', isRow: true },
  tag: { words: 'Tag', isRow: true },
  zone: { words: 'Must not enter', isRow: true },
  condition: { words: 'Must keep to', isRow: true },
  address: { words: 'Lives at', isRow: true },
  report: { words: 'Intelligence', isRow: true },
};
export const partWords = (kind: PartKind): string => shown[kind].words;
export const rowKinds = (Object.keys(shown) as PartKind[]).filter((kind) => shown[kind].isRow);

export interface TellingModel {
  items: readonly (BriefingItem & { href?: { sighting: string } | undefined })[];
  parts: readonly ShownPart[];
  /** Where its pictures are: the briefing. */
  briefing: { id: number };
}

/** Everybody in it, each as a card: safety first, then what to look for and whom to call, then what holds for them. */
export const people = (model: TellingModel): Html =>
  html`${model.items.map((item) => {
    const own = model.parts.filter(({ itemId }) => itemId === item.id);
    const who = own.find(({ kind }) => kind === 'identity');
    if (who === undefined) return '';
    const heading = `briefed-${item.id}`;
    return html`<section aria-labelledby="${heading}" class="wm-briefed">
${photoOf(model.briefing.id, who.body.text, own)}<h2 class="govuk-heading-m" id="${heading}">${who.body.text}</h2>
<p class="govuk-body-s">${who.body.note ?? ''}; ${item.here.map((one) => hereWords[one]).join(', ')}</p>
${own.filter(({ kind }) => kind === 'warning').map(({ body }) => warningText({ text: body.text }))}
<dl class="govuk-summary-list">${row('Look for', item.lookFor)}${row('Call', callLink(item.callWhom))}${rowKinds.map((kind) => partRow(kind, own))}</dl>
${item.href && html`<p class="govuk-body wm-no-print">${button({ text: `I have seen ${who.body.text}`, href: item.href.sighting })}</p>`}</section>`;
  })}`;

/** Beside the name on a phone, a screen and on paper. */
function photoOf(briefingId: number, name: string, own: readonly ShownPart[]): Html | '' {
  const photo = own.find(({ kind, sourceId }) => kind === 'photo' && sourceId !== null);
  return photo === undefined
    ? ''
    : html`<img class="wm-briefed__photo" src="/briefings/${briefingId}/photos/${photo.sourceId ?? 0}" alt="Photo of ${name}. ${photo.body.text}">`;
}

const row = (key: string, value: Html | string): Html =>
  html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${key}</dt><dd class="govuk-summary-list__value">${value}</dd></div>`;

function partRow(kind: PartKind, own: readonly ShownPart[]): Html | '' {
  const told = own.filter((part) => part.kind === kind);
  return told.length === 0
    ? ''
    : row(
        partWords(kind),
        html`${told.map((part, index) => html`${index > 0 && html`<br>`}${partText(part)}`)}`,
      );
}

/** One thing told, with what goes with it: of a zone its map and corners, of a report its grade and conditions. */
export const partText = (
  { body, protective, conditions }: Pick<ShownPart, 'body' | 'protective' | 'conditions'>,
  onPaper = false,
): Html =>
  html`${body.text}${protective && html` <strong>(do not tell anybody this area, or ask why)</strong>`}${zonePart(body, onPaper)}${body.note !== undefined && html`<br><strong class="govuk-body-s">${body.note}</strong>`}${conditions && html`<br><strong class="govuk-body-s">Sent to you under a condition: ${conditions}</strong>`}`;

const zonePart = ({ text, corners = [] }: ShownPart['body'], onPaper: boolean): Html | '' =>
  corners.length === 0
    ? ''
    : html`${!onPaper && html`<br>`}${zoneMap(text, corners)}${onPaper ? '' : details({ summaryText: `The ${corners.length} corners of it`, html: html`<p class="govuk-body-s">${corners.join(' · ')}</p>` })}`;

const number = /(?:\+44|0)[\d ]{8,13}\d/;

/** Whom to call, with their number as one that a phone dials. */
function callLink(text: string): Html | string {
  const found = number.exec(text);
  if (found === null) return text;
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return html`${before}<a class="govuk-link" href="tel:${found[0].replaceAll(' ', '')}">${found[0]}</a>${after}`;
}

export interface ReadingModel extends TellingModel {
  briefing: Briefing;
  now: Date;
  /** Buttons, forms, readers and copies under it. */
  below: Html;
  /** Where the viewer makes briefings: what they may do with it. */
  makerNote?: Html | undefined;
  copy?: { number: number; name: string; at: Date } | undefined;
}

export const readingPage = (
  model: ReadingModel,
): Html => html`<h1 class="govuk-heading-l">Briefing: ${model.briefing.areaName}</h1>
<p class="govuk-body"><strong>Until ${showMoment(model.briefing.untilAt)}</strong>. ${model.briefing.team}. ${model.copy === undefined ? '' : html`<strong>Copy ${model.copy.number}</strong>, ${model.copy.name}, taken ${showMoment(model.copy.at)}.`}</p>
${model.makerNote ?? ''}${model.briefing.correctedWhat !== null && html`<p class="govuk-body"><strong>Put right.</strong> It stands in the place of briefing ${model.briefing.corrects}: ${model.briefing.correctedWhat}</p>`}${model.briefing.words === '' ? '' : insetText({ text: model.briefing.words })}
${model.items.length === 0 ? emptyState({ title: 'Nobody is in this briefing any more.' }) : people(model)}
<p class="govuk-body-s">Briefing ${model.briefing.id}, released by ${model.briefing.releasedBy ?? 'nobody yet'}${model.briefing.releasedAt === null ? '' : html`, ${showMoment(model.briefing.releasedAt)}, as it stood then`}. OFFICIAL-SENSITIVE: not to be passed on, and worth nothing after ${showMoment(model.briefing.untilAt)}: destroy it then.</p>
${model.below}`;

export const readersPart = (
  readers: readonly Reader[],
  copies: readonly Copy[],
): Html => html`<section class="wm-no-print" aria-labelledby="readers"><h2 class="govuk-heading-m" id="readers">Who has read it</h2>
${
  readers.length === 0
    ? emptyState({ title: 'Nobody has read it yet.' })
    : table({
        caption: 'Readers',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Readers',
        stack: true,
        head: ['Who', 'First read', 'Last read', 'Said that they read it'].map((text) => ({ text })),
        rows: readers.map((one) => [
          html`${one.name}<br><span class="govuk-hint">${one.agency}</span>`,
          showMoment(one.firstAt),
          showMoment(one.lastAt),
          one.acknowledgedAt === null ? 'Not yet' : showMoment(one.acknowledgedAt),
        ]),
      })
}
<h2 class="govuk-heading-m">Copies on paper</h2>${
  copies.length === 0
    ? html`<p class="govuk-body">None was taken.</p>`
    : html`<ul class="govuk-list">${copies.map((one) => html`<li>Copy ${one.number}: ${one.name}, ${showMoment(one.at)}, ${peopleWords(one.people)}${one.destroyedAt !== null && html`, destroyed ${showMoment(one.destroyedAt)}`}</li>`)}</ul>`
}</section>`;

export const notTold = (): Html =>
  details({
    summaryText: 'What is never told here',
    html: html`<p class="govuk-body">No plan, nothing of health, no victim and no contact with one, no condition written for this person alone but in words that you have chosen, why a flag was set, and of a protective zone only its boundary. Reports under conditions, and those about several people, are not told either. Type nothing of that kind into what to look for.</p>`,
  });
