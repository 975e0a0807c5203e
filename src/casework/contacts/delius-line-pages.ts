import type { Tx } from '../../kernel/database.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { notedWords } from '../enforcement/start.ts';
import { firstShowing, type Posted, type Showing, send, sheetPage } from '../form-flow.ts';
import { Reading } from '../reading.ts';
import { type Lists, loadLists } from './choices.ts';
import { type Decision, decideLine } from './delius-acts.ts';
import { linePage } from './delius-line-view.ts';
import { getLine, listNear } from './delius-store.ts';
import type { DecisionForm, DeliusRule } from './delius-types.ts';
import { longestNote } from './rules.ts';
import { contactOutcomes } from './types.ts';

/** One line of a returned file, and what is decided about it. */
export const deliusLinePages: Route[] = [
  route({
    method: 'GET',
    url: '/contacts/delius/lines/:id',
    right: 'contact:exchange',
    reads: 'person',
    section: 'cohort',
    params: idParams,
    handle: (ask) => ask.read((tx) => show(tx, ask, firstShowing())),
  }),
  route({
    method: 'POST',
    url: '/contacts/delius/lines/:id',
    right: 'contact:exchange',
    reads: 'person',
    params: idParams,
    body: formBody({
      decision: field(40),
      kind: field(40),
      outcome: field(40),
      absence: field(40),
      note: field(150_000),
      handling: field(20),
    }),
    handle: (ask) => decideFromForm(ask),
  }),
];

async function show(tx: Tx, ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> {
  const line = await getLine(tx, ask.params.id);
  const [near, lists, rule] = await Promise.all([
    listNear(tx, line.nearest, line.personId),
    loadLists(tx, ask.viewer.schemeId, ask.today),
    ruleInForce<DeliusRule>(tx, ask.viewer.schemeId, 'delius-codes', ask.today),
  ]);
  await ask.opened(tx, {
    act: 'contact:exchange-line',
    subject: 'delius_line',
    subjectId: line.id,
    personId: line.personId,
  });
  const kinds = rule.body.codes.filter(({ code }) => code !== null && code === line.code);
  return sheetPage(
    {
      title: 'A contact in Delius',
      section: 'cohort',
      breadcrumbs: [
        { text: 'Exchange with Delius', href: '/contacts/delius' },
        { text: 'A contact in Delius' },
      ],
      body: linePage({
        ...lists,
        line,
        near,
        showing,
        csrfToken: ask.csrfToken,
        kindOfCode: kinds.length === 1 ? kinds[0]?.kind : undefined,
      }),
    },
    showing,
  );
}

/** Reads the decision and, where the line is taken in, the contact that it becomes. */
function readDecision(form: DecisionForm, lists: Lists): { input: Decision } | { errors: Reading['errors'] } {
  const reading = new Reading({ ...form });
  const same = /^contact-(\d{1,15})$/.exec(form.decision ?? '');
  if (same !== null) return { input: { act: 'match', contactId: Number(same[1]) } };
  if (form.decision === 'leave') return { input: { act: 'leave' } };
  if (form.decision !== 'take-in') reading.wrong('decision', 'Choose what it is');
  if (reading.errors.length > 0) return { errors: reading.errors };
  const codes = (list: readonly { code: string }[]): string[] => list.map(({ code }) => code);
  const kind = reading.code('kind', codes(lists.kinds), 'Choose what kind of contact it was');
  const outcome = reading.code('outcome', contactOutcomes, 'Choose whether they attended');
  const absenceReason =
    outcome === 'acceptable-absence' && lists.rule.absenceReasons.length > 0
      ? reading.code('absence', codes(lists.rule.absenceReasons), 'Choose why the absence is acceptable')
      : null;
  const handling = reading.code(
    'handling',
    ['own', 'statutory', 'partners'] as const,
    'Choose who may see it',
  );
  const note = reading.words('note', 'Say what happened');
  if ((note ?? '').length > longestNote) reading.wrong('note', 'The text is longer than 20,000 characters');
  if (reading.errors.length > 0 || kind === null || outcome === null || handling === null)
    return { errors: reading.errors };
  return { input: { act: 'take-in', kind, outcome, absenceReason, handling, note } };
}

async function decideFromForm(ask: Ask<{ id: number }, unknown, DecisionForm & Posted>): Promise<Reply> {
  const { id } = ask.params;
  const lists = await ask.read((tx) => loadLists(tx, ask.viewer.schemeId, ask.today));
  return send(ask, {
    read: readDecision(ask.body, lists),
    perform: (decision, key) =>
      ask.perform(decideLine, { id, version: ask.body._version ?? 0, decision }, key),
    again: (showing) => ask.read((tx) => show(tx, ask, showing)),
    current: () =>
      ask.read(async (tx) => {
        const line = await getLine(tx, id);
        return { text: `It is ${line.state === 'open' ? 'still open' : 'decided'}.`, version: line.version };
      }),
    done: ({ enforcement }) =>
      redirect('/contacts/delius', `The line was decided.${notedWords(enforcement)}`),
  });
}
