import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { isDay, londonDay } from '../../kernel/clock.ts';
import { type Database, sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { findRule } from '../../scheme/rules.ts';
import type { Command } from '../../web/wing.ts';
import { type AlertRule, eventKinds, groups } from './types.ts';

const clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });
const whole = (maximum: number) => Type.Integer({ minimum: 0, maximum });

/** The rule `alerts`, with every kind of event that there is: one that is not in it could not be taken in. */
export const alertRuleSchema = Type.Object(
  {
    note: Type.Optional(Type.String()),
    kinds: Type.Object(
      Object.fromEntries(
        eventKinds.map((kind) => [
          kind,
          Type.Object(
            { sameWithinMinutes: whole(10_080), overridesQuiet: Type.Boolean() },
            { additionalProperties: false },
          ),
        ]),
      ),
      { additionalProperties: false },
    ),
    steps: Type.Array(
      Type.Object(
        { to: Type.String({ enum: [...groups] }), afterMinutes: whole(10_080) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 10 },
    ),
    supervisors: Type.Array(Type.String()),
    quiet: Type.Object({ from: clock, to: clock }, { additionalProperties: false }),
    digestAt: clock,
    future: Type.Object(
      { toleranceMinutes: whole(1_440), does: Type.String({ enum: ['park', 'refuse'] }) },
      { additionalProperties: false },
    ),
    tellWithinHours: Type.Integer({ minimum: 1, maximum: 8_760 }),
    lateAfterMinutes: whole(10_080),
    perMinute: Type.Integer({ minimum: 1, maximum: 100_000 }),
  },
  { additionalProperties: false },
);

/** What is wrong with a body of the rule: one line each, none where it is good. */
export function faultsOf(body: unknown): string[] {
  const faults = [...Value.Errors(alertRuleSchema, body)].map(
    ({ instancePath, message }) => `${instancePath === '' ? 'the rule' : instancePath.slice(1)}: ${message}`,
  );
  if (faults.length > 0) return [...new Set(faults)].slice(0, 20);
  const { steps } = body as AlertRule;
  if (steps[0]?.afterMinutes !== 0) faults.push('steps: the first is told at once, after 0 minutes');
  if (steps.some(({ afterMinutes }, at) => afterMinutes < (steps[at - 1]?.afterMinutes ?? 0)))
    faults.push('steps: each is told no sooner than the one before it');
  return faults;
}

/** `alerts rule` prints the rule in force; with a file it puts a new version in force from a day on. */
export const alertRuleCommand: Command = {
  name: 'alerts rule',
  help: 'print the rule for alerts in force, or put a new version in force: [FILE --from YYYY-MM-DD] [--scheme CODE]',
  needsDatabase: true,
  run: async ({ args, database, now, print }) => {
    if (database === undefined) return;
    const today = londonDay(now);
    const { file, from, code } = readArguments(args);
    const schemeId = await schemeOf(database, code);
    if (file === undefined) {
      const rule = await database.as(serviceViewer('setup'), (tx) =>
        findRule<AlertRule>(tx, schemeId, 'alerts', today),
      );
      print(rule === undefined ? 'There is no rule alerts in force.' : JSON.stringify(rule.body, null, 2));
      return;
    }
    if (from === undefined || !isDay(from) || from < today)
      throw wrong('Say from which day it holds, today or later: --from YYYY-MM-DD');
    const version = await putInForce(database, { schemeId, from, body: await readBody(file) });
    print(
      `Version ${version} of the rule alerts holds from ${from}. The version before it stays where it was used.`,
    );
  },
};

const wrong = (text: string): WaymarkError => new WaymarkError('wrong-setting', { text });

function readArguments(args: readonly string[]): { file?: string; from?: string; code?: string } {
  const optionOf = (name: string): string | undefined => {
    const at = args.indexOf(name);
    return at < 0 ? undefined : args[at + 1];
  };
  const file = args.find((one, index) => !one.startsWith('--') && !(args[index - 1] ?? '').startsWith('--'));
  const given = { file, from: optionOf('--from'), code: optionOf('--scheme') };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function schemeOf(database: Database, code: string | undefined): Promise<number> {
  const schemes = await database.as(serviceViewer('setup'), (tx) =>
    tx.many(sql<{ id: number; code: string }>`select id, code from scheme order by id`),
  );
  const [only] = code === undefined ? schemes : schemes.filter((scheme) => scheme.code === code);
  if (only === undefined || (code === undefined && schemes.length > 1))
    throw wrong(`Say of which scheme, --scheme CODE: ${schemes.map((scheme) => scheme.code).join(', ')}`);
  return only.id;
}

async function readBody(file: string): Promise<unknown> {
  let body: unknown;
  try {
    body = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new WaymarkError('bad-file', { text: `“${file}” cannot be read as JSON.`, cause });
  }
  const faults = faultsOf(body);
  if (faults.length > 0)
    throw new WaymarkError('bad-file', { text: `The rule was not changed. ${faults.join('; ')}` });
  return body;
}

/** A new version; what was in force ends where it begins, and what was decided by it keeps its number. */
export async function putInForce(
  database: Database,
  { schemeId, from, body }: { schemeId: number; from: string; body: unknown },
): Promise<number> {
  const version = await database.as(serviceViewer('setup'), async (tx) => {
    await endBefore(tx, schemeId, from);
    const made = await tx.one(sql<{ id: number; version: number }>`
      insert into rule_version (scheme_id, kind, version, valid_from, body, example)
      select ${schemeId}, 'alerts', coalesce(max(version), 0) + 1, ${from}::date, ${JSON.stringify(body)}::jsonb, false
      from rule_version where scheme_id = ${schemeId} and kind = 'alerts' returning id, version`);
    await auditRan(tx, {
      act: 'alerts:rule',
      subject: 'scheme',
      subjectId: schemeId,
      detail: { version: made.version },
    });
    return made.version;
  });
  database.shared.clear();
  return version;
}

const endBefore = (tx: Tx, schemeId: number, from: string): Promise<number> =>
  tx.run(sql`
    update rule_version set valid_to = ${from}::date
    where scheme_id = ${schemeId} and kind = 'alerts' and valid_from < ${from}::date and (valid_to is null or valid_to > ${from}::date)`);
