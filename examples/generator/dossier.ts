import { type Day, YEAR, yearOf } from './calendar.ts';
import type { Career, Offence } from './career.ts';
import { liveCareer } from './careers.ts';
import * as ids from './identifiers.ts';
import { drawGroup, type Person, type Residence } from './people.ts';
import type { Address } from './places.ts';
import type { Random } from './random.ts';

/** Days of dense detail before the extract date: unproven matters and police custody older than this are gone. */
export const DETAIL = Math.floor(3 * YEAR);

/** One true person with career and true identifiers: what every agency's records are drawn from. */
export interface Dossier {
  person: Person;
  career: Career;
  /** Two where two files were opened for one person. */
  pncs: string[];
  cro: string;
}

const NO_CAREER: Career = { offences: [], cases: [], spells: [], orders: [] };

export function isProven(offence: Offence): boolean {
  return offence.outcome === 'convicted' || offence.outcome === 'cautioned';
}

function drawCareer(random: Random, person: Person, today: Day): Career {
  if (person.role !== 'offender') return NO_CAREER;
  const { born, sex, tempo, leaning, county, crossesBorder } = person;
  const homeArea = (person.residences[0] as Residence).address.area;
  const life = { born, sex, tempo, leaning, county, crossesBorder, homeArea };
  // A life that left nothing on file is lived again: everybody here is known for something.
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const career = liveCareer(random.split('life', attempt), life, today);
    const offences = career.offences.filter((offence) => isProven(offence) || offence.date >= today - DETAIL);
    if (offences.length > 0) return { ...career, offences };
  }
  return NO_CAREER;
}

function drawPncs(random: Random, person: Person, firstYear: number): string[] {
  const pncs = [ids.pncId(firstYear, ids.pncSerial(person.index * 2))];
  if (random.chance(person.tempo === 'occasional' ? 0.003 : 0.012)) {
    pncs.push(ids.pncId(firstYear + random.between(0, 2), ids.pncSerial(person.index * 2 + 1)));
  }
  return pncs;
}

function drawDossier(root: Random, person: Person, today: Day): Dossier {
  const random = root.split('dossier', person.index);
  const career = drawCareer(random.split('career'), person, today);
  const first = career.cases[0];
  if (first === undefined) return { person, career, pncs: [], cro: '' };
  const year = Math.min(yearOf(first.arrest), yearOf(today) - 2);
  const serial = ids.croSerial(person.index);
  const cro = random.chance(0.08) ? ids.singleFileCro(year, serial) : ids.croNumber(year, serial);
  return { person, career, pncs: drawPncs(random, person, year), cro };
}

export function drawDossiers(root: Random, group: number, today: Day): Dossier[] {
  return drawGroup(root, group, today).map((person) => drawDossier(root, person, today));
}

/** Where somebody was living, as an agency knew it: weeks late. Undefined without a fixed abode. */
export function addressOn(random: Random, dossier: Dossier, day: Day): Address | undefined {
  const { residences, tempo } = dossier.person;
  if (tempo === 'prolific' && random.chance(0.05)) return undefined;
  const known = day - Math.floor(random.exponential(60));
  const residence =
    residences.findLast((candidate) => candidate.from <= known) ?? (residences[0] as Residence);
  return residence.address;
}

/** The reference of a crime, shared by its offender's, victim's and witness's rows. */
export function crimeReference(person: Person, offence: Offence): string {
  const force = offence.area.county === 'norfolk' ? '36' : '37';
  return `${force}/${ids.eventSerial(person.index * 200 + offence.number)}/${String(yearOf(offence.date) % 100).padStart(2, '0')}`;
}
