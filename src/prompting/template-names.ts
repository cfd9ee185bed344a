/**
 * A node of the syntax tree of @huggingface/jinja 0.5, which does not export its node types. Fields that hold nodes are
 * reached by name.
 */
export interface TemplateNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Names that every template has without declaring them: constants and `range`. Clock and `raise_exception` are not. */
const BUILT_IN = ['true', 'false', 'none', 'True', 'False', 'None', 'range'];

type Scope = Set<string>;

/**
 * The free names of a template: those it reads and neither binds itself (`set`, loop and macro variables) nor finds
 * among Jinja's constants, in the order of their first use. Names of filters, tests, attributes and keyword arguments
 * are none.
 */
export function freeNames(node: TemplateNode): Set<string> {
  const free = new Set<string>();
  visit(node, new Set(BUILT_IN), free);
  return free;
}

function visit(value: unknown, scope: Scope, free: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, scope, free);
    return;
  }
  if (value instanceof Map) {
    visit([...value.keys(), ...value.values()], scope, free);
    return;
  }
  if (!isNode(value)) return;
  switch (value.type) {
    case 'Identifier':
      if (!scope.has(String(value.value))) free.add(String(value.value));
      return;
    case 'MemberExpression':
      visit(value.object, scope, free);
      if (value.computed === true) visit(value.property, scope, free);
      return;
    case 'FilterExpression':
      visit(value.operand, scope, free);
      visitFilter(value.filter, scope, free);
      return;
    case 'FilterStatement':
      visitFilter(value.filter, scope, free);
      visit(value.body, new Set(scope), free);
      return;
    // Its operator is a token, and `and` and `in` are tokens of type Identifier.
    case 'BinaryExpression':
      visit([value.left, value.right], scope, free);
      return;
    case 'UnaryExpression':
      visit(value.argument, scope, free);
      return;
    case 'TestExpression':
      visit(value.operand, scope, free);
      return;
    case 'KeywordArgumentExpression':
      visit(value.value, scope, free);
      return;
    // Bound from here on, also after an `if` that holds the `set`, as in Jinja.
    case 'Set':
      visit(value.value, scope, free);
      visit(value.body, new Set(scope), free);
      bind(value.assignee, scope, free);
      return;
    case 'For':
      visitLoop(value, scope, free);
      return;
    case 'Macro': {
      bind(value.name, scope, free);
      const inner = new Set([...scope, 'caller']);
      bind(value.args, inner, free);
      visit(value.body, inner, free);
      return;
    }
    case 'CallStatement': {
      visit(value.call, scope, free);
      const inner = new Set(scope);
      bind(value.callerArgs, inner, free);
      visit(value.body, inner, free);
      return;
    }
    default:
      for (const [field, child] of Object.entries(value)) if (field !== 'type') visit(child, scope, free);
  }
}

function visitFilter(filter: unknown, scope: Scope, free: Set<string>): void {
  if (isNode(filter) && filter.type === 'CallExpression') visit(filter.args, scope, free);
}

/** The loop's variable is known in its body and in the condition after `if`, not in what it runs over. */
function visitLoop(loop: TemplateNode, scope: Scope, free: Set<string>): void {
  const inner = new Set([...scope, 'loop']);
  bind(loop.loopvar, inner, free);
  const over = loop.iterable;
  if (isNode(over) && over.type === 'SelectExpression') {
    visit(over.lhs, scope, free);
    visit(over.test, inner, free);
  } else {
    visit(over, scope, free);
  }
  visit(loop.body, inner, free);
  visit(loop.defaultBlock, scope, free);
}

function bind(target: unknown, scope: Scope, free: Set<string>): void {
  if (Array.isArray(target)) {
    for (const item of target) bind(item, scope, free);
  } else if (isNode(target)) {
    if (target.type === 'Identifier') scope.add(String(target.value));
    else if (target.type === 'TupleLiteral') bind(target.value, scope, free);
    else if (target.type === 'KeywordArgumentExpression') {
      visit(target.value, scope, free);
      bind(target.key, scope, free);
    } else visit(target, scope, free);
  }
}

function isNode(value: unknown): value is TemplateNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
