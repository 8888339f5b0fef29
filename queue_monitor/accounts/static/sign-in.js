// Name and password.

import { post } from "/assets/js/api.js";
import { t } from "/assets/js/i18n.js";
import { $, pageData } from "/assets/js/parts.js";
import { homeOf, send, tell } from "./gate.js";

const form = $("#sign-in");
const said = $(".gate__said");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { name, password } = Object.fromEntries(new FormData(form));
  if (!name.trim() || !password) {
    tell(said, { title: t("Please fill in both."), detail: "" });
    (name.trim() ? form.elements.password : form.elements.name).focus();
    return;
  }
  let me;
  const isIn = await send(form, said, async () => {
    me = await post("/session", { name, password });
  });
  if (isIn) location.assign(homeOf(me, pageData().next));
  else form.elements.password.select();
});

$("button", form).disabled = false; // from now on the form is sent by this script
