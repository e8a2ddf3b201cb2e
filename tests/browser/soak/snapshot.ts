// The sizes in a heap snapshot of V8.

interface HeapSnapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } };
  nodes: number[];
}

/** Types of nodes that are compiled code, and those that are the browser's own objects or none. */
const CODE = new Set(['code', 'object shape']);
const NO_SCRIPTS = new Set(['native', 'synthetic', 'hidden']);

/** Bytes of the scripts' objects, and of their compiled code with what it knows of the objects' shapes. */
export function sizesOf(text: string): { objects: number; code: number } {
  const { snapshot, nodes } = JSON.parse(text) as HeapSnapshot;
  const { node_fields, node_types } = snapshot.meta;
  const [type, size] = [node_fields.indexOf('type'), node_fields.indexOf('self_size')];
  let [objects, code] = [0, 0];
  for (let at = 0; at < nodes.length; at += node_fields.length) {
    const kind = node_types[0][nodes[at + type]!]!;
    if (CODE.has(kind)) code += nodes[at + size]!;
    else if (!NO_SCRIPTS.has(kind)) objects += nodes[at + size]!;
  }
  return { objects, code };
}
