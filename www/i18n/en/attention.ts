// Attention.

export const attention = {
  attention: {
    title: 'Attention: which token looks at which?',
    lead: 'In each layer, every token updates its vector with a weighted mix of all tokens’ vectors, its own included. The weights are its attention (softmax of query · key) and add up to 100%.',
    none: 'No attention is stored for what is shown. Train one step, or return to the latest.',
    choose: 'Layer and head',
    layer: (layer: number) => `Layer ${layer}`,
    head: (layer: number, head: number) => `Layer ${layer}, head ${head}`,
    mean: 'Mean of all heads',
    from: 'Query token (the one that looks)',
    token: (input: string, fate: string, original: string | null) =>
      original === null ? `${input}, ${fate}` : `${input}, ${fate}, in place of ${original}`,
    looks: (input: string, original: string | null, head: { layer: number; head: number } | null) =>
      `${head ? `In layer ${head.layer}, head ${head.head}, ` : 'On average over all heads, '}“${input}”${original === null ? '' : ` (in place of “${original}”)`} attends most to`,
    equal: (share: string) => `Dashed line: ${share}, the height if attention were equal for all tokens.`,
    masks:
      'A [MASK] carries no word. All of them start with the same embedding, plus their position and sentence; what they learn of the word comes from other tokens, layer by layer.',
    map: (name: string) =>
      `${name}, as a map. Arrow keys up and down choose the query (the token that looks), left and right the key (the token it looks at); Enter keeps the row.`,
    mapHint:
      'Rows: the token that looks (query). Columns: the token it looks at (key). Point at a square for its value.',
    upTo: (percent: string) => `${percent}, the largest weight in any head`,
    help: {
      title: 'How to read it',
      text: [
        'Point at a token, or click it to keep it selected. It turns dark, and the bars above all tokens show how much it attends to each.',
        'A dark column: many tokens attend to that one. A dark diagonal: tokens attend to a neighbour at a fixed distance. Selected tokens keep their colour and letter.',
        'At the start all bars are about equal: no head has learned what to look for. Come back after a few hundred steps. Attention shows where information flows, not why the model decides.',
      ],
    },
    table: {
      open: 'These weights as a table',
      caption: (input: string, position: number, name: string) =>
        `Attention of “${input}” (position ${position}) to each token. ${name}.`,
      position: 'Position',
      share: 'Attention weight',
      sum: 'Sum',
    },
  },
};
