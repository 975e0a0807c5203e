import Type, { type TOptional, type TString } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { regimeOf, varyLicence } from './acts.ts';
import { showFramed, staleOf } from './framed.ts';
import { mostFilled, mostReworded, readVariationForm, shownIds } from './rules.ts';
import { getLicence, listConditions, listLibrary } from './store.ts';
import type { Condition, LibraryCondition, Licence, VariationForm } from './types.ts';
import { varyPage } from './vary-views.ts';

const params = Type.Object({ id: idParams.properties.id, licence: idParams.properties.id });

/** `reword0`, `reword1`, … */
const numbered = (name: string, most: number): Record<string, TOptional<TString>> =>
  Object.fromEntries(Array.from({ length: most }, (_, index) => [`${name}${index}`, field(4_000)]));

const body = formBody({
  effectiveOn: field(10),
  why: field(4_000),
  approvedBy: field(200),
  approvedOn: field(10),
  remove: fieldList(),
  add: fieldList(),
  bespoke: field(10_000),
  shown: field(1_000),
  ...numbered('reword', mostReworded),
  ...numbered('fill', mostFilled),
});

export const varyPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/licence/:licence/vary',
    right: 'licence:edit',
    reads: 'person',
    about: 'person',
    params,
    handle: (ask) =>
      ask.read(async (tx) => {
        const loaded = await load(tx, ask);
        const draft = await findDraft<VariationForm>(tx, ask.viewer.staffId, draftOf(loaded.licence), [
          'remove',
          'add',
        ]);
        return show(tx, ask, framePerson, {
          ...loaded,
          values: draft?.values ?? { effectiveOn: ask.today, approvedOn: ask.today },
          kept: draft,
          version: loaded.licence.version,
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/licence/:licence/vary',
    right: 'licence:edit',
    reads: 'person',
    about: 'person',
    params,
    body,
    handle: (ask) => varyFromForm(ask, framePerson),
  }),
];

const draftOf = ({ personId, id }: Pick<Licence, 'personId' | 'id'>): string => `vary:${personId}:${id}`;

interface Loaded {
  licence: Licence;
  standing: Condition[];
  library: LibraryCondition[];
}

async function load(tx: Tx, ask: Ask<{ id: number; licence: number }>): Promise<Loaded> {
  const licence = await getLicence(tx, { id: ask.params.licence, personId: ask.params.id });
  const regime = regimeOf(licence.orderType);
  const [conditions, library] = await Promise.all([
    listConditions(tx, [licence.id]),
    regime === undefined ? [] : listLibrary(tx, regime, ask.today),
  ]);
  const standing = conditions.filter(({ endedBy }) => endedBy === null).slice(0, mostReworded);
  return { licence, standing, library: library.slice(0, mostFilled) };
}

interface Shown extends Loaded {
  values: VariationForm;
  kept?: KeptDraft<VariationForm> | undefined;
  errors?: readonly FieldError[];
  key?: string | undefined;
  version: number;
  theirs?: string;
}

function show(tx: Tx, ask: Ask, framePerson: FramePerson, shown: Shown): Promise<Reply> {
  const errors = shown.errors ?? [];
  return showFramed(tx, ask, framePerson, {
    personId: shown.licence.personId,
    title: 'Vary the conditions',
    act: 'licence:form',
    about: { subject: 'licence', subjectId: shown.licence.id },
    errors,
    theirs: shown.theirs,
    body: () =>
      html`${keptNotice(shown.kept, ask.csrfToken)}${varyPage({
        ...shown,
        policy: shown.library[0]?.policy,
        today: ask.today,
        csrfToken: ask.csrfToken,
        draft: draftOf(shown.licence),
        errors,
      })}`,
  });
}

async function varyFromForm(
  ask: Ask<{ id: number; licence: number }, unknown, VariationForm & { _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const loaded = await ask.read((tx) => load(tx, ask));
  const { licence, standing, library } = loaded;
  const version = ask.body._version ?? 0;
  const span = { earliest: licence.fromDay, today: ask.today };
  const read = readVariationForm(ask.body, standing, library, span);
  const again = { ...loaded, values: ask.body, key: ask.body._key, version };
  if ('errors' in read && version === licence.version)
    return ask.read((tx) => show(tx, ask, framePerson, { ...again, errors: read.errors }));
  try {
    const input =
      'errors' in read ? { ...nothing, effectiveOn: ask.today, approvedOn: ask.today } : read.input;
    await ask.perform(
      varyLicence,
      { ...input, id: licence.id, personId: licence.personId, version },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    const current = staleOf(error);
    const values = keepingPlaces(ask.body, standing);
    return ask.read((tx) => show(tx, ask, framePerson, { ...again, ...current, values, key: newKey() }));
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(licence)));
  return redirect(`/people/${licence.personId}/licence/${licence.id}`, 'The variation was saved.');
}

const nothing = { why: '', approvedBy: '', remove: [], amend: [], add: [], bespoke: [] };

/** After a variation of somebody else: what was reworded of a condition that is gone is kept as bespoke text. */
function keepingPlaces(values: VariationForm, standing: readonly Condition[]): VariationForm {
  const shown = shownIds(values);
  const kept: VariationForm = { ...values, shown: standing.map(({ id }) => id).join(',') };
  for (let index = 0; index < mostReworded; index += 1) delete kept[`reword${index}`];
  for (const [place, id] of shown.entries()) {
    const typed = values[`reword${place}`];
    const now = standing.findIndex((one) => one.id === id);
    if (typed === undefined) continue;
    if (now >= 0) kept[`reword${now}`] = typed;
    else kept.bespoke = [kept.bespoke ?? '', typed].filter((one) => one.trim() !== '').join('\n\n');
  }
  return kept;
}
