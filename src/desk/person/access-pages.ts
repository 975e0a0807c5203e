import { type ReasonKind, reasonWords } from '../../access/reasons.ts';
import { isRole, roleTitles } from '../../access/rights.ts';
import { londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { details, emptyState, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import type { Wing } from '../../web/wing.ts';
import { framed } from './frame.ts';
import { tabsOf } from './pages.ts';
import { type AccessRow, listOwnReasons, listWhoMaySee, listWhoOpened, type OpenedRow } from './store.ts';

const openingsShown = 100;

/** Everybody who sees a person may know why they do; who else may, and who did, needs `see:access`. */
export const accessPages = (wings: () => readonly Wing[]): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/access',
    right: 'see:identity',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showAccess(ask, wings()),
  }),
];

async function showAccess(ask: Ask<{ id: number }>, wings: readonly Wing[]): Promise<Reply> {
  const personId = ask.params.id;
  const { viewer, today, now } = ask;
  return ask.read(async (tx) => {
    const { frame } = await framed(
      tx,
      { personId, viewer, today, path: '/people/:id/access' },
      tabsOf(wings),
    );
    const own = await listOwnReasons(tx, personId);
    const seesOthers = viewer.may('see:access');
    const all = seesOthers ? await listWhoMaySee(tx, personId) : [];
    const opened = seesOthers ? await listWhoOpened(tx, personId, openingsShown) : [];
    await ask.opened(tx, { act: 'person:access', subject: 'person', subjectId: personId, personId });
    const isOpen = (row: AccessRow): boolean => row.closesAt === null || row.closesAt > now;
    return page({
      title: `Who may see this – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: html`<h1 class="govuk-heading-l">Who may see this, and why</h1>
<h2 class="govuk-heading-m">Why you can see this</h2>
<ul class="govuk-list govuk-list--bullet">${own.map((row) => html`<li>${reasonOf(row, true)}, since ${showShortDay(londonDay(row.opensAt))}${row.closesAt === null ? '' : `, until ${showMoment(row.closesAt)}`}${row.why === null ? '' : ` (${row.why})`}</li>`)}</ul>
${viewer.may('access:restrict') ? html`<p class="govuk-body"><a class="govuk-link" href="/people/${personId}/restrictions">Limited access: who alone may see this person, or is kept out</a></p>` : ''}
<p class="govuk-body">A reason lets you see the person. Which of their items you see depends as well on your role, on the agreements between agencies, and on how each item is handled.</p>
${
  seesOthers
    ? othersOf(
        all.filter(isOpen),
        all.filter((row) => !isOpen(row)),
        opened,
      )
    : ''
}`,
    });
  });
}

const othersOf = (
  open: readonly AccessRow[],
  closed: readonly AccessRow[],
  opened: readonly OpenedRow[],
): Html =>
  html`<h2 class="govuk-heading-m">Everybody who may see this now</h2>
${reasonTable(open, 'Open reasons')}
${closed.length === 0 ? '' : details({ summaryText: `Reasons that have ended (${closed.length})`, html: reasonTable(closed, 'Ended reasons') })}
<h2 class="govuk-heading-m">Who opened it</h2>
${opened.length === 0 ? emptyState({ title: 'Nobody has opened anything about this person yet.' }) : openedTable(opened)}`;

const postTitles: Record<string, string> = {
  management: 'Managers of the scheme',
  selection: 'Selection staff',
  pathways: 'Pathways manager',
  audit: 'Auditors',
  meeting: 'Members of a panel',
};

const holderOf = (row: AccessRow): string =>
  row.name ?? postTitles[row.post?.split(':')[0] ?? ''] ?? row.post ?? '';

/** The catalogue speaks of "they"; to the viewer it speaks of them. */
function reasonOf(row: AccessRow, mine: boolean): string {
  const words = Object.hasOwn(reasonWords, row.kind) ? reasonWords[row.kind as ReasonKind] : row.kind;
  if (!mine) return words;
  const said = words
    .replace(/\bthey manage\b/, 'you manage')
    .replace(/\bthey\b/g, 'you')
    .replace(/\btheir\b/g, 'your')
    .replace(/\bthem\b/g, 'you');
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
}

const reasonTable = (rows: readonly AccessRow[], label: string): Html =>
  table({
    caption: label,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: label,
    stack: true,
    head: [{ text: 'Who' }, { text: 'Why' }, { text: 'From' }, { text: 'Until' }],
    rows: rows.map((row) => [
      holderOf(row),
      html`${reasonOf(row, false)}${row.why === null ? '' : html`<br><span class="govuk-hint">${row.why}</span>`}`,
      showShortDay(londonDay(row.opensAt)),
      row.closesAt === null ? 'while it lasts' : showMoment(row.closesAt),
    ]),
  });

const openingWords: Record<string, string> = { opened: 'Opened', wrote: 'Changed', exported: 'Exported' };

const openedTable = (rows: readonly OpenedRow[]): Html =>
  table({
    caption: `The last ${openingsShown} times, newest first`,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'Who opened it',
    stack: true,
    head: [{ text: 'When' }, { text: 'Who' }, { text: 'As' }, { text: 'What' }],
    rows: rows.map((row) => [
      showMoment(row.at),
      `${row.staff ?? 'The system'}${row.agency === null ? '' : `, ${row.agency}`}`,
      row.role !== null && isRole(row.role) ? roleTitles[row.role] : '',
      row.act === 'person:page'
        ? 'Opened'
        : `${openingWords[row.kind] ?? row.kind}: ${row.act.replace(/[:.]/g, ' ').replaceAll('-', ' ')}`,
    ]),
  });
