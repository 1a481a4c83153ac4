// Parts of Today that are loaded by the first tap. Some browsers remember, for as long as a page is open,
// that a file could not be had: after a failure it is asked for under another address.
const parts = new Map();
let failures = 0;

function loaded(name, load) {
  if (!parts.has(name)) parts.set(name, load(failures ? `?again=${failures}` : ""));
  const part = parts.get(name);
  part.catch(() => { failures += 1; parts.delete(name); });
  return part;
}

export const isAsked = (name) => parts.has(name);

// One exercise after the other.
export const goThrough = () => loaded("go-through", (again) => import("./go-through.js" + again));

// A picture in motion.
export const moving = () => loaded("moving", (again) => import("./moving.js" + again));

// The sitting timer: loaded where one runs already, too.
export const sitting = () => loaded("sitting", (again) => import("./sitting.js" + again));
