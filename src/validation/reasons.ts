/**
 * Every reason that validators give, and what it means. `finish.*` stands for whatever other word a server ends a
 * text with.
 */
export const REASONS: Readonly<Record<string, string>> = {
  'finish.length': 'The model ran into its token limit: the text is cut off.',
  'finish.repetition': 'The server stopped the model because it repeated itself.',
  'finish.content_filter': 'The server withheld the text or a part of it.',
  'finish.*': 'The server ended the text for another reason than that the model was done; the name is the server’s.',
  'length.too_short': 'Fewer tokens than the strategy allows, by number or in relation to the source.',
  'length.too_long': 'More tokens than the strategy allows, by number or in relation to the source.',
  language: 'Written in another language than the source, or than the strategy expects.',
  refusal: 'The model refuses, asks for something or talks about itself instead of rewriting.',
  'leak.prompt': 'A passage of the prompt’s instruction, or a fence around the document, stands in the text.',
  'leak.control_token': 'A control token of a chat template stands in the text.',
  loop: 'The text repeats itself beyond Gopher’s limits and beyond what its source does.',
  copy: 'One long run of the text’s words stands word for word in the source.',
  'ungrounded.number': 'The text has numbers that the source does not have.',
  'ungrounded.quantity': 'A number of the source stands in the text with another unit or currency than it has there.',
  'ungrounded.date': 'The text dates something in a month or on a day that the source does not name.',
  'ungrounded.name': 'The text has names that the source does not have.',
  'ungrounded.quote': 'The text puts words in quotation marks that the source does not have.',
  coverage:
    'The text is about something else: hardly any of its longer words stand in the source, or of the source’s key terms in it.',
  'ungrounded.contact':
    'The text has an e-mail address, web address, telephone number or IP address that the source does not have.',
  'format.qa': 'Not a series of questions, each ending with a question mark and followed by its answer.',
  'format.dialogue': 'Not a dialogue of speakers who take turns.',
  'format.faq': 'Not a list of questions with answers.',
  'format.table': 'No table with a header, a separator and rows of the same number of columns.',
  'format.knowledge-list': 'Not a list of items.',
  'format.math': 'Not a problem with a solution that ends in a number.',
  'format.instruction': 'Not instructions each followed by a response.',
  contaminated: 'A run of words of a benchmark stands in the text.',
  truncated: 'The text breaks off in the middle of a sentence, a bracket, a table or a code block.',
  encoding: 'Characters of a broken encoding stand in the text.',
};
