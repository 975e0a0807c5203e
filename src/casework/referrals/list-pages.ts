import Type from 'typebox';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { codeField, field, pageNumber } from '../../web/schemas.ts';
import { loadPathways } from '../plans/pages.ts';
import { exportHead, exportRow, filterWords, referralList } from './list-views.ts';
import { referralsRule } from './scheme.ts';
import { getService } from './service-store.ts';
import { countReferrals, listReferrals, type ReferralOrder, referralOrders } from './store.ts';
import { type ReferralFilter, referralStates } from './types.ts';

const pageSize = 50;
const exportLimit = 5_000;

const listQuery = {
  state: field(20),
  service: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  pathway: codeField,
  mine: field(3),
  sort: field(10),
  dir: field(4),
};

interface Query {
  state?: string;
  service?: number | '';
  pathway?: string;
  mine?: string;
  sort?: string;
  dir?: string;
  page?: number;
}

/** Everybody's list of what they may see: a provider's worker has their own service's referrals and no others. */
export const listPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/referrals',
    right: ['see:referrals', 'referral:handle'],
    reads: 'list',
    query: Type.Object({ ...listQuery, page: pageNumber }),
    handle: (ask) => showList(ask),
  }),
  route({
    method: 'GET',
    url: '/referrals.csv',
    right: ['see:referrals', 'referral:handle'],
    reads: 'export',
    query: Type.Object(listQuery),
    handle: (ask) => exportList(ask),
  }),
];

const stateChoices = ['open', 'waiting', 'ended', ...referralStates] as const;

function readQuery(query: Query): { filter: ReferralFilter; order: ReferralOrder; descending: boolean } {
  const order = referralOrders.find((one) => one === query.sort) ?? 'sent';
  return {
    filter: {
      state: stateChoices.find((one) => one === query.state),
      serviceId: query.service || undefined,
      pathway: query.pathway || undefined,
      mine: query.mine === 'yes' || undefined,
    },
    order,
    descending: query.dir === undefined || query.dir === '' ? order === 'sent' : query.dir === 'desc',
  };
}

const codesOf = (filter: ReferralFilter) => ({
  state: filter.state ?? null,
  service: filter.serviceId ?? null,
  pathway: filter.pathway ?? null,
  mine: filter.mine ?? false,
});

async function loadWords(tx: Tx, ask: Ask, filter: ReferralFilter) {
  const [pathways, rule, service] = await Promise.all([
    loadPathways(tx, ask.viewer.schemeId, ask.today),
    referralsRule(tx, ask.viewer, ask.today),
    filter.serviceId === undefined ? undefined : getService(tx, filter.serviceId),
  ]);
  return { pathways, rule: rule.body, service: service?.name };
}

async function showList(ask: Ask<unknown, Query>): Promise<Reply> {
  const { viewer } = ask;
  const asked = readQuery(ask.query);
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const [words, counts, found] = await Promise.all([
      loadWords(tx, ask, asked.filter),
      countReferrals(tx, asked.filter, viewer),
      listReferrals(tx, {
        ...asked,
        staffId: viewer.staffId,
        limit: pageSize + 1,
        offset: (number - 1) * pageSize,
      }),
    ]);
    const lines = found.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'referral:list',
      subject: 'person',
      people: lines,
      detail: { ...codesOf(asked.filter), page: number },
    });
    return page({
      title: 'Referrals',
      section: 'referrals',
      body: referralList({
        ...asked,
        ...words,
        lines,
        counts,
        page: number,
        hasMore: found.length > pageSize,
        today: ask.today,
        handles: viewer.may('referral:handle') && !viewer.may('see:referrals'),
        seesDirectory: viewer.may('see:directory'),
        seesUnmet: viewer.may('see:needs'),
      }),
    });
  });
}

/** The list as filtered, with its marking, who exported it, and what it is a part of. */
async function exportList(ask: Ask<unknown, Query>): Promise<Reply> {
  const { viewer, today } = ask;
  const asked = readQuery(ask.query);
  return ask.read(async (tx) => {
    const [words, lines] = await Promise.all([
      loadWords(tx, ask, asked.filter),
      listReferrals(tx, { ...asked, staffId: viewer.staffId, limit: exportLimit, offset: 0 }),
    ]);
    await ask.exported(tx, {
      act: 'referral:export',
      subject: 'person',
      people: lines,
      detail: codesOf(asked.filter),
    });
    const part = filterWords(asked.filter, words).join('; ');
    return markedCsv(ask, {
      name: `referrals-${today}`,
      said: [
        `${lines.length} referrals`,
        part === ''
          ? 'All that the exporter may see'
          : `Only some of those that the exporter may see: ${part}`,
      ],
      lines: [csvLine(exportHead), ...lines.map((line) => csvLine(exportRow(line, words)))],
    });
  });
}
