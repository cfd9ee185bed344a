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
  'abandon absorb accept accomplish accumulate achieve acknowledge acquire activate adapt add adjust admire adopt advise affect allocate allow alter amend announce append apply appoint approve arrange assemble assert assess assign assume attach attain attract avoid banish bear become betray bind borrow breed bring build bury buy calculate calm cancel carry catch categorize celebrate choose circulate cite clarify clean clear close collect colonize combine commit communicate compare compile complete compute conduct confirm confront confuse connect conquer conserve consider consolidate constitute construct consult consume contain convert convey convince correct create cultivate cure deceive declare decline decrease dedicate defeat defend define deliver demonstrate deny depict deploy deprecate derive describe destroy detect determine develop devise differentiate dig digest diminish disable discourage discover discuss dismiss dissolve distribute divide dominate draw dry eat educate elect eliminate embed emit emphasize employ empower enable enact encourage endanger endorse endure enforce engrave enhance enjoy ensure enter entertain equip erect escape establish evaluate examine exceed exclude execute expand expect explain exploit expose express extend facilitate feed fetch fill finish fold follow forbid foresee forget forgive freeze gather generate get give govern grant grasp grind hang hear hide hit honor honour identify ignore illuminate illustrate implement imply impose imprison improve include incorporate indicate infect inform inhabit inherit injure insert inspect inspire install insult insure integrate interpret introduce invade invent invest investigate invite invoke involve irrigate isolate join justify keep kill lack lay lead learn leave lend leverage locate lose lower maintain make manage marry melt merge minimize mitigate modify negotiate nominate notify nourish observe obtain occupy omit operate oppose oppress opt orbit organise organize overcome overlook override overwrite parse penetrate perceive perform permit persecute persuade pioneer polish pollinate possess postpone praise preach precede predict prepare preserve preside prevent prioritize proclaim produce prohibit promote propose prosecute protect prove provide provoke publicize publish punish pursue rebuild receive recognize recommend reconstruct recruit redefine redesign redirect reduce refine reflect refuse regard register regulate reinforce reject remove rename render repeat replace replicate represent reproduce require rescue resemble resist resolve restore restrain restrict restructure resume retain retrieve reuse reveal revise revoke rewrite satisfy scatter secure see seize select send serve settle shake shoot shorten simplify simulate sing sink solve sow specify spend squeeze stabilize standardize steal steer stimulate strengthen stretch strike strip subdue submit sue suggest summarise summarize supersede supervise supply suppress surpass surround suspend sustain swallow synchronize tackle tailor take teach tell terminate threaten throw tie tolerate transform translate transmit treat undergo undermine understand unify unite unveil urge utilize validate verify violate visualize warn weaken wear weigh welcome widen win wipe withdraw witness worship write';

/** Verbs with an object whose spelling is also a noun. */
const NOUN_LIKE =
  'access address aim answer attempt award benefit block burn call capture cause challenge change check claim command control cook copy cost cover cross cut dance delay design display document drive drop edit exchange exercise experience export extract face favor feature fight finance find fix fly focus force form fund gain guarantee guide handle harm heat help highlight hire hold host hunt import increase influence issue launch lift limit link list load lock mark match measure mention mine mix monitor mount move murder name need note offer open order outline own paint pass pay pick place plan plant play plough pour present press print process program promise pull pump purchase push question quote raise range rank reach read recall record release repair report request respect result return reward ride roll rule run sacrifice sail save say scan schedule search set shape share shift show sign sketch skip slow sort split spread start state stop store structure study support survey sweep switch target tear test touch track trade train transfer transport trap trigger trust turn type update upgrade use value view visit wake warm wash watch wave work wound wrap yield';

/** Verbs asked about only by why, when and with their preposition. */
const INTRANSITIVE =
  'account act agree apologize appear argue arise arrive ask begin behave believe belong bloom burst care collaborate collapse come compete complain consist continue contribute coordinate deal decide depend die differ disappear emerge emigrate emphasise erupt evolve exist experiment fail fall float flourish flow go grow happen hope insist intend interact iterate know like listen live meet migrate occur originate participate partner perish persist prefer proceed qualify react realize refer relate rely remain reply rise seek seem shrink sit sleep speak stand stay succeed suffer swim talk tend think travel try vanish wait walk wander want wonder worry';

/** Forms that do not follow the rule, as `base past participle`. */
const IRREGULAR =
  'bear bore borne,become became become,begin began begun,bind bound bound,breed bred bred,bring brought brought,build built built,burst burst burst,buy bought bought,catch caught caught,choose chose chosen,come came come,cost cost cost,cut cut cut,dig dug dug,draw drew drawn,drive drove driven,eat ate eaten,fall fell fallen,feed fed fed,fight fought fought,find found found,fly flew flown,forbid forbade forbidden,foresee foresaw foreseen,forget forgot forgotten,forgive forgave forgiven,freeze froze frozen,get got gotten,give gave given,go went gone,grind ground ground,grow grew grown,hang hung hung,hear heard heard,hide hid hidden,hit hit hit,hold held held,keep kept kept,know knew known,lay laid laid,lead led led,learn learned learned,leave left left,lend lent lent,lose lost lost,make made made,meet met met,overcome overcame overcome,override overrode overridden,overwrite overwrote overwritten,pay paid paid,prove proved proven,read read read,rebuild rebuilt rebuilt,rewrite rewrote rewritten,ride rode ridden,rise rose risen,run ran run,say said said,see saw seen,seek sought sought,send sent sent,set set set,shake shook shaken,shoot shot shot,show showed shown,shrink shrank shrunk,sing sang sung,sink sank sunk,sit sat sat,sow sowed sown,speak spoke spoken,spend spent spent,split split split,spread spread spread,stand stood stood,steal stole stolen,strike struck struck,sweep swept swept,swim swam swum,take took taken,teach taught taught,tear tore torn,tell told told,think thought thought,throw threw thrown,undergo underwent undergone,understand understood understood,wake woke woken,wear wore worn,win won won,withdraw withdrew withdrawn,write wrote written';

/** Verbs of more than one syllable that double their last consonant. */
const DOUBLING = new Set(
  'begin commit control emit occur omit permit prefer program refer submit transfer transmit'.split(' '),
);

const TABLE = buildTable();

/** The forms that a lower-case spelling may be, the likeliest first; empty for words that are in no table. */
export function verbForms(word: string): readonly VerbForm[] {
  return TABLE.get(word) ?? [];
}

/** The base of a past participle (`created` → `create`), or undefined. */
export function participleBase(word: string): string | undefined {
  // `founded` is of `to found`, which the table leaves to `find`.
  if (word === 'founded') return 'found';
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
