// Search as you type. SPDX-License-Identifier: EUPL-1.2
//
//   <form data-search="hits" method="post">…<input type="search">…</form>
//   <p role="status" data-search-status></p>
//   <div id="hits" data-words="3 gevonden">…<a class="hit">…</div>
//
// The form is sent as it is, with the header X-Fragment; the answer holds the element with the same id. Arrow keys
// go from the field to the hits and back. Without this file the button searches.

const WAIT = 250
const SHORTEST = 2

for (const form of document.querySelectorAll("form[data-search]")) {
  const field = form.querySelector("input[type=search]")
  const status = document.querySelector("[data-search-status]")
  const results = () => document.getElementById(form.dataset.search)
  const hits = () => [...results().querySelectorAll("a, button")]
  let soon
  let earlier

  async function search() {
    earlier?.abort()
    earlier = new AbortController()
    const values = new URLSearchParams(new FormData(form))
    const isPost = form.method === "post"
    const url = new URL(form.action)
    if (!isPost) url.search = values
    try {
      const answer = await fetch(url, {
        method: form.method,
        body: isPost ? values : undefined,
        headers: { "X-Fragment": form.dataset.search },
        signal: earlier.signal,
      })
      if (answer.redirected) return location.assign(answer.url) // The screen was locked meanwhile.
      if (!answer.ok) return
      const page = new DOMParser().parseFromString(await answer.text(), "text/html")
      const found = page.getElementById(form.dataset.search)
      if (!found) return
      results().replaceWith(document.adoptNode(found))
      if (status) status.textContent = found.dataset.words ?? ""
    } catch (fault) {
      if (fault.name !== "AbortError") form.dataset.failed = "yes" // The button still works.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(soon)
    if (field.value.trim().length >= SHORTEST) soon = setTimeout(search, WAIT)
  })
  document.addEventListener("keydown", (event) => {
    const all = [field, ...hits()]
    const place = all.indexOf(document.activeElement)
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (place < 0 || (event.key === "Escape" && place === 0)) return
    if (event.key === "Escape") field.focus()
    else if (step && all[place + step]) {
      event.preventDefault()
      all[place + step].focus()
    }
  })
}
