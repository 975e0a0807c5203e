import { ageOn, type Day, isoOf, YEAR } from './calendar.ts';
import type { Order, OrderType, PrisonSpell } from './career.ts';
import type { CsvFile } from './csv-file.ts';
import { addressOn, type Dossier } from './dossier.ts';
import { caseReference, prisonNumber, recordSerial } from './identifiers.ts';
import {
  CARE,
  type Care,
  writeBirth,
  writeCro,
  writeEthnicity,
  writeName,
  writePnc,
  writePostcode,
} from './noise.ts';
import type { OffenceType } from './offences.ts';
import { drawPrison } from './places.ts';
import type { Random } from './random.ts';

const YOUTH_ORDERS: readonly OrderType[] = [
  'referral_order',
  'youth_rehabilitation_order',
  'youth_conditional_caution',
];

/** Years after its end for which a row is still in the extract. */
const KEPT = { probation: 2, prison: 4, youth: 4 };

interface Subject {
  random: Random;
  dossier: Dossier;
  relativePnc: string | undefined;
  today: Day;
}

/** The identity columns shared by the three extracts, written once for a person and agency. */
function writeIdentity(subject: Subject, care: Care, day: Day): string[] {
  const { random, dossier, relativePnc } = subject;
  const { person, pncs } = dossier;
  const name = writeName(random, person, care, day);
  return [
    name.forename,
    name.middleName,
    name.surname,
    writeBirth(random, person, care),
    person.sex,
    writeEthnicity(random, person.ethnicity),
    writePnc(random, person, pncs, relativePnc, care),
  ];
}

function writeHome(subject: Subject, day: Day): [string, string] {
  const address = addressOn(subject.random, subject.dossier, day);
  if (address === undefined) return ['No fixed abode', ''];
  return [address.text, writePostcode(subject.random, address.postcode)];
}

function drawRosh(random: Random, offence: OffenceType): string {
  const draw =
    random.next() +
    (offence.gravity - 3) * 0.14 +
    (offence.kind === 'violence' || offence.kind === 'robbery' ? 0.12 : 0);
  if (draw < 0.34) return 'low';
  if (draw < 0.86) return 'medium';
  return draw < 1.22 ? 'high' : 'very_high';
}

function drawMappa(random: Random, offence: OffenceType): string {
  if (offence.gravity === 5) return random.pick(['1', '1', '2', '3']);
  return offence.gravity === 4 && random.chance(0.1) ? '1' : '';
}

/** Risk of serious harm and MAPPA level are the person's, set by the gravest of their offences. */
function drawRisk(random: Random, orders: readonly Order[], first: OffenceType): [string, string] {
  const gravest = orders.reduce(
    (worst, { mainOffence }) => (mainOffence.gravity > worst.gravity ? mainOffence : worst),
    first,
  );
  return [drawRosh(random, gravest), drawMappa(random, gravest)];
}

/** Example codes, after the kinds of condition in public licence policy; not a national list. */
function drawConditions(random: Random, dossier: Dossier, type: OrderType): string {
  if (type !== 'licence' && type !== 'post_sentence_supervision') return '';
  const conditions = ['good_behaviour', 'report', 'residence'];
  if (random.chance(0.22)) conditions.push('curfew');
  if (random.chance(0.2)) conditions.push('exclusion_zone');
  if (random.chance(0.35)) conditions.push('drug_testing');
  if (dossier.person.tempo === 'prolific' && random.chance(0.3)) conditions.push('iom_engage');
  return conditions.join('|');
}

function lastUpdate(random: Random, from: Day, end: Day, today: Day): Day {
  return Math.max(from, Math.min(today, end) - random.between(0, 40));
}

/** Orders that started and have not ended too long ago, oldest first. */
function ordersOnFile(dossier: Dossier, today: Day, years: number, youth: boolean): Order[] {
  return dossier.career.orders
    .filter(
      (order) =>
        YOUTH_ORDERS.includes(order.type) === youth &&
        order.start <= today &&
        order.end >= today - years * YEAR,
    )
    .sort((a, b) => a.start - b.start);
}

function writeProbation(file: CsvFile, subject: Subject): void {
  const { random, dossier, today } = subject;
  const orders = ordersOnFile(dossier, today, KEPT.probation, false);
  const first = orders[0];
  if (first === undefined) return;
  const { index } = dossier.person;
  const identity = writeIdentity(subject, CARE.probation, first.start);
  // A second case reference for somebody whom a clerk did not find on the system.
  const second =
    orders.length > 1 && random.chance(0.02) ? writeIdentity(subject, CARE.probation, today) : undefined;
  const risk = drawRisk(random, orders, first.mainOffence);
  orders.forEach((order, place) => {
    const last = place === orders.length - 1;
    const [reference, written] =
      second !== undefined && last ? [index * 2 + 1, second] : [index * 2, identity];
    const updated = lastUpdate(random, order.start, order.end, today);
    file.write([
      caseReference(reference),
      ...written,
      ...writeHome(subject, updated),
      order.type,
      isoOf(order.sentenced),
      isoOf(order.start),
      isoOf(order.end),
      order.mainOffence.code,
      ...risk,
      drawConditions(random, dossier, order.type),
      isoOf(updated),
      index + 1,
    ]);
  });
}

function releaseTypeOf(random: Random, spell: PrisonSpell): string {
  if (spell.release === undefined) return '';
  if (spell.kind === 'remand') return 'remand_ended';
  if (spell.kind === 'recall') return 'recall_release';
  return random.chance(0.08) ? 'home_detention_curfew' : 'automatic_release';
}

function writePrison(file: CsvFile, subject: Subject): void {
  const { random, dossier, today } = subject;
  const spells = dossier.career.spells.filter(
    (spell) => (spell.release ?? Infinity) >= today - KEPT.prison * YEAR && spell.received <= today,
  );
  const first = spells[0];
  if (first === undefined) return;
  const { index, sex } = dossier.person;
  const identity = writeIdentity(subject, CARE.prison, first.received);
  const cro = writeCro(random, dossier.cro, CARE.prison);
  for (const spell of spells) {
    const updated = lastUpdate(random, spell.received, spell.release ?? today, today);
    const { release, licenceEnd } = spell;
    // Where to: known at release, and for some before it.
    const home =
      release !== undefined && (release <= today || random.chance(0.5))
        ? writeHome(subject, Math.min(release, today))
        : ['', ''];
    file.write([
      prisonNumber(index),
      ...identity,
      cro,
      drawPrison(random, sex).name,
      isoOf(spell.received),
      release === undefined ? '' : isoOf(release),
      releaseTypeOf(random, spell),
      licenceEnd === undefined ? '' : isoOf(licenceEnd),
      ...home,
      isoOf(updated),
      index + 1,
    ]);
  }
}

function writeYouth(file: CsvFile, subject: Subject): void {
  const { random, dossier, today } = subject;
  const orders = ordersOnFile(dossier, today, KEPT.youth, true).filter(
    (order) => ageOn(dossier.person.born, order.start) < 18,
  );
  const first = orders[0];
  if (first === undefined) return;
  const { index } = dossier.person;
  const identity = writeIdentity(subject, CARE.youth, first.start);
  for (const order of orders) {
    const updated = lastUpdate(random, order.start, order.end, today);
    file.write([
      `YJ${recordSerial(index * 16 + 15)}`,
      ...identity,
      ...writeHome(subject, updated),
      order.type,
      isoOf(order.start),
      isoOf(order.end),
      order.mainOffence.code,
      isoOf(updated),
      index + 1,
    ]);
  }
}

interface AgencyFiles {
  probation: CsvFile;
  prison: CsvFile;
  youth: CsvFile;
}

/** Everything that probation, prisons and youth justice hold on one person. */
export function writeAgencies(
  files: AgencyFiles,
  root: Random,
  dossier: Dossier,
  relativePnc: string | undefined,
  today: Day,
): void {
  const { index } = dossier.person;
  const subject = (label: string) => ({ random: root.split(label, index), dossier, relativePnc, today });
  writeProbation(files.probation, subject('probation'));
  writePrison(files.prison, subject('prison'));
  writeYouth(files.youth, subject('youth'));
}
