import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addressOf } from '../../web/address.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody } from '../../web/schemas.ts';
import type { CohortPorts } from '../ports.ts';
import { setReviewDates } from './acts.ts';
import { askOf, type CohortQuery, cohortQuery, loadChoices, readAsked } from './cohort-ask.ts';
import { filterCodes, filterWords } from './cohort-filters.ts';
import { pageOfCohort } from './cohort-store.ts';
import { readReview } from './rules.ts';
import { type SeveralModel, severalPage } from './several-view.ts';

/** One form's members; more are filtered, or done page by page. */
const pageSize = 100;

/** The same for several members at once: choose them, see what would change, do it. */
export const severalPages = (ports: CohortPorts): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/several',
    right: ['membership:rate', 'case:allocate'],
    reads: 'list',
    section: 'cohort',
    query: cohortQuery,
    handle: (ask) =>
      ask.read((tx) =>
        showSeveral(tx, ask, ports, ask.query, { chosen: [], date: '', why: '', errors: [], preview: false }),
      ),
  }),
  route({
    method: 'POST',
    url: '/cohort/several',
    right: 'membership:rate',
    reads: 'list',
    body: formBody({
      people: fieldList(pageSize),
      query: field(1_000),
      date: field(10),
      why: field(4_000),
      confirm: field(3),
    }),
    handle: (ask) => severalFromForm(ask, ports),
  }),
];

type Showing = Pick<SeveralModel, 'chosen' | 'date' | 'why' | 'errors' | 'preview' | 'key'> & {
  changed?: boolean;
};

async function showSeveral(
  tx: Tx,
  ask: Ask,
  ports: CohortPorts,
  given: CohortQuery,
  showing: Showing,
): Promise<Reply> {
  const number = given.page ?? 1;
  const asked = await askOf(tx, ask, ports, given);
  const { rows, totals } = await pageOfCohort(tx, asked, { pageSize, page: number });
  const [choices] = await Promise.all([
    loadChoices(tx, ask),
    ask.listed(tx, {
      act: 'cohort:several',
      subject: 'scheme',
      subjectId: ask.viewer.schemeId,
      people: rows,
      detail: { ...filterCodes(asked.filter), page: number },
    }),
  ]);
  return page({
    title: 'Change several at once',
    section: 'cohort',
    breadcrumbs: [{ text: 'Cohort', href: '/cohort' }, { text: 'Several at once' }],
    status: showing.changed ? 409 : showing.errors.length > 0 ? 422 : 200,
    errors: summaryOf(showing.errors),
    body: severalPage({
      ...showing,
      changed: showing.changed === true,
      rows,
      total: totals.all,
      filters: filterWords(asked.filter, choices).map(({ text }) => text),
      query: addressOf('', given).slice(1),
      page: number,
      pageSize,
      today: ask.today,
      mayReview: ask.viewer.may('membership:rate'),
      mayAllocate: ask.viewer.may('case:allocate'),
      csrfToken: ask.csrfToken,
    }),
  });
}

interface Posted {
  people?: string[];
  query?: string;
  date?: string;
  why?: string;
  confirm?: string;
  _key?: string;
}

/** `member:version`, as the list had it: what was changed since is refused, for all. */
const chosenOf = (people: readonly string[]): { membershipId: number; version: number }[] =>
  people.flatMap((one) => {
    const [, membership, version] = /^\d{1,15}-(\d{1,15})-(\d{1,9})$/.exec(one) ?? [];
    return membership === undefined ? [] : [{ membershipId: Number(membership), version: Number(version) }];
  });

async function severalFromForm(ask: Ask<unknown, unknown, Posted>, ports: CohortPorts): Promise<Reply> {
  const { body } = ask;
  const given = readAsked(body.query ?? '');
  const chosen = body.people ?? [];
  const members = chosenOf(chosen);
  const typed = { chosen, date: body.date?.trim() ?? '', why: body.why?.trim() ?? '' };
  const read = readReview({ value: typed.date, why: typed.why }, ask.today);
  const errors: FieldError[] = [
    ...(members.length === 0 ? [{ field: 'people', text: 'Choose at least one member' }] : []),
    ...('errors' in read
      ? read.errors.map((one) => (one.field === 'value' ? { ...one, field: 'date' } : one))
      : []),
  ];
  const again = (over: Partial<Showing>): Promise<Reply> =>
    ask.read((tx) =>
      showSeveral(tx, ask, ports, given, {
        ...typed,
        errors: [],
        preview: false,
        ...over,
      }),
    );
  if (errors.length > 0 || !isDay(typed.date)) return again({ errors, key: body._key });
  if (body.confirm !== 'yes') return again({ preview: body.confirm !== 'no' });
  try {
    const { moved } = await ask.perform(
      setReviewDates,
      { members, nextReview: typed.date, why: typed.why },
      body._key ?? newKey(),
    );
    return redirect(
      addressOf('/cohort', given),
      moved === 1 ? 'One date was moved.' : `${moved} dates were moved.`,
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return again({ changed: true });
  }
}
