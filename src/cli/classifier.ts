import type { Command } from 'commander';
import { addClassifierApply } from './classifier-apply.ts';
import { addClassifierTrain } from './classifier-train.ts';

/** `rewrite classifier …`. */
export function addClassifier(program: Command, exit: (code: number) => void): void {
  const classifier = program
    .command('classifier')
    .description('train a quality classifier on two kinds of documents, and rate documents with it')
    .exitOverride();
  addClassifierTrain(classifier, exit);
  addClassifierApply(classifier, exit);
}
