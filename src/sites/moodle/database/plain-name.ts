const SPANS = /(?:<span\b[^>]*class="multilang"[^>]*>.*?<\/span>\s*){2,}/gis
const SPAN = /<span\b([^>]*)>(.*?)<\/span>/gis
const LANG = /\blang="([\w-]+)"/i
const BLOCKS = /(?:\{mlang\s+[^}]*\}.*?\{mlang\}\s*)+/gis
const BLOCK = /\{mlang\s+([^}]*)\}(.*?)\{mlang\}/gis
const ANY_OTHER = 'other'

/**
 * A name in one language. Sites with several write all of them into it: `<span lang="en" class="multilang">…</span>` again and
 * again, or `{mlang en}…{mlang}`. Of each such series the site's own language is taken, or else the first. Nothing else
 * that looks like markup is touched.
 */
export function plainName(text: string, language: string): string {
  if (!text.includes('multilang') && !text.includes('{mlang')) return text
  return text
    .replace(SPANS, (series) =>
      choose(
        [...series.matchAll(SPAN)].map(([, marks, words]) => [[LANG.exec(marks!)?.[1] ?? ''], words!]),
        language,
        series,
      ),
    )
    .replace(BLOCKS, (series) =>
      choose(
        [...series.matchAll(BLOCK)].map(([, names, words]) => [names!.split(/[\s,]+/), words!]),
        language,
        series,
      ),
    )
}

type Choice = readonly [languages: readonly string[], words: string]

/** With the blanks after the series, which part it from what follows. */
function choose(choices: readonly Choice[], language: string, series: string): string {
  const own = (wanted: string) => choices.find(([languages]) => languages.includes(wanted))
  const [, words] = own(language) ?? own(ANY_OTHER) ?? choices[0]!
  return words + /\s*$/.exec(series)![0]
}
