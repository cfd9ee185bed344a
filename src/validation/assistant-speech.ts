import type { CandidateView } from './candidate-view.ts';

/**
 * How one language tells that an assistant speaks of its task, whatever its phrases: who speaks, what it says of the
 * task, and by which words it declines. Matched on folded text of a few hundred characters.
 */
interface Speech {
  /** The first person singular. Where the source has it too, somebody in the text may be speaking. */
  readonly person: RegExp;
  /** What can be done for whoever asked, or be asked of them. */
  readonly service: RegExp;
  /** The beginning of an offer, that needs one of both. */
  readonly offer: RegExp;
  /** What is said to whoever asked, and to nobody else: enough by itself. */
  readonly toUser: RegExp;
  readonly task: RegExp;
  readonly declines: RegExp;
}

const SPEECHES: readonly Speech[] = [
  {
    person: /\b(?:i|i'm|i've|i'd|i'll|me|my)\b/,
    service:
      /\b(?:helps?|helpful|helped|assist|adjust|chang(?:e|es|ed)|revis\w+|edits?|shorten|longer|shorter|versions?|rewrit\w+|rephras\w+|tone|anything else|useful|simplif\w+|formal|style|redo|bullet points|needs|prefer|happy to|glad to|feedback|what you (?:had|were|need|want)\w*)\b/,
    offer:
      /^(?:would you (?:like|prefer)|do(?:es)? (?:you|this|that|it)|is (?:this|that)|want me|need me|should i|shall i|any(?:thing)? (?:other|else))\b.*\b(?:versions?|rewrit\w+|rephras\w+|simplif\w+|passages?|texts?|documents?|changes?|shorter|longer|tone|style|formal|what you (?:were|had|need|want)\w*|anything else|you would like)\b.*\?$/,
    toUser:
      /\b(?:let me know (?:if|whether|what|how|your)|tell me if|feel free to (?:ask|let|reach|tell|request)|(?:hope|trust) (?:this|that|it|the \w+) (?:helps|works|meets|is (?:helpful|useful|what you)|fits)|what you (?:had in mind|were (?:after|looking for))|just (?:say the word|let me know|ask)|if you(?:'d| would)? (?:need|like|want|prefer|have) (?:any|a|me|it|something|more|another|further|different)\b)/,
    task: /\b(?:text|document|passage|article|content|request|task|rewrit\w+|rephras\w+|summari\w+|guidelines)\b/,
    declines:
      /\b(?:can't|cannot|can not|couldn't|didn't|won't|not|unable|don't|never|no|decline|refuse|rather|pass on|leave it)\b/,
  },
  {
    person: /\b(?:ich|mir|mich)\b/,
    service:
      /\b(?:hilf\w*|helfen|ände\w+|anpass\w*|kürz\w+|geholfen|wünsch\w+|bescheid|fassung|version|umschreib\w*|weiterhelf\w+|gefällt)/,
    offer:
      /^(?:möchten sie|möchtest du|soll ich|brauchen sie|brauchst du|wünschen sie|passt das|gefällt)(?!\p{L}).*\?$/u,
    toUser:
      /(?:lassen sie (?:es )?mich wissen|sagen sie mir|geben sie mir bescheid|ich hoffe,? (?:das|dies|damit|die)|gerne? (?:passe|ändere|kürze|erstelle|schreibe|überarbeite) ich|falls sie (?:änderungen|weitere|fragen|noch)|wenn sie (?:änderungen|weitere|noch|möchten))/,
    task: /(?:\btext|dokument|anfrage|aufforderung|umschreib|umzuschreib|bearbeit|inhalt)/,
    declines: /\b(?:nicht|kein\w*|leider|unmöglich)\b/,
  },
  {
    person: /(?:\b(?:je|moi|me)\b|\b[jm]')/,
    service: /(?:modif|version|réécri|reformul|demande\b|utile|\baide|raccourc)/,
    offer:
      /^(?:souhaitez-vous|voulez-vous|veux-tu|souhaites-tu|dois-je|cette version|est-ce que (?:cela|cette))(?!\p{L}).*\?$/u,
    toUser:
      /(?:n'hésite[zs] pas à|dites-moi|faites-moi savoir|j'espère que (?:cela|cette|ce|vous)|à votre disposition|si vous (?:souhaitez|voulez|avez (?:besoin|d'autres)))/,
    task: /(?:texte|document|demande|réécri|reformul|contenu|passage)/,
    declines: /(?:\bne\b|\bn'|\bpas\b|impossible|malheureusement)/,
  },
  {
    person: /\b(?:me|yo|espero|puedo|tengo)\b/,
    service: /(?:ayud|útil|versión|cambi|modific|reescrib|acort)/,
    offer:
      /^¿?(?:quieres que|quiere que|deseas que|desea que|te gustaría|le gustaría|necesitas que|necesita que|prefieres)(?!\p{L}).*\?$/u,
    toUser:
      /(?:^dime |avísame|hazme saber|hága?me saber|no dudes? en|espero que (?:esto|te|le|esta|sea)|(?:estoy|quedo) (?:aquí|a tu|a su|disponible)|si (?:necesitas|necesita|quieres|deseas|prefieres) )/,
    task: /(?:texto|documento|solicitud|reescrib|contenido|pasaje)/,
    declines: /\b(?:no|lamentablemente|imposible)\b/,
  },
  {
    person: /\b(?:mi|io|spero|posso|sono)\b/,
    service: /(?:aiut|util[ei]|versione|cambi|modific|riscriv)/,
    offer: /^(?:vuoi che|vuole che|desidera che|desideri che|ti piacerebbe|preferisci)(?!\p{L}).*\?$/u,
    toUser:
      /(?:fammi sapere|mi faccia sapere|^dimmi |spero che (?:sia|questo|questa|ti|le)|(?:sono|resto) (?:qui|a tua|a sua|a disposizione)|se (?:hai bisogno|vuoi|desideri|preferisci|ti serve) )/,
    task: /(?:testo|documento|richiesta|riscriv|contenuto|brano)/,
    declines: /\b(?:non|purtroppo|impossibile)\b/,
  },
  {
    person: /\b(?:me|eu|espero|posso|consigo)\b/,
    service: /(?:ajud|útil|versão|mudar|alterar|reescrev|modific|é só pedir)/,
    offer: /^(?:quer que eu|gostaria que eu|prefere|se precisar de)(?!\p{L}).*(?:\?|pedir|avisar|dizer)[.!?]?$/u,
    toUser:
      /(?:me avise|avise-me|diga-me|me diga|espero que (?:isso|esta|este|ajude|tenha)|(?:estou|fico) (?:à|aqui|a)|se (?:precisar|quiser|desejar|preferir) )/,
    task: /(?:texto|documento|pedido|reescrev|conteúdo|trecho)/,
    declines: /(?:^|\s)(?:não|infelizmente|impossível)\b/,
  },
  {
    person: /我/,
    service: /(?:告诉我|帮助|修改|改写|重写)/,
    offer: /^(?:如需|如果需要|是否需要|您需要我|你需要我)/,
    toUser: /(?:请(?:随时)?告诉我|请随时|希望(?:这|对|能|以上)|如有(?:需要|其他|任何))/,
    task: /(?:请求|文本|文章|文档|内容|改写|重写)/,
    declines: /(?:无法|不能|不便|抱歉|遗憾)/,
  },
];

/** Statements about the rewrite that need no speaker. */
const ABOUT_THE_REWRITE = [
  '^(?:this|that|the above) (?:concludes|ends|completes) the (?:rewrit|rephras|paraphras|revised|text|document)',
  '\\b(?:facts|details|names|dates|numbers|figures|information)\\b.*\\b(?:original|source) (?:text|document|passage|article)\\b.*\\b(?:kept|preserved|retained|maintained|unchanged|included)\\b',
  '^[(\\[*]{1,3}note:? .*\\b(?:unchanged|kept|preserved|retained|simplified|rephrased|rewritten|omitted)\\b',
  "^(?:note that|please note|this (?:version|rewrite|summary|text)|the (?:rewritten|rephrased|simplified|above|meaning)|(?:and )?that(?:'s| is) the|[(\\[*]{1,3}i )\\b(?=.*\\b(?:rewritten|rephrased|paraphrased|simplified|reworded|condensed|shortened|split|preserv\\w+|kept?|keeps|left|omitted|retain\\w*|maintain\\w*)\\b).*\\b(?:texts?|documents?|passage|article|source|meaning|readability|sentences|quotations|key points|original (?:content|message|tone)|easier)\\b",
  '^word count:? \\d+',
  '^[-–—=*(\\[ ]{1,6}end[-–—=*)\\] ]{1,6}$',
].join('|');
const OF_THE_REWRITE = new RegExp(ABOUT_THE_REWRITE);

/** A longer paragraph says something else as well. */
const LONGEST_ASIDE = 140;

/** A line that somebody speaks, or that has a label. */
const LABELLED = /^[^\s:：][^:：.!?]{0,40}[:：]\s/;

/**
 * Whether a last paragraph of one line is the assistant's word to whoever asked: an offer, a hope to have helped, a
 * remark on the rewrite.
 */
export function isFarewell(folded: string, candidate: CandidateView): boolean {
  if (OF_THE_REWRITE.test(folded)) return true;
  if (LABELLED.test(folded)) return false;
  return SPEECHES.some(({ person, service, offer, toUser }) => {
    if (folded.length <= LONGEST_ASIDE && toUser.test(folded)) return true;
    const [inPerson, serves] = [person.test(folded), service.test(folded)];
    if (offer.test(folded) && (inPerson || serves)) return true;
    return inPerson && serves && !person.test(candidate.original.folded());
  });
}

/** Whether the first sentence of a text declines the task, in the first person that the source does not use. */
export function isDecline(folded: string, candidate: CandidateView): boolean {
  if (LABELLED.test(folded)) return false;
  return SPEECHES.some(
    ({ person, task, declines }) =>
      person.test(folded) && declines.test(folded) && task.test(folded) && !person.test(candidate.original.folded()),
  );
}
