import type { FieldError } from '../../kernel/errors.ts';
import { exampleTag, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { plainPounds } from '../costs/money.ts';
import type { Timeliness } from './rules.ts';
import {
  type Grant,
  type GrantState,
  grantStateWords,
  type PaymentState,
  paymentStateWords,
  type ReturnState,
  returnStateWords,
} from './types.ts';

export const grantsPath = '/resources/grants';
export const returnsPath = '/returns';

export const grantCrumbs = [
  { text: 'Resources', href: '/resources' },
  { text: 'Grants', href: grantsPath },
];

export const grantPath = (id: number): string => `${grantsPath}/${id}`;
/** A financial year in an address: `2016-17`. */
export const reportPath = (base: string, id: number, year: string): string =>
  `${base}/${id}/report/${year.replace('/', '-')}`;

const stateClasses: Record<GrantState | ReturnState | PaymentState, string> = {
  draft: 'govuk-tag--grey',
  'in-force': 'govuk-tag--green',
  ended: 'govuk-tag--grey',
  open: 'govuk-tag--grey',
  submitted: 'govuk-tag--yellow',
  'sent-back': 'govuk-tag--orange',
  'with-commissioner': 'govuk-tag--blue',
  queried: 'govuk-tag--orange',
  accepted: 'govuk-tag--green',
  asked: 'govuk-tag--yellow',
  released: 'govuk-tag--green',
  refused: 'govuk-tag--red',
  withdrawn: 'govuk-tag--grey',
};

export const grantTag = (state: GrantState): Html =>
  tag({ text: grantStateWords[state], classes: stateClasses[state] });
export const returnTag = (state: ReturnState): Html =>
  tag({ text: returnStateWords[state], classes: stateClasses[state] });
export const paymentTag = (state: PaymentState): Html =>
  tag({ text: paymentStateWords[state], classes: stateClasses[state] });

export const headed = (grant: Pick<Grant, 'title' | 'example'>, caption: string): Html =>
  html`<span class="govuk-caption-l">${caption}</span><h1 class="govuk-heading-l">${grant.title} ${exampleTag(grant.example)}</h1>`;

/** The provider, with who stands in for it where the paper names another. */
export const providerOf = ({ namedAs, provider }: Pick<Grant, 'namedAs' | 'provider'>): string =>
  namedAs === null ? provider : `${namedAs} (in this system: ${provider})`;

const days = (n: number): string => `${n} ${n === 1 ? 'day' : 'days'}`;

/** How a return stands with its day, in words. */
export const timelinessWords = (timeliness: Timeliness): string =>
  timeliness.is === 'late'
    ? `${days(timeliness.days)} late`
    : timeliness.is === 'sent'
      ? timeliness.daysLate > 0
        ? `Sent ${days(timeliness.daysLate)} late`
        : 'Sent in time'
      : timeliness.is === 'due'
        ? 'Due'
        : 'The quarter has not ended';

export const lateTag = (timeliness: Timeliness): Html | '' =>
  timeliness.is === 'late' || (timeliness.is === 'sent' && timeliness.daysLate > 0)
    ? tag({
        text: timelinessWords(timeliness),
        classes: timeliness.is === 'late' ? 'govuk-tag--red' : 'govuk-tag--orange',
      })
    : '';

/** A provider's words as they were typed. */
export const words = (text: string): Html =>
  html`${text
    .split(/\n{2,}/)
    .filter((one) => one.trim() !== '')
    .map((one) => html`<p class="govuk-body wm-wrap">${one}</p>`)}`;

/** In pounds as a spreadsheet takes it; empty where it is not known. */
export const cell = (pence: bigint | null): number | string =>
  pence === null ? '' : Number(plainPounds(pence));

export interface Shown<Values> {
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  values: Values;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}
