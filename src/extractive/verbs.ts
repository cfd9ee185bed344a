/** How a verb form stands in its table. */
export interface VerbForm {
  readonly base: string;
  /** `base` and `third` are present; `past` may also be the participle; `participle` never is the past. */
  readonly form: 'base' | 'third' | 'past' | 'participle' | 'gerund';
  /** Takes an object that one may ask for: "What does … provide?" */
  readonly transitive: boolean;
  /** The same spelling is also a noun in common use (`use`, `changes`), so it needs proof that it is the verb. */
  readonly noun: boolean;
}

/** Verbs with an object, beside those in {@link NOUN_LIKE}. */
const TRANSITIVE =
  'accept achieve acquire add adopt affect allow announce apply approve assess avoid become bring build buy calculate carry choose clarify collect combine compare compile complete compute conduct confirm consider constitute construct contain convert create declare decrease define deliver demonstrate deny describe destroy detect determine develop discover discuss distribute divide eliminate emit employ enable encourage enforce ensure establish evaluate examine execute expand explain expose express extend follow generate get give govern grant identify ignore illustrate implement imply improve include indicate inform inherit inspire install interpret introduce invent invite invoke involve join justify keep lead learn lose maintain make manage modify observe obtain occupy omit operate organize override parse perform permit possess prepare preserve prevent produce prohibit promote propose protect prove provide publish receive recognize recommend redefine reduce reflect reject remove render replace represent require resolve restrict retain reveal satisfy select send serve simplify solve specify spend submit suggest summarize supply take teach tell transform translate treat understand validate verify violate win write';

/** Verbs with an object whose spelling is also a noun. */
const NOUN_LIKE =
  'access address aim answer attempt award benefit block call cause change check claim control copy cost cover cut design display drive experience extract face favor feature find fix focus force form guarantee guide handle help hold host increase influence issue launch limit link list load mark match measure mention monitor move name need note offer open order outline own pass pay pick place plan play present print process program purchase question raise range rank reach read record release report request result return run save say schedule search set shape share show sign sort split start state stop store study support switch target test track train transfer trigger turn type update use value view visit work';

/** Verbs asked about only by why, when and with their preposition. */
const INTRANSITIVE =
  'account act agree appear argue arise arrive ask begin behave believe belong come complain consist continue contribute deal decide depend die differ disappear emerge exist expect fail fall go grow happen hope insist intend know like live occur prefer refer relate rely remain require rise seek seem sit stand stay succeed suffer tend think try want worry';

/** Forms that do not follow the rule, as `base past participle`. */
const IRREGULAR =
  'become became become,begin began begun,bring brought brought,build built built,buy bought bought,choose chose chosen,come came come,cost cost cost,cut cut cut,drive drove driven,fall fell fallen,find found found,get got gotten,give gave given,go went gone,grow grew grown,hold held held,keep kept kept,know knew known,lead led led,learn learned learned,lose lost lost,make made made,override overrode overridden,pay paid paid,prove proved proven,read read read,rise rose risen,run ran run,say said said,seek sought sought,send sent sent,set set set,show showed shown,sit sat sat,spend spent spent,split split split,stand stood stood,take took taken,teach taught taught,tell told told,think thought thought,understand understood understood,win won won,write wrote written';

/** Verbs of more than one syllable that double their last consonant. */
const DOUBLING = new Set('begin control emit occur omit permit prefer program refer submit transfer'.split(' '));

const TABLE = buildTable();

/** The forms that a lower-case spelling may be, the likeliest first; empty for words that are in no table. */
export function verbForms(word: string): readonly VerbForm[] {
  return TABLE.get(word) ?? [];
}

/** The base of a past participle (`created` → `create`), or undefined. */
export function participleBase(word: string): string | undefined {
  return verbForms(word).find(({ form }) => form === 'past' || form === 'participle')?.base;
}

/** The present of the third person singular: `reduce` → `reduces`. */
export function thirdPerson(base: string): string {
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh|o)$/.test(base) ? `${base}es` : `${base}s`;
}

/** Whether a word is the base of a verb we know. */
export function isBase(word: string): boolean {
  return verbForms(word).some(({ form }) => form === 'base');
}

/** The base of an `-ing` form, or undefined. */
export function gerundBase(word: string): string | undefined {
  return verbForms(word).find(({ form }) => form === 'gerund')?.base;
}

function buildTable(): ReadonlyMap<string, VerbForm[]> {
  const table = new Map<string, VerbForm[]>();
  const irregular = new Map(
    IRREGULAR.split(',').map((entry) => {
      const [base = '', past = '', participle = ''] = entry.split(' ');
      return [base, { past, participle }];
    }),
  );
  const add = (spelling: string, form: VerbForm): void => {
    const forms = table.get(spelling) ?? [];
    if (!forms.some((known) => known.base === form.base && known.form === form.form)) forms.push(form);
    table.set(spelling, forms);
  };
  const addVerbs = (list: string, transitive: boolean, noun: boolean): void => {
    for (const base of list.split(' ')) {
      const { past, participle } = irregular.get(base) ?? { past: regularPast(base), participle: regularPast(base) };
      add(base, { base, form: 'base', transitive, noun });
      add(thirdPerson(base), { base, form: 'third', transitive, noun });
      add(past, { base, form: 'past', transitive, noun: false });
      if (participle !== past) add(participle, { base, form: 'participle', transitive, noun: false });
      add(gerund(base), { base, form: 'gerund', transitive, noun: false });
    }
  };
  addVerbs(TRANSITIVE, true, false);
  addVerbs(NOUN_LIKE, true, true);
  addVerbs(INTRANSITIVE, false, false);
  return table;
}

function doubles(base: string): boolean {
  return DOUBLING.has(base) || (/^[^aeiou]*[aeiou][bdgklmnprt]$/.test(base) && !/[aeiou]{2}.$/.test(base));
}

function regularPast(base: string): string {
  if (base.endsWith('e')) return `${base}d`;
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ied`;
  return doubles(base) ? `${base}${base.slice(-1)}ed` : `${base}ed`;
}

function gerund(base: string): string {
  if (base.endsWith('ie')) return `${base.slice(0, -2)}ying`;
  if (base.endsWith('e') && !base.endsWith('ee')) return `${base.slice(0, -1)}ing`;
  return doubles(base) ? `${base}${base.slice(-1)}ing` : `${base}ing`;
}
