import Type from 'typebox';
import { riskLists } from '../../casework/index.ts';
import { showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import { emptyState, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';
import type { Wing } from '../../web/wing.ts';
import { framed } from './frame.ts';
import { type Change, changesBetween, tableName } from './history-rules.ts';
import type { RuleNames } from './history-types.ts';
import { tabsOf } from './pages.ts';
import { type HistoryRow, isKept, listCurrent, listHistory, listLater } from './store.ts';

const pageSize = 40;

export const historyPages = (wings: () => readonly Wing[]): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/history',
    right: 'see:history',
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({ before: Type.Optional(Type.Integer({ minimum: 1 })) }),
    handle: (ask) => showHistory(ask, wings()),
  }),
];

async function showHistory(
  ask: Ask<{ id: number }, { before?: number }>,
  wings: readonly Wing[],
): Promise<Reply> {
  const personId = ask.params.id;
  const { viewer, today } = ask;
  return ask.read(async (tx) => {
    const { frame } = await framed(
      tx,
      { personId, viewer, today, path: '/people/:id/history' },
      tabsOf(wings),
    );
    const rows = await listHistory(tx, personId, pageSize + 1, ask.query.before);
    const shown = rows.slice(0, pageSize);
    const changes = await changesOf(tx, shown, await ruleNames(tx, ask));
    await ask.opened(tx, {
      act: 'person:history',
      subject: 'person',
      subjectId: personId,
      personId,
      ids: shown.map(({ rowId }) => rowId),
    });
    const last = shown.at(-1);
    return page({
      title: `History – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: html`<h1 class="govuk-heading-l">History</h1>
<p class="govuk-body">Earlier wordings of what your agency recorded, newest first. Nothing that was written is lost.</p>
${shown.length === 0 ? emptyState({ title: 'Nothing your agency recorded has been changed.', text: 'When something is corrected, its earlier wording will stand here.' }) : historyTable(shown, changes)}
${rows.length > pageSize && last !== undefined ? html`<p class="govuk-body"><a class="govuk-link" href="/people/${personId}/history?before=${last.id}">Earlier changes</a></p>` : ''}`,
    });
  });
}

/** For each earlier state, what the next one made of it: a later earlier state, or the row as it stands. */
interface Named {
  code: string;
  name: string;
}

const byCode = (named: readonly Named[]): Record<string, string> =>
  Object.fromEntries(named.map(({ code, name }) => [code, name]));

interface ReferralNames {
  categories: Named[];
  declineReasons: Named[];
  endReasons: Named[];
  outcomes: { code: string; text: string }[];
}

/** Names of the codes that the scheme's rules define. */
async function ruleNames(tx: Tx, { viewer, today }: Pick<Ask, 'viewer' | 'today'>): Promise<RuleNames> {
  const [kinds, pathways, referrals, risk, appointments] = await Promise.all([
    ruleInForce<{ kinds: Named[] }>(tx, viewer.schemeId, 'contact-kinds', today),
    ruleInForce<{ pathways: Named[]; women?: Named[] }>(tx, viewer.schemeId, 'pathways', today),
    findRule<ReferralNames>(tx, viewer.schemeId, 'referrals', today),
    riskLists(tx, viewer.schemeId, today),
    findRule<Record<'absenceReasons' | 'cancelReasons' | 'substances', Named[]>>(
      tx,
      viewer.schemeId,
      'appointments',
      today,
    ),
  ]);
  const named = referrals?.body;
  return {
    kind: byCode([...kinds.body.kinds, ...risk.flags]),
    type: byCode(risk.types),
    absence_reason: byCode(appointments?.body.absenceReasons ?? []),
    cancelled_why: byCode(appointments?.body.cancelReasons ?? []),
    substances: byCode(appointments?.body.substances ?? []),
    level: byCode(risk.types.flatMap(({ levels }) => levels)),
    pathway: byCode([...pathways.body.pathways, ...(pathways.body.women ?? [])]),
    category: byCode([
      ...(named?.categories ?? []),
      ...risk.registers.mappaCategories,
      ...risk.registers.concerns,
    ]),
    reason_code: byCode([...(named?.declineReasons ?? []), ...(named?.endReasons ?? [])]),
    outcomes: byCode((named?.outcomes ?? []).map(({ code, text }) => ({ code, name: text }))),
  };
}

async function changesOf(
  tx: Tx,
  rows: readonly HistoryRow[],
  names: RuleNames,
): Promise<Map<number, Change[]>> {
  const later = new Map((await listLater(tx, rows)).map(({ id, then }) => [id, then]));
  const now = new Map<string, Record<string, unknown>>();
  for (const name of new Set(rows.map(({ table: of }) => of))) {
    if (!isKept(name)) continue;
    const ids = rows.filter((row) => row.table === name).map(({ rowId }) => rowId);
    for (const { id, body } of await listCurrent(tx, name, [...new Set(ids)])) now.set(`${name}:${id}`, body);
  }
  return new Map(
    rows.map((row) => [
      row.id,
      changesBetween(
        row.table,
        row.was ?? {},
        later.get(row.id) ?? (row.op === 'delete' ? undefined : now.get(`${row.table}:${row.rowId}`)),
        names,
      ),
    ]),
  );
}

const historyTable = (rows: readonly HistoryRow[], changes: Map<number, Change[]>): Html =>
  table({
    caption: 'Changes, newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Changes',
    stack: true,
    head: ['When', 'What', 'Which part', 'It said', 'It became', 'By'].map((text) => ({ text })),
    // Each part on a row of its own: what it said and what it became stand beside its name, and are read together.
    rows: rows.flatMap((row) =>
      (changes.get(row.id) ?? []).map(({ column, was, became }) => [
        showMoment(row.at),
        tableName(row.table),
        column,
        was || '(empty)',
        row.op === 'delete' ? 'Removed' : became || '(empty)',
        row.staff ?? 'The system',
      ]),
    ),
  });
