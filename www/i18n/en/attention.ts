// Attention.

export const attention = {
  attention: {
    title: 'Who looks at whom?',
    lead: 'Before a token’s vector is computed anew, it gathers from all vectors of the row, its own included. How large a share it takes from each is its attention. The shares add up to 100\u00a0%.',
    none: 'No attention was recorded for what the stage shows at the moment. Take one step, or go back to the present.',
    choose: 'Layer and head',
    layer: (layer: number) => `Layer ${layer}`,
    head: (layer: number, head: number) => `Layer ${layer}, head ${head}`,
    mean: 'Mean of all heads',
    from: 'The token that looks',
    token: (input: string, fate: string, original: string | null) =>
      original === null ? `${input}, ${fate}` : `${input}, ${fate}, in place of ${original}`,
    looks: (input: string, original: string | null, head: { layer: number; head: number } | null) =>
      `${head ? `In layer ${head.layer}, head ${head.head}, ` : 'On average over all heads, '}${input}${original === null ? '' : ` (in place of “${original}”)`} takes most from`,
    equal: (share: string) => `Dashed line: ${share}, where every bar would stand if all tokens were looked at alike.`,
    masks: 'At a [MASK] no word is to be found, only its place in the row and what lower layers have gathered there.',
    map: (name: string) =>
      `${name}, as a map. Arrow keys up and down choose the token that looks, left and right the one that is looked at; Enter keeps the row.`,
    mapHint: 'Rows look, columns are looked at. Point at a square for its value.',
    upTo: (percent: string) => `${percent}\u00a0%, the largest share in any head`,
    help: {
      title: 'How to read it',
      text: [
        'Point at a token, or click it to stay there. It turns dark, and the bars above all tokens show what it takes from each.',
        'A dark column in the map is a token that many others look at; a dark slanting line means that tokens look at a neighbour at some fixed distance. Selected positions keep the colour and letter of their fate.',
        'At the start all bars are about equal: no head has learned what to look for. Come back after some hundred steps.',
      ],
    },
    table: {
      open: 'These shares as a table',
      caption: (input: string, position: number, name: string) =>
        `What ${input} at position ${position} takes from each token. ${name}.`,
      position: 'Position',
      share: 'Share',
      sum: 'Sum',
    },
  },
};
