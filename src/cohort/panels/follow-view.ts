import { type Day, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { Skills } from '../../scheme/skills.ts';
import {
  button,
  details,
  emptyState,
  input,
  numberedPages,
  select,
  subNavigation,
  table,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { askedOf } from '../../web/needs.ts';
import {
  type Marker,
  madeByWords,
  markerStateWords,
  type PanelAction,
  type Representation,
  representationWords,
} from './after-types.ts';
import { heardWords } from './item-view.ts';
import { dueWords } from './letter-view.ts';

/** A form of a list's line, shown again. */
export interface LineForm {
  id: number;
  value: string;
  errors: readonly FieldError[];
  key: string;
}

interface Listing {
  today: Day;
  page: number;
  pages: number;
  href: (page: number) => string;
  again: LineForm | undefined;
  csrfToken: string;
}

/** Two ways to end a line, with one field that says more. */
function ending(
  { csrfToken, again }: Listing,
  line: { id: number; version: number; about: string },
  what: {
    action: string;
    field: string;
    label: string;
    done: readonly [string, string];
    other: readonly [string, string];
  },
): Html {
  const mine = again?.id === line.id ? again : undefined;
  const field = `${what.field}-${line.id}`;
  return details({
    summaryHtml: html`Finish<span class="govuk-visually-hidden">: ${line.about}</span>`,
    open: mine !== undefined,
    html: form({
      action: what.action,
      csrfToken,
      key: mine?.key,
      version: line.version,
      body: html`${input({ id: field, name: what.field, label: { text: what.label }, value: mine?.value ?? '', ...messageFor(mine?.errors ?? [], field) })}<button class="govuk-button govuk-!-margin-bottom-1" type="submit" name="state" value="${what.done[0]}">${what.done[1]}</button> <button class="govuk-button govuk-button--secondary govuk-!-margin-bottom-1" type="submit" name="state" value="${what.other[0]}">${what.other[1]}</button>`,
    }),
  });
}

export interface MarkerListModel extends Listing {
  markers: readonly Marker[];
  names: ReadonlyMap<string, string>;
  own: boolean;
  open: boolean;
  agencyId: number;
}

export function markerList(model: MarkerListModel): Html {
  const { markers, names, own, open, today, agencyId } = model;
  return html`<h1 class="govuk-heading-l">Agencies’ own markers</h1>
<p class="govuk-body">Who joins or leaves the scheme is marked in each agency’s own system. Each agency does its own by hand; where its extract carries the marker, the next one checks it off.</p>
${subNavigation({
  label: 'Which markers',
  items: [
    { text: 'Ours to do', href: '/panels/markers', active: own && open },
    { text: 'Every agency’s to do', href: '/panels/markers?of=all', active: !own && open },
    { text: 'Done', href: '/panels/markers?of=all&done=yes', active: !open },
  ],
})}
${
  markers.length === 0
    ? emptyState({
        title: open
          ? 'There is no marker to set or clear for anybody whom you may see.'
          : 'Nothing is done yet.',
      })
    : table({
        caption: 'Markers',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Markers',
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: 'Who' },
          { text: 'Agency' },
          { text: 'What' },
          { text: open ? 'Due' : 'State' },
          ...(open ? [{ text: 'Finish' }] : []),
        ],
        rows: markers.map((one) => [
          html`<a class="govuk-link" href="/panels/items/${one.itemId}">${one.name}</a>`,
          one.agency,
          `${one.act === 'set' ? 'Set' : 'Clear'}: ${names.get(one.marker) ?? one.marker}`,
          open ? dueWords(one.dueOn, today) : doneWords(one),
          ...(open
            ? [
                one.agencyId !== agencyId
                  ? ''
                  : ending(
                      model,
                      { ...one, about: `${one.name}, ${names.get(one.marker) ?? one.marker}` },
                      {
                        action: `/panels/markers/${one.id}`,
                        field: 'reference',
                        label: 'Reference in your system, or why it is not needed',
                        done: ['done', one.act === 'set' ? 'It is set' : 'It is cleared'],
                        other: ['not-needed', 'Not needed'],
                      },
                    ),
              ]
            : []),
        ]),
      })
}
${numberedPages(model.page, model.pages, model.href, 'Pages of markers')}`;
}

const doneWords = (one: Marker): string =>
  `${markerStateWords[one.state]}${one.doneOn === null ? '' : ` ${showDay(one.doneOn)}`}, ${one.how === 'extract' ? 'seen in the agency’s extract' : `by ${one.doneBy ?? 'somebody'}: ${one.reference ?? ''}`}`;

export interface ActionListModel extends Listing {
  actions: readonly PanelAction[];
  skills: Pick<Skills, 'skills'>;
  own: boolean;
  open: boolean;
  mayManage: boolean;
  staffId: number;
}

export function actionList(model: ActionListModel): Html {
  const { actions, own, open, today, staffId, mayManage } = model;
  return html`<h1 class="govuk-heading-l">Actions of panels</h1>
${subNavigation({
  label: 'Which actions',
  items: [
    { text: 'Mine', href: '/panels/actions', active: own && open },
    ...(mayManage ? [{ text: 'Everybody’s', href: '/panels/actions?of=all', active: !own && open }] : []),
    { text: 'Finished', href: '/panels/actions?of=all&done=yes', active: !open },
  ],
})}
${
  actions.length === 0
    ? emptyState({ title: open ? 'There is no open action.' : 'No action is finished yet.' })
    : table({
        caption: 'Actions',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Actions',
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: 'What' },
          { text: 'About' },
          { text: 'Who' },
          { text: open ? 'By' : 'State' },
          ...(open ? [{ text: 'Finish' }] : []),
        ],
        rows: actions.map((one) => [
          html`${one.what}${askedOf(one, model.skills)}`,
          one.personId === null ? 'Nobody' : (one.name ?? 'Somebody whom you no longer see'),
          one.staff,
          open
            ? dueWords(one.dueOn, today)
            : `${one.state === 'done' ? 'Done' : 'Dropped'} ${one.endedOn === null ? '' : showDay(one.endedOn)}${one.note === null ? '' : `: ${one.note}`}`,
          ...(open
            ? [
                one.staffId !== staffId && !mayManage
                  ? ''
                  : ending(
                      model,
                      { ...one, about: one.what },
                      {
                        action: `/panels/actions/${one.id}`,
                        field: 'note',
                        label: 'What was done, or why not',
                        done: ['done', 'It is done'],
                        other: ['dropped', 'Not to be done any more'],
                      },
                    ),
              ]
            : []),
        ]),
      })
}
${numberedPages(model.page, model.pages, model.href, 'Pages of actions')}`;
}

export interface RepresentationListModel extends Listing {
  representations: readonly Representation[];
  meetings: readonly { id: number; heldOn: Day; base: string | null }[];
  mayPrepare: boolean;
}

export function representationList(model: RepresentationListModel): Html {
  const { representations, meetings, mayPrepare, today, csrfToken } = model;
  return html`<h1 class="govuk-heading-l">Representations and appeals</h1>
<p class="govuk-body">What people say against a decision. Somebody who did not sign it hears them, and the answer is a decision of its own.</p>
${
  representations.length === 0
    ? emptyState({ title: 'Nothing was said against a decision about anybody whom you may see.' })
    : table({
        caption: 'Representations and appeals, those not heard first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Representations and appeals',
        stack: true,
        firstCellIsHeader: true,
        head: [{ text: 'Who' }, { text: 'What' }, { text: 'Said' }, { text: 'Hearing' }],
        rows: representations.map((one) => [
          html`<a class="govuk-link" href="/panels/items/${one.itemId}">${one.name}</a>`,
          `${representationWords[one.kind]} of ${showDay(one.madeOn)} by ${madeByWords[one.madeBy].toLowerCase()}${one.madeOn > one.untilOn ? ', late' : ''}`,
          one.said,
          !one.isWaiting
            ? heardWords(one)
            : html`${one.heardItem !== null && html`${heardWords(one)} `}To be heard by ${dueWords(one.hearBy, today)}. ${
                mayPrepare &&
                meetings.length > 0 &&
                form({
                  action: `/panels/representations/${one.id}/hear`,
                  csrfToken,
                  body: html`${select({ id: `meeting-${one.id}`, name: 'meeting', label: { text: `Panel that hears ${one.name}` }, items: meetings.map(({ id, heldOn, base }) => ({ value: id, text: `${showDay(heldOn)}, ${base ?? 'every base'}` })) })}${button({ text: 'Put on the agenda', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
                })
              }`,
        ]),
      })
}
${numberedPages(model.page, model.pages, model.href, 'Pages of representations')}`;
}
