import { type Day, isoOf, localStamp, YEAR, yearOf } from './calendar.ts';
import type { Case, Offence } from './career.ts';
import type { CsvFile } from './csv-file.ts';
import { addressOn, crimeReference, DETAIL, type Dossier, isProven } from './dossier.ts';
import { arrestSummonsNumber, eventSerial, recordSerial } from './identifiers.ts';
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
import { drawUndetected } from './offences.ts';
import { type Area, COUNTIES, type County, drawPrison, FORCE_CODE } from './places.ts';
import type { Random } from './random.ts';

interface ForceFiles {
  nominals: CsvFile;
  crimes: CsvFile;
  custody: CsvFile;
}

type PoliceFiles = Record<County, ForceFiles>;

type Capacity = 'offender' | 'suspect' | 'victim' | 'witness' | 'other';

/** Places for a person's records within the numbers: 8 for each force. */
const RECORDS_A_PERSON = 16;
const BYSTANDER_PLACE = 5;

function recordId(dossier: Dossier, county: County, place: number): string {
  const key = dossier.person.index * RECORDS_A_PERSON + (county === 'norfolk' ? 0 : 8) + place;
  return `${county === 'norfolk' ? 'NF' : 'SF'}-${recordSerial(key)}`;
}

function beatOf(area: Area, key: string): string {
  return `${area.beat}${((key.charCodeAt(key.length - 1) + key.length) % 4) + 1}`;
}

interface Writing {
  random: Random;
  dossier: Dossier;
  relativePnc: string | undefined;
  county: County;
  today: Day;
}

/** Address, postcode and beat. For some of those who were inside that day it is the prison's. */
function writeWhereabouts(random: Random, dossier: Dossier, day: Day): [string, string, string] {
  const inside = dossier.career.spells.some(
    (spell) => spell.received < day && (spell.release ?? Infinity) > day,
  );
  const home = addressOn(random, dossier, day);
  const beat = home === undefined ? '' : beatOf(home.area, home.postcode);
  const prison = inside && random.chance(0.4) ? drawPrison(random, dossier.person.sex) : undefined;
  const postcode = writePostcode(random, prison?.postcode ?? home?.postcode ?? '');
  return [prison?.address ?? home?.text ?? 'No fixed abode', postcode, beat];
}

function writeNominal(
  files: ForceFiles,
  writing: Writing,
  place: number,
  capacity: Capacity,
  updated: Day,
): string {
  const { random, dossier, county } = writing;
  const { person } = dossier;
  const care: Care = capacity === 'offender' || capacity === 'suspect' ? CARE.police : CARE.bystander;
  const record = recordId(dossier, county, place);
  const name = writeName(random, person, care, updated);
  const aliases = random.chance(0.62)
    ? person.aliases.map((alias) => `${alias.forename} ${alias.surname}`)
    : [];
  // A further record is sometimes opened under the name that was given at the arrest.
  const given =
    place > 0 && person.aliases[0] !== undefined && random.chance(0.16) ? person.aliases[0] : name;
  files.nominals.write([
    record,
    capacity,
    given.forename,
    name.middleName,
    given.surname,
    aliases.join('|'),
    writeBirth(random, person, care),
    random.chance(0.006) ? 'U' : person.sex,
    writeEthnicity(random, person.ethnicity),
    writePnc(random, person, dossier.pncs, writing.relativePnc, care),
    writeCro(random, dossier.cro, care),
    ...writeWhereabouts(random, dossier, updated),
    isoOf(updated),
    person.index + 1,
  ]);
  return record;
}

function asnOf(dossier: Dossier, made: Case): string {
  const sequence = eventSerial(dossier.person.index * 200 + made.number);
  return arrestSummonsNumber(yearOf(made.arrest), FORCE_CODE[made.area.county], made.area.unit, sequence);
}

function writeCrime(files: ForceFiles, dossier: Dossier, offence: Offence, record: string): void {
  const { case: made } = offence;
  files.crimes.write([
    crimeReference(dossier.person, offence),
    record,
    offence.outcome === 'convicted' ? 'convicted' : 'suspect',
    offence.type.code,
    isoOf(offence.date),
    isoOf(made.arrest),
    asnOf(dossier, made),
    made.charge === undefined ? '' : isoOf(made.charge),
    offence.outcome,
    offence.outcomeDate === undefined ? '' : isoOf(offence.outcomeDate),
    offence.court,
    offence.sentence,
    beatOf(offence.area, String(offence.date)),
  ]);
}

function writeCustody(files: ForceFiles, writing: Writing, made: Case, record: string): void {
  const { random, dossier, today } = writing;
  if (made.arrest < today - DETAIL) return;
  const arrived = made.arrest * 1440 + random.between(30, 1380);
  const held = random.chance(0.08) ? random.between(1440, 2150) : random.between(150, 1430);
  // On the last evening some have not been let go yet.
  const released = arrived + held < (today + 1) * 1440 - 60 ? localStamp(arrived + held) : '';
  const warrant = made.offences.some((offence) => offence.type.kind === 'bail');
  files.custody.write([
    `${FORCE_CODE[made.area.county]}C${eventSerial(dossier.person.index * 200 + made.number)}`,
    record,
    asnOf(dossier, made),
    localStamp(arrived),
    released,
    made.area.station,
    warrant ? 'Arrest on warrant' : 'Arrest on suspicion of an offence',
  ]);
}

/** How many records one force holds of one offender. */
function copiesOf(random: Random, dossier: Dossier): number {
  const { tempo } = dossier.person;
  const second = tempo === 'prolific' ? 0.26 : tempo === 'repeat' ? 0.12 : 0.05;
  if (!random.chance(second)) return 1;
  return random.chance(0.22) ? 3 : 2;
}

function lastChange(random: Random, offences: readonly Offence[], today: Day): Day {
  const last = offences.reduce(
    (latest, offence) => Math.max(latest, offence.outcomeDate ?? offence.case.arrest),
    0,
  );
  const from = last === 0 ? today - random.between(20, 2200) : last + random.between(0, 45);
  return Math.min(from, today);
}

function writeOffender(files: ForceFiles, writing: Writing): void {
  const { random, dossier, county, today } = writing;
  const { person, career } = dossier;
  const offences = career.offences.filter((offence) => offence.area.county === county);
  if (offences.length === 0 && person.county !== county) return;
  const copies = copiesOf(random, dossier);
  const placeOf = new Map<Case, number>();
  for (const { case: made } of offences) {
    if (!placeOf.has(made)) placeOf.set(made, random.chance(0.66) ? 0 : random.between(0, copies - 1));
  }
  for (let place = 0; place < copies; place += 1) {
    const here = offences.filter((offence) => placeOf.get(offence.case) === place);
    const capacity = (here.length > 0 ? here : career.offences).some(isProven) ? 'offender' : 'suspect';
    const record = writeNominal(files, writing, place, capacity, lastChange(random, here, today));
    for (const offence of here) writeCrime(files, dossier, offence, record);
    for (const made of new Set(here.map((offence) => offence.case)))
      writeCustody(files, writing, made, record);
  }
}

/** An offence against a person, with the one who did it. */
interface Incident {
  dossier: Dossier;
  offence: Offence;
}

export function incidentsOf(dossiers: readonly Dossier[], today: Day): Incident[] {
  return dossiers.flatMap((dossier) =>
    dossier.career.offences.flatMap((offence) =>
      offence.type.personal && offence.date >= today - DETAIL ? [{ dossier, offence }] : [],
    ),
  );
}

/** Offenders are victims and witnesses too; most of these records are of people who are nothing else. */
function bystanding(random: Random, dossier: Dossier): Capacity | undefined {
  const { role } = dossier.person;
  if (role !== 'offender') return role;
  if (random.chance(0.05)) return 'victim';
  return random.chance(0.02) ? 'witness' : undefined;
}

function writeIncident(files: ForceFiles, capacity: Capacity, incident: Incident, record: string): void {
  const { dossier, offence } = incident;
  files.crimes.write([
    crimeReference(dossier.person, offence),
    record,
    capacity,
    offence.type.code,
    isoOf(offence.date),
    '',
    '',
    '',
    offence.outcome,
    offence.outcomeDate === undefined ? '' : isoOf(offence.outcomeDate),
    '',
    '',
    beatOf(offence.area, String(offence.date)),
  ]);
}

/** A crime whose offender is unknown: closed without a suspect, or still looked into. */
function writeUndetected(
  files: ForceFiles,
  writing: Writing,
  capacity: Capacity,
  record: string,
  place: number,
): Day {
  const { random, dossier, county, today } = writing;
  const date = today - random.between(3, DETAIL);
  const closed = Math.min(date + random.between(2, 60), today);
  const open = closed === today || random.chance(0.1);
  const key = eventSerial(dossier.person.index * 200 + 190 + place);
  const area = (dossier.person.residences[0] as { address: { area: Area } }).address.area;
  files.crimes.write([
    `${FORCE_CODE[county]}/${key}/${String(yearOf(date) % 100).padStart(2, '0')}`,
    record,
    capacity,
    drawUndetected(random).code,
    isoOf(date),
    '',
    '',
    '',
    open ? 'under_investigation' : 'no_further_action',
    open ? '' : isoOf(closed),
    '',
    '',
    beatOf(area, String(date)),
  ]);
  return date;
}

function writeBystander(
  police: PoliceFiles,
  writing: Writing,
  capacity: Capacity,
  incidents: readonly Incident[],
): void {
  const { random, dossier, today } = writing;
  const others = incidents.filter(
    (incident) => incident.dossier !== dossier && incident.offence.area.county === dossier.person.county,
  );
  const times = random.chance(0.15) ? random.between(2, 3) : 1;
  const county = dossier.person.county;
  const files = police[county];
  const record = recordId(dossier, county, BYSTANDER_PLACE);
  let updated = today - Math.floor(random.next() * 4 * YEAR);
  for (let time = 0; capacity !== 'other' && time < times; time += 1) {
    const incident =
      others.length > 0 && random.chance(0.75)
        ? others.splice(random.between(0, others.length - 1), 1)[0]
        : undefined;
    if (incident === undefined)
      updated = writeUndetected(files, { ...writing, county }, capacity, record, time);
    else {
      writeIncident(files, capacity, incident, record);
      updated = Math.min(incident.offence.date + random.between(0, 20), today);
    }
  }
  writeNominal(files, { ...writing, county }, BYSTANDER_PLACE, capacity, updated);
}

/** Everything that the two forces hold on one person. */
export function writePolice(
  police: PoliceFiles,
  root: Random,
  dossier: Dossier,
  relativePnc: string | undefined,
  incidents: readonly Incident[],
  today: Day,
): void {
  const random = root.split('police', dossier.person.index);
  // A few come from elsewhere: known to probation or a prison, never to these forces.
  const elsewhere =
    dossier.career.orders.length + dossier.career.spells.length > 0 &&
    dossier.person.tempo !== 'prolific' &&
    random.chance(0.02);
  const writing = { random, dossier, relativePnc, today };
  if (dossier.person.role === 'offender' && !elsewhere) {
    for (const county of COUNTIES) writeOffender(police[county], { ...writing, county });
  }
  const capacity = bystanding(random, dossier);
  if (capacity !== undefined)
    writeBystander(police, { ...writing, county: dossier.person.county }, capacity, incidents);
}
