import { type Random, ranked, type Weighted } from './random.ts';

/** Common forenames by decade of birth, commonest first: lists of our own making, after public rankings. */
type Decades = Record<number, string>;

const MEN: Decades = {
  1950: 'David John Michael Peter Robert Stephen Paul Alan Christopher Graham Ian Anthony Brian Keith Kevin Richard William Colin Roger Barry Raymond Martin Trevor Terence Malcolm Derek Nigel Geoffrey Philip Kenneth',
  1960: 'David Paul Andrew Mark John Michael Stephen Ian Robert Richard Christopher Peter Simon Anthony Kevin Gary Steven Martin Darren Nigel Alan Neil Philip Colin Graham Keith Jonathan Timothy Adrian Barry Wayne Dean',
  1970: 'Paul Mark David Andrew Richard Christopher James Simon Michael Matthew Stephen Lee John Robert Darren Daniel Steven Jason Nicholas Jonathan Ian Neil Peter Stuart Anthony Martin Kevin Craig Philip Gary Scott Wayne Dean Carl',
  1980: 'Christopher James David Daniel Michael Matthew Andrew Richard Paul Mark Thomas Adam Robert John Lee Benjamin Steven Jonathan Craig Stephen Simon Nicholas Peter Anthony Alexander Gary Ian Ryan Darren Jamie Stuart Karl Shane Ricky Kevin Carl',
  1990: 'Thomas James Jack Daniel Matthew Ryan Joshua Luke Samuel Jordan Adam Michael Alexander Christopher Benjamin Joseph Liam Jake William Andrew George Lewis Oliver David Robert Jamie Nathan Connor Ashley Aaron Kieran Kyle Bradley Callum Reece Dean Shane',
  2000: 'Jack Thomas Joshua James Daniel Harry Samuel Joseph Matthew Callum Luke William Lewis Oliver Ryan Benjamin George Liam Jordan Adam Alexander Jake Connor Cameron Nathan Kieran Mason Jamie Jacob Michael Ben Ethan Charlie Bradley Brandon Tyler Kai Aidan Reece',
  2010: 'Oliver Jack Harry Alfie Charlie Thomas William Joshua George James Daniel Jacob Ethan Samuel Joseph Dylan Noah Tyler Riley Mason Logan Max Leo Jayden Archie Lucas Oscar Kian Finley Jake Toby Kayden Freddie Harvey',
};

const WOMEN: Decades = {
  1950: 'Susan Margaret Linda Christine Patricia Janet Carol Elizabeth Mary Ann Jean Barbara Pamela Gillian Maureen Sandra Valerie Pauline Kathleen Jacqueline Sheila Jane Marion Hilary Lesley Brenda',
  1960: 'Susan Julie Karen Jacqueline Deborah Tracey Jane Helen Diane Sharon Tracy Angela Sarah Alison Caroline Amanda Sandra Linda Catherine Elizabeth Carol Joanne Wendy Janet Dawn Christine Lesley Nicola Beverley Michelle',
  1970: 'Sarah Claire Nicola Emma Lisa Joanne Michelle Helen Samantha Karen Victoria Amanda Tracey Rachel Kelly Louise Julie Clare Rebecca Sharon Jane Deborah Caroline Tracy Donna Dawn Paula Alison Lorraine Natalie Tina Maria',
  1980: 'Sarah Laura Gemma Emma Rebecca Claire Victoria Samantha Rachel Amy Jennifer Nicola Katie Lisa Kelly Natalie Louise Michelle Hayley Hannah Helen Charlotte Joanne Lucy Elizabeth Leanne Danielle Donna Katherine Clare Stacey Lauren Kerry Zoe Kirsty',
  1990: 'Rebecca Lauren Jessica Charlotte Hannah Sophie Amy Emily Laura Emma Chloe Sarah Lucy Katie Bethany Jade Megan Danielle Samantha Rachel Natasha Abigail Shannon Stacey Kayleigh Kirsty Georgia Leanne Gemma Naomi Paige Amber Chelsea Zoe',
  2000: 'Chloe Emily Megan Charlotte Jessica Lauren Sophie Olivia Hannah Lucy Georgia Rebecca Bethany Amy Ellie Katie Emma Abigail Molly Grace Courtney Shannon Caitlin Eleanor Jade Ella Leah Alice Holly Laura Amber Paige Mia Libby Tia',
  2010: 'Olivia Ruby Chloe Emily Sophie Jessica Grace Lily Amelia Evie Mia Ava Ella Lucy Isabella Summer Freya Megan Ellie Lola Poppy Layla Maisie Amber Lexi Scarlett Keira Gracie',
};

const RARE_MEN =
  'Toby Felix Rory Damian Elliot Glenn Marcus Russell Leon Curtis Troy Clive Gavin Dale Spencer Jermaine Clifford Rhys Owen Gareth Duncan Angus Hugh Rupert Piers Jerome Tobias Brett Nico Howard Denzil Casey Corey Ellis Frazer Gideon Harvey Ivan Jed Kirk Lance Myles Ned Otis Quentin Roland Silas Tristan Vernon Wesley Zane Ambrose Barnaby Cedric Desmond Ewan Floyd Gerard Horace Jarvis Leroy Montague Norris Percival Rex Sheldon Tyrone Warren';
const RARE_WOMEN =
  'Bryony Cassandra Delphine Esme Felicity Gwen Harriet Imogen Josephine Kim Lydia Miriam Nadine Odette Petra Roxanne Selina Tamsin Ursula Verity Wanda Yvette Zara Bonnie Carly Demi Elise Faye Ginny Heidi Iris Jodie Kacey Lorna Mandy Nell Opal Philippa Rhiannon Sadie Tabitha Una Vivienne Willow Agnes Beatrix Cordelia Dorothy Edith Florence Greta Hester Ida Juno Lettice Mabel Rosalind Sybil Thelma Winifred';

function byDecade(lists: Decades): Map<number, Weighted<string>> {
  return new Map(Object.entries(lists).map(([decade, names]) => [Number(decade), ranked(names.split(' '))]));
}

const COMMON = { M: byDecade(MEN), F: byDecade(WOMEN) };
const RARE = { M: RARE_MEN.split(' '), F: RARE_WOMEN.split(' ') };

/** A British forename for somebody born in that year. One in nine comes from the long tail. */
export function britishForename(random: Random, sex: 'M' | 'F', year: number): string {
  if (random.chance(0.11)) return random.pick(RARE[sex]);
  const decade = Math.min(2010, Math.max(1950, Math.floor(year / 10) * 10));
  return (COMMON[sex].get(decade) as Weighted<string>).pick(random);
}
