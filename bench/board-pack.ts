import { findViewer, signInDemoPerson } from '../src/access/sessions.ts';
import type { StaffViewer } from '../src/access/viewers.ts';
import type { House } from '../src/app.ts';
import { setUpBoards, setUpGovernance, setUpRegisters } from '../src/governance/index.ts';
import { measurePages, query } from './support/pages-of.ts';

const years = 10;
const boards = 6;

/**
 * A board's pack with ten years of data: 12 meetings a year of 6 boards (720), each with 8 items, 4 papers, minutes,
 * attendance and an issued pack of the example's size.
 */
export const run = (): Promise<void> =>
  measurePages({
    name: 'board_pack',
    person: 'board-member',
    fill: async (house, url) => {
      const as = (login: string) => viewerOf(house, login);
      await setUpGovernance(house.database, house.performer, as, new Date());
      await setUpRegisters(house.database, house.performer, as, new Date());
      await setUpBoards(house.database, house.performer, as, new Date());
      await query(url, meetings, [years, boards]);
    },
    pages: {
      'an issued pack': (n) => `/governance/packs/${2 + (n % 700)}`,
      'its .docx': (n) => `/governance/packs/${2 + (n % 700)}/download`,
      'list of packs': (n) => `/governance/packs?page=${1 + (n % 14)}`,
      'boards, a day': (n) => `/governance/boards?on=20${16 + (n % years)}-06-30`,
      'a board': (n) => `/governance/boards/${7 + (n % boards)}`,
      meetings: (n) => `/governance/meetings?page=${1 + (n % 14)}`,
      'a meeting': (n) => `/governance/meetings/${3 + (n % 700)}`,
      objectives: () => '/governance/objectives',
    },
  });

async function viewerOf(house: House, login: string): Promise<StaffViewer> {
  const token = await signInDemoPerson(house.database, login, 'bench');
  const viewer = await findViewer(house.database, token, 'bench');
  if (viewer === undefined) throw new Error(`${login} has no role today`);
  return viewer;
}

/** Boards 7 and on, one meeting a month each, with what belongs to it. The example's pack is every pack's content. */
const meetings = `with who as (select (select id from staff where login = 'scheme-manager') as writer, (select id from staff where login = 'board-member') as approver),
  meetings as (
    insert into board_meeting (board_id, held_on, place, state, minutes_state, minutes, minutes_printed, minutes_marking, minutes_by, approved_by, approved_on)
    select 6 + b, (make_date(2016, 1, 5) + make_interval(months => m))::date, 'Norwich', 'held', 'approved', repeat('The board heard and resolved. ', 60),
      repeat('The board heard and resolved. ', 60), 'official', who.writer, who.approver, (make_date(2016, 2, 5) + make_interval(months => m))::date
    from who, generate_series(1, $2::int) b, generate_series(0, 12 * $1::int - 1) m
    on conflict do nothing returning id, board_id, held_on),
  items as (insert into board_agenda_item (meeting_id, number, title, purpose)
    select id, n, 'Item ' || n, 'discuss' from meetings, generate_series(1, 8) n returning 1),
  papers as (insert into board_paper (meeting_id, title, author, marking, body, printed, changed_by)
    select g.id, 'Paper ' || n, 'Scheme manager', 'official', repeat('What it says. ', 200), repeat('What it says. ', 200), who.writer
    from who, meetings g, generate_series(1, 4) n returning 1),
  came as (insert into board_attendance (meeting_id, member_id, came)
    select g.id, s.id, 'present' from meetings g join board_member s on s.board_id = g.board_id returning 1)
  insert into board_pack (scheme_id, board_id, meeting_id, title, parts, marking, state, drafted_by, content, sha256, document, issued_by, issued_at)
  select p.scheme_id, g.board_id, g.id, 'Pack of ' || g.held_on, p.parts, 'official', 'issued', who.writer, p.content, p.sha256, p.document, who.writer, g.held_on
  from who, meetings g, (select * from board_pack order by id limit 1) p`;
