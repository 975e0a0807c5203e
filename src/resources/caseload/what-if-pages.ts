import Type from 'typebox';
import type { FieldError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import { button, exampleTag, input, insetText, table } from '../../web/components/index.ts';
import { formStatus, messageFor, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field } from '../../web/schemas.ts';
import { againstWords, loadOfBase, perOfficerOf } from './rules.ts';
import { countByBase, listOfficers } from './store.ts';
import type { CaseloadRule } from './types.ts';
import {
  type BaseChange,
  balanceOf,
  mostBases,
  readChanges,
  type Tried,
  tryOut,
  writeChanges,
} from './what-if.ts';

const path = '/resources/caseload/what-if';
const crumbs = [
  { text: 'Resources', href: '/resources' },
  { text: 'Caseload', href: '/resources/caseload' },
];

interface Query {
  officers?: string;
  people?: string;
  [name: string]: string | undefined;
}

/** Moving posts and people between bases on paper: nothing is changed, and the address keeps what is tried. */
export const whatIfPages: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'see:workload',
    reads: 'none',
    // The form sends a field for each base; the answer leads to the short address.
    query: Type.Object(
      { officers: field(900), people: field(900) },
      { additionalProperties: Type.String({ maxLength: 12 }), maxProperties: 2 * mostBases + 2 },
    ),
    handle: (ask) => showWhatIf(ask),
  }),
];

const amountPattern = { officers: /^[+-]?\d{1,3}(\.\d{1,2})?$/, people: /^[+-]?\d{1,4}$/ };

/** Amounts that the form sends and that are none. */
const badAmounts = (query: Query): FieldError[] =>
  Object.entries(query).flatMap(([name, value = '']) => {
    const match = /^(officers|people)-\d{1,15}$/.exec(name);
    const amount = value.trim().replace('−', '-');
    if (match === null || amount === '' || amountPattern[match[1] as keyof typeof amountPattern].test(amount))
      return [];
    return [
      {
        field: name,
        text:
          match[1] === 'officers'
            ? 'Enter FTE more or fewer, like 1 or -0.5'
            : 'Enter people more or fewer, like 10 or -10',
      },
    ];
  });

/** `officers-3=-1&people-3=10`, as the form sends it. */
function fromForm(query: Query): { officers: string; people: string } | undefined {
  const list = (of: 'officers' | 'people'): string =>
    Object.entries(query)
      .flatMap(([name, value]) => {
        const match = new RegExp(`^${of}-(\\d{1,15})$`).exec(name);
        const amount = value?.trim().replace('−', '-') ?? '';
        return match === null || amount === '' || Number(amount) === 0 ? [] : [`${match[1]}:${amount}`];
      })
      .join(',');
  const sent = Object.keys(query).some((name) => /^(officers|people)-/.test(name));
  return sent ? { officers: list('officers'), people: list('people') } : undefined;
}

async function showWhatIf(ask: Ask<unknown, Query>): Promise<Reply> {
  const { schemeId } = ask.viewer;
  return ask.read(async (tx) => {
    const rule = await ruleInForce<CaseloadRule>(tx, schemeId, 'caseload', ask.today);
    const [officers, counted] = await Promise.all([
      listOfficers(tx, schemeId, rule.body),
      countByBase(tx, schemeId),
    ]);
    const ids = counted.map(({ baseId }) => baseId);
    const sent = fromForm(ask.query);
    const changes = readChanges(sent ?? ask.query, ids);
    const errors = badAmounts(ask.query);
    if (sent !== undefined && errors.length === 0) return redirect(addressOf(path, writeChanges(changes)));
    const bases = counted.map((base) => loadOfBase(base, officers, rule.body));
    return page({
      title: 'What if',
      section: 'resources',
      breadcrumbs: crumbs,
      status: formStatus({ errors }),
      errors: summaryOf(errors),
      body: whatIfPage(tryOut(bases, changes, rule.body), changes, rule, { query: ask.query, errors }),
    });
  });
}

/** The form as it was sent, and what is wrong with it. */
interface Typed {
  query: Query;
  errors: readonly FieldError[];
}

function whatIfPage(
  tried: readonly Tried[],
  changes: ReadonlyMap<number, BaseChange>,
  rule: { body: CaseloadRule; example: boolean },
  typed: Typed,
): Html {
  const balance = balanceOf(changes);
  return html`<h1 class="govuk-heading-l">What if</h1>
<p class="govuk-body">Move posts or people between bases and see what each officer would carry. Nothing is changed. The address keeps what you try: copy it to show it to somebody; they see it by the numbers of that day.</p>
${changes.size > 0 && insetText({ text: balanceWords(balance) })}
${resultTable(tried, rule.body)}
<h2 class="govuk-heading-m">Change</h2>
<form method="get" action="${path}">
${tried.map((one) => changeFields(one, changes.get(one.baseId), typed))}
${button({ text: 'See what follows' })}
</form>
<p class="govuk-body wm-no-print"><a class="govuk-link" href="${path}">Start again</a> · <a class="govuk-link" href="/allocations">Move people for real, after a preview</a></p>
<p class="govuk-hint">The rule${exampleTag(rule.example)}: ${rule.body.peoplePerOfficer} people to a full-time officer.</p>`;
}

const balanceWords = ({ officersHundredths, people }: ReturnType<typeof balanceOf>): string => {
  const posts =
    officersHundredths === 0
      ? 'Posts are only moved: as many FTE as now.'
      : `This ${officersHundredths > 0 ? 'adds' : 'takes away'} ${Math.abs(officersHundredths) / 100} FTE in all.`;
  const whole =
    people === 0
      ? 'As many people as now.'
      : `${Math.abs(people)} ${people > 0 ? 'more' : 'fewer'} people in all.`;
  return `${posts} ${whole}`;
};

const ratio = (perOfficer: string | undefined): string => perOfficer ?? 'No officer';

function resultTable(tried: readonly Tried[], rule: CaseloadRule): Html {
  const sum = (of: (one: Tried) => number): number => tried.reduce((total, one) => total + of(one), 0);
  const row = (name: string, before: string, after: Omit<Tried, 'before' | 'base' | 'baseId'>) => [
    name,
    { text: before, format: 'numeric' as const },
    { text: after.people, format: 'numeric' as const },
    { text: after.officersHundredths / 100, format: 'numeric' as const },
    { text: ratio(after.perOfficer), format: 'numeric' as const },
    `${againstWords(after.people, after.limit)}${after.cut ? ' (more was taken than there is)' : ''}`,
  ];
  const people = sum((one) => one.people);
  const officersHundredths = sum((one) => one.officersHundredths);
  return table({
    caption: 'What each officer would carry',
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'What each officer would carry',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Base' },
      { text: 'People an officer now', format: 'numeric' },
      { text: 'People', format: 'numeric' },
      { text: 'Officers (FTE)', format: 'numeric' },
      { text: 'People an officer', format: 'numeric' },
      { text: `Against the rule of ${rule.peoplePerOfficer}` },
    ],
    rows: [
      ...tried.map((one) => row(one.base, ratio(one.before.perOfficer), one)),
      row(
        'All bases',
        ratio(
          perOfficerOf(
            sum((one) => one.before.people),
            sum((one) => one.before.officersHundredths),
          ),
        ),
        {
          people,
          officersHundredths,
          limit: sum((one) => one.limit),
          perOfficer: perOfficerOf(people, officersHundredths),
          cut: false,
        },
      ),
    ],
  });
}

const changeFields = (
  { base, baseId, before }: Tried,
  change: BaseChange | undefined,
  { query, errors }: Typed,
): Html => {
  const shown = (amount: number | undefined): string =>
    amount === undefined || amount === 0 ? '' : `${amount > 0 ? '+' : ''}${amount}`;
  return html`<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">${base}</legend>
<div class="wm-row">${input({ id: `officers-${baseId}`, name: `officers-${baseId}`, label: { text: 'Officers, FTE more or fewer' }, hint: { text: `Now ${before.officersHundredths / 100}` }, classes: 'govuk-input--width-4', value: query[`officers-${baseId}`] ?? shown(change === undefined ? undefined : change.officersHundredths / 100), ...messageFor(errors, `officers-${baseId}`) })}
${input({ id: `people-${baseId}`, name: `people-${baseId}`, label: { text: 'People, more or fewer' }, hint: { text: `Now ${before.people}` }, classes: 'govuk-input--width-4', value: query[`people-${baseId}`] ?? shown(change?.people), ...messageFor(errors, `people-${baseId}`) })}</div></fieldset>`;
};
