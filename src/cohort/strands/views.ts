import type { RuleVersion } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import {
  emptyState,
  exampleTag,
  insetText,
  numberedPages,
  statLinks,
  summaryList,
  table,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { findingsOf } from './rules.ts';
import type { StrandCount } from './store.ts';
import {
  type RegisterRule,
  registers,
  registerWords,
  type SeparateCohort,
  type SeparateCohortsRule,
  type Standing,
  type SuperProlificRule,
} from './types.ts';

type Named = { code: string; name: string };

export interface StrandsModel {
  counts: readonly StrandCount[];
  strands: readonly Named[];
  isExample: boolean;
  separate: RuleVersion<SeparateCohortsRule> | undefined;
  prolific: RuleVersion<SuperProlificRule> | undefined;
  seesOffences: boolean;
  /** Pages beside this one that the viewer may open. */
  links: readonly { text: string; href: string }[];
}

const statuses = [
  ['statutory', 'statutory'],
  ['voluntary', 'voluntary'],
  ['dual', 'dual'],
] as const;

export function strandsPage(model: StrandsModel): Html {
  const of = (is: (count: StrandCount) => boolean): number =>
    model.counts.filter(is).reduce((sum, { n }) => sum + n, 0);
  const linked = (n: number, strand: string, statutory: string | undefined): Html =>
    html`<a class="govuk-link" href="${addressOf('/cohort', { strand, statutory })}">${n}<span class="govuk-visually-hidden"> in ${strand}${statutory !== undefined && `, ${statutory}`}</span></a>`;
  // A strand that the rule no longer names is shown as long as somebody is in it.
  const known = new Set(model.strands.map(({ code }) => code));
  const gone = [...new Set(model.counts.map(({ strand }) => strand))].filter((code) => !known.has(code));
  const strands = [...model.strands, ...gone.map((code) => ({ code, name: code }))];
  return html`<h1 class="govuk-heading-xl">Strands and cohorts</h1>
<p class="govuk-body">Members whom you may see, by strand. The strands are the scheme’s own${exampleTag(model.isExample)}: no national share or threshold is published.</p>
${table({
  stack: true,
  caption: 'Members by strand and status',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Members by strand and status',
  firstCellIsHeader: true,
  head: [
    { text: 'Strand' },
    { text: 'Members', format: 'numeric' },
    { text: 'Statutory', format: 'numeric' },
    { text: 'Voluntary', format: 'numeric' },
    { text: 'Dual', format: 'numeric' },
  ],
  rows: strands.map(({ code, name }) => [
    name,
    {
      html: linked(
        of(({ strand }) => strand === code),
        code,
        undefined,
      ),
      format: 'numeric',
    },
    ...statuses.map(([status]) => ({
      html: linked(
        of((one) => one.strand === code && one.statutory === status),
        code,
        status,
      ),
      format: 'numeric',
    })),
  ]),
})}
${insetText({ text: 'Statutory, voluntary and dual say on what footing somebody takes part. No service, plan or referral is closed to anybody for it: a service may say whom it is meant for, and that is talked over, never a bar.' })}
<h2 class="govuk-heading-l">Super-prolific</h2>
${model.prolific === undefined ? html`<p class="govuk-body">The scheme has no rule for it (super-prolific).</p>` : html`<p class="govuk-body">${model.prolific.body.crimes} or more proven offences in ${model.prolific.body.months} months${exampleTag(model.prolific.example)}. ${model.seesOffences && html`<a class="govuk-link" href="/cohort/strands/super-prolific">Who they are, and how the cohort’s crime is concentrated</a>`}</p>`}
<h2 class="govuk-heading-l">Separate cohorts</h2>
${separate(model)}
<p class="govuk-body wm-no-print">${model.links.map(({ text, href }, index) => html`${index > 0 && ' · '}<a class="govuk-link" href="${href}">${text}</a>`)}</p>`;
}

function separate({ separate: rule, counts, seesOffences }: StrandsModel): Html {
  const cohorts = rule?.body.cohorts ?? [];
  if (cohorts.length === 0)
    return emptyState({
      title: 'The scheme has one cohort.',
      text: 'Others have a rule of their own (separate-cohorts).',
    });
  return table({
    stack: true,
    caption: 'Separate cohorts',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Separate cohorts',
    firstCellIsHeader: true,
    head: [{ text: 'Cohort' }, { text: 'Of whom' }, { text: 'Members', format: 'numeric' }],
    rows: cohorts.map(({ code, name, about, strands }) => [
      html`${seesOffences ? html`<a class="govuk-link" href="/cohort/strands/cohorts/${code}">${name}</a>` : name}${exampleTag(rule?.example ?? false)}`,
      about,
      {
        html: html`${strands.map((strand, index) => html`${index > 0 && ' + '}<a class="govuk-link" href="${addressOf('/cohort', { strand })}">${counts.filter((one) => one.strand === strand).reduce((sum, { n }) => sum + n, 0)}<span class="govuk-visually-hidden"> in ${strand}</span></a>`)}`,
        format: 'numeric',
      },
    ]),
  });
}

export interface CohortModel {
  cohort: SeparateCohort;
  isExample: boolean;
  strands: readonly Named[];
  who: 'in' | 'others';
  people: readonly Standing[];
  all: number;
  seesRegisters: boolean;
  page: number;
  pages: number;
}

const ruleWords: Record<RegisterRule, string> = {
  required: 'everybody in the cohort has an entry',
  refer: 'whoever has an entry is asked about: that arrangement may come first',
  exclude: 'whoever has an entry is excluded',
  check: 'an entry is shown',
};

export function cohortPage(model: CohortModel): Html {
  const { cohort, who } = model;
  const nameOf = (code: string): string => model.strands.find((one) => one.code === code)?.name ?? code;
  const path = `/cohort/strands/cohorts/${cohort.code}`;
  return html`<h1 class="govuk-heading-xl">${cohort.name}</h1>
<p class="govuk-body">${cohort.about}${exampleTag(model.isExample)}. A panel decides who belongs; this page only shows where people and the rule differ, and moves nobody.</p>
${summaryList({
  rows: [
    { key: 'Its strands', value: cohort.strands.map(nameOf).join(', ') },
    {
      key: 'Its rule',
      value: `${cohort.minimum} or more proven offences in ${cohort.months} months of Home Office classes ${cohort.classes.join(', ')}`,
    },
    ...registers.map((register) => {
      const rule = cohort.registers[register];
      return { key: registerWords[register], value: rule === undefined ? 'Not asked' : ruleWords[rule] };
    }),
  ],
})}
${!model.seesRegisters && insetText({ text: 'Your role does not see risk registers: that part of the check is left out here.' })}
<nav aria-label="Whom to show"><p class="govuk-body"><a class="govuk-link" href="${path}"${who === 'in' && html` aria-current="true"`}>In the cohort</a> · <a class="govuk-link" href="${path}?who=others"${who === 'others' && html` aria-current="true"`}>In another strand, and meet its rule</a></p></nav>
${statLinks([{ number: model.all, label: who === 'in' ? 'members whom you may see' : 'members elsewhere who meet its rule' }])}
${model.people.length === 0 ? emptyState({ title: 'Nobody is listed here.', text: who === 'in' ? 'No member of these strands is one whom you may see.' : 'Nobody whom you may see meets the rule in another strand.' }) : people(model, nameOf)}
${numberedPages(model.page, model.pages, (page) => addressOf(path, { who: who === 'in' ? undefined : who, page }), 'Pages of people')}`;
}

const people = (model: CohortModel, nameOf: (code: string) => string): Html =>
  table({
    stack: true,
    caption: 'People, those with most offences of its classes first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'People beside the cohort’s rule',
    head: [
      { text: 'Name' },
      { text: 'Strand' },
      { text: 'Status' },
      { text: 'Offences', format: 'numeric' },
      { text: 'What was found' },
    ],
    rows: model.people.map((one) => {
      const found = findingsOf(model.cohort, one, model.seesRegisters);
      return [
        html`<a class="govuk-link" href="/people/${one.personId}">${one.name}</a>`,
        nameOf(one.strand),
        one.statutory,
        { text: one.offences, format: 'numeric' },
        found.length === 0
          ? 'As its rule says'
          : html`${found.map(({ text, isDue }, index) => html`${index > 0 && html`<br>`}${isDue ? html`<strong>${text}</strong>` : text}`)}`,
      ];
    }),
  });
