import { trimCareer } from './aftermath.ts';
import { ageOn, type Day } from './calendar.ts';
import { type Career, type Case, gravestOf, type Offence, type PrisonSpell } from './career.ts';
import { BREACH_OF_BEHAVIOUR_ORDER, drawOffence, type Leaning, type OffenceType } from './offences.ts';
import type { Tempo } from './people.ts';
import { type Area, type County, drawAreaIn } from './places.ts';
import type { Random } from './random.ts';
import { drawDisposal, drawLags, type Sentence, sentenceCase } from './sentencing.ts';
import { drawRhythm } from './tempo.ts';

export interface Life {
  born: Day;
  sex: 'M' | 'F';
  tempo: Tempo;
  leaning: Leaning;
  county: County;
  crossesBorder: boolean;
  homeArea: Area;
}

interface Event {
  day: Day;
  happen: () => void;
}

/** Everything about one career while it is being lived. */
class Living {
  readonly random: Random;
  readonly life: Life;
  readonly today: Day;
  readonly career: Career = { offences: [], cases: [], spells: [], orders: [] };
  /** In prison until this day. */
  freeFrom: Day = -Infinity;
  proven = 0;
  #events: Event[] = [];

  constructor(random: Random, life: Life, today: Day) {
    this.random = random;
    this.life = life;
    this.today = today;
  }

  schedule(day: Day, happen: () => void): void {
    this.#events.push({ day, happen });
  }

  /** Takes out the earliest event up to `day`. */
  takeEvent(day: Day): Event | undefined {
    let first: Event | undefined;
    for (const event of this.#events) if (first === undefined || event.day < first.day) first = event;
    if (first === undefined || first.day > day) return undefined;
    this.#events = this.#events.filter((event) => event !== first);
    return first;
  }
}

/** Lives a career day by day, so that nobody offends in prison and courts see what went before. */
export function liveCareer(random: Random, life: Life, today: Day): Career {
  const living = new Living(random, life, today);
  const rhythm = drawRhythm(random.split('rhythm'), life, today);
  let offending = rhythm.next(-Infinity);
  for (;;) {
    const event = living.takeEvent(Math.min(offending, today));
    if (event !== undefined) {
      event.happen();
      if (offending < living.freeFrom) offending = rhythm.next(living.freeFrom);
    } else if (offending > today) break;
    else {
      offend(living, offending);
      offending = rhythm.next(Math.max(offending, living.freeFrom));
    }
  }
  return trimCareer(living.career, today);
}

/** Offences of one arrest: the one just done, sometimes with others of the weeks before. */
function offend(living: Living, day: Day): void {
  const { random, life, career } = living;
  const away = life.crossesBorder && random.chance(0.4);
  const county = away ? (life.county === 'norfolk' ? 'suffolk' : 'norfolk') : life.county;
  const area = !away && random.chance(0.7) ? life.homeArea : drawAreaIn(random, county);
  const made: Case = {
    number: career.cases.length,
    area,
    offences: [],
    arrest: day,
    decided: day,
    disposal: 'no_further_action',
    charge: undefined,
    hearing: undefined,
    remanded: false,
  };
  const extras = random.chance(life.tempo === 'prolific' ? 0.26 : 0.1) ? random.between(1, 2) : 0;
  for (let extra = 0; extra <= extras; extra += 1) {
    // The earlier ones were done at liberty too, and not before the tenth birthday.
    const back = extra === 0 ? 0 : random.between(0, 30);
    addOffence(living, made, Math.max(day - back, Math.min(day, living.freeFrom)));
  }
  career.cases.push(made);
  proceed(living, made);
}

/** Nobody breaks bail who was never charged, a behaviour order before one is made, or drives as a child. */
function drawPossible(living: Living, date: Day): OffenceType {
  const { random, life, career, proven } = living;
  for (;;) {
    const type = drawOffence(random, life.leaning);
    const needsCharge =
      type.kind === 'bail' && !career.cases.some(({ charge }) => charge !== undefined && charge < date);
    const needsOrder = type.code === BREACH_OF_BEHAVIOUR_ORDER && proven < 3;
    const tooYoung = type.kind === 'motoring' && ageOn(life.born, date) < 15;
    if (!needsCharge && !needsOrder && !tooYoung) return type;
  }
}

function addOffence(living: Living, made: Case, date: Day): void {
  const { career } = living;
  const offence: Offence = {
    number: career.offences.length,
    type: drawPossible(living, date),
    date,
    area: made.area,
    case: made,
    outcome: 'under_investigation',
    outcomeDate: undefined,
    court: '',
    sentence: '',
  };
  made.offences.push(offence);
  career.offences.push(offence);
}

/** Decides how the case will go and puts its days into the diary. */
function proceed(living: Living, made: Case): void {
  const { random, life, proven } = living;
  const gravity = gravestOf(made).gravity;
  const age = ageOn(life.born, made.arrest);
  const lags = drawLags(random, gravity);
  made.arrest += lags.arrest;
  made.disposal = drawDisposal(random, { gravity, proven, age, tempo: life.tempo });
  if (made.disposal !== 'charge') {
    made.decided = made.arrest + lags.decision;
    if (made.disposal === 'cautioned') living.schedule(made.decided, () => caution(living, made, age));
    return;
  }
  made.charge = made.arrest + lags.charge;
  made.hearing = made.charge + lags.hearing;
  made.remanded = age >= 18 && random.chance(gravity >= 4 ? 0.25 : proven > 8 ? 0.07 : 0.01);
  const { charge, hearing } = made;
  living.schedule(charge, () => atCharge(living, made, charge, hearing));
  living.schedule(hearing, () => atCourt(living, made, hearing));
}

function caution(living: Living, made: Case, age: number): void {
  living.proven += 1;
  if (age < 18 && living.random.chance(0.4)) {
    const mainOffence = gravestOf(made);
    living.career.orders.push({
      type: 'youth_conditional_caution',
      sentenced: made.decided,
      start: made.decided,
      end: made.decided + 112,
      mainOffence,
    });
  }
}

function currentSpell(living: Living, day: Day): PrisonSpell | undefined {
  const spell = living.career.spells.at(-1);
  return spell !== undefined && (spell.release === undefined || spell.release > day) ? spell : undefined;
}

/** Into prison: cases still on foot bring their arrests forward to the day the person was produced. */
function imprison(living: Living, spell: PrisonSpell): void {
  living.career.spells.push(spell);
  living.freeFrom = spell.release ?? Infinity;
  for (const made of living.career.cases) made.arrest = Math.min(made.arrest, spell.received);
}

function atCharge(living: Living, made: Case, charge: Day, hearing: Day): void {
  if (currentSpell(living, charge) !== undefined) return;
  const mainOffence = gravestOf(made);
  const last = living.career.spells.at(-1);
  if (made.remanded) {
    const spell: PrisonSpell = {
      received: charge,
      release: hearing,
      kind: 'remand',
      licenceEnd: undefined,
      mainOffence,
      sentenced: undefined,
    };
    imprison(living, spell);
  } else if (last?.licenceEnd !== undefined && last.licenceEnd > charge && living.random.chance(0.35)) {
    // Recalled for a fixed term: the length is an example, the law has changed it several times.
    const release = Math.min(charge + 28, last.licenceEnd);
    imprison(living, {
      received: charge,
      release,
      kind: 'recall',
      licenceEnd: last.licenceEnd,
      mainOffence: last.mainOffence,
      sentenced: last.sentenced,
    });
  }
}

function atCourt(living: Living, made: Case, hearing: Day): void {
  const { random, life } = living;
  const mainOffence = gravestOf(made);
  const result = sentenceCase(random, {
    gravity: mainOffence.gravity,
    proven: living.proven,
    age: ageOn(life.born, hearing),
    remanded: made.remanded,
  });
  const court = result.crown
    ? `${made.area.crown} Crown Court`
    : courtBelow(made.area, ageOn(life.born, hearing));
  made.offences.forEach((offence, place) => {
    const guilty = result.convicted && (place === 0 || random.chance(0.93));
    offence.outcome = guilty ? 'convicted' : 'acquitted';
    offence.outcomeDate = hearing;
    offence.court = court;
    if (guilty)
      offence.sentence =
        place === 0 ? result.sentence.text : random.chance(0.5) ? 'No separate penalty' : 'Concurrent';
    if (guilty) living.proven += 1;
  });
  if (result.convicted) serve(living, result.sentence, hearing, mainOffence);
}

function courtBelow(area: Area, age: number): string {
  return `${area.magistrates} ${age < 18 ? 'Youth' : "Magistrates'"} Court`;
}

function serve(living: Living, sentence: Sentence, day: Day, mainOffence: OffenceType): void {
  const spell = currentSpell(living, day) ?? remandEnding(living, day);
  if (sentence.kind === 'custody') {
    const received = spell?.received ?? day;
    // Half is served inside; time on remand counts, and a later sentence runs beside an earlier one.
    const release = Math.max(
      day + 1,
      received + Math.ceil(sentence.days / 2),
      spell?.kind === 'remand' ? 0 : (spell?.release ?? 0),
    );
    const licenceEnd = Math.max(received + sentence.days, release + 1, spell?.licenceEnd ?? 0);
    if (spell === undefined)
      imprison(living, { received, release, kind: 'sentence', licenceEnd, mainOffence, sentenced: day });
    else {
      Object.assign(spell, { release, kind: 'sentence', licenceEnd, sentenced: spell.sentenced ?? day });
      living.freeFrom = release;
    }
  } else if (sentence.kind === 'order' && spell?.kind !== 'sentence') {
    living.career.orders.push({
      type: sentence.order,
      sentenced: day,
      start: day,
      end: day + sentence.days,
      mainOffence,
    });
  }
}

/** A remand that ends with this very hearing. */
function remandEnding(living: Living, day: Day): PrisonSpell | undefined {
  const spell = living.career.spells.at(-1);
  return spell?.kind === 'remand' && spell.release === day ? spell : undefined;
}
