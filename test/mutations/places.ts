import type { Draft } from "../checks/support/draft";
import { filePlaces, userDataPlaces } from "./file-places";
import type { Place } from "./place";
import { terraformPlaces } from "./terraform-places";

/** Everything that a stack says: its configuration, the first script of its nodes, their files. */
export function placesOf(draft: Draft): readonly Place[] {
  const configuration = terraformPlaces(draft).filter(({ id }) => !id.startsWith("locals."));
  return [...configuration, ...userDataPlaces(draft), ...filePlaces(draft)];
}
