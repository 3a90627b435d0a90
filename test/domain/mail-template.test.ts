import { describe, expect, test } from 'vitest'
import { fillTemplate } from '../../src/domain/mail-template.ts'

describe('fillTemplate', () => {
  test('fills every placeholder that has a value, as often as it stands there', () => {
    expect(
      fillTemplate('Dear %%fullname%% (%%username%%), welcome to %%sitename%%, %%fullname%%!', {
        fullname: 'Jane Doe',
        username: 'jdoe',
        sitename: 'Example Site',
      }),
    ).toBe('Dear Jane Doe (jdoe), welcome to Example Site, Jane Doe!')
  })

  test('leaves unknown placeholders and stray per cent signs as they are', () => {
    const template = '%%nonsense%% %%constructor%% %%__proto__%% %%FULLNAME%% 100%% %%'
    expect(fillTemplate(template, { fullname: 'Jane Doe' })).toBe(template)
  })

  test('takes an empty value for an answer', () => {
    expect(fillTemplate('[%%idnumber%%]', { idnumber: '' })).toBe('[]')
  })

  test('escapes values, between tags and in attributes', () => {
    expect(
      fillTemplate('<a title="%%fullname%%">%%fullname%%</a>', {
        fullname: `<img src=x onerror="a('b')"> & co`,
      }),
    ).not.toMatch(/<img|"a|'/)
    expect(fillTemplate('%%fullname%%', { fullname: 'A & <B>' })).toBe('A &amp; &lt;B&gt;')
  })

  test('does not fill what a value brings along, nor read $ patterns in it', () => {
    expect(fillTemplate('%%fullname%%', { fullname: "%%email%% $& $1 $'", email: 'x@example.org' })).toBe(
      '%%email%% $&amp; $1 $&#39;',
    )
  })

  test('takes the words of a course summary, which is HTML, without its markup', () => {
    expect(
      fillTemplate('<i>%%course_summary%%</i>', {
        course_summary: '<p>All about <b>cells</b> &amp; <script>alert(1)</script>tissues</p><p>a &lt; b</p>',
      }),
    ).toBe('<i>All about cells &amp; tissues<br><br>a &lt; b</i>')
  })

  test('never fills in a password, even when it is given one', () => {
    const filled = fillTemplate('Password: %%password%%', { password: 'Passw0rd!x' })
    expect(filled).not.toContain('Passw0rd!x')
    expect(filled).not.toContain('%%')
    expect(filled).toContain('not sent by mail')
  })
})
