// Locks a screen that nobody touches. SPDX-License-Identifier: EUPL-1.2
//
//   <form data-lock-after="300" data-alive="/personeel/hier" action="/personeel/vergrendelen" method="post">…</form>
//
// The server locks by itself as well; this takes the names from the screen too. Typing counts: the server is told
// at most once a minute, so that a long form does not lock while somebody fills it in. A form that was begun is
// sent behind the lock, where the server does not take it but puts it away; after the PIN it stands there again.

const lock = document.querySelector("form[data-lock-after]")
const after = Number(lock.dataset.lockAfter) * 1000
const ALIVE_EVERY = 60000
let touched = Date.now()
let told = Date.now()
let begun

function touch() {
  touched = Date.now()
  if (touched - told < ALIVE_EVERY) return
  told = touched
  fetch(lock.dataset.alive, { redirect: "manual" }).catch(() => {})
}

async function lockNow() {
  clearInterval(timer)
  if (!begun) return lock.submit()
  const answer = await fetch(lock.action, { method: "post", body: new URLSearchParams(new FormData(lock)), redirect: "manual" })
  if (answer.type === "opaqueredirect") begun.submit()
  else lock.submit()
}

for (const sign of ["pointerdown", "keydown", "scroll"]) addEventListener(sign, touch, { passive: true })
document.querySelector("main").addEventListener("input", (event) => {
  const form = event.target.closest("form[method=post]")
  if (form && !form.dataset.search) begun = form
})
// A tablet that slept has no timers; so the clock is asked, also when it wakes.
const look = () => Date.now() - touched >= after && lockNow()
const timer = setInterval(look, 5000)
addEventListener("visibilitychange", look)
