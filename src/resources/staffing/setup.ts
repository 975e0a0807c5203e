import { readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { StaffViewer } from '../../access/viewers.ts';
import { recordTraining } from '../../casework/index.ts';
import type { Act, Performer } from '../../kernel/acts.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies, listBases } from '../../scheme/directory.ts';
import { recordHours } from '../caseload/hours-acts.ts';
import { type HoursKind, hoursKinds } from '../caseload/types.ts';
import { addBaseAgency, addLine } from './structure-acts.ts';
import { type BaseUse, baseUses, type LineKind, lineKinds } from './types.ts';

const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const code = <Code extends string>(codes: readonly Code[]) =>
  Type.Unsafe<Code>(Type.String({ enum: [...codes] }));

/** How the example's posts hang together: lines, bases, hours and training, as a file. Posts are named by code. */
const staffingExample = Type.Object({
  enteredBy: Type.String(),
  /** Of lines and of who is at which base. */
  fromDate: day,
  lines: Type.Array(
    Type.Object({
      post: Type.String(),
      kind: code<LineKind>(lineKinds),
      to: orNull(Type.String()),
      title: orNull(Type.String()),
      agency: orNull(Type.String()),
      about: orNull(Type.String()),
      source: Type.String(),
    }),
  ),
  baseAgencies: Type.Array(
    Type.Object({
      base: Type.String(),
      agency: Type.String(),
      use: code<BaseUse>(baseUses),
      premises: orNull(Type.String()),
      source: Type.String(),
    }),
  ),
  hours: Type.Array(
    Type.Object({
      login: Type.String(),
      kind: code<HoursKind>(hoursKinds),
      minutes: Type.Integer({ minimum: 1 }),
      from: day,
      until: orNull(day),
    }),
  ),
  training: Type.Array(
    Type.Object({
      login: Type.String(),
      what: Type.String(),
      from: day,
      until: orNull(day),
      course: Type.String(),
    }),
  ),
});

const exampleFile = new URL('../../../examples/staffing.json', import.meta.url);

/**
 * Enters how the example's posts hang together, through the acts. Where there is a reporting line already it does
 * nothing, so it may run at every start.
 *
 * @throws WaymarkError `wrong-setting` naming the place in examples/staffing.json.
 */
export async function setUpStructure(
  database: Database,
  performer: Performer,
  viewerOf: (login: string) => Promise<StaffViewer>,
): Promise<void> {
  const file: unknown = JSON.parse(await readFile(exampleFile, 'utf8'));
  if (!Value.Check(staffingExample, file)) {
    const [problem] = Value.Errors(staffingExample, file);
    throw new WaymarkError('wrong-setting', {
      text: `examples/staffing.json, at ${problem?.instancePath}: ${problem?.message}.`,
    });
  }
  const viewer = await viewerOf(file.enteredBy);
  const found = await database.as(viewer, async (tx) => ({
    there: await tx.maybe(sql`select 1 from reporting_line limit 1`),
    agencies: await listAgencies(tx),
    bases: await listBases(tx, viewer.schemeId),
    staff: await tx.many(sql<{ id: number; login: string }>`select id, login from staff`),
  }));
  if (found.there !== undefined) return;
  const entering: Entering = {
    file,
    perform: (act, input) => performer.perform(viewer, act, input, newKey()),
    agency: finder('agency', found.agencies, ({ code: word }) => word),
    base: finder('base', found.bases, ({ name }) => name),
    staff: finder('login', found.staff, ({ login }) => login),
  };
  await enterStructure(entering);
  await enterPeople(entering);
}

interface Entering {
  file: Static<typeof staffingExample>;
  perform<Input>(act: Act<Input, unknown>, input: Input): Promise<unknown>;
  agency(word: string): number;
  base(word: string): number;
  staff(word: string): number;
}

const finder =
  <Row extends { id: number }>(what: string, rows: readonly Row[], wordOf: (row: Row) => string) =>
  (word: string): number => {
    const row = rows.find((one) => wordOf(one) === word);
    if (row !== undefined) return row.id;
    throw new WaymarkError('wrong-setting', {
      text: `examples/staffing.json names the unknown ${what} ${word}.`,
    });
  };

async function enterStructure({ file, perform, agency: agencyId, base: baseId }: Entering): Promise<void> {
  const { fromDate } = file;
  for (const { post, to, title, agency, kind, about, source } of file.lines) {
    const toAgencyId = agency === null ? null : agencyId(agency);
    const line = { postCode: post, kind, toCode: to, toTitle: title, toAgencyId, about, source };
    await perform(addLine, { ...line, fromDate, example: true });
  }
  for (const { base, agency, ...rest } of file.baseAgencies)
    await perform(addBaseAgency, {
      ...rest,
      baseId: baseId(base),
      agencyId: agencyId(agency),
      fromDate,
      example: true,
    });
}

async function enterPeople({ file, perform, staff }: Entering): Promise<void> {
  for (const { login, kind, minutes, from, until } of file.hours)
    await perform(recordHours, { staffId: staff(login), kind, minutes, fromDate: from, toDate: until });
  for (const { login, what, from, until, course } of file.training)
    await perform(recordTraining, {
      staffId: staff(login),
      what,
      fromDate: from,
      expiresOn: until,
      course,
    });
}
