import { showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import { emptyState, filterChips, insetText, statLinks, table, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { roleWords } from '../role-words.ts';
import {
  againstWords,
  availableOf,
  cohortWords,
  limitFor,
  peopleOf,
  perOfficerOf,
  pointsLimitFor,
  supervisorsLacking,
} from './rules.ts';
import type { BaseLoad, CaseloadMember, CaseloadRule, MemberFilter, OfficerInPost } from './types.ts';

const path = '/resources/caseload';

export const membersHref = (filter: MemberFilter): string =>
  addressOf(`${path}/members`, {
    base: filter.baseId,
    officer: filter.staffId,
    unallocated: filter.unallocated === true ? '1' : undefined,
  });

const peopleLink = (people: number, filter: MemberFilter, about: string): Html | string =>
  people === 0
    ? '0'
    : html`<a class="govuk-link" href="${membersHref(filter)}">${people}<span class="govuk-visually-hidden"> ${about}</span></a>`;

function against(people: number, limit: number): Html | string {
  const words = againstWords(people, limit);
  return people > limit ? html`<strong>${words}</strong>` : words;
}

const fte = (hundredths: number): string => String(hundredths / 100);

export interface CaseloadPage {
  allocates: boolean;
  rule: CaseloadRule;
  example: boolean;
  bases: readonly BaseLoad[];
  officers: readonly OfficerInPost[];
  others: readonly { staffId: number; name: string; agency: string; leads: number; embedded: number }[];
}

/** What people count for by tier, as the rule has it. */
const pointsWords = ({ points }: CaseloadRule): string =>
  points === undefined
    ? ''
    : `Points by tier: ${Object.entries(points.byTier)
        .map(([tier, each]) => `tier ${tier} ${each}`)
        .join(
          ', ',
        )}, no tier ${points.noTier}; ${points.perOfficer} to a full-time officer. They are shown; the number of people decides whether a reason is asked for.`;

export function caseloadPage(model: CaseloadPage): Html {
  const { rule, bases } = model;
  const people = bases.reduce((sum, base) => sum + base.people, 0);
  const unallocated = bases.reduce((sum, base) => sum + base.unallocated, 0);
  return html`<h1 class="govuk-heading-l">Caseload</h1>
${insetText({
  html: html`<p class="govuk-body">The rule${model.example ? html` ${tag({ text: 'Example', classes: 'govuk-tag--grey' })}` : ''}: ${rule.peoplePerOfficer} people to each ${rule.countedRoles.map((role) => roleWords(role).toLowerCase()).join(' and ')}; other posts, the inspector’s among them, do not count.${rule.supervisors === undefined ? '' : ` ${rule.supervisors.perBase === 1 ? 'One' : rule.supervisors.perBase} ${roleWords(rule.supervisors.role).toLowerCase()} at each base.`}${rule.source === undefined ? '' : ` ${rule.source}.`}</p>${rule.points === undefined ? '' : html`<p class="govuk-body">${pointsWords(rule)}</p>`}`,
})}
<ul class="govuk-list wm-no-print"><li><a class="govuk-link" href="${path}/what-if">What if: move posts or people between bases</a></li><li><a class="govuk-link" href="${path}/forecast">Forecast: how many people there will be</a></li><li><a class="govuk-link" href="${path}/hours">Contracted hours and reductions</a></li></ul>
${statLinks([
  { number: people, label: 'people on the scheme', href: membersHref({}) },
  { number: unallocated, label: 'without a lead', href: membersHref({ unallocated: true }) },
])}
<p class="govuk-body">The cohort of ${people} is <strong>${cohortWords(people, rule)}</strong>, a rule of its own.</p>
${baseTable(model)}
${officerTable(model)}
${model.allocates && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="/allocations">Allocations</a> · <a class="govuk-link" href="/handovers">Hand over a colleague’s work</a></p>`}
${otherTable(model)}
<p class="govuk-body govuk-hint">An officer carries the people they lead; co-working is shown and not counted. FTE is what the post, contracted hours and reductions leave. Counts are of people you may see.</p>`;
}

function supervisorCell(base: BaseLoad, rule: CaseloadRule): Html | string {
  const lacking = supervisorsLacking(base, rule);
  return lacking === 0
    ? String(base.supervisors)
    : html`<strong>${base.supervisors}: ${lacking} lacking</strong>`;
}

function baseTable({ bases, rule }: CaseloadPage): Html {
  const total = {
    people: bases.reduce((sum, base) => sum + base.people, 0),
    unallocated: bases.reduce((sum, base) => sum + base.unallocated, 0),
    limit: bases.reduce((sum, base) => sum + base.limit, 0),
    officers: bases.reduce((sum, base) => sum + base.officersHundredths, 0),
  };
  const shown = bases.filter((base) => base.people > 0 || base.officersHundredths > 0);
  return table({
    caption: 'By base',
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'Caseload by base',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Base' },
      { text: 'People', format: 'numeric' },
      { text: 'Officers (FTE)', format: 'numeric' },
      { text: 'People an officer', format: 'numeric' },
      { text: 'By the rule', format: 'numeric' },
      { text: 'Against it' },
      { text: 'Without a lead', format: 'numeric' },
      ...(rule.supervisors === undefined ? [] : [{ text: `${roleWords(rule.supervisors.role)}s` }]),
    ],
    rows: [
      ...shown.map((base) => [
        base.base,
        {
          html: html`${peopleLink(base.people, { baseId: base.baseId }, `people, ${base.base}`)}`,
          format: 'numeric',
        },
        {
          html: html`<a class="govuk-link" href="/resources/posts?base=${base.baseId}">${fte(base.officersHundredths)}<span class="govuk-visually-hidden"> FTE of officers, ${base.base}</span></a>`,
          format: 'numeric',
        },
        { text: base.perOfficer ?? 'No officer', format: 'numeric' },
        { text: base.limit, format: 'numeric' },
        against(base.people, base.limit),
        {
          html: html`${peopleLink(base.unallocated, { baseId: base.baseId, unallocated: true }, `without a lead, ${base.base}`)}`,
          format: 'numeric' as const,
        },
        ...(rule.supervisors === undefined ? [] : [supervisorCell(base, rule)]),
      ]),
      [
        'All bases',
        { html: html`${peopleLink(total.people, {}, 'people, all bases')}`, format: 'numeric' },
        { text: fte(total.officers), format: 'numeric' },
        {
          text: perOfficerOf(total.people, total.officers) ?? 'No officer',
          format: 'numeric',
        },
        { text: total.limit, format: 'numeric' },
        against(total.people, total.limit),
        {
          html: html`${peopleLink(total.unallocated, { unallocated: true }, 'without a lead, all bases')}`,
          format: 'numeric' as const,
        },
        ...(rule.supervisors === undefined
          ? []
          : [String(bases.reduce((sum, base) => sum + base.supervisors, 0))]),
      ],
    ],
  });
}

function officerTable({ officers, bases, rule, allocates }: CaseloadPage): Html {
  if (officers.length === 0)
    return emptyState({
      title: 'Nobody is in a post that carries people.',
      actions: [{ text: 'Posts', href: '/resources/posts' }],
    });
  return table({
    caption: 'By officer',
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'Caseload by officer',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Officer' },
      { text: 'Base' },
      { text: 'FTE', format: 'numeric' },
      { text: 'People', format: 'numeric' },
      { text: 'By the rule', format: 'numeric' },
      { text: 'Against it' },
      ...(rule.points === undefined ? [] : [{ text: 'Points', format: 'numeric' as const }]),
      { text: 'Co-works with', format: 'numeric' },
      ...(allocates ? [{ text: 'Move' }] : []),
    ],
    rows: officers.map((officer) => {
      const available = availableOf(officer, rule);
      const limit = limitFor(rule, available);
      const people = peopleOf(officer);
      return [
        html`${officer.name}<br><span class="govuk-hint">${roleWords(officer.role)}, ${officer.agency}</span>`,
        bases.find((base) => base.baseId === officer.baseId)?.base ?? 'Across the bases',
        {
          html:
            available === officer.fteHundredths
              ? html`${fte(available)}`
              : html`<a class="govuk-link" href="${path}/hours/${officer.staffId}">${fte(available)} of ${fte(officer.fteHundredths)}<span class="govuk-visually-hidden"> FTE after hours of ${officer.name}</span></a>`,
          format: 'numeric',
        },
        {
          html: html`${peopleLink(people, { staffId: officer.staffId }, `people of ${officer.name}`)}`,
          format: 'numeric',
        },
        { text: limit, format: 'numeric' },
        against(people, limit),
        ...(rule.points === undefined
          ? []
          : [
              {
                text: `${officer.points} of ${pointsLimitFor(rule, available) ?? 0}`,
                format: 'numeric' as const,
              },
            ]),
        { text: officer.coWorks, format: 'numeric' as const },
        ...(allocates
          ? [
              people === 0
                ? ''
                : html`<a class="govuk-link" href="/allocations/${officer.staffId}">Move<span class="govuk-visually-hidden"> people of ${officer.name}</span></a>`,
            ]
          : []),
      ];
    }),
  });
}

const otherTable = ({ others }: CaseloadPage): Html | '' =>
  others.length === 0
    ? ''
    : table({
        caption: 'Other workers, whom the rule does not count',
        captionClasses: 'govuk-table__caption--m',
        scrollLabel: 'Other workers',
        stack: true,
        firstCellIsHeader: true,
        head: [{ text: 'Worker' }, { text: 'Leads or supports', format: 'numeric' }],
        rows: others.map((worker) => [
          html`${worker.name}<br><span class="govuk-hint">${worker.agency}</span>`,
          {
            html: html`${peopleLink(worker.leads + worker.embedded, { staffId: worker.staffId }, `people of ${worker.name}`)}`,
            format: 'numeric',
          },
        ]),
      });

export function memberList(model: {
  members: readonly CaseloadMember[];
  filter: MemberFilter;
  names: { base: string | undefined; officer: string | undefined };
  pages: Html | '';
}): Html {
  const { filter } = model;
  const chips = [
    ...(filter.baseId === undefined
      ? []
      : [
          {
            text: `Base: ${model.names.base ?? 'unknown'}`,
            removeHref: membersHref({ ...filter, baseId: undefined }),
          },
        ]),
    ...(filter.staffId === undefined
      ? []
      : [
          {
            text: `Carried by: ${model.names.officer ?? 'unknown'}`,
            removeHref: membersHref({ ...filter, staffId: undefined }),
          },
        ]),
    ...(filter.unallocated === true
      ? [{ text: 'Without a lead', removeHref: membersHref({ ...filter, unallocated: undefined }) }]
      : []),
  ];
  return html`<h1 class="govuk-heading-l">People behind the caseload</h1>
${filterChips({ chips, clearHref: membersHref({}) })}
${
  model.members.length === 0
    ? emptyState({
        title: 'Nobody matches.',
        actions: [{ text: 'Caseload', href: path }],
      })
    : table({
        caption: 'People, by name',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'People',
        stack: true,
        head: [{ text: 'Name' }, { text: 'Base' }, { text: 'Lead' }, { text: 'On the scheme since' }],
        rows: model.members.map((member) => [
          html`<a class="govuk-link" href="/people/${member.personId}">${member.name}</a>`,
          member.base,
          member.lead ?? 'Nobody',
          showShortDay(member.joinedOn),
        ]),
      })
}${model.pages}`;
}
