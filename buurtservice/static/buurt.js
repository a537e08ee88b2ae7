// The small conveniences of every page. SPDX-License-Identifier: EUPL-1.2
// Everything works without this file; it only makes some things quicker. Words stand in the page, never here.

const SECOND = 1000

/** A form is sent once: a second press of the button is not a second form. */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = "yes"
    setTimeout(() => delete form.dataset.sent, 8 * SECOND) // For a connection that was lost.
  })
}

/** Tell by ear too how many boxes are ticked; what is seen the stylesheet counts. */
function tellCount(group) {
  const status = group.querySelector("[data-count]")
  let soon
  group.addEventListener("change", () => {
    clearTimeout(soon)
    soon = setTimeout(() => {
      const ticked = group.querySelectorAll(".tick :checked").length
      status.textContent = status.dataset.count.replace("0", ticked)
    }, SECOND)
  })
}

/** After a refusal the focus stands on the list of what is wrong; some browsers do not follow `autofocus`. */
function focusOnSummary() {
  if (document.activeElement === document.body) document.getElementById("fouten")?.focus()
}

document.querySelectorAll("form[method=post]").forEach(sendOnce)
document.querySelectorAll(".counted:has([data-count])").forEach(tellCount)
setTimeout(focusOnSummary, SECOND / 2)
// Who comes back with the back button finds a form that can be sent.
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent))

// Only the pages that need more fetch more.
if (document.querySelector("form[data-search]")) import("./search.js")
if (document.querySelector("[data-progress]")) import("./progress.js")
if (document.querySelector("[data-lock-after]")) import("./lock.js")
if (document.querySelector("[data-print]")) import("./print.js")
