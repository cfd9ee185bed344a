import { z } from 'zod';
import { isDecline } from './assistant-speech.ts';
import { type CandidateView, fold } from './candidate-view.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({});

/** Refusals come first; further on the words may be somebody's in the text. */
const HEAD_UNITS = 300;
/** A text this short is searched as a whole. */
const SHORT_UNITS = 600;

const UNABLE =
  "(?:cannot|can't|can not|won't|will not|am unable to|am not able to|'m unable to|'m not able to|(?:am|'m) not (?:allowed|permitted) to|must decline to|(?:will not|won't) be able to)";
const REFUSED =
  '(?:assist\\b|help(?! but| \\w+ing)\\b|fulfil|comply\\b|rewrite|rephrase|paraphrase|summari[sz]e|(?:provide|generate|create|process|access|answer|translate|engage|write|produce|complete|continue|do|support|discuss|see|find) (?:in |with )?(?:this|that|the|your|any|an?|such)\\b.{0,40}(?:request|text|document|content|passage|task|information|instruction|prompt|conversation|topic|material))';

/** Matched on folded text at the beginning of a sentence. */
const REFUSALS: Readonly<Record<string, string>> = {
  en: [
    `i ?${UNABLE} (?:\\w{1,12} )?${REFUSED}`,
    "i(?:'m| am) (?:really |very |so )?sorry,? (?:but )(?:i (?:can|am|don't|do not|won't|need)|i'm|as an|the (?:provided )?(?:text|document|passage)|there is|your|this (?:text|document|request)|without)",
    `(?:i apologi[sz]e|my apologies|apologies|sorry|unfortunately),? ?(?:but |for [\\w ]{1,30},? ?(?:but )?)?i ?(?:${UNABLE}|don't have|do not have)`,
    'as an? (?:ai|artificial intelligence|large language|language)(?: language)?(?: model| assistant| system)?,? (?:i|it)\\b',
    "i(?:'m| am) (?:just |only )?an? (?:ai|artificial intelligence|large language|language)(?: language)? ?(?:model|assistant)?\\b",
    "i (?:don't|do not) have (?:access to|the ability to|enough information|any information|personal)",
    `i(?:'m| am) afraid,? (?:that )?i ?${UNABLE} (?:\\w{1,12} )?${REFUSED}`,
    "i (?:must|have to) decline (?:this|your|the) (?:request|task)|i (?:don't|do not|can't|cannot) see (?:any|an?|the|your) (?:text|document|passage|content|attachment)",
    "my (?:guidelines|policies|programming) (?:do(?:es)? not|don't|doesn't|prevent|prohibit|forbid)",
    'there is no (?:text|document|passage|content) (?:provided|given|to rewrite)',
    'no (?:text|document|passage|content) (?:was|is|has been) (?:provided|given|attached|included)',
    "i(?:'m| am) (?:not comfortable|unwilling)|i(?:'d| would) (?:rather|prefer) not (?:to )?|i (?:refuse to|must pass on|have to say no|must refuse)",
    "(?:this|that) is (?:something|not something) (?:that )?i (?:cannot|can't|can)|(?:falls|is) outside (?:of )?(?:what i|my)|request denied|nothing (?:was|is) attached",
    "there (?:does not|doesn't) (?:seem|appear) to be (?:any|a) (?:text|document|passage|content)",
    '(?:text|document|passage|content|request) (?:violates|goes against|is against|contains (?:sensitive|harmful|inappropriate))|content polic(?:y|ies)',
  ].join('|'),
  de: [
    'es tut mir (?:sehr )?leid,? ?(?:aber )?(?:ich|als|der text|das)\\b|tut mir leid,? ?(?:aber )?ich',
    'ich kann (?:ihnen |dir |diese |diesen |dieses |das |die |den |leider |hier |bei )?.{0,40}nicht (?:helfen|erfüllen|beantworten|umschreiben|bearbeiten|weiterhelfen|bereitstellen|erstellen|umformulieren)',
    '(?:dabei|damit|hierbei) kann ich (?:ihnen |dir |euch )?(?:leider )?nicht (?:weiter)?helfen|dieser (?:bitte|anfrage|aufforderung) kann ich (?:leider )?nicht',
    'leider kann ich|entschuldigung,? ?(?:aber )?ich kann|ich bin (?:leider )?nicht in der lage',
    'als (?:ki|künstliche intelligenz|sprachmodell|ki-modell|ki-sprachmodell|ki-assistent)|ich bin (?:nur )?(?:ein sprachmodell|eine ki|ein ki)',
  ].join('|'),
  fr: [
    "(?:je suis )?désolée?,? ?(?:mais )?(?:je|en tant)|je m'excuse,? ?(?:mais )?je",
    "je ne (?:peux|suis|pourrai) pas (?:en mesure de |capable de )?(?:vous |t')?(?:aider|répondre|fournir|réécrire|accéder|traiter|générer|faire cela|satisfaire)",
    'je regrette,? ?(?:mais )?je ne (?:peux|suis|pourrai)',
    "je ne suis pas en mesure|malheureusement,? je ne (?:peux|suis)|en tant qu(?:e |')(?:ia|intelligence artificielle|modèle de langage|assistant)",
    'je suis (?:une ia|un modèle de langage)',
  ].join('|'),
  es: [
    'lo siento,? ?(?:pero )?(?:no|como|el texto)|(?:lo )?lamento,? ?(?:pero )?no|disculpa,? ?(?:pero )?no puedo',
    'no puedo (?:ayudar|cumplir|proporcionar|reescribir|responder|acceder|generar|procesar|completar|asistir)|no soy capaz de (?:ayudar|proporcionar|reescribir)|lamentablemente,? no puedo',
    'como (?:una? )?(?:ia|inteligencia artificial|modelo de lenguaje|asistente)|soy (?:una ia|un modelo de lenguaje|un asistente)',
  ].join('|'),
  it: [
    '(?:mi dispiace|mi spiace|sono spiacente),? ?(?:ma )?(?:non|come|il testo)|purtroppo,? non posso|non sono in grado di (?:aiutar|fornir|riscriver|risponder|generar|elaborar)',
    'non posso (?:aiutar|fornir|riscriver|risponder|soddisfar|generar|elaborar|completar)',
    "come (?:ia|intelligenza artificiale|modello linguistico|assistente)|in quanto (?:ia|intelligenza artificiale|modello)|sono (?:un'ia|un modello linguistico)",
  ].join('|'),
  pt: [
    'desculpe,? ?(?:mas )?(?:não|como|eu)|sinto muito,? ?(?:mas )?(?:não|como|eu)|lamento,? ?(?:mas )?não|infelizmente,? (?:eu )?não (?:posso|consigo)',
    '(?:eu )?não (?:posso|consigo) (?:ajudar|fornecer|reescrever|responder|cumprir|acessar|gerar|processar|atender)',
    'como (?:uma? )?(?:ia|inteligência artificial|modelo de linguagem|assistente)|sou (?:uma ia|um modelo de linguagem)',
  ].join('|'),
  zh: '(?:很|非常)?抱歉|对不起，我|作为(?:一个|一名)?(?:ai|人工智能|语言模型)|我(?:无法|不能)(?:提供|帮助|协助|完成|回答|改写|满足|处理)|我是(?:一个|一名)?(?:ai|人工智能|语言模型)',
};

/** What an assistant asks its user; somebody in a text may say it too, but not as its very first words. */
const REQUESTS = [
  '(?:could|can|would) you (?:please )?(?:provide|share|paste|clarify|give me)',
  'please (?:provide|share|paste|clarify|give me) (?:me )?(?:the|an?|more|with|some|your)\\b.{0,40}(?:text|document|passage|content|context|details|information|article)',
  '(?:it )?(?:seems|looks like|appears)(?: that| like)? (?:you|your|there is no|the (?:text|document|passage) (?:you|is (?:empty|missing|incomplete|cut)))',
  'the (?:provided |given )?(?:text|document|passage) (?:provided |you provided )?(?:does not contain enough|is too short|is empty|appears to be)',
  "what would you like me to\\b|how (?:can|may) i (?:help|assist) you|i(?:'ll| will| would|'d) (?:need (?:more|the|you)|be happy to (?:help|assist|rewrite))",
  'bitte (?:geben|stellen|senden|teilen) sie (?:mir )?.{0,30}(?:text|dokument|informationen)|veuillez (?:me )?fournir (?:le|un|plus)|por favor,? (?:proporcion|comparte|envía|facilit|forne)\\w{0,6} (?:el|o|un|más|mais)|请提供',
].join('|');

const REFUSAL = Object.values(REFUSALS).join('|');
const FIRST_WORDS = new RegExp(`^["' ]{0,3}(?:${REFUSAL}|${REQUESTS})`);
const AT_SENTENCE_START = new RegExp(
  `(?:^|(?:answer|response|antwort|réponse|respuesta)[:：] ?|[.!?。！？] ?)(?:${REFUSAL})`,
);

/** One of these stands in all such talk; looked for first, because it is rare and folding a whole text is not free. */
const SELF =
  /language model|artificial intelligence|chatbot|my knowledge|was trained|my training|no personal|personal (?:experience|opinion|feelings|beliefs)|the ability to|real-time|\bAI\b|can(?:no|')t fulfill|\bmy training data\b|knowledge cut-?off|browse the|\bKI-|modèle de langage|modelo de l|modello linguistico|语言模型|人工智能|作为AI/i;

/** Talk of the model about itself, which is no rewriting of anything wherever it stands. */
const ASSISTANT_ANYWHERE =
  /\bas an? (?:ai|artificial intelligence|large language|language)(?: language)? ?(?:model|assistant),? i\b|\bas an ai,? i\b|\bi(?:'m| am) (?:just |only |merely )?an? (?:ai|(?:large )?language)(?: language)? (?:model|assistant)\b|\bmy (?:training data|knowledge (?:cut-?off|ends|base|only|is limited)|training (?:only|ends|goes))\b|\b(?:as|being|since i(?:'m| am)|because i(?:'m| am)) an? (?:ai|artificial intelligence|(?:large )?language model|chatbot)\b[^.!?]{0,40},? i\b|\bi(?:'m| am) (?:just |only |merely |simply )?an? (?:ai|bot|chatbot|program|language model)\b|\bi was trained (?:on|until|by|to)\b|\bi (?:don't|do not) have (?:the ability to|access to (?:real-time|the internet|current|the latest)|personal|real-time|feelings|opinions)\b|\bi have no (?:personal|way of (?:knowing|verifying)|access to (?:real-time|the internet|current|the latest))\b|\bi (?:can(?:no|')t|am (?:not able|unable) to) browse the (?:internet|web)\b|\bi can(?:no|')t fulfill (?:this|your|that) request\b|\bals ki-(?:sprach)?modell kann ich\b|\ben tant que modèle de langage,? je\b|\bcomo modelo de lenguaje,? no\b|\bcome modello linguistico,? non\b|\bcomo modelo de linguagem,? (?:eu )?não\b|作为(?:一个|一名)?(?:ai|人工智能)?语言模型，我/;

/**
 * Rejects refusals and a model's talk about itself, in English, German, French, Spanish, Italian, Portuguese and
 * Chinese: near the start, anywhere in a short text, and unmistakable phrases anywhere; a first sentence in whatever
 * words, where somebody says I of whom the source knows nothing, and declines the task. Not when the sentence stands
 * in the source. Score 1 or 0.
 */
export const refusal: Validator<z.output<typeof bounds>> = {
  name: 'refusal',
  reasons: ['refusal'],
  bounds,
  judge(candidate) {
    const units = candidate.text.length <= SHORT_UNITS ? SHORT_UNITS : HEAD_UNITS;
    const head = candidate.text.slice(0, units).split('\n');
    const folded = head.map((line) => fold(line).trim());
    const firstWords = find(folded.filter((line) => line !== '').join(' '), FIRST_WORDS, candidate);
    if (firstWords !== undefined) return reject('refusal', 0, quoted(firstWords));
    const opening = firstSentence(folded);
    if (isDecline(opening, candidate) && !candidate.inSource(opening)) return reject('refusal', 0, quoted(opening));
    for (const [index, line] of folded.entries()) {
      if (isTurn(head[index] ?? '')) continue;
      const sentence = find(line, AT_SENTENCE_START, candidate);
      if (sentence !== undefined) return reject('refusal', 0, quoted(sentence));
    }
    const talk = !SELF.test(candidate.text)
      ? undefined
      : find(candidate.output.folded(), ASSISTANT_ANYWHERE, candidate);
    return talk === undefined ? accept(1) : reject('refusal', 0, quoted(talk));
  },
};

/** Of the first line that has something. */
function firstSentence(lines: readonly string[]): string {
  const line = lines.find((other) => other !== '') ?? '';
  return /^.{0,250}?[.!?。！？](?=\s|$)/.exec(line)?.[0] ?? line;
}

/** A line that somebody speaks in a dialogue: `Anna: I'm sorry, but I missed the train.` */
function isTurn(line: string): boolean {
  const speaker = /^[*_ ]{0,3}(\p{Lu}[^:：.!?]{0,40})[:：]/u.exec(line)?.[1];
  return speaker !== undefined && !/^(?:answer|response|antwort|réponse|respuesta)/i.test(speaker);
}

/** The sentence that the pattern finds, unless it stands in the source. */
function find(folded: string, pattern: RegExp, candidate: CandidateView): string | undefined {
  const found = pattern.exec(folded);
  if (found === null) return undefined;
  const sentence = sentenceAt(folded, found.index, found[0]);
  return candidate.inSource(sentence) ? undefined : sentence;
}

/** The sentence that a match belongs to, without what stands before it. */
function sentenceAt(text: string, index: number, match: string): string {
  const start = index + (/^[.!?。！？] ?/.exec(match)?.[0].length ?? 0);
  const rest = text.slice(start, start + 200);
  const end = rest.slice(match.length).search(/[.!?。！？]/);
  return (end < 0 ? rest : rest.slice(0, match.length + end)).trim();
}
