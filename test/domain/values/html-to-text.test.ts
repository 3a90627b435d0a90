import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeHtml } from '../../../src/domain/values/html.ts'
import { htmlToText } from '../../../src/domain/values/html-to-text.ts'

describe('htmlToText', () => {
  test('puts paragraphs, lines and list items on lines of their own', () => {
    expect(
      htmlToText(
        '<h1>Welcome</h1><p>Dear\n  Jane,</p><p>one<br>two<br/>three</p><ul><li>a</li><li>b</li></ul>end',
      ),
    ).toBe('Welcome\n\nDear Jane,\n\none\ntwo\nthree\n\n- a\n- b\nend')
  })

  test('keeps blank lines where they are meant, one at most', () => {
    expect(
      htmlToText('<div>a</div><div>b</div>c<br><br><br>d<table><tr><td>1</td><td>2</td></tr></table>'),
    ).toBe('a\nb\nc\n\nd\n\n1 2')
    expect(htmlToText('<br><br><p> </p><p>a</p><p>&nbsp;</p><p>b</p><br>')).toBe('a\n\nb')
  })

  test('keeps inline markup out and the words together', () => {
    expect(htmlToText('You <b>are</b> in <i>Bio</i>logy&nbsp;1.')).toBe('You are in Biology 1.')
  })

  test.each([
    [
      '<a href="https://lms.example.org/login">the login page</a>.',
      'the login page (https://lms.example.org/login).',
    ],
    ["<A class=x HREF = 'https://x.example/?a=1&amp;b=2'>x</A>", 'x (https://x.example/?a=1&b=2)'],
    ['<a href=https://x.example/>x</a>', 'x (https://x.example/)'],
    ['<a href="https://x.example/">https://x.example/</a>', 'https://x.example/'],
    ['<a href="mailto:help@example.org">help@example.org</a>', 'help@example.org'],
    ['<a href="javascript:alert(1)">here</a>', 'here'],
    ['<a name="top">here</a>', 'here'],
  ])('shows where a link leads: %s', (html, text) => {
    expect(htmlToText(html)).toBe(text)
  })

  test.each([
    ['a<script>if (a < b) alert("</b>")</script>b', 'ab'],
    ['<head><title>T</title><style>p { }</style></head>text', 'text'],
    ['a<!-- > <b> -->b', 'ab'],
    ['<!DOCTYPE html><p>x</p>', 'x'],
    ['a<script>never closed', 'a'],
    ['a<!-- never closed', 'a'],
  ])('leaves out what is not for people: %s', (html, text) => {
    expect(htmlToText(html)).toBe(text)
  })

  test.each([
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['a <b title="x > y">c</b>', 'a c'],
    ["<p title=it's>fine</p> <b>too</b>", 'fine\n\ntoo'],
    ['a <b never closed', 'a <b never closed'],
    ['&lt;b&gt; &amp;amp; &eacute;&Eacute;&szlig; &#233;&#xE9; &euro; &mdash;', '<b> &amp; éÉß éé € —'],
    ['&unknown; &#0; &#xD800; &#x110000; &', '&unknown; \ufffd \ufffd \ufffd &'],
    ['a\u0000b\u001b[31m', 'a b [31m'],
    ['', ''],
  ])('reads %j', (html, text) => {
    expect(htmlToText(html)).toBe(text)
  })

  test('gives back the words of escaped text', () => {
    const words = fc.string({ unit: fc.constantFrom('a', '<', '>', '&', '"', "'", ';', '/', '!', '#', 'é') })
    fc.assert(
      fc.property(words, (text) => {
        expect(htmlToText(escapeHtml(text))).toBe(text)
      }),
    )
  })

  test('takes any text', () => {
    const html = fc.string({
      unit: fc.constantFrom('<', '>', 'a', ' ', '"', "'", '=', '/', '!', '-', 'href', '&', '\n'),
    })
    fc.assert(
      fc.property(html, (text) => {
        expect(htmlToText(text)).not.toMatch(/\n{3}|[ \n]$/)
      }),
    )
  })

  // Each of these takes minutes when looking for an end begins anew at every sign.
  test.each([
    '<a',
    '<',
    '<a href="',
    "<a title='",
    '<!--',
    '<script>',
    '</',
    '&',
    ' ',
    '&nbsp;',
    '<a href=https://x>',
  ])('is done at once with a mail of a megabyte of %j', (part) => {
    const html = part.repeat(Math.floor(1_000_000 / part.length))
    expect(htmlToText(html).length).toBeLessThanOrEqual(2 * html.length)
  })
})
