// Follows something that takes a while. SPDX-License-Identifier: EUPL-1.2
//
//   <div id="ronde" data-progress="/ronde/3" aria-live="polite">De matcher zoekt. Dit duurt nog even.</div>
//
// Asks every two seconds, with the header X-Fragment, and puts the element with the same id in its place, until
// that has no `data-progress` any more. With `data-then="/voorstellen"` it goes there. Without this file the page has
// a link to look again.

const EVERY = 2000
const SLOWEST = 15000

async function follow(element, wait = EVERY) {
  await new Promise((done) => setTimeout(done, wait))
  let next = element
  try {
    const answer = await fetch(element.dataset.progress, { headers: { "X-Fragment": element.id } })
    if (answer.redirected) return location.assign(answer.url)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    next = page.getElementById(element.id) ?? element
    wait = EVERY
  } catch {
    wait = Math.min(2 * wait, SLOWEST) // The connection is away; keep asking, less often.
  }
  if (next !== element && next.innerHTML !== element.innerHTML) element.innerHTML = next.innerHTML
  if (next.dataset.then) return location.assign(next.dataset.then)
  if (next.dataset.progress) follow(element, wait)
}

document.querySelectorAll("[data-progress]").forEach((element) => follow(element))
