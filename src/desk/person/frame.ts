import { ageOn, showDay } from '../../kernel/clock.ts';
import { sql } from '../../kernel/database.ts';
import { identityBar, subNavigation } from '../../web/components/index.ts';
import { html } from '../../web/html.ts';
import type { FramePerson, PersonTab } from '../../web/wing.ts';

interface FrameRow {
  family_name: string;
  given_names: string;
  born: string | null;
  pnc: string | null;
  crn: string | null;
  prison_number: string | null;
  alias_count: number;
}

/** The frame of every page of a person. A person the viewer has no reason for is not found. */
export const framePersonWith =
  (tabs: () => readonly PersonTab[]): FramePerson =>
  async (tx, { personId, viewer, today, path }) => {
    const person = await tx.one(
      sql<FrameRow>`select family_name, given_names, born, pnc, crn, prison_number, alias_count from person where id = ${personId}`,
    );
    const member = await tx.maybe(
      sql<{ state: string }>`select state from membership where person_id = ${personId} and left_on is null`,
    );
    const name = `${person.given_names} ${person.family_name}`;
    const href = `/people/${personId}`;
    const bar = identityBar({
      name,
      href,
      aliases: { count: person.alias_count },
      whyHref: `${href}/access`,
      ...(person.born === null ? {} : { dateOfBirth: showDay(person.born), age: ageOn(person.born, today) }),
      ...(person.pnc === null ? {} : { pnc: person.pnc }),
      ...(person.crn === null ? {} : { crn: person.crn }),
      ...(person.prison_number === null ? {} : { prisonNumber: person.prison_number }),
    });
    const items = tabs()
      .filter((tab) => viewer.may(tab.right as never))
      .map((tab) => ({
        text: tab.text,
        href: tab.path.replace(':id', String(personId)),
        active: tab.path === path,
      }));
    return {
      name,
      isMember: member !== undefined,
      breadcrumbs: [
        { text: 'People', href: '/people' },
        { text: name, href },
      ],
      above: html`${bar}${subNavigation({ label: 'Pages about this person', items })}`,
    };
  };
