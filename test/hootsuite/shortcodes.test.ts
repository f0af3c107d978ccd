import assert from 'node:assert/strict'
import fc from 'fast-check'
import { labelOf, linkButton, neutralise, picture, replyButton } from '../../adapters/hootsuite/shortcodes.ts'

/** What opens a shortcode or a template. */
const OPENING = /%\[|!\[|&\(\(/
const tricky = fc.array(fc.constantFrom('%', '!', '[', ']', '(', ')', '&', '\n', ' ', 'a', 'reply:x', 'https://x'), {
  maxLength: 30,
})

describe('Hootsuite: shortcodes', () => {
  it('are not made by what a customer wrote and the bot repeats', () => {
    assert.equal(neutralise('see %[Pay here](https://evil.example)'), 'see % [Pay here](https://evil.example)')
    assert.equal(neutralise('![x](https://evil.example/x.gif)'), '! [x](https://evil.example/x.gif)')
    assert.equal(neutralise('&((namespace=[[x]]))&'), '& ((namespace=[[x]]))&')
    fc.assert(fc.property(tricky, (parts) => !OPENING.test(neutralise(parts.join('')))))
  })

  it('leave all other text as it is', () => {
    for (const text of ['50 % [off] (today)', 'a & b (c)', 'Great! [1](2)', '100%', 'R&D (x)']) {
      assert.equal(neutralise(text), text)
    }
    fc.assert(fc.property(fc.string(), (text) => OPENING.test(text) || neutralise(text) === text))
  })

  it('stay so when made harmless twice', () => {
    fc.assert(fc.property(tricky, (parts) => neutralise(neutralise(parts.join(''))) === neutralise(parts.join(''))))
  })

  it('are one for each button, whatever is in its label, payload or address', () => {
    assert.equal(
      linkButton('Our site', 'https://x.example/a_(b)?q=[1]'),
      '%[Our site](https://x.example/a_%28b%29?q=%5B1%5D)',
    )
    assert.equal(replyButton('Yes [now]\n(please)', 'yes'), '%[Yes now please](reply:yes)')
    assert.equal(picture('', 'https://x.example/a b.png'), '![…](https://x.example/a%20b.png)')
    fc.assert(
      fc.property(tricky, tricky, (label, payload) => {
        const code = replyButton(label.join(''), payload.join(''))
        assert.match(code, /^%\[[^[\]()\n]+\]\(reply:[^[\]()\n]+\)$/)
        assert.match(linkButton(label.join(''), payload.join('')), /^%\[[^[\]()\n]+\]\([^[\]()\s]*\)$/)
      }),
    )
  })

  it('have a label even where nothing is left of it', () => {
    assert.equal(labelOf('[]()'), '…')
  })
})
