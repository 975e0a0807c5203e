import { showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { countWaiting } from '../../people/index.ts';
import { listBases } from '../../scheme/directory.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import { findDraft } from '../../web/drafts.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import { listCopies, listInterests, listSignersAgainst, listViews } from './agenda-store.ts';
import { decisionDraft } from './case-view.ts';
import { listEarlier } from './earlier.ts';
import { type MovingForm, meetingPage } from './meeting-view.ts';
import { listPack, listStandings, listToldOfTrials } from './pack.ts';
import { panelStaff } from './plan-pages.ts';
import { beforeItsDay, maySign, quorumProblem, signingProblem, startTimes, transitions } from './rules.ts';
import type { Named } from './standing-view.ts';
import {
  countEmptyOf,
  countItems,
  getMeeting,
  listAttendance,
  listItemNames,
  listSomeItems,
  placeOfItem,
} from './store.ts';
import type { DecisionForm, Item, PanelRule } from './types.ts';

/** Cases a page, so that a page stays under 60 KB: with its forms a case is some 8 KB, in print a little less. */
const casesPerPage = { screen: 3, print: 6 };

/** One item's decision form, shown again. */
interface Again {
  itemId: number;
  values: DecisionForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

interface ShowingMeeting {
  meetingId: number;
  page: number;
  /** The pack as it is printed: cases without forms. */
  print?: boolean;
  /** The number of the viewer's copy. */
  copy?: number | undefined;
  again?: Again;
  /** The new date, shown again with what is wrong with it. */
  moving?: MovingForm;
}

/** The meeting and one page of its cases. The statements do not need each other, but for the pack its items. */
async function loadMeeting(tx: Tx, ask: Ask, meetingId: number, window: { limit: number; offset: number }) {
  const { schemeId } = ask.viewer;
  const cases = async () => {
    const items = await listSomeItems(tx, meetingId, window);
    const ids = items.map((item) => item.id);
    const personIds = items.map(({ personId }) => personId);
    const [parts, views, interests, earlier, standings, trials, drafts, against, waiting] = await Promise.all(
      [
        listPack(tx, ids),
        listViews(tx, ids),
        listInterests(tx, ids),
        listEarlier(tx, ids),
        listStandings(tx, schemeId, personIds),
        listToldOfTrials(tx, personIds),
        draftsOf(tx, ask, items),
        listSignersAgainst(tx, ids),
        countWaiting(tx, personIds),
      ],
    );
    return {
      items,
      waiting,
      drafts,
      standings: new Map(standings.map((one) => [one.personId, one])),
      trials: Map.groupBy(trials, (one) => one.personId),
      pack: Map.groupBy(parts, (part) => part.itemId),
      views: Map.groupBy(views, (view) => view.itemId),
      interests: Map.groupBy(interests, (interest) => interest.itemId),
      earlier: Map.groupBy(earlier, (one) => one.itemId),
      against: Map.groupBy(against, (one) => one.itemId),
    };
  };
  const [meeting, names, attendance, counts, copies, shown, rule, strands, tiers, bases, pathways] =
    await Promise.all([
      getMeeting(tx, meetingId),
      listItemNames(tx, meetingId),
      listAttendance(tx, meetingId),
      countItems(tx, meetingId),
      listCopies(tx, meetingId),
      cases(),
      ruleInForce<PanelRule>(tx, schemeId, 'panel', ask.today),
      codesOf(tx, ask, 'strands'),
      codesOf(tx, ask, 'tiers'),
      listBases(tx, schemeId),
      findRule<{ pathways: Named; women?: Named }>(tx, schemeId, 'pathways', ask.today),
    ]);
  const named = [...(pathways?.body.pathways ?? []), ...(pathways?.body.women ?? [])];
  return {
    pathways: named,
    meeting,
    names,
    attendance,
    counts,
    copies,
    ...shown,
    rule: rule.body,
    strands,
    tiers,
    bases,
  };
}

/** What the viewer typed of the decisions of these items and has not sent. */
const draftsOf = async (tx: Tx, { viewer }: Ask, items: readonly Item[]) =>
  new Map(
    await Promise.all(
      items
        .filter(({ decision }) => decision === null && viewer.may('panel:decide'))
        .map(
          async ({ id }) =>
            [
              id,
              await findDraft<DecisionForm>(tx, viewer.staffId, decisionDraft(id), ['dissenting']),
            ] as const,
        ),
    ),
  );

type LoadedMeeting = Awaited<ReturnType<typeof loadMeeting>>;

/** The meeting, with a page of its cases; audited as a list of everybody on its agenda, whose names stand on top. */
export async function showMeeting(tx: Tx, ask: Ask, showing: ShowingMeeting): Promise<Reply> {
  const { meetingId, again, print = false } = showing;
  const perPage = print ? casesPerPage.print : casesPerPage.screen;
  const offset = (showing.page - 1) * perPage;
  const loaded = await loadMeeting(tx, ask, meetingId, { limit: perPage, offset });
  const { meeting, attendance, counts } = loaded;
  const mayPrepare = ask.viewer.may('panel:prepare');
  const { seriesId } = meeting;
  await ask.listed(tx, {
    act: 'panel:open',
    subject: 'panel_meeting',
    subjectId: meetingId,
    people: loaded.names,
  });
  const movingErrors = showing.moving?.errors ?? [];
  const errors = (again?.errors ?? []).map((error) => ({
    ...error,
    field: `${error.field}-${again?.itemId}`,
  }));
  return page({
    title: `Panel of ${showDay(meeting.heldOn)}`,
    section: 'panels',
    status:
      movingErrors.length > 0 ? 422 : again === undefined ? 200 : again.theirs === undefined ? 422 : 409,
    breadcrumbs: [{ text: 'Panels', href: '/panels' }, { text: meeting.base ?? 'Every base' }],
    errors: summaryOf([...movingErrors, ...errors]),
    body: meetingPage({
      meeting,
      attendance,
      mayPrepare,
      staffId: ask.viewer.staffId,
      maySign: maySign(ask.viewer, meeting),
      counts,
      names: loaded.names,
      today: ask.today,
      moving: showing.moving,
      page: showing.page,
      perPage,
      print,
      copies: loaded.copies,
      copy: loaded.copies.find(
        ({ number, staffId }) => number === showing.copy && staffId === ask.viewer.staffId,
      ),
      seesPartnersOnly: ask.viewer.facts.statutory !== 't',
      others:
        mayPrepare && transitions[meeting.state].invite !== undefined
          ? await notInvited(tx, ask, attendance)
          : [],
      emptyOfSeries:
        seriesId === null || !mayPrepare || print ? 0 : await countEmptyOf(tx, seriesId, ask.today),
      csrfToken: ask.csrfToken,
      cases: casesOf(ask, loaded, { print, offset, again: again && { ...again, errors } }),
    }),
  });
}

async function notInvited(tx: Tx, ask: Ask, attendance: LoadedMeeting['attendance']) {
  const invited = new Set(attendance.map(({ staffId }) => staffId));
  return (await panelStaff(tx, ask.viewer.schemeId)).filter((one) => !invited.has(one.id));
}

/** Each case with what this viewer may do with it; in print there are no forms. */
function casesOf(
  { viewer, today, csrfToken }: Ask,
  {
    meeting,
    attendance,
    names: agenda,
    items,
    pack,
    views,
    interests,
    earlier,
    against,
    waiting,
    ...loaded
  }: LoadedMeeting,
  { print, offset, again }: { print: boolean; offset: number; again: Again | undefined },
) {
  const allowed = transitions[meeting.state];
  const { rule, strands, tiers, bases, pathways, standings, trials, drafts } = loaded;
  const times = startTimes(meeting.startsAt, agenda);
  const agencies = [
    ...new Map(
      attendance
        .filter(({ state }) => state === 'attended')
        .map((one) => [one.agencyId, { id: one.agencyId, name: one.agency }]),
    ).values(),
  ];
  const names = new Map(attendance.map((one) => [one.staffId, one.name]));
  const presentFor = (itemId: number) => {
    const without = new Set((interests.get(itemId) ?? []).map(({ staffId }) => staffId));
    return attendance.filter(({ staffId }) => !without.has(staffId));
  };
  const may = {
    mayDecide: !print && maySign(viewer, meeting) && allowed.decide !== undefined,
    mayTakeOff: !print && viewer.may('panel:prepare') && allowed['take-off'] !== undefined,
    mayDeclare: !print && meeting.state !== 'held' && viewer.may('see:panel'),
  };
  return items.map((item, index) => ({
    item,
    number: offset + index + 1,
    startsAt: times.get(item.id),
    earlier: earlier.get(item.id) ?? [],
    views: views.get(item.id) ?? [],
    interests: interests.get(item.id) ?? [],
    agencies,
    pack: pack.get(item.id) ?? [],
    waiting: waiting.get(item.personId) ?? 0,
    isIssued: meeting.state !== 'planned',
    today,
    rule,
    strands,
    tiers,
    pathways,
    standing: standings.get(item.personId),
    trials: trials.get(item.personId) ?? [],
    draft: drafts.get(item.id),
    bases,
    meetingBaseId: meeting.baseId,
    names,
    ...may,
    whyNotYet: may.mayDecide
      ? (beforeItsDay(meeting, today) ??
        quorumProblem(
          meeting,
          attendance,
          (interests.get(item.id) ?? []).map(({ staffId }) => staffId),
        ) ??
        signingProblem(
          viewer,
          presentFor(item.id),
          (against.get(item.id) ?? []).map(({ staffId }) => staffId),
        ))
      : undefined,
    csrfToken,
    ...(again?.itemId === item.id
      ? { values: again.values, errors: again.errors, key: again.key, theirs: again.theirs }
      : { values: {}, errors: [] }),
  }));
}

async function codesOf(tx: Tx, ask: Ask, kind: 'strands' | 'tiers') {
  type Codes = { code: string; name: string }[];
  const { body } = await ruleInForce<Partial<Record<typeof kind, Codes>>>(
    tx,
    ask.viewer.schemeId,
    kind,
    ask.today,
  );
  return body[kind] ?? [];
}

/** The page of the meeting on which this case stands. */
export const pageOfItem = async (tx: Tx, item: Item): Promise<number> =>
  Math.max(1, Math.ceil((await placeOfItem(tx, item)) / casesPerPage.screen));

/** The page of a case with its form once more. */
export const showAgain = async (tx: Tx, ask: Ask, item: Item, again: Again): Promise<Reply> =>
  showMeeting(tx, ask, { meetingId: item.meetingId, page: await pageOfItem(tx, item), again });
