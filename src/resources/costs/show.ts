import { subNavigation } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { showPounds } from './money.ts';
import type { CostLine } from './types.ts';

export const notKnown = 'Not known';

/** In pounds and pence; what is not known says so, and is never drawn as nothing. */
export const pounds = (pence: bigint | null | undefined): string =>
  pence === null || pence === undefined ? notKnown : showPounds(pence);

/** A right-aligned cell. */
export const amountCell = (pence: bigint | null | undefined): { text: string; format: string } => ({
  text: pounds(pence),
  format: 'numeric',
});

export const fteWords = (hundredths: number | null | undefined): string =>
  hundredths === null || hundredths === undefined ? '' : `${hundredths / 100} FTE`;

export const lineLink = (line: Pick<CostLine, 'id' | 'heading' | 'year'>): Html =>
  html`<a class="govuk-link" href="/resources/costs/${line.id}">${line.heading}<span class="govuk-visually-hidden">, ${line.year}</span></a>`;

/** Who bears a line: an agency, everybody by a formula, or somebody the source does not name. */
export const bearerWords = (line: CostLine): string =>
  line.agencyName ?? (line.stage === 'allocated' ? notKnown : 'Shared by the formula');

export const virementsPath = '/resources/costs/virements';

const places = [
  ['Overview', '/resources/costs'],
  ['Lines', '/resources/costs/lines'],
  ['Virements', virementsPath],
  ['Formulas', '/resources/costs/formulas'],
  ['Options appraisals', '/resources/options'],
] as const;

/** The tabs above every page of costs. */
export const costTabs = (active: (typeof places)[number][1] | undefined): Html =>
  subNavigation({
    label: 'Costs',
    classes: 'wm-no-print',
    items: places.map(([text, href]) => ({ text, href, active: href === active })),
  });

export const crumbs = [
  { text: 'Resources', href: '/resources' },
  { text: 'Costs', href: '/resources/costs' },
];
