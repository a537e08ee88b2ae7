// Makes or shows a passkey: asks the browser, and sends its answer as a form. SPDX-License-Identifier: EUPL-1.2
//
//   <form method="post" action="…" data-passkey="create" data-options="…" hidden> … <input name="answer"> … </form>
//
// The form is hidden until this runs in a browser that can do it: without it a code is typed, as before.

const can = window.PublicKeyCredential?.parseRequestOptionsFromJSON
const parse = {
  create: (options) => PublicKeyCredential.parseCreationOptionsFromJSON(options),
  get: (options) => PublicKeyCredential.parseRequestOptionsFromJSON(options),
}

async function ask(form) {
  const kind = form.dataset.passkey
  const headers = { "X-CSRFToken": form.elements.csrf_token.value }
  const options = await (await fetch(form.dataset.options, { method: "POST", headers })).json()
  const answer = await navigator.credentials[kind]({ publicKey: parse[kind](options) })
  form.elements.answer.value = JSON.stringify(answer.toJSON())
  form.submit()
}

for (const form of can ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    ask(form).catch(() => (form.querySelector("[data-passkey-failed]").hidden = false))
  })
}
