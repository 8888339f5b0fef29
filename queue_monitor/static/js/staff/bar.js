// The bar of every staff page: the list of further pages, and signing out.

import { Problem, post, remove } from "/assets/js/api.js";
import { $, toast } from "/assets/js/parts.js";

async function signOut() {
  try {
    await post("/me/presence", { present: false });
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // who may not say so has nothing to say
  }
  try {
    await remove("/session");
  } catch (error) {
    if (error.status !== 401) {
      toast(error.title, { kind: "red" });
      return;
    }
  }
  location.assign("/sign-in");
}

$("#sign-out")?.addEventListener("click", signOut);

const more = $(".nav__more");

function close() {
  if (more) more.open = false;
}

document.addEventListener("click", (event) => {
  if (more?.open && !more.contains(event.target)) close();
});
more?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !more.open) return;
  event.stopPropagation();
  close();
  $("summary", more).focus();
});
more?.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !more.contains(event.relatedTarget)) close();
});
