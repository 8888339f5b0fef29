// The bar of every staff page: signing out.

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
