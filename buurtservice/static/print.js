// A button that prints. SPDX-License-Identifier: EUPL-1.2
// Without this file there is no such button: <button type="button" data-print hidden>.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => print())
}
