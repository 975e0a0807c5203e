import { isRole, roleTitles } from '../../access/rights.ts';
import { showShortDay } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import { type Requirement, type Skills, skillName } from '../../scheme/skills.ts';
import { addressOf } from '../../web/address.ts';
import { emptyState, exampleTag, filterChips, table, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import {
  type GapCount,
  type SkillState,
  type Standing,
  type StandingFilter,
  skillStateWords,
} from './types.ts';

export const skillsPath = '/resources/skills';
const noBase = 'No base';

export const standingsHref = (
  filter: StandingFilter,
  page?: number,
  path: string = `${skillsPath}/people`,
): string =>
  addressOf(path, {
    base: filter.base,
    what: filter.what,
    state: filter.state,
    staff: filter.staffId,
    page: page === 1 ? undefined : page,
  });

const colours: Record<SkillState, string> = {
  missing: 'govuk-tag--red',
  'ran-out': 'govuk-tag--red',
  soon: 'govuk-tag--yellow',
  held: 'govuk-tag--green',
};

const baseOf = (one: { baseId: number | null }): string =>
  one.baseId === null ? 'none' : String(one.baseId);

export interface SkillsPage {
  skills: Skills;
  counts: readonly GapCount[];
  mayManage: boolean;
}

/** Who must be trained in what, and how many lack it, by base. */
export function skillsPage({ skills, counts, mayManage }: SkillsPage): Html {
  const whats = [...new Set(skills.required.map(({ what }) => what))];
  const bases = [...new Map(counts.map((one) => [baseOf(one), one.base ?? noBase]))];
  const gaps = counts.reduce((sum, one) => sum + one.gaps, 0);
  const soon = counts.reduce((sum, one) => sum + one.soon, 0);
  return html`<h1 class="govuk-heading-l">Skills and training${exampleTag(skills.example)}</h1>
${
  whats.length === 0
    ? emptyState({
        title: 'The scheme’s rules do not say what anybody must be trained in.',
        text: 'The rule “skills” does. Training can be recorded without it.',
      })
    : html`<p class="govuk-body"><a class="govuk-link" href="${standingsHref({ state: 'gap' })}">${gaps} ${gaps === 1 ? 'gap' : 'gaps'}</a>, and <a class="govuk-link" href="${standingsHref({ state: 'soon' })}">${soon}</a> that ${soon === 1 ? 'runs' : 'run'} out ${skills.warnDays === undefined ? 'soon' : `within ${skills.warnDays} days`}.</p>
${gapTable({ skills, counts, whats, bases })}
${requirementTable(skills)}`
}
<ul class="govuk-list wm-no-print">${mayManage && html`<li><a class="govuk-link" href="/resources/training">Enter training, or take it back</a></li>`}<li><a class="govuk-link" href="/training">Your own training</a></li></ul>`;
}

function gapTable({
  skills,
  counts,
  whats,
  bases,
}: {
  skills: Skills;
  counts: readonly GapCount[];
  whats: readonly string[];
  bases: readonly (readonly [string, string])[];
}): Html {
  const cell = (base: string, what: string) => {
    const found = counts.find((one) => one.what === what && baseOf(one) === base);
    if (found === undefined) return { text: '–', format: 'numeric' as const };
    const name = `${skillName(skills, what)}, ${found.base ?? noBase}`;
    return {
      html: html`<a class="govuk-link" href="${standingsHref({ base, what, state: found.gaps > 0 ? 'gap' : undefined })}">${found.gaps} of ${found.asked}<span class="govuk-visually-hidden"> lack ${name}</span></a>`,
      format: 'numeric' as const,
    };
  };
  return table({
    caption: 'How many lack it, of those who must have it',
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'Gaps by base',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Base' },
      ...whats.map((what) => ({ text: skillName(skills, what), format: 'numeric' as const })),
    ],
    rows: bases.map(([base, name]) => [name, ...whats.map((what) => cell(base, what))]),
  });
}

const whoWords = ({ roles = [], rights = [] }: Requirement): string =>
  [
    ...roles.map((role) => (isRole(role) ? roleTitles[role] : role)),
    ...(rights.length === 0 ? [] : [`whoever has the right ${rights.join(' or ')}`]),
  ].join(', ');

const requirementTable = (skills: Skills): Html =>
  table({
    caption: 'What is required, of whom, for what',
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'What is required',
    stack: true,
    firstCellIsHeader: true,
    head: ['Training', 'For what', 'Of whom'],
    rows: skills.required.map((one) => [skillName(skills, one.what), one.task, whoWords(one)]),
  });

export interface StandingsPage {
  skills: Skills;
  rows: readonly Standing[];
  filter: StandingFilter;
  names: { base: string | undefined };
  pages: Html | '';
}

const stateWords = (state: NonNullable<StandingFilter['state']>): string =>
  state === 'gap' ? 'None recorded, or ran out' : skillStateWords[state];

export function standingsPage({ skills, rows, filter, names, pages }: StandingsPage): Html {
  const without = (part: keyof StandingFilter): string => standingsHref({ ...filter, [part]: undefined });
  const chips = [
    filter.base !== undefined && {
      text: `Base: ${filter.base === 'none' ? noBase.toLowerCase() : (names.base ?? 'unknown')}`,
      removeHref: without('base'),
    },
    filter.what !== undefined && {
      text: `Training: ${skillName(skills, filter.what)}`,
      removeHref: without('what'),
    },
    filter.staffId !== undefined && {
      text: rows[0]?.name ?? 'One member of staff',
      removeHref: without('staffId'),
    },
    filter.state !== undefined && { text: stateWords(filter.state), removeHref: without('state') },
  ].filter((chip) => chip !== false);
  return html`<h1 class="govuk-heading-l">Who must be trained, and who is</h1>
${filterChips({ chips, clearHref: standingsHref({}) })}
${
  rows.length === 0
    ? emptyState({
        title: chips.length > 0 ? 'Nobody matches these filters.' : 'Nobody must be trained in anything.',
        actions: [{ text: 'Skills', href: skillsPath }],
      })
    : html`${table({
        caption: 'Training that is required, gaps first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Training that is required',
        stack: true,
        firstCellIsHeader: true,
        foldOnPhone: [1, 3],
        head: ['Who', 'Base', 'Training', 'For what', 'How it stands'],
        rows: rows.map((one) => [
          html`<a class="govuk-link" href="${standingsHref({ staffId: one.staffId })}">${one.name}<span class="govuk-visually-hidden">: all that is required of them</span></a><br><span class="govuk-hint">${one.agency}</span>`,
          one.base ?? noBase,
          skillName(skills, one.what),
          one.tasks.join('; '),
          html`${tag({ text: skillStateWords[one.state], classes: colours[one.state] })}${one.expiresOn === null ? '' : html`<br>${one.state === 'ran-out' ? 'Ran out on' : 'Until'} ${showShortDay(one.expiresOn)}`}`,
        ]),
      })}${pages}
<p class="govuk-body wm-no-print"><a class="govuk-link" href="${standingsHref(filter, undefined, `${skillsPath}/people.csv`)}">Download this list (CSV)</a></p>`
}`;
}

export const standingLines = (rows: readonly Standing[], skills: Skills): string[] => [
  csvLine(['name', 'agency', 'base', 'training', 'for what', 'state', 'last day']),
  ...rows.map((one) =>
    csvLine([
      one.name,
      one.agency,
      one.base ?? '',
      skillName(skills, one.what),
      one.tasks.join('; '),
      skillStateWords[one.state],
      one.expiresOn,
    ]),
  ),
];
