import { readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { type SharingCategory, sharingCategories } from '../access/rights.ts';
import type { StaffViewer } from '../access/viewers.ts';
import type { Performer } from '../kernel/acts.ts';
import { addDays, addMonths, type Day, londonDay } from '../kernel/clock.ts';
import { type Database, sql } from '../kernel/database.ts';
import { WaymarkError } from '../kernel/errors.ts';
import { newKey } from '../kernel/ids.ts';
import { listAgencies } from '../scheme/directory.ts';
import { addAction } from './actions/acts.ts';
import { registerAgreement } from './agreements/acts.ts';
import { confirmRequest } from './agreements/request-acts.ts';
import { listRequests } from './agreements/request-store.ts';
import { getAgreement } from './agreements/store.ts';
import { agreementKinds, type PartyInput, type PartyKind, partyKinds } from './agreements/types.ts';
import { setUpDecisions } from './decisions/example.ts';
import { setUpPublication } from './publication/example.ts';

const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const known = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);
const category = Type.Unsafe<SharingCategory>(Type.String({ enum: [...sharingCategories] }));

/** Agreements, decisions and actions of an example, as a file. Days are fixed, or counted from the first start. */
const governanceExample = Type.Object({
  /** Logins of the demo people in whose name each part is entered. */
  enteredBy: Type.String(),
  /** Logins of those who confirm the agreements' signatures, each for their own agency or, of an OPCC, for who has nobody. */
  confirmedBy: Type.Array(Type.String()),
  agreements: Type.Array(
    Type.Object({
      reference: Type.String(),
      kind: Type.Unsafe<(typeof agreementKinds)[number]>(Type.String({ enum: [...agreementKinds] })),
      title: Type.String(),
      purpose: Type.String(),
      gateway: Type.String(),
      functions: Type.Optional(Type.String()),
      funding: Type.Optional(Type.String()),
      startsOn: Type.Optional(day),
      startedMonthsAgo: Type.Optional(Type.Integer()),
      expiresOn: Type.Optional(known(day)),
      expiresInDays: Type.Optional(Type.Integer()),
      reviewInDays: Type.Optional(Type.Integer()),
      datesNote: Type.Optional(Type.String()),
      parties: Type.Array(
        Type.Object({
          /** Code of an agency of the scheme; the name of a body that speaks for it, or of one that is none of the scheme's. */
          agency: Type.Optional(Type.String()),
          name: Type.Optional(Type.String()),
          kind: Type.Optional(Type.Unsafe<PartyKind>(Type.String({ enum: [...partyKinds] }))),
          force: Type.Optional(Type.String()),
          signedAs: known(Type.String()),
          signed: Type.Boolean(),
          categories: Type.Array(category),
        }),
      ),
      earlier: Type.Array(
        Type.Object({
          agreedOn: known(day),
          expiresOn: day,
          what: Type.String(),
          decision: known(Type.String()),
          atMostMonths: Type.Optional(Type.Integer()),
        }),
      ),
    }),
  ),
  /** Login of whoever publishes the decisions, as the second person. */
  publishedBy: Type.String(),
  actions: Type.Array(
    Type.Object({
      source: Type.String(),
      title: Type.String(),
      owner: known(Type.String()),
      dueInDays: known(Type.Integer()),
    }),
  ),
});

export type GovernanceExample = Static<typeof governanceExample>;

const exampleFile = new URL('../../examples/governance.json', import.meta.url);

interface SettingUp {
  database: Database;
  performer: Performer;
  viewerOf: (login: string) => Promise<StaffViewer>;
  today: Day;
}

/**
 * Enters the example's agreements, decisions and actions through the acts, in the name of its demo people. What
 * is in the registers already (by reference, number, or source and title) stays as it is, so it may run at every
 * start. The agreements open what agencies share: before this runs, each sees its own items only.
 *
 * @throws WaymarkError `wrong-setting` naming the place in examples/governance.json.
 */
export async function setUpGovernance(
  database: Database,
  performer: Performer,
  viewerOf: (login: string) => Promise<StaffViewer>,
  now: Date,
): Promise<void> {
  const file: unknown = JSON.parse(await readFile(exampleFile, 'utf8'));
  if (!Value.Check(governanceExample, file)) {
    const [problem] = Value.Errors(governanceExample, file);
    throw new WaymarkError('wrong-setting', {
      text: `examples/governance.json, at ${problem?.instancePath}: ${problem?.message}.`,
    });
  }
  const settingUp = { database, performer, viewerOf, today: londonDay(now) };
  const viewer = await viewerOf(file.enteredBy);
  await addAgreements(settingUp, viewer, file);
  await setUpDecisions(database, performer, viewer, await viewerOf(file.publishedBy));
  await setUpPublication(database, performer, viewer);
  await addActions(settingUp, viewer, file);
}

async function addAgreements(
  { database, performer, viewerOf, today }: SettingUp,
  viewer: StaffViewer,
  file: GovernanceExample,
): Promise<void> {
  const confirmers = await Promise.all(file.confirmedBy.map(viewerOf));
  const { agencies, there } = await database.as(viewer, async (tx) => ({
    agencies: await listAgencies(tx),
    there: await tx.many(sql<{ reference: string }>`select reference from agreement`),
  }));
  for (const agreement of file.agreements) {
    if (there.some((row) => row.reference === agreement.reference)) continue;
    const startsOn = agreement.startsOn ?? addMonths(today, -(agreement.startedMonthsAgo ?? 0));
    const parties = agreement.parties.map((party): PartyInput => {
      const agency = agencies.find((candidate) => candidate.code === party.agency);
      if (party.agency !== undefined && agency === undefined)
        throw new WaymarkError('wrong-setting', {
          text: `examples/governance.json: ${agreement.reference} names the unknown agency ${party.agency}.`,
        });
      return {
        agencyId: agency?.id ?? null,
        // A body that speaks for an agency keeps its own name: its signature is confirmed there.
        name: party.name ?? agency?.name ?? '',
        categories: party.categories,
        kind: party.kind ?? null,
        force: party.force ?? null,
        signedAs: party.signedAs,
        signedOn: party.signed ? startsOn : null,
      };
    });
    const { id } = await performer.perform(
      viewer,
      registerAgreement,
      {
        reference: agreement.reference,
        kind: agreement.kind,
        title: agreement.title,
        purpose: agreement.purpose,
        gateway: agreement.gateway,
        functions: agreement.functions ?? null,
        funding: agreement.funding ?? null,
        startsOn,
        datesNote: agreement.datesNote ?? null,
        expiresOn:
          agreement.expiresOn ??
          (agreement.expiresInDays === undefined ? null : addDays(today, agreement.expiresInDays)),
        reviewOn: agreement.reviewInDays === undefined ? null : addDays(today, agreement.reviewInDays),
        parties,
        earlier: agreement.earlier,
        example: true,
      },
      newKey(),
    );
    await confirmSignatures({ database, performer, today }, id, confirmers);
  }
}

/** Each signature that waits is confirmed by one of those who may; what nobody of them may confirm goes on waiting. */
async function confirmSignatures(
  { database, performer, today }: Pick<SettingUp, 'database' | 'performer' | 'today'>,
  id: number,
  confirmers: readonly StaffViewer[],
): Promise<void> {
  for (const confirmer of confirmers) {
    // Who may see nothing of an agreement has nothing of it to confirm.
    const requests = await database.as(confirmer, (tx) => listRequests(tx, id, today));
    for (const request of requests.filter(({ state, mayDecide }) => state === 'asked' && mayDecide)) {
      const { version } = await database.as(confirmer, (tx) => getAgreement(tx, id));
      await performer.perform(confirmer, confirmRequest, { id, version, requestId: request.id }, newKey());
    }
  }
}

async function addActions(
  { database, performer, viewerOf, today }: SettingUp,
  viewer: StaffViewer,
  file: GovernanceExample,
): Promise<void> {
  const there = await database.as(viewer, (tx) =>
    tx.many(sql<{ source: string; title: string }>`select source, title from governance_action`),
  );
  for (const action of file.actions) {
    if (there.some((row) => row.source === action.source && row.title === action.title)) continue;
    await performer.perform(
      viewer,
      addAction,
      {
        source: action.source,
        title: action.title,
        ownerId: action.owner === null ? null : (await viewerOf(action.owner)).staffId,
        dueOn: action.dueInDays === null ? null : addDays(today, action.dueInDays),
        evidence: null,
        example: true,
      },
      newKey(),
    );
  }
}
