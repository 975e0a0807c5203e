import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import { Value } from 'typebox/value';
import type { StaffViewer } from '../../access/viewers.ts';
import { recordTraining } from '../../casework/index.ts';
import type { Performer } from '../../kernel/acts.ts';
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
  const { there, agencies, bases, staff } = await database.as(viewer, async (tx) => ({
    there: await tx.maybe(sql`select 1 from reporting_line limit 1`),
    agencies: await listAgencies(tx),
    bases: await listBases(tx, viewer.schemeId),
    staff: await tx.many(sql<{ id: number; login: string }>`select id, login from staff`),
  }));
  if (there !== undefined) return;
  const { fromDate } = file;
  const idOf = <Row extends { id: number }>(what: string, row: Row | undefined, word: string): number => {
    if (row !== undefined) return row.id;
    throw new WaymarkError('wrong-setting', {
      text: `examples/staffing.json names the unknown ${what} ${word}.`,
    });
  };
  const agencyId = (word: string): number =>
    idOf(
      'agency',
      agencies.find((one) => one.code === word),
      word,
    );
  const staffId = (word: string): number =>
    idOf(
      'login',
      staff.find(({ login }) => login === word),
      word,
    );
  for (const { post, to, title, agency, kind, about, source } of file.lines) {
    const toAgencyId = agency === null ? null : agencyId(agency);
    const line = { postCode: post, kind, toCode: to, toTitle: title, toAgencyId, about, source };
    await performer.perform(viewer, addLine, { ...line, fromDate, example: true }, newKey());
  }
  for (const { base, agency, use, premises, source } of file.baseAgencies) {
    const baseId = idOf(
      'base',
      bases.find(({ name }) => name === base),
      base,
    );
    const there = { baseId, agencyId: agencyId(agency), use, premises, source };
    await performer.perform(viewer, addBaseAgency, { ...there, fromDate, example: true }, newKey());
  }
  for (const { login, kind, minutes, from, until } of file.hours)
    await performer.perform(
      viewer,
      recordHours,
      { staffId: staffId(login), kind, minutes, fromDate: from, toDate: until },
      newKey(),
    );
  for (const { login, what, from, until, course } of file.training)
    await performer.perform(
      viewer,
      recordTraining,
      { staffId: staffId(login), what, fromDate: from, expiresOn: until, course },
      newKey(),
    );
}
